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

// The parts of a list of sessions, all behind its columns. It goes by ID, downward, between ?2 and ?3.
const (
	fromSQL  = ` FROM sessions s INDEXED BY `
	rangeSQL = ` WHERE s.env = +?1 AND s.id >= ?2 AND s.id < ?3`
	matchSQL = `
		AND s.signed_in_at >= ?4 AND s.signed_in_at < ?5
		AND (?6 IS NULL OR s.end_reason = ?6) AND (?7 IS NULL OR s.address = ?7)
		AND (?11 IS NULL OR s.ended_at >= ?11) AND (?12 IS NULL OR s.ended_at < ?12)`
	inTenantSQL = ` AND (?8 IS NULL OR s.tenant = ?8)`
	pageSQL     = ` ORDER BY 1 DESC LIMIT +?10`
	isOpenSQL   = ` AND s.ended_at IS NULL`
	isEndedSQL  = ` AND s.ended_at IS NOT NULL`

	listPlacedSQL    = ` FROM sessions s NOT INDEXED` + rangeSQL + matchSQL
	pagePlacedSQL    = ` AND s.place >= ?13 AND s.place < ?14 ORDER BY s.place DESC LIMIT +?10`
	listDisplacedSQL = fromSQL + `sessions_displaced` + rangeSQL + matchSQL + ` AND s.place >= 9205357638345293824`

	listAnyOfTenantSQL   = fromSQL + `sessions_by_tenant` + rangeSQL + matchSQL + ` AND s.tenant = +?8`
	listOpenOfTenantSQL  = listAnyOfTenantSQL + isOpenSQL
	listEndedOfTenantSQL = listAnyOfTenantSQL + isEndedSQL
	listOpenOfUserSQL    = fromSQL + `sessions_by_user` + rangeSQL + matchSQL + inTenantSQL + ` AND s.user = +?9` + isOpenSQL
	listEndedOfUserSQL   = fromSQL + `sessions_by_user` + rangeSQL + matchSQL + inTenantSQL + ` AND s.user = +?9` + isEndedSQL

	listByEndSQL = fromSQL + `sessions_by_end` + rangeSQL + matchSQL + ` AND s.ended_at >= ?11 AND s.ended_at < ?12` + pageSQL
)

// reading is what a list reads of its sessions.
type reading struct {
	columns string
	into    func(row *statement, m *memos, s *session.Session)
}

func whole() reading { return reading{`SELECT ` + sessionColumns, scanSession} }
func clients() reading {
	return reading{`SELECT ` + timeColumns + `, s.address, s.user_agent`, scanClient}
}

// scanClient reads the columns of clients.
func scanClient(row *statement, m *memos, s *session.Session) {
	scanTimes(row, s)
	s.Client.Address, s.Client.UserAgent = row.text(), *remembered(row, m.agents)
}

// byState is a list of sessions by store.SessionFilter.State.
type byState struct{ open, ended, both string }

func (l byState) of(state store.SessionState) string {
	switch state {
	case store.Open:
		return l.open
	case store.Closed:
		return l.ended
	}
	return l.both
}

func listsPlaced() byState {
	return byState{listPlacedSQL + isOpenSQL + pagePlacedSQL, listPlacedSQL + isEndedSQL + pagePlacedSQL, listPlacedSQL + pagePlacedSQL}
}

func listsDisplaced() byState {
	return byState{listDisplacedSQL + isOpenSQL + pageSQL, listDisplacedSQL + isEndedSQL + pageSQL, listDisplacedSQL + pageSQL}
}

func listsOfTenant() byState {
	return byState{listOpenOfTenantSQL + pageSQL, listEndedOfTenantSQL + pageSQL, listAnyOfTenantSQL + pageSQL}
}

func listsOfUser(what reading) byState {
	return byState{listOpenOfUserSQL + pageSQL, listEndedOfUserSQL + pageSQL, listOpenOfUserSQL + ` UNION ALL ` + what.columns + listEndedOfUserSQL + pageSQL}
}

