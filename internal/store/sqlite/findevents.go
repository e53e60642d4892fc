package sqlite

import (
	"math"
	"time"

	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

const (
	findEventsSQL = `SELECT ` + eventColumns + `
		FROM (SELECT ` + eventColumns + ` FROM events
			WHERE env = +?1 AND id < ?2 ORDER BY id DESC LIMIT +?3)
		WHERE at >= ?4 AND at < ?5 AND (?6 IS NULL OR kind IN (SELECT value FROM json_each(?6)))
			AND (?7 IS NULL OR actor_id = ?7) AND (?8 IS NULL OR tenant = ?8) AND (?9 IS NULL OR user = ?9)
			AND (?10 IS NULL OR session = ?10)
		ORDER BY id DESC LIMIT +?11`
	eventsBehindSQL = `SELECT id FROM events
		WHERE env = +?1 AND id < ?2 ORDER BY id DESC LIMIT 2 OFFSET +?3`
)

// FindEvents filters what an inner statement goes through.
func (r reader) FindEvents(filter store.EventFilter, page store.Page, scan int) (found []event.Event, next string, err error) {
	before, err := r.after(page, highest())
	if err != nil {
		return nil, "", err
	}
	list := r.ask("find events", findEventsSQL).bindID(before).bindNumber(int64(scan))
	err = r.long(bindEventFilter(list, filter).bindNumber(int64(page.Limit)), func(row *statement) {
		found = append(found, scanEvent(row))
	})
	if err != nil {
		return nil, "", err
	}
	next, err = r.eventsGoOn(found, before, page.Limit, scan)
	return found, next, err
}

func bindEventFilter(list *statement, f store.EventFilter) *statement {
	from, to := int64(math.MinInt64), int64(math.MaxInt64)
	if !f.From.IsZero() {
		from = firstMilli(f.From)
	}
	if !f.To.IsZero() {
		to = firstMilli(f.To)
	}
	list.bindNumber(from).bindNumber(to)
	if len(f.Kinds) == 0 {
		list.bindNull()
	} else {
		list.bindJSON(f.Kinds)
	}
	return list.bindIDOrNull(f.Actor).bindIDOrNull(f.Tenant.UID).bindIDOrNull(f.User.UID).bindIDOrNull(f.Session.UID)
}

// firstMilli is the first whole millisecond that is not before a time.
func firstMilli(at time.Time) int64 { return at.Add(time.Millisecond - time.Nanosecond).UnixMilli() }

// eventsGoOn says behind which event a search goes on: behind the last one found if the page is full, otherwise behind
// the last one looked at; nowhere if there is none behind that.
func (r reader) eventsGoOn(found []event.Event, before uid.UID, limit, scan int) (next string, err error) {
	last, skip := before, scan-1
	if len(found) == limit {
		last, skip = found[limit-1].ID, 0
	}
	var behind []uid.UID
	err = r.ask("see whether events follow", eventsBehindSQL).bindID(last).bindNumber(int64(skip)).
		each(func(row *statement) { behind = append(behind, row.id()) })
	switch {
	case err != nil:
		return "", err
	case len(found) == limit && len(behind) > 0:
		return last.String(), nil
	case len(found) < limit && len(behind) > 1:
		return behind[0].String(), nil
	}
	return "", nil
}
