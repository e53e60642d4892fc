package sqlite

import (
	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

const (
	grantsSQL = `
		SELECT user, role, environment FROM grants WHERE env = +?1 AND (?2 IS NULL OR user = ?2) ORDER BY user, environment`
	saveGrantSQL   = `INSERT OR REPLACE INTO grants (env, user, environment, role) VALUES (?1, ?2, ?3, ?4)`
	deleteGrantSQL = `DELETE FROM grants WHERE env = ?1 AND user = ?2 AND environment = ?3`
)

// Grants goes through all of them, even for one operator: an installation has few.
func (r reader) Grants(user tenancy.UserID) (grants []store.OperatorGrant, err error) {
	err = r.ask("list grants", grantsSQL).bindIDOrNull(user.UID).each(func(row *statement) {
		grants = append(grants, store.OperatorGrant{
			User: tenancy.UserID{UID: row.id()},
			Grant: access.Grant{
				Role: access.OperatorRole(row.text()), Environment: tenancy.EnvironmentID(row.text()),
			},
		})
	})
	return grants, err
}

func (t *transaction) SaveGrant(g store.OperatorGrant) error {
	return t.change("save a grant", saveGrantSQL).
		bindID(g.User.UID).bindText(string(g.Environment)).bindText(string(g.Role)).run()
}

func (t *transaction) DeleteGrant(user tenancy.UserID, environment tenancy.EnvironmentID) error {
	return t.change("delete a grant", deleteGrantSQL).bindID(user.UID).bindText(string(environment)).run()
}
