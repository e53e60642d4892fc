package sqlite

import (
	"time"

	"github.com/sojourn-auth/sojourn/internal/store"
)

const (
	attemptsSQL = `
		SELECT failures, first_failure_at, last_failure_at, last_succeeded_at FROM attempts WHERE env = ?1 AND key = ?2`
	saveAttemptsSQL = `
		INSERT OR REPLACE INTO attempts (env, key, failures, first_failure_at, last_failure_at, last_succeeded_at, last_at)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`
	deleteAttemptsSQL = `
		DELETE FROM attempts WHERE (env, key) IN (
			SELECT env, key FROM attempts WHERE env = +?1 AND last_at < ?2 ORDER BY last_at LIMIT +?3)`
)

func (t *transaction) Attempts(key [32]byte) (a store.Attempts, err error) {
	_, err = t.ask("read sign-in attempts", attemptsSQL).bindBytes(key[:]).first(func(row *statement) {
		a = store.Attempts{
			Failures:     int(row.number()),
			FirstFailure: row.timeOrZero(), LastFailure: row.timeOrZero(), LastSucceeded: row.timeOrZero(),
		}
	})
	return a, err
}

func (t *transaction) SaveAttempts(key [32]byte, a store.Attempts) error {
	last := a.LastFailure
	if a.LastSucceeded.After(last) {
		last = a.LastSucceeded
	}
	return t.change("save sign-in attempts", saveAttemptsSQL).bindBytes(key[:]).bindNumber(int64(a.Failures)).
		bindTimeOrNull(a.FirstFailure).bindTimeOrNull(a.LastFailure).bindTimeOrNull(a.LastSucceeded).
		bindTime(last).run()
}

func (t *transaction) DeleteAttempts(before time.Time, limit int) (int, error) {
	return t.change("delete sign-in attempts", deleteAttemptsSQL).
		bindTime(before).bindNumber(int64(limit)).count()
}
