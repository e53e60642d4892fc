package sqlite

import (
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

const (
	membershipsSQL = `
		SELECT user, tenant, roles, created_at FROM memberships WHERE env = +?1 AND user = +?2 ORDER BY created_at, tenant`
	belongingsSQL = `
		SELECT user, tenant, roles, created_at, (SELECT name FROM tenants WHERE env = ?1 AND id = m.tenant),
			(SELECT count(*) FROM memberships WHERE env = ?1 AND user = ?2)
		FROM memberships m WHERE env = +?1 AND user = +?2 ORDER BY created_at, tenant LIMIT +?3`
	membershipSQL = `
		SELECT user, tenant, roles, created_at FROM memberships WHERE env = ?1 AND user = ?2 AND tenant = ?3`
	insertMembershipSQL = `
		INSERT INTO memberships (env, user, tenant, roles, created_at) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING`
	saveMembershipSQL   = `UPDATE memberships SET roles = ?4 WHERE env = ?1 AND user = ?2 AND tenant = ?3`
	deleteMembershipSQL = `DELETE FROM memberships WHERE env = ?1 AND user = ?2 AND tenant = ?3`
	credentialSQL       = `SELECT user, hash, changed_at FROM credentials WHERE env = ?1 AND user = ?2`
	saveCredentialSQL   = `
		INSERT INTO credentials (env, user, hash, changed_at) VALUES (?1, ?2, ?3, ?4)
		ON CONFLICT DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at`
)

func scanMembership(row *statement, m *memos) tenancy.Membership {
	return tenancy.Membership{
		User: tenancy.UserID{UID: row.id()}, Tenant: tenancy.TenantID{UID: row.id()},
		Roles: *remembered(row, m.roles), CreatedAt: row.time(),
	}
}

func (r reader) Memberships(user tenancy.UserID) (memberships []tenancy.Membership, err error) {
	err = r.ask("list a user's memberships", membershipsSQL).bindID(user.UID).
		each(func(row *statement) { memberships = append(memberships, scanMembership(row, r.memos)) })
	return memberships, err
}

// Belongings asks for each user by itself, which costs nothing here but the reading.
func (r reader) Belongings(users []tenancy.UserID, limit int) (all []store.Belonging, err error) {
	for _, user := range users {
		err := r.ask("list what a user belongs to", belongingsSQL).bindID(user.UID).bindNumber(int64(limit)).each(func(row *statement) {
			all = append(all, store.Belonging{Membership: scanMembership(row, r.memos), TenantName: row.text(), Of: int(row.number())})
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (r reader) Membership(user tenancy.UserID, tenant tenancy.TenantID) (m tenancy.Membership, found bool, err error) {
	found, err = r.ask("read a membership", membershipSQL).bindID(user.UID).bindID(tenant.UID).
		first(func(row *statement) { m = scanMembership(row, r.memos) })
	return m, found, err
}

func (r reader) Credential(user tenancy.UserID) (c store.Credential, found bool, err error) {
	found, err = r.ask("read a credential", credentialSQL).bindID(user.UID).first(func(row *statement) {
		c = store.Credential{User: tenancy.UserID{UID: row.id()}, Hash: row.text(), ChangedAt: row.time()}
	})
	return c, found, err
}

func (t *transaction) InsertMembership(m tenancy.Membership) error {
	return t.change("insert a membership", insertMembershipSQL).
		bindID(m.User.UID).bindID(m.Tenant.UID).bindText(rolesText(m.Roles)).bindTime(m.CreatedAt).run()
}

func (t *transaction) SaveMembership(m tenancy.Membership) error {
	return t.change("save a membership", saveMembershipSQL).
		bindID(m.User.UID).bindID(m.Tenant.UID).bindText(rolesText(m.Roles)).run()
}

func (t *transaction) DeleteMembership(user tenancy.UserID, tenant tenancy.TenantID) error {
	return t.change("delete a membership", deleteMembershipSQL).bindID(user.UID).bindID(tenant.UID).run()
}

func (t *transaction) SaveCredential(c store.Credential) error {
	return t.change("save a credential", saveCredentialSQL).
		bindID(c.User.UID).bindText(c.Hash).bindTime(c.ChangedAt).run()
}
