package postgres

import (
	"bytes"
	"strings"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// FindEvents lists events by filter, newest first. An inner statement goes through them, the outer one chooses.
func (r reader) FindEvents(filter store.EventFilter, page store.Page, scan int) (found []event.Event, next string, err error) {
	before, err := eventsBefore(page)
	if err != nil {
		return nil, "", err
	}
	var c conditions
	inner := "SELECT " + eventColumns + " FROM events WHERE environment = " + c.argument(r.number) +
		" AND id < " + c.argument(before) + " ORDER BY id DESC LIMIT " + c.argument(scan)
	c.addEventFilter(filter)
	limit := c.argument(page.Limit)
	found, err = many(r, eventFrom, "SELECT "+eventColumns+" FROM ("+inner+") AS e WHERE "+strings.Join(c.sql, " AND ")+
		" ORDER BY id DESC LIMIT "+limit, c.args...)
	if err != nil {
		return nil, "", err
	}
	next, err = r.eventsGoOn(found, before, page.Limit, scan)
	return found, next, err
}

// eventsBefore is the ID before which a page begins; for the first page it is above every ID.
func eventsBefore(page store.Page) (pgtype.UUID, error) {
	if page.After == "" {
		return idValue(uid.UID(bytes.Repeat([]byte{0xff}, len(uid.UID{})))), nil
	}
	return pageStart(page)
}

func (c *conditions) addEventFilter(f store.EventFilter) {
	c.sql = append(c.sql, "true")
	if len(f.Kinds) > 0 {
		c.add("kind = ANY (?::text[])", column(f.Kinds, func(kind event.Kind) string { return storable(string(kind)) }))
	}
	if !f.Actor.IsZero() {
		c.add("actor::json ->> 'id' = ?", f.Actor.String())
	}
	if !f.Tenant.IsZero() {
		c.add("tenant_id = ?", idValue(f.Tenant.UID))
	}
	if !f.User.IsZero() {
		c.add("user_id = ?", idValue(f.User.UID))
	}
	if !f.Session.IsZero() {
		c.add("session_id = ?", idValue(f.Session.UID))
	}
	if !f.From.IsZero() {
		c.add("at >= ?", notBefore(f.From))
	}
	if !f.To.IsZero() {
		c.add("at < ?", notBefore(f.To))
	}
}

// eventsGoOn says behind which event a search goes on: behind the last one found if the page is full, otherwise behind
// the last one looked at; nowhere if there is none behind that.
func (r reader) eventsGoOn(found []event.Event, before pgtype.UUID, limit, scan int) (next string, err error) {
	skip := scan - 1
	if len(found) == limit {
		before, skip = idValue(found[limit-1].ID), 0
	}
	behind, err := many(r, (*cells).id, `SELECT id FROM events WHERE environment = $1 AND id < $2
		ORDER BY id DESC LIMIT 2 OFFSET $3`, r.number, before, skip)
	switch {
	case err != nil:
		return "", err
	case len(found) == limit && len(behind) > 0:
		return found[limit-1].ID.String(), nil
	case len(found) < limit && len(behind) > 1:
		return behind[0].String(), nil
	}
	return "", nil
}
