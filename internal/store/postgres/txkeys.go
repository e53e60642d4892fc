package postgres

import (
	"encoding/binary"
	"time"

	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// InsertAPIKey adds a key.
func (m *member) InsertAPIKey(key store.APIKey) error {
	return m.write(statement{
		sql: `INSERT INTO api_keys (environment, id, name, hash, scopes, grants, created_at, last_used_at, revoked_at)
			VALUES ($1, $2, $3, $4, $5::text::json, $6::text::json, $7, $8, $9)`,
		args: []any{
			m.number, idValue(key.ID), storable(key.Name), key.Hash[:], jsonOrNull(key.Scopes, false),
			jsonOrNull(key.Grants, false), timeValue(key.CreatedAt), timeOrNull(key.LastUsedAt), timeOrNull(key.RevokedAt),
		},
	})
}

// RevokeAPIKey marks a key as revoked unless it is.
func (m *member) RevokeAPIKey(id uid.UID, at time.Time) error {
	return m.write(statement{
		sql:  "UPDATE api_keys SET revoked_at = $3 WHERE environment = $1 AND id = $2 AND revoked_at IS NULL",
		args: []any{m.number, idValue(id), timeValue(at)},
	})
}

// TouchAPIKey moves the last use forward.
func (m *member) TouchAPIKey(id uid.UID, at time.Time) error {
	return m.write(statement{
		sql: `UPDATE api_keys SET last_used_at = $3
			WHERE environment = $1 AND id = $2 AND (last_used_at IS NULL OR last_used_at < $3)`,
		args: []any{m.number, idValue(id), timeValue(at)},
	})
}

// SaveSealedKey adds or replaces a secret key.
func (m *member) SaveSealedKey(key store.SealedKey) error {
	return m.write(statement{
		sql: `INSERT INTO sealed_keys (environment, id, use, sealed, created_at, signs_from, retired_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (environment, id) DO UPDATE SET use = excluded.use, sealed = excluded.sealed,
				created_at = excluded.created_at, signs_from = excluded.signs_from, retired_at = excluded.retired_at`,
		args: []any{
			m.number, storable(key.ID), string(key.Use), key.Sealed, timeValue(key.CreatedAt),
			timeOrNull(key.SignsFrom), timeOrNull(key.RetiredAt),
		},
	})
}

// DeleteSealedKey deletes a secret key.
func (m *member) DeleteSealedKey(id string) error {
	return m.write(statement{
		sql: "DELETE FROM sealed_keys WHERE environment = $1 AND id = $2", args: []any{m.number, storable(id)},
	})
}

// Attempts reads what is remembered of sign-in attempts. Whoever reads is going to write: nobody else reads the same
// until this transaction ends, even if there is nothing yet, so that no attempt goes uncounted.
func (m *member) Attempts(key [32]byte) (store.Attempts, error) {
	lock := statement{sql: "SELECT pg_advisory_xact_lock($1)", args: []any{int64(binary.BigEndian.Uint64(key[:]))}}
	if err := m.write(lock); err != nil {
		return store.Attempts{}, err
	}
	attempts, _, err := one(m.reader, attemptsFrom,
		"SELECT "+attemptsColumns+" FROM attempts WHERE environment = $1 AND key = $2", m.number, key[:])
	return attempts, err
}

// SaveAttempts remembers sign-in attempts.
func (m *member) SaveAttempts(key [32]byte, attempts store.Attempts) error {
	return m.write(statement{
		sql: `INSERT INTO attempts (environment, key, failures, first_failure_at, last_failure_at, last_succeeded_at)
			VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (environment, key) DO UPDATE SET failures = excluded.failures,
				first_failure_at = excluded.first_failure_at, last_failure_at = excluded.last_failure_at,
				last_succeeded_at = excluded.last_succeeded_at`,
		args: []any{
			m.number, key[:], attempts.Failures, timeOrNull(attempts.FirstFailure), timeOrNull(attempts.LastFailure),
			timeOrNull(attempts.LastSucceeded),
		},
	})
}

// DeleteAttempts forgets attempts from before a time, the earliest first.
func (m *member) DeleteAttempts(before time.Time, limit int) (int, error) {
	return m.deleteOld(`
		WITH old AS (
			SELECT key FROM attempts WHERE environment = $1 AND last_at < $2
			ORDER BY last_at LIMIT $3 FOR UPDATE SKIP LOCKED),
		gone AS (
			DELETE FROM attempts a USING old WHERE a.environment = $1 AND a.key = old.key RETURNING 1)
		SELECT count(*) FROM gone`, before, limit)
}
