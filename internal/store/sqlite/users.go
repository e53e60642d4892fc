package sqlite

import (
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

const (
	selectUserSQL       = `SELECT u.id, u.external_id, u.email, u.name, u.disabled, u.created_at `
	userSQL             = selectUserSQL + `FROM users u WHERE u.env = ?1 AND u.id = ?2`
	userByEmailSQL      = selectUserSQL + `FROM users u WHERE u.env = ?1 AND u.email = ?2`
	userByExternalIDSQL = selectUserSQL + `FROM users u WHERE u.env = ?1 AND u.external_id = ?2`
	usersSQL            = selectUserSQL + `FROM users u WHERE u.env = +?1 AND u.id > ?2 ORDER BY u.id LIMIT +?3`
	usersOfTenantSQL    = selectUserSQL + `
		FROM memberships m CROSS JOIN users u ON u.env = m.env AND u.id = m.user
		WHERE m.env = +?1 AND m.user > ?2 AND m.tenant = +?4 ORDER BY m.user LIMIT +?3`
	insertUserSQL = `
		INSERT INTO users (env, id, external_id, email, name, label, disabled, created_at)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`
	saveUserSQL = `
		UPDATE users SET external_id = ?3, email = ?4, name = ?5, label = ?6, disabled = ?7 WHERE env = ?1 AND id = ?2`
	deleteUserSQL            = `DELETE FROM users WHERE env = ?1 AND id = ?2`
	deleteUserMembershipsSQL = `DELETE FROM memberships WHERE env = ?1 AND user = ?2`
	deleteUserGrantsSQL      = `DELETE FROM grants WHERE env = ?1 AND user = ?2`
	deleteUserCredentialSQL  = `DELETE FROM credentials WHERE env = ?1 AND user = ?2`
)

func scanUser(row *statement) tenancy.User {
	return tenancy.User{
		ID: tenancy.UserID{UID: row.id()}, ExternalID: row.text(), Email: row.text(), Name: row.text(),
		Disabled: row.flag(), CreatedAt: row.time(),
	}
}

func (r reader) User(id tenancy.UserID) (user tenancy.User, found bool, err error) {
	found, err = r.ask("read a user", userSQL).bindID(id.UID).
		first(func(row *statement) { user = scanUser(row) })
	return user, found, err
}

func (r reader) UserByEmail(email string) (user tenancy.User, found bool, err error) {
	found, err = r.ask("read a user by address", userByEmailSQL).bindText(email).
		first(func(row *statement) { user = scanUser(row) })
	return user, found, err
}

func (r reader) UserByExternalID(externalID string) (user tenancy.User, found bool, err error) {
	found, err = r.ask("read a user by external ID", userByExternalIDSQL).bindText(externalID).
		first(func(row *statement) { user = scanUser(row) })
	return user, found, err
}

func (r reader) Users(tenant tenancy.TenantID, page store.Page) (users []tenancy.User, err error) {
	after, err := r.after(page, uid.UID{})
	if err != nil {
		return nil, err
	}
	list := r.ask("list users", usersSQL)
	if !tenant.IsZero() {
		list = r.ask("list a tenant's users", usersOfTenantSQL)
	}
	list.bindID(after).bindNumber(int64(page.Limit))
	if !tenant.IsZero() {
		list.bindID(tenant.UID)
	}
	err = list.each(func(row *statement) { users = append(users, scanUser(row)) })
	return users, err
}

func (t *transaction) InsertUser(u tenancy.User) error {
	return t.change("insert a user", insertUserSQL).bindID(u.ID.UID).
		bindTextOrNull(u.ExternalID).bindTextOrNull(u.Email).bindText(u.Name).bindText(u.Label()).bindFlag(u.Disabled).
		bindTime(u.CreatedAt).run()
}

func (t *transaction) SaveUser(u tenancy.User) error {
	return t.change("save a user", saveUserSQL).bindID(u.ID.UID).
		bindTextOrNull(u.ExternalID).bindTextOrNull(u.Email).bindText(u.Name).bindText(u.Label()).bindFlag(u.Disabled).run()
}

func (t *transaction) DeleteUser(id tenancy.UserID) error {
	for _, text := range [...]string{deleteUserMembershipsSQL, deleteUserGrantsSQL, deleteUserCredentialSQL, deleteUserSQL} {
		if err := t.change("delete a user", text).bindID(id.UID).run(); err != nil {
			return err
		}
	}
	return nil
}
