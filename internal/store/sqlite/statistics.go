package sqlite

import (
	"time"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// Sign-ins are counted by places, of which a range stands for a time, without reading a row; the displaced ones by IDs.
const (
	countPlacedSQL    = `SELECT count(*) FROM sessions s NOT INDEXED WHERE s.place >= ?2 AND s.place < ?3`
	countDisplacedSQL = `
		SELECT count(*) FROM sessions s INDEXED BY sessions_displaced
		WHERE s.env = +?1 AND s.place >= 9205357638345293824 AND s.id >= ?2 AND s.id < ?3`
	countEndedBeforeSQL = `
		SELECT count(*) FROM sessions s INDEXED BY sessions_by_end WHERE s.env = +?1 AND s.ended_at < ?2`
	countEndsSQL = `
		SELECT (s.ended_at - ?2) / ?3, s.end_reason, count(*) FROM sessions s INDEXED BY sessions_by_end
		WHERE s.env = +?1 AND s.ended_at >= ?2 AND s.ended_at < ?4 GROUP BY 1, 2`
)

// CountSessions goes through all sessions of the environment that signed in before the last step ends, but reads only
// those that ended meanwhile. Nobody has ended before the sign-in, so who had ended when the first step began had signed
// in by then.
func (r reader) CountSessions(from time.Time, step time.Duration, steps int) (store.SessionCounts, error) {
	counts := store.SessionCounts{SignIns: make([]int, steps), Ends: make([]map[session.Reason]int, steps)}
	var err error
	if counts.Before, err = r.countSignIns(uid.UID{}, lowest(from)); err != nil {
		return counts, err
	}
	err = r.long(r.ask("count sessions that had ended", countEndedBeforeSQL).bindTime(from),
		func(row *statement) { counts.Before -= int(row.number()) })
	if err != nil {
		return counts, err
	}
	for i := range steps {
		begin := from.Add(time.Duration(i) * step)
		if counts.SignIns[i], err = r.countSignIns(lowest(begin), lowest(begin.Add(step))); err != nil {
			return counts, err
		}
	}
	until := from.Add(time.Duration(steps) * step)
	err = r.long(r.ask("count ends", countEndsSQL).bindTime(from).bindNumber(step.Milliseconds()).bindTime(until), func(row *statement) {
		at, reason := row.number(), session.Reason(row.text())
		if counts.Ends[at] == nil {
			counts.Ends[at] = map[session.Reason]int{}
		}
		counts.Ends[at][reason] = int(row.number())
	})
	return counts, err
}

// countSignIns counts sessions from one ID on, and below another, each the lowest of a time.
func (r reader) countSignIns(from, to uid.UID) (count int, err error) {
	add := func(row *statement) { count += int(row.number()) }
	if r.environment <= mostPlaced {
		err = r.long(r.ask("count sign-ins", countPlacedSQL).
			bindNumber(firstPlace(r.environment, milliOf(from))).bindNumber(firstPlace(r.environment, milliOf(to))), add)
		if err != nil {
			return 0, err
		}
	}
	err = r.long(r.ask("count displaced sign-ins", countDisplacedSQL).bindID(from).bindID(to), add)
	return count, err
}
