package sqlite

import (
	"encoding/binary"
	"math"
	"time"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// The parts of a list of sessions. It goes by ID, downward, between ?2 and ?3.
const (
	fromSQL  = `SELECT ` + sessionColumns + ` FROM sessions s INDEXED BY `
	rangeSQL = ` WHERE s.env = +?1 AND s.id >= ?2 AND s.id < ?3`
	matchSQL = `
		AND s.signed_in_at >= ?4 AND s.signed_in_at < ?5
		AND (?6 IS NULL OR s.end_reason = ?6) AND (?7 IS NULL OR s.address = ?7)`
	inTenantSQL = ` AND (?8 IS NULL OR s.tenant = ?8)`
	pageSQL     = ` ORDER BY 1 DESC LIMIT +?10`
	listAnySQL  = fromSQL + `sessions_by_id` + rangeSQL + matchSQL

	listOpenSQL          = listAnySQL + ` AND s.ended_at IS NULL`
	listEndedSQL         = listAnySQL + ` AND s.ended_at IS NOT NULL`
	listAnyOfTenantSQL   = fromSQL + `sessions_by_tenant` + rangeSQL + matchSQL + ` AND s.tenant = +?8`
	listOpenOfTenantSQL  = listAnyOfTenantSQL + ` AND s.ended_at IS NULL`
	listEndedOfTenantSQL = listAnyOfTenantSQL + ` AND s.ended_at IS NOT NULL`
	listOpenOfUserSQL    = fromSQL + `sessions_by_user` + rangeSQL + matchSQL + inTenantSQL + ` AND s.user = +?9 AND s.ended_at IS NULL`
	listEndedOfUserSQL   = fromSQL + `sessions_by_user` + rangeSQL + matchSQL + inTenantSQL + ` AND s.user = +?9 AND s.ended_at IS NOT NULL`
	listAnyOfUserSQL     = listOpenOfUserSQL + ` UNION ALL ` + listEndedOfUserSQL
)

// listSQL is the statement that uses the index which fits a filter best. In the index by user, open and ended sessions
// are apart, so that many ended ones do not slow down the others. All are constants: no list has to put its statement
// together.
func listSQL(filter store.SessionFilter) string {
	open, ended, both := listOpenSQL+pageSQL, listEndedSQL+pageSQL, listAnySQL+pageSQL
	switch {
	case !filter.User.IsZero():
		open, ended, both = listOpenOfUserSQL+pageSQL, listEndedOfUserSQL+pageSQL, listAnyOfUserSQL+pageSQL
	case !filter.Tenant.IsZero():
		open, ended, both = listOpenOfTenantSQL+pageSQL, listEndedOfTenantSQL+pageSQL, listAnyOfTenantSQL+pageSQL
	}
	switch filter.State {
	case store.Open:
		return open
	case store.Closed:
		return ended
	}
	return both
}

func (r reader) Sessions(filter store.SessionFilter, page store.Page) ([]session.Session, error) {
	until, err := r.after(page, highest())
	if err != nil {
		return nil, err
	}
	since, from, to := uid.UID{}, int64(math.MinInt64), int64(math.MaxInt64)
	if !filter.SignedInFrom.IsZero() {
		since, from = lowest(filter.SignedInFrom), filter.SignedInFrom.UnixMilli()
	}
	if !filter.SignedInTo.IsZero() {
		to = filter.SignedInTo.UnixMilli()
		if end := lowest(filter.SignedInTo); end.Compare(until) < 0 {
			until = end
		}
	}
	return r.scan(r.ask("list sessions", listSQL(filter)).
		bindID(since).bindID(until).bindNumber(from).bindNumber(to).
		bindTextOrNull(string(filter.Reason)).bindTextOrNull(filter.Address).
		bindIDOrNull(filter.Tenant.UID).bindIDOrNull(filter.User.UID).
		bindNumber(int64(page.Limit)))
}

// lowest is below every ID made at the given time, and above those made before.
func lowest(at time.Time) (id uid.UID) {
	binary.BigEndian.PutUint64(id[:], uint64(max(at.UnixMilli(), 0))<<16)
	return id
}

// madeAt is the time for which an ID was made.
func madeAt(id uid.UID) time.Time {
	return time.UnixMilli(int64(binary.BigEndian.Uint64(id[:]) >> 16)).UTC()
}

// The sweep passes ended sessions by in the index, without reading them. +s.ended_at keeps the planner from taking the
// column for a constant, and then for none of the order.
const sweepSQL = `SELECT ` + sessionColumns + ` FROM sessions s INDEXED BY sessions_by_user
	WHERE s.env = +?1 AND s.user >= ?2 AND +s.ended_at IS NULL AND (?4 IS NULL OR s.tenant = ?4) AND (s.user > ?2 OR s.id > ?3)
	ORDER BY s.user, s.ended_at, s.id LIMIT +?5`

func (r reader) OpenSessionsByUser(tenant tenancy.TenantID, afterUser tenancy.UserID, after session.ID, limit int) ([]session.Session, error) {
	return r.scan(r.ask("walk open sessions", sweepSQL).
		bindID(afterUser.UID).bindID(after.UID).bindIDOrNull(tenant.UID).bindNumber(int64(limit)))
}

// scan runs a statement that may have to go through very many sessions to find a few, as long as somebody waits.
func (r reader) scan(list *statement) ([]session.Session, error) {
	if r.stop != nil { // what follows takes longer than most statements
		r.conn.SetInterrupt(r.stop)
		defer r.conn.SetInterrupt(nil)
	}
	return r.sessions(list)
}
