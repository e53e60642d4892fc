package postgres

import (
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// SaveGrant adds a grant, in place of the one for the same environment.
func (m *member) SaveGrant(g store.OperatorGrant) error {
	return m.write(statement{
		sql: `INSERT INTO grants (environment, user_id, granted, role) VALUES ($1, $2, $3, $4)
			ON CONFLICT (environment, user_id, granted) DO UPDATE SET role = excluded.role`,
		args: []any{m.number, idValue(g.User.UID), storable(string(g.Environment)), storable(string(g.Role))},
	})
}

// DeleteGrant deletes a grant.
func (m *member) DeleteGrant(user tenancy.UserID, environment tenancy.EnvironmentID) error {
	return m.write(statement{
		sql:  "DELETE FROM grants WHERE environment = $1 AND user_id = $2 AND granted = $3",
		args: []any{m.number, idValue(user.UID), storable(string(environment))},
	})
}
