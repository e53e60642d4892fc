package store

import (
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// PolicyReader reads the policies that govern sessions.
type PolicyReader interface {
	// EnvironmentPolicy reads the environment's.
	EnvironmentPolicy() (session.EnvironmentPolicy, error)

	// TenantPolicy reads a tenant's; not found when there is no such tenant.
	TenantPolicy(tenant tenancy.TenantID) (session.TenantPolicy, bool, error)
}

// PolicyWriter changes policies.
type PolicyWriter interface {
	// LockPolicy makes this transaction the only one that changes policies of the environment, and lets it wait
	// for every transaction that has read one through SharePolicy. It is called before they are read.
	LockPolicy() error

	// SharePolicy keeps the policies of the environment as they are until this transaction ends.
	SharePolicy() error

	// SaveEnvironmentPolicy writes the environment's policy.
	SaveEnvironmentPolicy(policy session.EnvironmentPolicy) error

	// SaveTenantPolicy writes a tenant's policy.
	SaveTenantPolicy(tenant tenancy.TenantID, policy session.TenantPolicy) error
}

// TenantReader reads tenants.
type TenantReader interface {
	// Tenant reads one tenant.
	Tenant(id tenancy.TenantID) (tenancy.Tenant, bool, error)

	// TenantByExternalID reads the tenant that the application knows by this ID.
	TenantByExternalID(externalID string) (tenancy.Tenant, bool, error)

	// Tenants lists tenants by ID, oldest first; Page.After is a tenant ID.
	Tenants(page Page) ([]tenancy.Tenant, error)

	// ReplacingTenants lists the tenants whose policy keeps replaced overrides.
	ReplacingTenants() ([]tenancy.TenantID, error)

	// AllOverrides reads the own settings of every tenant that has some, in no order.
	AllOverrides() ([]session.Overrides, error)
}

// TenantWriter changes tenants.
type TenantWriter interface {
	// InsertTenant adds a tenant; ErrExists when its ID or external ID is taken.
	InsertTenant(t tenancy.Tenant) error

	// SaveTenant writes name and external ID; ErrExists when the external ID is taken.
	SaveTenant(t tenancy.Tenant) error

	// DeleteTenant deletes a tenant with its memberships and its policy. Its sessions stay: end them first.
	DeleteTenant(id tenancy.TenantID) error
}
