package postgres

import (
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// SaveEnvironmentPolicy writes the environment's policy.
func (m *member) SaveEnvironmentPolicy(policy session.EnvironmentPolicy) error {
	text, err := encodeEnvironmentPolicy(policy)
	if err != nil {
		return err
	}
	return m.write(statement{
		sql: "UPDATE environments SET policy = $2::text::json WHERE number = $1", args: []any{m.number, string(text)},
	})
}

// SaveTenantPolicy writes a tenant's policy.
func (m *member) SaveTenantPolicy(id tenancy.TenantID, policy session.TenantPolicy) error {
	text, err := encodeTenantPolicy(policy)
	if err != nil {
		return err
	}
	return m.write(statement{
		sql:  "UPDATE tenants SET policy = $3::text::json, replacing = $4 WHERE environment = $1 AND id = $2",
		args: []any{m.number, idValue(id.UID), string(text), len(policy.Replaced) > 0},
	})
}

// InsertTenant adds a tenant.
func (m *member) InsertTenant(t tenancy.Tenant) error {
	text, err := encodeTenantPolicy(session.TenantPolicy{})
	if err != nil {
		return err
	}
	return m.write(statement{
		sql: `INSERT INTO tenants (environment, id, external_id, name, created_at, policy, replacing)
			VALUES ($1, $2, $3, $4, $5, $6::text::json, false)`,
		args: []any{m.number, idValue(t.ID.UID), textOrNull(t.ExternalID), storable(t.Name), timeValue(t.CreatedAt), string(text)},
	})
}

// SaveTenant writes a tenant's name and external ID.
func (m *member) SaveTenant(t tenancy.Tenant) error {
	return m.write(statement{
		sql:  "UPDATE tenants SET external_id = $3, name = $4 WHERE environment = $1 AND id = $2",
		args: []any{m.number, idValue(t.ID.UID), textOrNull(t.ExternalID), storable(t.Name)},
	})
}

// DeleteTenant deletes a tenant with its memberships and its policy.
func (m *member) DeleteTenant(id tenancy.TenantID) error {
	key := []any{m.number, idValue(id.UID)}
	return m.write(
		statement{sql: "DELETE FROM memberships WHERE environment = $1 AND tenant_id = $2", args: key},
		statement{sql: "DELETE FROM tenants WHERE environment = $1 AND id = $2", args: key},
	)
}

// InsertUser adds a user.
func (m *member) InsertUser(u tenancy.User) error {
	return m.write(statement{
		sql: `INSERT INTO users (environment, id, external_id, email, name, label, disabled, created_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		args: []any{
			m.number, idValue(u.ID.UID), textOrNull(u.ExternalID), textOrNull(u.Email), storable(u.Name), label(u),
			u.Disabled, timeValue(u.CreatedAt),
		},
	})
}

// SaveUser writes all of a user but the ID and the time of creation.
func (m *member) SaveUser(u tenancy.User) error {
	return m.write(statement{
		sql: `UPDATE users SET external_id = $3, email = $4, name = $5, label = $6, disabled = $7
			WHERE environment = $1 AND id = $2`,
		args: []any{
			m.number, idValue(u.ID.UID), textOrNull(u.ExternalID), textOrNull(u.Email), storable(u.Name), label(u), u.Disabled,
		},
	})
}

// DeleteUser deletes a user with memberships, grants and credentials.
func (m *member) DeleteUser(id tenancy.UserID) error {
	key := []any{m.number, idValue(id.UID)}
	return m.write(
		statement{sql: "DELETE FROM memberships WHERE environment = $1 AND user_id = $2", args: key},
		statement{sql: "DELETE FROM grants WHERE environment = $1 AND user_id = $2", args: key},
		statement{sql: "DELETE FROM credentials WHERE environment = $1 AND user_id = $2", args: key},
		statement{sql: "DELETE FROM users WHERE environment = $1 AND id = $2", args: key},
	)
}

// InsertMembership adds a membership, or does nothing when it is there.
func (m *member) InsertMembership(joined tenancy.Membership) error {
	return m.write(statement{
		sql: `INSERT INTO memberships (environment, user_id, tenant_id, roles, created_at) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT DO NOTHING`,
		args: []any{
			m.number, idValue(joined.User.UID), idValue(joined.Tenant.UID), encodeRoles(joined.Roles),
			timeValue(joined.CreatedAt),
		},
	})
}

// SaveMembership writes the roles of a membership.
func (m *member) SaveMembership(joined tenancy.Membership) error {
	return m.write(statement{
		sql:  "UPDATE memberships SET roles = $4 WHERE environment = $1 AND user_id = $2 AND tenant_id = $3",
		args: []any{m.number, idValue(joined.User.UID), idValue(joined.Tenant.UID), encodeRoles(joined.Roles)},
	})
}

// DeleteMembership deletes a membership.
func (m *member) DeleteMembership(user tenancy.UserID, in tenancy.TenantID) error {
	return m.write(statement{
		sql:  "DELETE FROM memberships WHERE environment = $1 AND user_id = $2 AND tenant_id = $3",
		args: []any{m.number, idValue(user.UID), idValue(in.UID)},
	})
}

// SaveCredential sets a user's password hash.
func (m *member) SaveCredential(c store.Credential) error {
	return m.write(statement{
		sql: `INSERT INTO credentials (environment, user_id, hash, changed_at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (environment, user_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at`,
		args: []any{m.number, idValue(c.User.UID), storable(c.Hash), timeValue(c.ChangedAt)},
	})
}
