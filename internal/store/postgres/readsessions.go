package postgres

import (
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

const (
	selectSessions = "SELECT " + sessionColumns + " FROM sessions s WHERE s.environment = $1 AND "
	selectTimes    = "SELECT " + timeColumns + " FROM sessions s WHERE s.environment = $1 AND "

	// timeColumns is what a session is judged by.
	timeColumns = "s.id, s.user_id, s.tenant_id, s.signed_in_at, s.authenticated_at, s.last_active_at"
)

// Session reads one session.
func (r reader) Session(id session.ID) (session.Session, bool, error) {
	return one(r, r.sessionFrom, selectSessions+"s.bucket = $2 AND s.id = $3",
		r.number, int16(id.Bucket()), idValue(id.UID))
}

// Find reads a session with the policies that govern it, and the user's roles.
func (r reader) Find(id session.ID) (store.Found, error) {
	from := func(c *cells) store.Found {
		found := r.foundFrom(c)
		found.Roles = recall(c, &r.roles)
		return found
	}
	found, _, err := one(r, from, findOne, r.number, int16(id.Bucket()), idValue(id.UID))
	return found, err
}

// OpenSessions reads the sessions of a user whose end is not recorded, oldest first.
func (r reader) OpenSessions(user tenancy.UserID, in tenancy.TenantID) ([]session.Session, error) {
	const open = selectSessions + "s.user_id = $2 AND s.ended_at IS NULL"
	if in.IsZero() {
		return many(r, r.sessionFrom, open+" ORDER BY s.signed_in_at, s.id", r.number, idValue(user.UID))
	}
	return many(r, r.sessionFrom, open+" AND s.tenant_id = $3 ORDER BY s.signed_in_at, s.id",
		r.number, idValue(user.UID), idValue(in.UID))
}

// OpenTimes reads what the same sessions are judged by, oldest first.
func (r reader) OpenTimes(user tenancy.UserID, in tenancy.TenantID) ([]session.Session, error) {
	const open = selectTimes + "s.user_id = $2 AND s.ended_at IS NULL"
	if in.IsZero() {
		return r.judged(usualSessions, open+" ORDER BY s.signed_in_at, s.id", r.number, idValue(user.UID))
	}
	return r.judged(usualSessions, open+" AND s.tenant_id = $3 ORDER BY s.signed_in_at, s.id",
		r.number, idValue(user.UID), idValue(in.UID))
}

// EndedSessions reads the sessions of a user in a tenant that have ended since a time, the latest end first.
func (r reader) EndedSessions(user tenancy.UserID, in tenancy.TenantID, since time.Time, limit int) ([]session.Session, error) {
	return many(r, r.sessionFrom, selectSessions+`s.user_id = $2 AND s.tenant_id = $3 AND s.ended_at >= $4
		ORDER BY s.ended_at DESC, s.id DESC LIMIT $5`,
		r.number, idValue(user.UID), idValue(in.UID), notBefore(since), limit)
}

// fewOpen is how many open sessions of a tenant are few: to sort them for each page of a walk costs less than to pass
// by those of all other tenants.
const fewOpen = 20_000

const (
	walkOrder = " (s.user_id, s.id) > ($2::uuid, $3::uuid) ORDER BY s.user_id, s.id LIMIT $4"
	walkAll   = selectTimes + "s.ended_at IS NULL AND" + walkOrder
	// The planner does not see that an index by tenant would do.
	walkOfTenant = selectTimes + "s.ended_at IS NULL AND (s.tenant_id = $5) IS TRUE AND" + walkOrder
	// OFFSET 0 keeps the sessions of the tenant from being looked for among all.
	walkOfFew = "SELECT " + timeColumns + ` FROM (
			SELECT ` + timeColumns + ` FROM sessions s
			WHERE s.environment = $1 AND s.tenant_id = $5 AND s.ended_at IS NULL OFFSET 0) AS s
		WHERE` + walkOrder
	countOpen = `SELECT count(*) FROM (
		SELECT FROM sessions WHERE environment = $1 AND tenant_id = $2 AND ended_at IS NULL LIMIT $3) AS few`
)

// OpenTimesByID walks the same sessions in the order in which they lie.
func (r reader) OpenTimesByID(after session.ID, limit int) ([]session.Session, error) {
	return r.judged(min(limit, 5000), selectTimes+"s.ended_at IS NULL AND s.id > $2 ORDER BY s.id LIMIT $3", r.number, idValue(after.UID), limit)
}

// OpenSessionsByUser walks the sessions whose end is not recorded, ordered by user, then ID. No index holds those of a
// tenant in that order: it would cost every sign-in as much as the two others of open sessions.
func (r reader) OpenSessionsByUser(in tenancy.TenantID, afterUser tenancy.UserID, after session.ID, limit int) ([]session.Session, error) {
	room, args := min(limit, 1000), []any{r.number, idValue(afterUser.UID), idValue(after.UID), limit}
	if in.IsZero() {
		return r.judged(room, walkAll, args...)
	}
	open, _, err := one(r, (*cells).number, countOpen, r.number, idValue(in.UID), fewOpen)
	if err != nil {
		return nil, err
	}
	if open < fewOpen {
		return r.judged(room, walkOfFew, append(args, idValue(in.UID))...)
	}
	return r.judged(room, walkOfTenant, append(args, idValue(in.UID))...)
}

// judged reads what sessions are judged by, with room for some.
func (r reader) judged(room int, sql string, args ...any) ([]session.Session, error) {
	return r.inPlace(room, timesFrom, sql, args...)
}

// timesFrom reads the columns of timeColumns.
func timesFrom(c *cells, s *session.Session) {
	s.ID.UID, s.User.UID, s.Tenant.UID = c.id(), c.id(), c.id()
	s.SignedInAt, s.AuthenticatedAt, s.LastActiveAt = c.time(), c.time(), c.time()
}

// inPlace reads sessions, with room for some. They are large and may be very many, so they are made in place.
func (r reader) inPlace(room int, from func(*cells, *session.Session), sql string, args ...any) ([]session.Session, error) {
	sessions := new([]session.Session)
	one := func(c *cells) {
		*sessions = append(*sessions, session.Session{})
		from(c, &(*sessions)[len(*sessions)-1])
	}
	read := func(rows pgx.Rows) error {
		*sessions = make([]session.Session, 0, room)
		return each(one)(rows)
	}
	if err := r.query(statement{sql: sql, args: args, read: read}); err != nil {
		return nil, err // see many
	}
	return *sessions, nil
}
