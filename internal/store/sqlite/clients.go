package sqlite

import (
	"time"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

const (
	latestClientSQL = `SELECT address, user_agent, seen_at FROM session_clients WHERE env = ?1 AND session = ?2`
	seeClientSQL    = `
		INSERT INTO session_clients (env, session, address, user_agent, seen_at)
		SELECT env, id, ?4, ?5, ?6 FROM sessions
		WHERE place = ?2 AND env = ?1 AND id = ?3 AND ended_at IS NULL AND (
			ifnull(address, '') <> ?4 OR ifnull(user_agent, '') <> ?5 OR
			EXISTS (SELECT 1 FROM session_clients WHERE env = ?1 AND session = ?3))
		ON CONFLICT (env, session) DO UPDATE SET address = excluded.address, user_agent = excluded.user_agent, seen_at = excluded.seen_at
		WHERE address <> excluded.address OR user_agent <> excluded.user_agent`
	forgetLatestClientsSQL = `
		DELETE FROM session_clients WHERE env = ?1 AND session IN (
			SELECT id FROM sessions INDEXED BY sessions_by_user WHERE env = +?1 AND user = +?2)`
	deleteLatestClientsSQL = `
		DELETE FROM session_clients WHERE env = +?1 AND session IN (
			SELECT id FROM sessions INDEXED BY sessions_by_end
			WHERE env = +?1 AND ended_at < ?2 ORDER BY ended_at LIMIT +?3)`
)

func (r reader) LatestClient(id session.ID) (seen session.Seen, found bool, err error) {
	found, err = r.ask("read where a session was used from", latestClientSQL).bindID(id.UID).first(func(row *statement) {
		seen.Address, seen.UserAgent, seen.At = row.text(), row.text(), row.time()
	})
	return seen, found, err
}

func (t *transaction) SeeClient(id session.ID, seen session.Seen) error {
	_, err := t.at(id, func(place int64) (bool, error) {
		return t.write("keep where a session is used from", seeClientSQL).bindNumber(place).bindID(id.UID).
			bindText(seen.Address).bindText(seen.UserAgent).bindTime(seen.At).changed()
	})
	return err
}

func (t *transaction) forgetLatestClients(user tenancy.UserID) error {
	return t.write("forget where a user's sessions were used from", forgetLatestClientsSQL).bindID(user.UID).run()
}

// deleteLatestClients is called before the same sessions are deleted.
func (t *transaction) deleteLatestClients(before time.Time, limit int) error {
	return t.write("delete where ended sessions were used from", deleteLatestClientsSQL).bindTime(before).bindNumber(int64(limit)).run()
}
