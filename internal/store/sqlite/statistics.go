package sqlite

import (
	"time"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
)

const (
	countBeforeSQL = `
		SELECT count(*) FROM sessions s WHERE s.env = +?1 AND s.signed_in_at < ?2 AND (s.ended_at IS NULL OR s.ended_at >= ?2)`
	countSignInsSQL = `
		SELECT (s.signed_in_at - ?2) / ?3, count(*) FROM sessions s
		WHERE s.env = +?1 AND s.signed_in_at >= ?2 AND s.signed_in_at < ?4 GROUP BY 1`
	countEndsSQL = `
		SELECT (s.ended_at - ?2) / ?3, s.end_reason, count(*) FROM sessions s
		WHERE s.env = +?1 AND s.ended_at >= ?2 AND s.ended_at < ?4 GROUP BY 1, 2`
)

// CountSessions goes through all sessions of the environment.
func (r reader) CountSessions(from time.Time, step time.Duration, steps int) (store.SessionCounts, error) {
	counts := store.SessionCounts{SignIns: make([]int, steps), Ends: make([]map[session.Reason]int, steps)}
	err := r.long(r.ask("count sessions before a time", countBeforeSQL).bindTime(from),
		func(row *statement) { counts.Before = int(row.number()) })
	if err != nil {
		return counts, err
	}
	width, until := step.Milliseconds(), from.Add(time.Duration(steps)*step)
	err = r.long(r.ask("count sign-ins", countSignInsSQL).bindTime(from).bindNumber(width).bindTime(until),
		func(row *statement) { at := row.number(); counts.SignIns[at] = int(row.number()) })
	if err != nil {
		return counts, err
	}
	err = r.long(r.ask("count ends", countEndsSQL).bindTime(from).bindNumber(width).bindTime(until), func(row *statement) {
		at, reason := row.number(), session.Reason(row.text())
		if counts.Ends[at] == nil {
			counts.Ends[at] = map[session.Reason]int{}
		}
		counts.Ends[at][reason] = int(row.number())
	})
	return counts, err
}