func (r reader) Sessions(filter store.SessionFilter, page store.Page) ([]session.Session, error) {
	return r.find(whole(), filter, page)
}

func (r reader) SessionClients(filter store.SessionFilter, page store.Page) ([]session.Session, error) {
	return r.find(clients(), filter, page)
}

// find uses the index that fits the filter best. In the one by user, open and ended sessions are apart, so that many
// ended ones do not slow down the others. Those of the whole environment are in their places, but for the displaced.
func (r reader) find(what reading, filter store.SessionFilter, page store.Page) ([]session.Session, error) {
	until, err := r.after(page, highest())
	if err != nil {
		return nil, err
	}
	if end := filter.SignedInTo; !end.IsZero() && lowest(end).Compare(until) < 0 {
		until = lowest(end)
	}
	switch {
	case !filter.User.IsZero():
		return r.list(what, listsOfUser(what).of(filter.State), filter, until, page.Limit)
	case !filter.Tenant.IsZero():
		return r.list(what, listsOfTenant().of(filter.State), filter, until, page.Limit)
	case !filter.EndedFrom.IsZero() || !filter.EndedTo.IsZero():
		if filter.State == store.Open {
			return nil, nil
		}
		if filter.EndedFrom.IsZero() {
			filter.EndedFrom = time.UnixMilli(0)
		}
		if filter.EndedTo.IsZero() {
			filter.EndedTo = time.UnixMilli(math.MaxInt64)
		}
		return r.list(what, listByEndSQL, filter, until, page.Limit)
	}
	displaced, err := r.list(what, listsDisplaced().of(filter.State), filter, until, page.Limit)
	if err != nil || r.environment > mostPlaced {
		return displaced, err
	}
	first, end := firstPlace(r.environment, 0), firstPlace(r.environment, milliOf(until))+1<<bucketBits
	if !filter.SignedInFrom.IsZero() {
		first = firstPlace(r.environment, milliOf(lowest(filter.SignedInFrom)))
	}
	placed, err := r.list(what, listsPlaced().of(filter.State), filter, until, page.Limit, first, end)
	return newestFirst(placed, displaced, page.Limit), err
}

// list runs a list of sessions below an ID, and between two places if they are given.
func (r reader) list(what reading, text string, filter store.SessionFilter, until uid.UID, limit int, places ...int64) (sessions []session.Session, err error) {
	since, from, to := uid.UID{}, int64(math.MinInt64), int64(math.MaxInt64)
	if !filter.SignedInFrom.IsZero() {
		since, from = lowest(filter.SignedInFrom), filter.SignedInFrom.UnixMilli()
	}
	if !filter.SignedInTo.IsZero() {
		to = filter.SignedInTo.UnixMilli()
	}
	list := r.ask("list sessions", what.columns+text).
		bindID(since).bindID(until).bindNumber(from).bindNumber(to).
		bindTextOrNull(string(filter.Reason)).bindTextOrNull(filter.Address).
		bindIDOrNull(filter.Tenant.UID).bindIDOrNull(filter.User.UID).
		bindNumber(int64(limit)).bindTimeOrNull(filter.EndedFrom).bindTimeOrNull(filter.EndedTo)
	for _, place := range places {
		list.bindNumber(place)
	}
	err = r.long(list, func(row *statement) {
		sessions = append(sessions, session.Session{})
		what.into(row, r.memos, &sessions[len(sessions)-1]) // in place, because it is large
	})
	return sessions, err
}

// lowest is below every ID made at the given time, and above those made before.
func lowest(at time.Time) (id uid.UID) {
	binary.BigEndian.PutUint64(id[:], uint64(max(at.UnixMilli(), 0))<<16)
	return id
}

// madeAt is the time for which an ID was made.
func madeAt(id uid.UID) time.Time { return time.UnixMilli(int64(milliOf(id))).UTC() }

