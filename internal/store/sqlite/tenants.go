package sqlite

import (
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

const (
	tenantSQL             = `SELECT id, external_id, name, created_at FROM tenants WHERE env = ?1 AND id = ?2`
	tenantByExternalIDSQL = `SELECT id, external_id, name, created_at FROM tenants WHERE env = ?1 AND external_id = ?2`
	tenantsSQL            = `
		SELECT id, external_id, name, created_at FROM tenants WHERE env = +?1 AND id > ?2 ORDER BY id LIMIT +?3`
	insertTenantSQL            = `INSERT INTO tenants (env, id, external_id, name, created_at) VALUES (?1, ?2, ?3, ?4, ?5)`
	saveTenantSQL              = `UPDATE tenants SET external_id = ?3, name = ?4 WHERE env = ?1 AND id = ?2`
	deleteTenantSQL            = `DELETE FROM tenants WHERE env = ?1 AND id = ?2`
	deleteTenantPolicySQL      = `DELETE FROM tenant_policies WHERE env = ?1 AND tenant = ?2`
	deleteTenantMembershipsSQL = `DELETE FROM memberships WHERE env = ?1 AND tenant = ?2`
)

func scanTenant(row *statement) tenancy.Tenant {
	return tenancy.Tenant{
		ID: tenancy.TenantID{UID: row.id()}, ExternalID: row.text(), Name: row.text(), CreatedAt: row.time(),
	}
}

func (r reader) Tenant(id tenancy.TenantID) (tenant tenancy.Tenant, found bool, err error) {
	found, err = r.ask("read a tenant", tenantSQL).bindID(id.UID).
		first(func(row *statement) { tenant = scanTenant(row) })
	return tenant, found, err
}

func (r reader) TenantByExternalID(externalID string) (tenant tenancy.Tenant, found bool, err error) {
	found, err = r.ask("read a tenant by external ID", tenantByExternalIDSQL).bindText(externalID).
		first(func(row *statement) { tenant = scanTenant(row) })
	return tenant, found, err
}

func (r reader) Tenants(page store.Page) (tenants []tenancy.Tenant, err error) {
	after, err := r.after(page, uid.UID{})
	if err != nil {
		return nil, err
	}
	err = r.ask("list tenants", tenantsSQL).bindID(after).bindNumber(int64(page.Limit)).
		each(func(row *statement) { tenants = append(tenants, scanTenant(row)) })
	return tenants, err
}

func (t *transaction) InsertTenant(tenant tenancy.Tenant) error {
	return t.change("insert a tenant", insertTenantSQL).bindID(tenant.ID.UID).
		bindTextOrNull(tenant.ExternalID).bindText(tenant.Name).bindTime(tenant.CreatedAt).run()
}

func (t *transaction) SaveTenant(tenant tenancy.Tenant) error {
	return t.change("save a tenant", saveTenantSQL).bindID(tenant.ID.UID).
		bindTextOrNull(tenant.ExternalID).bindText(tenant.Name).run()
}

func (t *transaction) DeleteTenant(id tenancy.TenantID) error {
	for _, text := range [...]string{deleteTenantMembershipsSQL, deleteTenantPolicySQL, deleteTenantSQL} {
		if err := t.change("delete a tenant", text).bindID(id.UID).run(); err != nil {
			return err
		}
	}
	return nil
}
