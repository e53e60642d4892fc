package postgres

import (
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// The methods here answer from what is known, and ask otherwise.

// EnvironmentPolicy reads the environment's policy.
func (m *member) EnvironmentPolicy() (session.EnvironmentPolicy, error) {
	if m.cause == nil && m.environment == nil {
		_ = m.send(&ask{environment: true}) // its error is m.cause
	}
	if m.cause != nil {
		return session.EnvironmentPolicy{}, m.cause
	}
	return *m.environment, nil
}

// lock takes the user who is to be locked, if any. The tenants of the user are known then, too.
func (m *member) lock() error {
	if m.cause == nil && !m.wanted.user.IsZero() {
		_ = m.send(&ask{}) // its error is m.cause
	}
	return m.cause
}

// tenant reads a tenant with its policy.
func (m *member) tenant(id tenancy.TenantID) (tenant, error) {
	if err := m.lock(); err != nil {
		return tenant{}, err
	}
	for i := range m.tenants {
		if m.tenants[i].ID == id {
			return m.tenants[i], nil
		}
	}
	read, err := m.reader.tenant(id)
	return m.remember(read), err
}

// remember keeps a tenant that was read, if it is there.
func (m *member) remember(read tenant) tenant {
	if read.found() {
		m.tenants = append(m.tenants, read)
	}
	return read
}

// TenantPolicy reads a tenant's policy.
func (m *member) TenantPolicy(id tenancy.TenantID) (session.TenantPolicy, bool, error) {
	t, err := m.tenant(id)
	return t.policy, t.found(), err
}

// Tenant reads one tenant.
func (m *member) Tenant(id tenancy.TenantID) (tenancy.Tenant, bool, error) {
	t, err := m.tenant(id)
	return t.Tenant, t.found(), err
}

// TenantByExternalID reads the tenant that the application knows by this ID.
func (m *member) TenantByExternalID(externalID string) (tenancy.Tenant, bool, error) {
	if err := m.lock(); err != nil || externalID == "" {
		return tenancy.Tenant{}, false, err
	}
	for i := range m.tenants {
		if m.tenants[i].ExternalID == externalID {
			return m.tenants[i].Tenant, true, nil
		}
	}
	t, err := m.reader.tenantByExternalID(externalID)
	return m.remember(t).Tenant, t.found(), err
}

// accountOf is the account of a user who has been locked; nil when it is not, or no longer, known.
func (m *member) accountOf(user tenancy.UserID) (*account, error) {
	if m.cause == nil && m.wanted.user == user && !user.IsZero() {
		_ = m.send(&ask{}) // its error is m.cause
	}
	if m.cause != nil || m.account == nil || m.account.id != user {
		return nil, m.cause
	}
	return m.account, nil
}

// User reads one user.
func (m *member) User(id tenancy.UserID) (tenancy.User, bool, error) {
	known, err := m.accountOf(id)
	if err != nil || known == nil {
		return m.reader.User(id)
	}
	return known.user, known.found, nil
}

// Memberships reads the memberships of a user, oldest first.
func (m *member) Memberships(user tenancy.UserID) ([]tenancy.Membership, error) {
	known, err := m.accountOf(user)
	if err != nil || known == nil || !known.whole() {
		return m.reader.Memberships(user)
	}
	return known.listed(), nil
}

// Membership reads one membership.
func (m *member) Membership(user tenancy.UserID, in tenancy.TenantID) (tenancy.Membership, bool, error) {
	known, err := m.accountOf(user)
	if err != nil || known == nil || !known.whole() {
		return m.reader.Membership(user, in)
	}
	for _, joined := range known.memberships {
		if joined.Tenant == in {
			return joined, true, nil
		}
	}
	return tenancy.Membership{}, false, nil
}

// OpenTimes reads what the sessions of a user whose end is not recorded are judged by, oldest first.
func (m *member) OpenTimes(user tenancy.UserID, in tenancy.TenantID) ([]session.Session, error) {
	known, err := m.accountOf(user)
	if err != nil || known == nil {
		return m.reader.OpenTimes(user, in)
	}
	return known.openIn(in), nil
}

// Find locks a session, and its user before, and reads it with the policies that govern it,
// and the user's roles.
func (m *member) Find(id session.ID) (store.Found, error) {
	if id.IsZero() {
		return store.Found{}, m.cause
	}
	if err := m.send(&ask{session: id}); err != nil {
		return store.Found{}, err
	}
	if m.found == nil {
		return store.Found{}, nil
	}
	environment, err := m.EnvironmentPolicy()
	if err != nil {
		return store.Found{}, err
	}
	m.found.Environment = environment
	return *m.found, nil
}
