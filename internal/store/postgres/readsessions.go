package postgres

import (
	"time"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

const selectSessions = "SELECT " + sessionColumns + " FROM sessions s WHERE s.environment = $1 AND "

// Session reads one session.
func (r reader) Session(id session.ID) (session.Session, bool, error) {
	return one(r, r.sessionFrom, selectSessions+"s.bucket = $2 AND s.id = $3",
		r.number, int16(id.Bucket()), idValue(id.UID))
}

// Find reads a session with the policies that govern it.
func (r reader) Find(id session.ID) (store.Found, error) {
	found, _, err := one(r, r.foundFrom, findOne, r.number, int16(id.Bucket()), idValue(id.UID))
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

// EndedSessions reads the sessions of a user in a tenant that have ended since a time, the latest end first.
func (r reader) EndedSessions(user tenancy.UserID, in tenancy.TenantID, since time.Time, limit int) ([]session.Session, error) {
	return many(r, r.sessionFrom, selectSessions+`s.user_id = $2 AND s.tenant_id = $3 AND s.ended_at >= $4
		ORDER BY s.ended_at DESC, s.id DESC LIMIT $5`,
		r.number, idValue(user.UID), idValue(in.UID), notBefore(since), limit)
}

// OpenSessionsByUser walks the sessions whose end is not recorded, ordered by user, then ID.
func (r reader) OpenSessionsByUser(in tenancy.TenantID, afterUser tenancy.UserID, after session.ID, limit int) ([]session.Session, error) {
	const open = selectSessions + "s.ended_at IS NULL AND (s.user_id, s.id) > ($2::uuid, $3::uuid)"
	const inOrder = " ORDER BY s.user_id, s.id LIMIT $4"
	if in.IsZero() {
		return many(r, r.sessionFrom, open+inOrder, r.number, idValue(afterUser.UID), idValue(after.UID), limit)
	}
	return many(r, r.sessionFrom, open+" AND s.tenant_id = $5"+inOrder,
		r.number, idValue(afterUser.UID), idValue(after.UID), limit, idValue(in.UID))
}
