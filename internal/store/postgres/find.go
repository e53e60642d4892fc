package postgres

import (
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

const (
	findOne = `
		SELECT ` + sessionColumns + `, e.policy, t.policy
		FROM sessions s
		JOIN environments e ON e.number = s.environment
		LEFT JOIN tenants t ON t.environment = s.environment AND t.id = s.tenant_id
		WHERE s.environment = $1 AND s.bucket = $2 AND s.id = $3`

	// findUsers tells the user even if the row is not locked.
	findUsers = `
		SELECT s.id, s.user_id, u.locked
		FROM unnest($2::smallint[], $3::uuid[]) AS k (bucket, id)
		JOIN sessions s ON s.environment = $1 AND s.bucket = k.bucket AND s.id = k.id
		LEFT JOIN LATERAL (
			SELECT true AS locked FROM users WHERE environment = $1 AND id = s.user_id
			FOR NO KEY UPDATE /* or not */) AS u ON true`

	findSessions = `
		SELECT ` + sessionColumns + `, t.policy
		FROM unnest($2::smallint[], $3::uuid[]) AS k (bucket, id)
		JOIN sessions s ON s.environment = $1 AND s.bucket = k.bucket AND s.id = k.id` + ofOwnUsers + `
		LEFT JOIN tenants t ON t.environment = $1 AND t.id = s.tenant_id
		FOR NO KEY UPDATE OF s /* or not */`

	// ofOwnUsers leaves out the sessions of users whom somebody else has locked. To lock a session of theirs and then
	// wait for the user would be the wrong way round: others have the user and wait for the session.
	ofOwnUsers = `
		CROSS JOIN LATERAL (
			SELECT FROM users WHERE environment = $1 AND id = s.user_id FOR NO KEY UPDATE /* or not */) AS u`
)

// sessions locks the users of the sessions that are asked for, then locks the sessions and reads them. The users,
// because a session is found by who goes on to change it, and who changes a user's sessions has the user locked.
func (g *group) sessions(number int32, asks []*ask) (lock, read []statement) {
	if len(asks) == 0 {
		return nil, nil
	}
	buckets := column(asks, func(a **ask) int16 { return int16((*a).session.Bucket()) })
	ids := column(asks, func(a **ask) pgtype.UUID { return idValue((*a).session.UID) })
	type owner struct {
		user   tenancy.UserID
		locked bool
	}
	owners := make(map[session.ID]owner, len(asks))
	user := func(c *cells) {
		id := session.ID{UID: c.id()}
		owners[id] = owner{user: tenancy.UserID{UID: c.id()}, locked: c.flag()}
	}
	found := make(map[session.ID]store.Found, len(asks))
	one := func(c *cells) {
		f := store.Found{Session: g.store.sessionFrom(c), Tenant: recall(c, &g.store.tenantPolicies)}
		found[f.Session.ID] = f
	}
	// What was found is handed out once all is read.
	handOut := func(rows pgx.Rows) error {
		if err := each(one)(rows); err != nil {
			return err
		}
		for _, a := range asks {
			of := owners[a.session]
			f, exists := found[a.session]
			a.member.found, a.owner = f, of.user
			a.sessionLocked = exists && of.locked && g.own(of.user, a.member)
		}
		return nil
	}
	keys := []any{number, buckets, ids}
	lock = []statement{{sql: g.locking(findUsers), args: keys, read: each(user)}}
	read = []statement{{sql: g.locking(findSessions), args: keys, read: handOut}}
	return lock, read
}
