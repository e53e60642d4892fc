package postgres

import (
	"time"

	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// InsertSession adds a session.
func (m *member) InsertSession(s session.Session) error {
	if err := m.queue(s.ID); err != nil {
		return err
	}
	m.changes.inserted = append(m.changes.inserted, &s)
	return nil
}

// SaveSession writes what may change of a session whose end is not recorded.
func (m *member) SaveSession(s session.Session) error {
	if err := m.queue(s.ID); err != nil {
		return err
	}
	m.changes.saved = append(m.changes.saved, &s)
	return nil
}

// EndSession records the end of a session unless one is recorded.
func (m *member) EndSession(id session.ID, end session.End) error {
	if err := m.queue(id); err != nil {
		return err
	}
	m.changes.ended = append(m.changes.ended, ending{id: id, end: end})
	return nil
}

// EvictSession ends a session like EndSession, and reads it.
func (m *member) EvictSession(id session.ID, end session.End, whole *session.Session) error {
	if err := m.queue(id); err != nil {
		return err
	}
	m.changes.ended = append(m.changes.ended, ending{id: id, end: end, whole: whole})
	return nil
}

// TouchSession moves the last activity forward.
func (m *member) TouchSession(id session.ID, at time.Time) error {
	if err := m.queue(id); err != nil {
		return err
	}
	m.changes.touched = append(m.changes.touched, touch{id: id, at: at})
	return nil
}

// Append adds an event.
func (m *member) Append(e event.Event) error {
	if m.cause == nil {
		m.changes.events = append(m.changes.events, &e)
	}
	return m.cause
}

// ForgetClients blanks what is known of a user's clients.
func (m *member) ForgetClients(user tenancy.UserID) error {
	return m.write(statement{
		sql: `DELETE FROM session_clients c USING sessions s
			WHERE c.environment = $1 AND s.environment = $1 AND s.bucket = c.bucket AND s.id = c.id AND s.user_id = $2
				AND (s.ended_at IS NULL OR s.ended_at IS NOT NULL)`,
		args: []any{m.number, idValue(user.UID)},
	}, statement{
		sql: `UPDATE sessions SET address = '', user_agent = '', name = ''
			WHERE environment = $1 AND user_id = $2 AND (ended_at IS NULL OR ended_at IS NOT NULL)`,
		args: []any{m.number, idValue(user.UID)},
	})
}

// DeleteEndedSessions deletes sessions that ended before a time, the earliest end first.
func (m *member) DeleteEndedSessions(before time.Time, limit int) (int, error) {
	return m.deleteOld(`
		WITH old AS (
			SELECT bucket, id FROM sessions WHERE environment = $1 AND environment > 0 AND ended_at < $2
			ORDER BY ended_at LIMIT $3 FOR UPDATE SKIP LOCKED),
		clients AS (
			DELETE FROM session_clients c USING old WHERE c.environment = $1 AND c.bucket = old.bucket AND c.id = old.id),
		gone AS (
			DELETE FROM sessions s USING old
			WHERE s.environment = $1 AND s.bucket = old.bucket AND s.id = old.id RETURNING 1)
		SELECT count(*) FROM gone`, before, limit)
}

// DeleteEvents deletes events from before a time, the earliest first: IDs of events sort by their times. The latest
// time of any is remembered.
func (m *member) DeleteEvents(before time.Time, limit int) (int, error) {
	return m.deleteOld(`
		WITH old AS (
			SELECT id FROM (SELECT id, at FROM events WHERE environment = $1 ORDER BY id LIMIT $3) AS oldest
			WHERE at < $2),
		gone AS (
			DELETE FROM events e USING old WHERE e.environment = $1 AND e.id = old.id RETURNING e.at),
		kept AS (
			UPDATE environments SET latest_event_at = greatest(latest_event_at, (SELECT max(at) FROM gone))
			WHERE number = $1 AND EXISTS (SELECT FROM gone))
		SELECT count(*) FROM gone`, before, limit)
}

// deleteOld runs a statement that deletes at most limit rows from before a time and gives their number.
func (m *member) deleteOld(sql string, before time.Time, limit int) (int, error) {
	deleted, err := written(m, (*cells).number, sql, m.number, notBefore(before), limit)
	return int(deleted), err
}
