package sqlite

import (
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

const (
	eventColumns = `id, at, kind, actor_kind, actor_id, actor_session, actor_address, tenant, user, session, reason, data`
	eventsSQL    = `SELECT ` + eventColumns + ` FROM events WHERE env = +?1 AND id > ?2 ORDER BY id LIMIT +?3`
	appendSQL    = `
		INSERT INTO events (env, id, at, kind, actor_kind, actor_id, actor_session, actor_address,
			tenant, user, session, reason, data)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)`
	latestTimeSQL = `
		SELECT latest_event_at, (SELECT id FROM events WHERE env = ?1 ORDER BY id DESC LIMIT 1)
		FROM environments WHERE no = ?1`
	keepLatestTimeSQL = `UPDATE environments SET latest_event_at = ?2 WHERE no = ?1`
	deleteEventsSQL   = `
		DELETE FROM events WHERE (env, id) IN (
			SELECT env, id FROM events WHERE env = +?1 AND id < ?2 ORDER BY id LIMIT +?3)`
)

func (r reader) Events(page store.Page) (events []event.Event, err error) {
	after, err := r.after(page, uid.UID{})
	if err != nil {
		return nil, err
	}
	err = r.ask("list events", eventsSQL).bindID(after).bindNumber(int64(page.Limit)).
		each(func(row *statement) { events = append(events, scanEvent(row)) })
	return events, err
}

// scanEvent reads an event from the columns of eventColumns.
func scanEvent(row *statement) event.Event {
	e := event.Event{ID: row.id(), At: row.time(), Kind: event.Kind(row.text())}
	e.Actor = access.Actor{Kind: access.Kind(row.text()), ID: row.id(), Session: row.id(), Address: row.text()}
	e.Tenant, e.User = tenancy.TenantID{UID: row.id()}, tenancy.UserID{UID: row.id()}
	e.Session, e.Reason = session.ID{UID: row.id()}, session.Reason(row.text())
	if data := row.bytes(); len(data) > 0 {
		e.Data = data
	}
	return e
}

func (r reader) LatestTime() (at time.Time, err error) {
	_, err = r.ask("read the latest time", latestTimeSQL).first(func(row *statement) {
		at = row.timeOrZero()
		if newest := row.id(); !newest.IsZero() && madeAt(newest).After(at) {
			at = madeAt(newest)
		}
	})
	return at, err
}

func (t *transaction) appendEvent(e event.Event) error {
	return t.write("append an event", appendSQL).bindID(e.ID).bindTime(e.At).bindText(string(e.Kind)).
		bindText(string(e.Actor.Kind)).bindIDOrNull(e.Actor.ID).bindIDOrNull(e.Actor.Session).
		bindTextOrNull(e.Actor.Address).
		bindIDOrNull(e.Tenant.UID).bindIDOrNull(e.User.UID).bindIDOrNull(e.Session.UID).
		bindTextOrNull(string(e.Reason)).bindTextOrNull(string(e.Data)).run()
}

// DeleteEvents keeps the latest time, which must not fall when the event that told it goes.
func (t *transaction) DeleteEvents(before time.Time, limit int) (int, error) {
	latest, err := t.LatestTime()
	if err != nil || latest.IsZero() {
		return 0, err
	}
	if err := t.change("keep the latest time", keepLatestTimeSQL).bindTime(latest).run(); err != nil {
		return 0, err
	}
	return t.change("delete events", deleteEventsSQL).bindID(lowest(before)).bindNumber(int64(limit)).count()
}