// A walk reads what is left of one user, then the users behind: to compare both columns with the place at once would
// cost a step for every row. It passes ended sessions by in the index, without reading them. +s.ended_at keeps the
// planner from taking the column for a constant, and then for none of the order.
const (
	walkSQL = `SELECT ` + timeColumns + `
		FROM sessions s INDEXED BY sessions_by_user
		WHERE s.env = +?1 AND (?2 IS NULL OR s.tenant = ?2) AND `
	walkOnSQL     = walkSQL + `s.user = +?3 AND s.ended_at IS NULL AND s.id > ?4 ORDER BY s.id LIMIT +?5`
	walkBehindSQL = walkSQL + `s.user > ?3 AND +s.ended_at IS NULL ORDER BY s.user, s.ended_at, s.id LIMIT +?4`
)

func (r reader) OpenSessionsByUser(tenant tenancy.TenantID, afterUser tenancy.UserID, after session.ID, limit int) ([]session.Session, error) {
	sessions := make([]session.Session, 0, min(limit, 1000))
	read := func(row *statement) {
		sessions = append(sessions, session.Session{})
		scanTimes(row, &sessions[len(sessions)-1]) // in place, because it is large
	}
	on := r.ask("walk a user's open sessions", walkOnSQL).
		bindIDOrNull(tenant.UID).bindID(afterUser.UID).bindID(after.UID).bindNumber(int64(limit))
	if err := r.long(on, read); err != nil || len(sessions) == limit {
		return sessions, err
	}
	behind := r.ask("walk open sessions", walkBehindSQL).
		bindIDOrNull(tenant.UID).bindID(afterUser.UID).bindNumber(int64(limit - len(sessions)))
	err := r.long(behind, read)
	return sessions, err
}

const (
	timesPlacedSQL = `SELECT ` + timeColumns + ` FROM sessions s NOT INDEXED
		WHERE s.env = +?1 AND s.place >= ?3 AND s.place < ?4 AND s.id > ?2 AND s.ended_at IS NULL ORDER BY s.place LIMIT +?5`
	timesDisplacedSQL = `SELECT ` + timeColumns + ` FROM sessions s INDEXED BY sessions_displaced
		WHERE s.env = +?1 AND s.place >= 9205357638345293824 AND s.id > ?2 AND s.ended_at IS NULL ORDER BY s.id LIMIT +?3`
)

// OpenTimesByID goes through the table as it lies, which is several times as fast as an index that names its rows.
func (r reader) OpenTimesByID(after session.ID, limit int) ([]session.Session, error) {
	displaced, err := r.times(r.ask("walk displaced open sessions", timesDisplacedSQL).bindID(after.UID).bindNumber(int64(limit)), 0)
	if err != nil || r.environment > mostPlaced {
		return displaced, err
	}
	placed, err := r.times(r.ask("walk open sessions as they lie", timesPlacedSQL).bindID(after.UID).
		bindNumber(firstPlace(r.environment, milliOf(after.UID))).bindNumber(firstPlace(r.environment+1, 0)).bindNumber(int64(limit)), limit)
	return oldestFirst(placed, displaced, limit), err
}

// times reads what sessions are judged by, with room for some.
func (r reader) times(list *statement, room int) ([]session.Session, error) {
	sessions := make([]session.Session, 0, min(room, 5000))
	err := r.long(list, func(row *statement) {
		sessions = append(sessions, session.Session{})
		scanTimes(row, &sessions[len(sessions)-1]) // in place, because it is large
	})
	return sessions, err
}

// long runs a statement that may have to go through very many rows to find a few, as long as somebody waits.
func (r reader) long(list *statement, read func(row *statement)) error {
	if r.stop != nil { // it takes longer than most statements
		r.conn.SetInterrupt(r.stop)
		defer r.conn.SetInterrupt(nil)
	}
	return list.each(read)
}
