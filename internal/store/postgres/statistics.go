package postgres

import (
	"time"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
)

const (
	countBeforeSQL = `
		SELECT count(*) FROM sessions
		WHERE environment = $1 AND signed_in_at < $2 AND (ended_at IS NULL OR ended_at >= $2)`
	countSignInsSQL = `
		SELECT floor(extract(epoch FROM signed_in_at - $2::timestamptz) * 1000 / $3::bigint)::bigint, count(*) FROM sessions
		WHERE environment = $1 AND signed_in_at >= $2 AND signed_in_at < $4 GROUP BY 1`
	countEndsSQL = `
		SELECT floor(extract(epoch FROM ended_at - $2::timestamptz) * 1000 / $3::bigint)::bigint, end_reason, count(*) FROM sessions
		WHERE environment = $1 AND ended_at >= $2 AND ended_at < $4 GROUP BY 1, 2`
)

// CountSessions goes through all sessions of the environment.
func (r reader) CountSessions(from time.Time, step time.Duration, steps int) (store.SessionCounts, error) {
	counts := store.SessionCounts{SignIns: make([]int, steps), Ends: make([]map[session.Reason]int, steps)}
	before, _, err := one(r, (*cells).number, countBeforeSQL, r.number, timeValue(from))
	if err != nil {
		return counts, err
	}
	counts.Before = int(before)
	window := []any{r.number, timeValue(from), step.Milliseconds(), timeValue(from.Add(time.Duration(steps) * step))}
	err = r.query(statement{sql: countSignInsSQL, args: window, read: each(func(c *cells) {
		at := c.number()
		counts.SignIns[at] = int(c.number())
	})})
	if err != nil {
		return counts, err
	}
	err = r.query(statement{sql: countEndsSQL, args: window, read: each(func(c *cells) {
		at, reason := c.number(), session.Reason(c.text())
		if counts.Ends[at] == nil {
			counts.Ends[at] = map[session.Reason]int{}
		}
		counts.Ends[at][reason] = int(c.number())
	})})
	return counts, err
}
