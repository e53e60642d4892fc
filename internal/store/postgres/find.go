package postgres

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

const (
	findOne = `
		SELECT ` + sessionColumns + `, e.policy, t.policy, m.roles
		FROM sessions s
		JOIN environments e ON e.number = s.environment
		LEFT JOIN tenants t ON t.environment = s.environment AND t.id = s.tenant_id
		LEFT JOIN memberships m ON m.environment = s.environment AND m.user_id = s.user_id AND m.tenant_id = s.tenant_id
		WHERE s.environment = $1 AND s.bucket = $2 AND s.id = $3`

	// findUsers locks the users of sessions, and waits for them.
	findUsers = `
		SELECT s.id, s.user_id, u.locked
		FROM unnest($2::smallint[], $3::uuid[]) AS k (bucket, id)
		JOIN sessions s ON s.environment = $1 AND s.bucket = k.bucket AND s.id = k.id
		LEFT JOIN LATERAL (
			SELECT true AS locked FROM users WHERE environment = $1 AND id = s.user_id FOR NO KEY UPDATE) AS u ON true`

	findOwners = `
		SELECT s.id, s.user_id, false
		FROM unnest($2::smallint[], $3::uuid[]) AS k (bucket, id)
		JOIN sessions s ON s.environment = $1 AND s.bucket = k.bucket AND s.id = k.id`

	findSessions = `
		SELECT ` + sessionColumns + `, t.policy, m.roles
		FROM unnest($2::smallint[], $3::uuid[]) AS k (bucket, id)
		JOIN sessions s ON s.environment = $1 AND s.bucket = k.bucket AND s.id = k.id` + ofOwnUsers + `
		LEFT JOIN tenants t ON t.environment = $1 AND t.id = s.tenant_id
		LEFT JOIN memberships m ON m.environment = $1 AND m.user_id = s.user_id AND m.tenant_id = s.tenant_id
		FOR NO KEY UPDATE OF s /* or not */`

	// ofOwnUsers leaves out the sessions of users whom somebody else has locked. To lock a session of theirs and then
	// wait for the user would be the wrong way round: others have the user and wait for the session.
	ofOwnUsers = `
		CROSS JOIN LATERAL (
			SELECT FROM users WHERE environment = $1 AND id = s.user_id FOR NO KEY UPDATE /* or not */) AS u`
)

// owner is whose a session is.
type owner struct {
	user   tenancy.UserID
	locked bool
}

// sessions locks the users of the sessions that are asked for, then locks the sessions and reads them. The users,
// because a session is found by who goes on to change it, and who changes a user's sessions has the user locked. A
// group that does not wait does both at once; what it cannot have is not found.
func (g *group) sessions(number int32, asks []*ask) (lock, read []statement) {
	if len(asks) == 0 {
		return nil, nil
	}
	keys := sessionKeys(number, asks)
	owners := make(map[session.ID]owner, len(asks))
	found := make(map[session.ID]*store.Found, len(asks)) // nil for what is not there
	one := func(c *cells) {
		f := &store.Found{
			Session: g.store.sessionFrom(c), Tenant: recall(c, &g.store.tenantPolicies), Roles: recall(c, &g.store.roles),
		}
		found[f.Session.ID] = f
		if !g.patient {
			owners[f.Session.ID] = owner{user: f.Session.User, locked: true}
		}
	}
	// What was found is handed out once all is read.
	handOut := func(rows pgx.Rows) error {
		if err := each(one)(rows); err != nil {
			return err
		}
		for _, a := range asks {
			of := owners[a.session]
			f := found[a.session]
			a.member.found, a.owner = f, of.user
			a.sessionLocked = f != nil && of.locked && g.own(of.user, a.member)
		}
		return nil
	}
	if g.patient {
		lock = []statement{{sql: findUsers, args: keys, read: each(ownersInto(owners))}}
	}
	read = []statement{{sql: g.locking(findSessions), args: keys, read: handOut}}
	return lock, read
}

// findOwners finds out whose the sessions are that could not be had, so that it is known for whom to wait.
func (g *group) findOwners(asks []*ask) error {
	missing := slices.DeleteFunc(slices.Clone(asks), func(a *ask) bool { return a.session.IsZero() || !a.owner.IsZero() })
	if len(missing) == 0 || g.alone() {
		return nil
	}
	owners := make(map[session.ID]owner, len(missing))
	err := g.tx.send(context.Background(), statement{
		sql: findOwners, args: sessionKeys(missing[0].member.number, missing), read: each(ownersInto(owners)),
	})
	for _, a := range missing {
		a.owner = owners[a.session].user
	}
	return err
}

func sessionKeys(number int32, asks []*ask) []any {
	return []any{
		number,
		column(asks, func(a *ask) int16 { return int16(a.session.Bucket()) }),
		column(asks, func(a *ask) pgtype.UUID { return idValue(a.session.UID) }),
	}
}

func ownersInto(owners map[session.ID]owner) func(c *cells) {
	return func(c *cells) {
		id := session.ID{UID: c.id()}
		owners[id] = owner{user: tenancy.UserID{UID: c.id()}, locked: c.flag()}
	}
}
