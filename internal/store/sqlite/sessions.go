package sqlite

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// The columns of a session, in the order in which scanSession reads them. RETURNING knows no other name of the table.
const sessionColumns = `
	id, user, tenant, signed_in_at, authenticated_at, last_active_at, secret,
	refresh_generation, refresh_current, refresh_previous, refresh_rotated_at,
	methods, name, address, user_agent, ended_at, end_reason, ended_by`

// timeColumns is what a session is judged by, in the order in which scanTimes reads it.
const timeColumns = `s.id, s.user, s.tenant, s.signed_in_at, s.authenticated_at, s.last_active_at`

// Two things keep the engine from compiling a statement anew for each value of a parameter, which takes ten times as
// long as running it (TestNothingIsCompiledTwice): nothing is joined, and where there is an ORDER BY, a column is
// compared with +?1 and not with ?1, so that the planner does not look at the value; nor at that of LIMIT +?1.
// Where several indexes would do, the statement names the one: the planner does not know how many rows there are.
const (
	sessionSQL = `SELECT ` + sessionColumns + ` FROM sessions s INDEXED BY sessions_by_id WHERE s.env = ?1 AND s.id = ?2`
	lookupSQL  = `SELECT ` + sessionColumns + policyColumns + foundSQL
	findSQL    = `SELECT ` + sessionColumns + policyColumns + `,
		(SELECT roles FROM memberships WHERE env = ?1 AND user = s.user AND tenant = s.tenant)` + foundSQL
	policyColumns = `,
		(SELECT policy FROM environments WHERE no = ?1),
		(SELECT policy FROM tenant_policies WHERE env = ?1 AND tenant = s.tenant)`
	foundSQL = ` FROM sessions s INDEXED BY sessions_by_id WHERE s.env = ?1 AND s.id = ?2`

	openSessionsSQL = `SELECT ` + sessionColumns + `
		FROM sessions s INDEXED BY sessions_by_user
		WHERE s.env = +?1 AND s.user = +?2 AND s.ended_at IS NULL ORDER BY s.id`
	openSessionsInTenantSQL = `SELECT ` + sessionColumns + `
		FROM sessions s INDEXED BY sessions_by_user
		WHERE s.env = +?1 AND s.user = +?2 AND s.tenant = +?3 AND s.ended_at IS NULL ORDER BY s.id`
	openTimesSQL = `SELECT ` + timeColumns + `
		FROM sessions s INDEXED BY sessions_by_user
		WHERE s.env = +?1 AND s.user = +?2 AND s.ended_at IS NULL ORDER BY s.id`
	openTimesInTenantSQL = `SELECT ` + timeColumns + `
		FROM sessions s INDEXED BY sessions_by_user
		WHERE s.env = +?1 AND s.user = +?2 AND s.tenant = +?3 AND s.ended_at IS NULL ORDER BY s.id`
	endedSessionsSQL = `SELECT ` + sessionColumns + `
		FROM sessions s INDEXED BY sessions_by_user
		WHERE s.env = +?1 AND s.user = +?2 AND s.tenant = +?3 AND s.ended_at >= ?4
		ORDER BY s.ended_at DESC, s.id DESC LIMIT +?5`
)

// scanSession reads a session from the columns of sessionColumns.
func scanSession(row *statement, m *memos) (s session.Session) {
	s.ID.UID, s.User.UID, s.Tenant.UID = row.id(), row.id(), row.id()
	s.SignedInAt, s.AuthenticatedAt, s.LastActiveAt = row.time(), row.time(), row.time()
	s.Secret = row.hash()
	if s.Refresh.Generation = uint32(row.number()); s.Refresh.Generation > 0 {
		s.Refresh.Current, s.Refresh.Previous, s.Refresh.RotatedAt = row.hash(), row.hash(), row.timeOrZero()
	} else {
		row.skip(3)
	}
	s.Methods = *remembered(row, m.methods)
	s.Name, s.Client.Address, s.Client.UserAgent = row.text(), row.text(), row.text()
	if s.End.At = row.timeOrZero(); !s.End.At.IsZero() {
		s.End.Reason, s.End.By = session.Reason(row.text()), scanActor(row)
	} else {
		row.skip(2)
	}
	return s
}

