package storetest

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
)

func eventTests() []test {
	return []test{
		{"they are kept and listed in order", eventsAreKept},
		{"the latest time never falls", latestTime},
		{"old ones are deleted", deletesEvents},
	}
}

func newEvent(seconds int) event.Event {
	e := event.New(event.SessionEnded, after(seconds), newEnd(0, "").By)
	e.Tenant, e.User = newTenant(1).ID, newUser(1).ID
	e.Session, e.Reason = session.NewID(e.User, after(1)), session.EndedByUser
	e.Data = json.RawMessage(`{"name":"a “quoted” name","count":3,"list":[1,null,true]}`)
	return e
}

func appendAll(w *world, events ...event.Event) {
	w.Helper()
	w.update(func(tx store.Tx) error {
		for _, e := range events {
			if err := tx.Append(e); err != nil {
				return err
			}
		}
		return nil
	})
}

func eventsAreKept(w *world) {
	full := newEvent(2)
	bare := event.New(event.EnvironmentCreated, after(3), access.TheSystem())
	late := newEvent(1) // told last, of a time before
	appendAll(w, full, bare, late)
	w.view(func(r store.Reader) error {
		gives(w, "Events", []event.Event{late, full, bare})(r.Events(store.Page{Limit: 10}))
		return nil
	})
}

func latestTime(w *world) {
	want := func(what string, at time.Time) {
		w.Helper()
		w.view(func(r store.Reader) error {
			gives(w, "LatestTime "+what, at)(r.LatestTime())
			return nil
		})
	}
	want("of no events", time.Time{})
	appendAll(w, newEvent(5))
	want("of one", after(5))
	appendAll(w, newEvent(3))
	want("after an event of the past", after(5))
	appendAll(w, newEvent(7))
	want("after a later event", after(7))
	w.update(func(tx store.Tx) error {
		gives(w, "DeleteEvents", 3)(tx.DeleteEvents(after(100), 10))
		return nil
	})
	want("after they were deleted", after(7))
	appendAll(w, newEvent(6))
	want("after that and an event of the past", after(7))
}

func deletesEvents(w *world) {
	var events []event.Event
	for i := range 6 {
		events = append(events, newEvent(i))
	}
	shuffled := slices.Clone(events)
	slices.Reverse(shuffled)
	appendAll(w, shuffled...)
	for _, step := range []struct {
		before      time.Time
		limit, want int
	}{{after(0), 10, 0}, {after(4), 3, 3}, {after(4), 10, 1}, {after(4), 10, 0}} {
		w.update(func(tx store.Tx) error {
			gives(w, "DeleteEvents", step.want)(tx.DeleteEvents(step.before, step.limit))
			return nil
		})
	}
	w.view(func(r store.Reader) error {
		gives(w, "Events", events[4:])(r.Events(store.Page{Limit: 10}))
		return nil
	})
}
