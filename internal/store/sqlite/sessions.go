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

// The columns of a session, in the order in which scanSession reads them.
const sessionColumns = `
	id, user, tenant, signed_in_at, authenticated_at, last_active_at, secret,
	refresh_generation, refresh_current, refresh_previous, refresh_rotated_at,
	methods, name, address, user_agent, ended_at, end_reason, ended_by`

// checkColumns is what a check needs of a session, in the order in which scanChecked reads it.
const checkColumns = `
	id, user, tenant, signed_in_at, authenticated_at, last_active_at, secret, methods, ended_at, end_reason, ended_by`

// timeColumns is what a session is judged by, in the order in which scanTimes reads it.
const timeColumns = `s.id, s.user, s.tenant, s.signed_in_at, s.authenticated_at, s.last_active_at`

// Two things keep the engine from compiling a statement anew for each value of a parameter, which takes ten times as
// long as running it (TestNothingIsCompiledTwice): nothing is joined, and where there is an ORDER BY, a column is
// compared with +?1 and not with ?1, so that the planner does not look at the value; nor at that of LIMIT +?1.
// Where several indexes would do, the statement names the one: the planner does not know how many rows there are.
const (
	sessionSQL = `SELECT ` + sessionColumns + foundSQL
	// lookupSQL leaves it to who reads the row to compare the ID: that spares binding it. Nothing of another environment
	// is in a place of this one, or displaced from one.
	lookupSQL = `SELECT ` + checkColumns + policyColumns + `
		FROM sessions s WHERE s.place = ?2 AND s.env = ?1`
	findSQL = `SELECT ` + sessionColumns + policyColumns + `,
		(SELECT roles FROM memberships WHERE env = ?1 AND user = s.user AND tenant = s.tenant)` + foundSQL
	policyColumns = `,
		(SELECT policy FROM environments WHERE no = ?1),
		(SELECT policy FROM tenant_policies WHERE env = ?1 AND tenant = s.tenant)`
	foundSQL = ` FROM sessions s WHERE s.place = ?2 AND s.env = ?1 AND s.id = ?3`

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

// scanSession reads a session from the columns of sessionColumns. It does so in place, because a session is large.
func scanSession(row *statement, m *memos, s *session.Session) {
	s.ID.UID, s.User.UID, s.Tenant.UID = row.id(), row.id(), row.id()
	s.SignedInAt, s.AuthenticatedAt, s.LastActiveAt = row.time(), row.time(), row.time()
	s.Secret = row.hash()
	if s.Refresh.Generation = uint32(row.number()); s.Refresh.Generation > 0 {
		s.Refresh.Current, s.Refresh.Previous, s.Refresh.RotatedAt = row.hash(), row.hash(), row.timeOrZero()
	} else {
		row.skip(3)
	}
	s.Methods = *remembered(row, m.methods)
	s.Name, s.Client.Address, s.Client.UserAgent = row.text(), row.text(), *remembered(row, m.agents)
	scanEnd(row, &s.End)
}

// scanEnd reads how a session ended, if it has.
func scanEnd(row *statement, end *session.End) {
	if end.At = row.timeOrZero(); !end.At.IsZero() {
		end.Reason, end.By = session.Reason(row.text()), scanActor(row)
	} else {
		row.skip(2)
	}
}

func (r reader) Session(id session.ID) (s session.Session, found bool, err error) {
	found, err = r.at(id, func(place int64) (bool, error) {
		return r.ask("read a session", sessionSQL).bindNumber(place).bindID(id.UID).
			first(func(row *statement) { scanSession(row, r.memos, &s) })
	})
	return s, found, err
}

func (r reader) Find(id session.ID) (found store.Found, err error) {
	_, err = r.at(id, func(place int64) (bool, error) {
		return r.ask("find a session", findSQL).bindNumber(place).bindID(id.UID).first(func(row *statement) {
			scanSession(row, r.memos, &found.Session)
			scanPolicies(row, r.memos, &found)
			found.Roles = *remembered(row, r.memos.roles)
		})
	})
	return found, err
}

// lookup is Find without what no check needs.
func (r reader) lookup(id session.ID) (found store.Found, err error) {
	_, err = r.at(id, func(place int64) (bool, error) {
		_, err := r.ask("look up a session", lookupSQL).bindNumber(place).first(func(row *statement) {
			if row.id() == id.UID {
				found.Session.ID = id
				scanChecked(row, r.memos, &found.Session)
				scanPolicies(row, r.memos, &found)
			}
		})
		return !found.Session.ID.IsZero(), err
	})
	return found, err
}

// scanChecked reads the columns of checkColumns that come after the ID.
func scanChecked(row *statement, m *memos, s *session.Session) {
	s.User.UID, s.Tenant.UID = row.id(), row.id()
	s.SignedInAt, s.AuthenticatedAt, s.LastActiveAt = row.time(), row.time(), row.time()
	s.Secret, s.Methods = row.hash(), *remembered(row, m.methods)
	scanEnd(row, &s.End)
}

// scanPolicies reads the columns of policyColumns.
func scanPolicies(row *statement, m *memos, found *store.Found) {
	found.Environment, found.Tenant = *remembered(row, m.environments), *remembered(row, m.tenants)
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
		if times == nil {
			times = make([]session.Session, 0, oftenOpen)
		}
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
	err = list.each(func(row *statement) {
		if sessions == nil {
			sessions = make([]session.Session, 0, oftenOpen)
		}
		sessions = append(sessions, session.Session{})
		scanSession(row, r.memos, &sessions[len(sessions)-1])
	})
	return sessions, err
}

// oftenOpen is how many sessions most users have at the most.
const oftenOpen = 6

const (
	insertSessionSQL = `
		INSERT INTO sessions (env, place, id, user, tenant, signed_in_at, authenticated_at, last_active_at, secret,
			refresh_generation, refresh_current, refresh_previous, refresh_rotated_at,
			methods, name, address, user_agent, ended_at, end_reason, ended_by, room)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
			iif(?18 IS NULL, x'0000000000000000000000000000000000000000000000', NULL))
		ON CONFLICT (place) DO NOTHING`
	saveSessionSQL = `
		UPDATE sessions SET authenticated_at = ?4, last_active_at = ?5, secret = ?6, refresh_generation = ?7,
			refresh_current = ?8, refresh_previous = ?9, refresh_rotated_at = ?10, name = ?11
		WHERE place = ?2 AND env = ?1 AND id = ?3 AND ended_at IS NULL`
	endSessionSQL = `
		UPDATE sessions SET ended_at = ?4, end_reason = ?5, ended_by = ?6, room = NULL
		WHERE place = ?2 AND env = ?1 AND id = ?3 AND ended_at IS NULL`
	touchSessionSQL = `
		UPDATE sessions SET last_active_at = ?4
		WHERE place = ?2 AND env = ?1 AND id = ?3 AND last_active_at < ?4 AND ended_at IS NULL`
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
	return t.settle(s.ID, func(place int64) (bool, error) { return t.insertAt(place, s) })
}

func (t *transaction) insertAt(place int64, s session.Session) (done bool, err error) {
	insert := t.write("insert a session", insertSessionSQL).bindNumber(place).
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
	return insert.changed()
}

func (t *transaction) saveSession(s session.Session) error {
	_, err := t.at(s.ID, func(place int64) (bool, error) {
		save := t.write("save a session", saveSessionSQL).bindNumber(place).
			bindID(s.ID.UID).bindTime(s.AuthenticatedAt).bindTime(s.LastActiveAt)
		return bindState(save, s).bindTextOrNull(s.Name).changed()
	})
	return err
}

// bindState binds the secret and the refresh state, all of it from the first token on.
func bindState(to *statement, s session.Session) *statement {
	to.bindHashOrNull(s.Secret).bindNumber(int64(s.Refresh.Generation))
	if s.Refresh.Generation == 0 {
		return to.bindNull().bindNull().bindNull()
	}
	return to.bindHash(s.Refresh.Current).bindHash(s.Refresh.Previous).bindTimeOrNull(s.Refresh.RotatedAt)
}

func (t *transaction) endSession(id session.ID, end session.End) (ended bool, err error) {
	return t.at(id, func(place int64) (bool, error) {
		return bindActor(t.write("end a session", endSessionSQL).bindNumber(place).
			bindID(id.UID).bindTime(end.At).bindText(string(end.Reason)), end.By).changed()
	})
}

// evictSession reads the session by a statement of its own, because RETURNING takes twice as long.
func (t *transaction) evictSession(id session.ID, end session.End, whole *session.Session) error {
	ended, err := t.endSession(id, end)
	if !ended || err != nil {
		return err
	}
	s, _, err := t.Session(id)
	*whole = s
	return err
}

// bindActor binds who ended a session: nothing for the system, which ends most.
func bindActor(to *statement, actor access.Actor) *statement {
	if actor == access.TheSystem() {
		return to.bindNull()
	}
	return to.bindJSON(actor)
}

func (t *transaction) touchSession(id session.ID, at time.Time) error {
	_, err := t.at(id, func(place int64) (bool, error) {
		return t.write("touch a session", touchSessionSQL).bindNumber(place).bindID(id.UID).bindTime(at).changed()
	})
	return err
}

func (t *transaction) ForgetClients(user tenancy.UserID) error {
	if err := t.forgetLatestClients(user); err != nil {
		return err
	}
	return t.write("forget a user's clients", forgetClientsSQL).bindID(user.UID).run()
}

func (t *transaction) DeleteEndedSessions(before time.Time, limit int) (int, error) {
	if err := t.deleteLatestClients(before, limit); err != nil {
		return 0, err
	}
	return t.write("delete ended sessions", deleteEndedSessionsSQL).
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