func (r reader) Session(id session.ID) (s session.Session, found bool, err error) {
	found, err = r.ask("read a session", sessionSQL).bindID(id.UID).
		first(func(row *statement) { s = scanSession(row, r.memos) })
	return s, found, err
}

// Find needs no lock in a Tx: there is one writer.
func (r reader) Find(id session.ID) (found store.Found, err error) {
	_, err = r.ask("find a session", findSQL).bindID(id.UID).first(func(row *statement) {
		found = scanFound(row, r.memos)
		found.Roles = *remembered(row, r.memos.roles)
	})
	return found, err
}

// lookup is Find without the roles.
func (r reader) lookup(id session.ID) (found store.Found, err error) {
	_, err = r.ask("look up a session", lookupSQL).bindID(id.UID).
		first(func(row *statement) { found = scanFound(row, r.memos) })
	return found, err
}

// scanFound reads the columns of sessionColumns and policyColumns.
func scanFound(row *statement, m *memos) store.Found {
	return store.Found{
		Session: scanSession(row, m), Environment: *remembered(row, m.environments), Tenant: *remembered(row, m.tenants),
	}
}

func (r reader) OpenSessions(user tenancy.UserID, tenant tenancy.TenantID) ([]session.Session, error) {
	if tenant.IsZero() {
		return r.sessions(r.ask("read a user's open sessions", openSessionsSQL).bindID(user.UID))
	}
	return r.sessions(r.ask("read a user's open sessions in a tenant", openSessionsInTenantSQL).
		bindID(user.UID).bindID(tenant.UID))
}

func (r reader) OpenTimes(user tenancy.UserID, tenant tenancy.TenantID) (times []session.Session, err error) {
	read := func(row *statement) {
		times = append(times, session.Session{})
		scanTimes(row, &times[len(times)-1]) // in place, because it is large
	}
	if tenant.IsZero() {
		err = r.ask("read a user's open sessions", openTimesSQL).bindID(user.UID).each(read)
		return times, err
	}
	err = r.ask("read a user's open sessions in a tenant", openTimesInTenantSQL).bindID(user.UID).bindID(tenant.UID).each(read)
	return times, err
}

// scanTimes reads what a session is judged by from the columns of timeColumns.
func scanTimes(row *statement, s *session.Session) {
	s.ID.UID, s.User.UID, s.Tenant.UID = row.id(), row.id(), row.id()
	s.SignedInAt, s.AuthenticatedAt, s.LastActiveAt = row.time(), row.time(), row.time()
}

func (r reader) EndedSessions(user tenancy.UserID, tenant tenancy.TenantID, since time.Time, limit int) ([]session.Session, error) {
	return r.sessions(r.ask("read a user's ended sessions", endedSessionsSQL).
		bindID(user.UID).bindID(tenant.UID).bindTime(since).bindNumber(int64(limit)))
}

// sessions runs a statement that reads sessions.
func (r reader) sessions(list *statement) (sessions []session.Session, err error) {
	err = list.each(func(row *statement) { sessions = append(sessions, scanSession(row, r.memos)) })
	return sessions, err
}

const (
	insertSessionSQL = `
		INSERT INTO sessions (env, id, user, tenant, signed_in_at, authenticated_at, last_active_at, secret,
			refresh_generation, refresh_current, refresh_previous, refresh_rotated_at,
			methods, name, address, user_agent, ended_at, end_reason, ended_by)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)`
	saveSessionSQL = `
		UPDATE sessions INDEXED BY sessions_by_id SET authenticated_at = ?3, last_active_at = ?4, secret = ?5, refresh_generation = ?6,
			refresh_current = ?7, refresh_previous = ?8, refresh_rotated_at = ?9, name = ?10
		WHERE env = ?1 AND id = ?2 AND ended_at IS NULL`
	endSessionSQL = `
		UPDATE sessions INDEXED BY sessions_by_id SET ended_at = ?3, end_reason = ?4, ended_by = ?5
		WHERE env = ?1 AND id = ?2 AND ended_at IS NULL`
	evictSessionSQL = `
		UPDATE sessions INDEXED BY sessions_by_id SET ended_at = ?3, end_reason = ?4, ended_by = ?5
		WHERE env = ?1 AND id = ?2 AND ended_at IS NULL RETURNING ` + sessionColumns
	touchSessionSQL = `
		UPDATE sessions INDEXED BY sessions_by_id SET last_active_at = ?3
		WHERE env = ?1 AND id = ?2 AND last_active_at < ?3 AND ended_at IS NULL`
	forgetClientsSQL = `
		UPDATE sessions INDEXED BY sessions_by_user SET address = NULL, user_agent = NULL, name = NULL
		WHERE env = ?1 AND user = ?2`
	deleteEndedSessionsSQL = `
		DELETE FROM sessions WHERE rowid IN (
			SELECT rowid FROM sessions INDEXED BY sessions_by_end
			WHERE env = +?1 AND ended_at < ?2 ORDER BY ended_at LIMIT +?3)`
)

