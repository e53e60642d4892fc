package postgres

import (
	"github.com/sojourn-auth/sojourn/internal/session"
)

// LatestClient reads where a session was used from last.
func (r reader) LatestClient(id session.ID) (session.Seen, bool, error) {
	from := func(c *cells) session.Seen {
		return session.Seen{Client: session.Client{Address: c.text(), UserAgent: c.text()}, At: c.time()}
	}
	return one(r, from, "SELECT address, user_agent, seen_at FROM session_clients WHERE environment = $1 AND bucket = $2 AND id = $3",
		r.number, int16(id.Bucket()), idValue(id.UID))
}

// SeeClient keeps where a session is used from.
func (m *member) SeeClient(id session.ID, seen session.Seen) error {
	return m.write(statement{
		sql: `INSERT INTO session_clients AS c (environment, bucket, id, address, user_agent, seen_at)
			SELECT s.environment, s.bucket, s.id, $4, $5, $6 FROM sessions s
			WHERE s.environment = $1 AND s.bucket = $2 AND s.id = $3 AND s.ended_at IS NULL AND (
				s.address <> $4 OR s.user_agent <> $5 OR
				EXISTS (SELECT FROM session_clients WHERE environment = $1 AND bucket = $2 AND id = $3))
			ON CONFLICT (environment, id, bucket) DO UPDATE
			SET address = excluded.address, user_agent = excluded.user_agent, seen_at = excluded.seen_at
			WHERE c.address <> excluded.address OR c.user_agent <> excluded.user_agent`,
		args: []any{m.number, int16(id.Bucket()), idValue(id.UID), storable(seen.Address), storable(seen.UserAgent), timeValue(seen.At)},
	})
}
