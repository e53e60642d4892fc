package postgres

import (
	"context"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// beginReading begins a transaction in which every statement reads the same state.
const beginReading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

// reader reads one environment, with one statement for each method.
type reader struct {
	*decoder
	number int32 // of the environment
	query  func(statement) error
}

// View runs fn in a transaction that reads one state.
func (s *Store) View(ctx context.Context, id tenancy.EnvironmentID, fn func(store.Reader) error) error {
	e, err := s.environment(ctx, id)
	if err != nil {
		return err
	}
	err = s.view(ctx, e.number, fn)
	if lost(err) && ctx.Err() == nil {
		err = s.view(ctx, e.number, fn)
	}
	return err
}

func (s *Store) view(ctx context.Context, number int32, fn func(store.Reader) error) error {
	tx := &transaction{store: s, before: []statement{{sql: beginReading}}}
	defer tx.end()
	var failed error // even when fn forgets it
	err := fn(reader{decoder: s.decoder, number: number, query: func(one statement) error {
		if failed == nil {
			failed = tx.send(ctx, one)
		}
		return failed
	}})
	if err == nil {
		err = failed
	}
	return err
}

// one reads at most one thing.
func one[T any](r reader, from func(*cells) T, sql string, args ...any) (thing T, found bool, err error) {
	things, err := many(r, from, sql, args...)
	if err != nil || len(things) == 0 {
		return thing, false, err
	}
	return things[0], true, nil
}

// many reads a list.
func many[T any](r reader, from func(*cells) T, sql string, args ...any) ([]T, error) {
	things := new([]T)
	if err := r.query(statement{sql: sql, args: args, read: into(things, from)}); err != nil {
		return nil, err // who asked may have gone; then the list is still written to
	}
	return *things, nil
}

const environmentPolicySQL = "SELECT policy FROM environments WHERE number = $1"

// EnvironmentPolicy reads the environment's policy.
func (r reader) EnvironmentPolicy() (session.EnvironmentPolicy, error) {
	policy, _, err := one(r, r.environmentPolicyFrom, environmentPolicySQL, r.number)
	return policy, err
}

// TenantPolicy reads a tenant's policy.
func (r reader) TenantPolicy(id tenancy.TenantID) (session.TenantPolicy, bool, error) {
	t, err := r.tenant(id)
	return t.policy, t.found(), err
}

// Tenant reads one tenant.
func (r reader) Tenant(id tenancy.TenantID) (tenancy.Tenant, bool, error) {
	t, err := r.tenant(id)
	return t.Tenant, t.found(), err
}

func (r reader) tenant(id tenancy.TenantID) (tenant, error) {
	t, _, err := one(r, r.tenantFrom,
		"SELECT "+tenantColumns+" FROM tenants t WHERE t.environment = $1 AND t.id = $2", r.number, idValue(id.UID))
	return t, err
}

func (r reader) tenantByExternalID(externalID string) (tenant, error) {
	if externalID == "" || !isStorable(externalID) {
		return tenant{}, nil
	}
	t, _, err := one(r, r.tenantFrom,
		"SELECT "+tenantColumns+" FROM tenants t WHERE t.environment = $1 AND t.external_id = $2", r.number, externalID)
	return t, err
}

// TenantByExternalID reads the tenant that the application knows by this ID.
func (r reader) TenantByExternalID(externalID string) (tenancy.Tenant, bool, error) {
	t, err := r.tenantByExternalID(externalID)
	return t.Tenant, t.found(), err
}

// Tenants lists tenants by ID.
func (r reader) Tenants(page store.Page) ([]tenancy.Tenant, error) {
	after, err := pageStart(page)
	if err != nil {
		return nil, err
	}
	from := func(c *cells) tenancy.Tenant { return r.tenantFrom(c).Tenant }
	return many(r, from, "SELECT "+tenantColumns+` FROM tenants t
		WHERE t.environment = $1 AND t.id > $2 ORDER BY t.id LIMIT $3`, r.number, after, page.Limit)
}

// ReplacingTenants lists the tenants whose policy keeps replaced overrides.
func (r reader) ReplacingTenants() ([]tenancy.TenantID, error) {
	return many(r, tenantIDFrom, "SELECT id FROM tenants WHERE environment = $1 AND replacing ORDER BY id", r.number)
}

// AllOverrides reads the own settings of every tenant that has some.
func (r reader) AllOverrides() ([]session.Overrides, error) {
	from := func(c *cells) session.Overrides { return r.tenantFrom(c).policy.Overrides }
	return many(r, from, "SELECT "+tenantColumns+` FROM tenants t
		WHERE t.environment = $1 AND t.policy ->> 'overrides' <> '{}'`, r.number)
}