// LockUser has nothing to do: there is one writer.
func (t *transaction) LockUser(tenancy.UserID) error { return nil }

func (t *transaction) insertSession(s session.Session) error {
	insert := t.change("insert a session", insertSessionSQL).
		bindID(s.ID.UID).bindID(s.User.UID).bindID(s.Tenant.UID).bindTime(s.SignedInAt)
	bindState(insert.bindTime(s.AuthenticatedAt).bindTime(s.LastActiveAt), s)
	if len(s.Methods) == 0 {
		insert.bindNull()
	} else {
		insert.bindJSON(s.Methods)
	}
	insert.bindTextOrNull(s.Name).bindTextOrNull(s.Client.Address).bindTextOrNull(s.Client.UserAgent)
	if s.End.IsZero() {
		insert.bindNull().bindNull().bindNull()
	} else {
		bindActor(insert.bindTime(s.End.At).bindText(string(s.End.Reason)), s.End.By)
	}
	return insert.run()
}

func (t *transaction) saveSession(s session.Session) error {
	save := t.change("save a session", saveSessionSQL).
		bindID(s.ID.UID).bindTime(s.AuthenticatedAt).bindTime(s.LastActiveAt)
	return bindState(save, s).bindTextOrNull(s.Name).run()
}

// bindState binds the secret and the refresh state.
func bindState(to *statement, s session.Session) *statement {
	return to.bindHashOrNull(s.Secret).bindNumber(int64(s.Refresh.Generation)).
		bindHashOrNull(s.Refresh.Current).bindHashOrNull(s.Refresh.Previous).bindTimeOrNull(s.Refresh.RotatedAt)
}

func (t *transaction) endSession(id session.ID, end session.End) error {
	return bindActor(t.change("end a session", endSessionSQL).
		bindID(id.UID).bindTime(end.At).bindText(string(end.Reason)), end.By).run()
}

func (t *transaction) evictSession(id session.ID, end session.End, whole *session.Session) error {
	evict := bindActor(t.change("evict a session", evictSessionSQL).
		bindID(id.UID).bindTime(end.At).bindText(string(end.Reason)), end.By)
	return evict.each(func(row *statement) { *whole = scanSession(row, t.memos) })
}

// bindActor binds who ended a session: nothing for the system, which ends most.
func bindActor(to *statement, actor access.Actor) *statement {
	if actor == access.TheSystem() {
		return to.bindNull()
	}
	return to.bindJSON(actor)
}

func (t *transaction) touchSession(id session.ID, at time.Time) error {
	return t.change("touch a session", touchSessionSQL).bindID(id.UID).bindTime(at).run()
}

func (t *transaction) ForgetClients(user tenancy.UserID) error {
	return t.change("forget a user's clients", forgetClientsSQL).bindID(user.UID).run()
}

func (t *transaction) DeleteEndedSessions(before time.Time, limit int) (int, error) {
	return t.change("delete ended sessions", deleteEndedSessionsSQL).
		bindTime(before).bindNumber(int64(limit)).count()
}

// parseMethods reads how a user was authenticated. Nobody can append to what many sessions share.
func parseMethods(text []byte) (methods []string, err error) {
	err = json.Unmarshal(text, &methods)
	return slices.Clip(methods), err
}

// scanActor reads who ended a session.
func scanActor(row *statement) (actor access.Actor) {
	text := row.bytes()
	if len(text) == 0 {
		return access.TheSystem()
	}
	if err := json.Unmarshal(text, &actor); err != nil {
		row.broken = fmt.Errorf("parse who ended a session: %w", err)
	}
	return actor
}
