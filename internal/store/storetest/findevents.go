package storetest

import (
	"slices"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

func findEventTests() []test {
	return []test{
		{"filters choose, and every page says where to go on", eventFiltersChoose},
		{"no events are found in none", findsNoEvents},
	}
}

// history is events of all kinds, newest first. Some tell of a time before, as the ends that are recorded late.
func history(w *world) (events []event.Event, filters []store.EventFilter) {
	w.Helper()
	kinds := []event.Kind{event.SessionCreated, event.SessionEnded, event.TenantUpdated}
	actors := []access.Actor{access.TheSystem(), newEnd(0, "").By, newEnd(0, "").By}
	users, tenant := []tenancy.UserID{newUser(1).ID, newUser(2).ID}, newTenant(1).ID
	for i := range many {
		e := event.New(kinds[i%3], after(i), actors[i%4%3])
		if i%5 == 0 {
			e.At = after(i - 7)
		}
		if i%2 == 0 {
			e.Tenant = tenant
		}
		if i%7 < 4 {
			e.User = users[i%7%2]
			e.Session, e.Reason = session.NewID(e.User, after(i)), session.SignedOut
		}
		events = append(events, e.With(map[string]any{"number": i}))
	}
	appendAll(w, events...)
	slices.Reverse(events)
	first := slices.IndexFunc(events, func(e event.Event) bool { return !e.Session.IsZero() })
	return events, []store.EventFilter{
		{}, {Kinds: kinds[:1]}, {Kinds: kinds[1:]}, {Kinds: []event.Kind{"no.kind", "' OR 1=1 --", "\xff\x00"}},
		{Actor: actors[1].ID}, {Actor: uid.New(start())}, {Actor: actors[1].Session}, {Tenant: tenant}, {Tenant: newTenant(1).ID},
		{User: users[0]}, {User: users[1]}, {Session: events[first].Session}, {Session: events[many-1].Session},
		{From: after(9)}, {From: after(9).Add(1)}, {To: after(9)}, {To: after(9).Add(1)}, {From: after(5), To: after(15)},
		{From: after(100)}, {To: after(-100)},
		{Kinds: kinds, Actor: actors[2].ID, Tenant: tenant, User: users[0], From: after(-9), To: after(99)},
	}
}

// meets is the meaning of a filter.
func meets(f store.EventFilter, e event.Event) bool {
	return (len(f.Kinds) == 0 || slices.Contains(f.Kinds, e.Kind)) &&
		(f.Actor.IsZero() || e.Actor.ID == f.Actor) && (f.Tenant.IsZero() || e.Tenant == f.Tenant) &&
		(f.User.IsZero() || e.User == f.User) && (f.Session.IsZero() || e.Session == f.Session) &&
		(f.From.IsZero() || !e.At.Before(f.From)) && (f.To.IsZero() || e.At.Before(f.To))
}

// search is what FindEvents is to give of events that are ordered: what is found, and how many it has gone past.
func search(events []event.Event, f store.EventFilter, limit, scan int) (found []event.Event, passed int) {
	for passed < min(scan, len(events)) && len(found) < limit {
		if meets(f, events[passed]) {
			found = append(found, events[passed])
		}
		passed++
	}
	return found, passed
}

func eventFiltersChoose(w *world) {
	events, filters := history(w)
	for _, filter := range filters {
		for _, limit := range []int{1, 4, 100} {
			for _, scan := range []int{1, 5, many - 1, many, 1000} {
				wantSearch(w, events, filter, limit, scan)
			}
		}
	}
	err := w.store.View(w.Context(), w.environment, func(r store.Reader) error {
		_, _, err := r.FindEvents(store.EventFilter{}, store.Page{After: "no ID", Limit: 1}, 1)
		return err
	})
	if err == nil {
		w.Errorf("FindEvents after something that is no ID gave no error")
	}
}

// wantSearch follows next to the end.
func wantSearch(w *world, left []event.Event, filter store.EventFilter, limit, scan int) {
	w.Helper()
	page := store.Page{Limit: limit}
	w.view(func(r store.Reader) error {
		for more := true; more; {
			found, passed := search(left, filter, limit, scan)
			next := ""
			if more = passed < len(left); more {
				next = left[passed-1].ID.String()
			}
			got, gotNext, err := r.FindEvents(filter, page, scan)
			gives(w, "FindEvents", found)(got, err)
			if gotNext != next {
				w.Errorf("FindEvents(%+v, %+v, %d) goes on after %q, want %q", filter, page, scan, gotNext, next)
				return nil
			}
			left, page.After = left[passed:], next
		}
		return nil
	})
}

func findsNoEvents(w *world) {
	w.view(func(r store.Reader) error {
		for _, after := range []string{"", uid.New(time.UnixMilli(1)).String()} {
			got, next, err := r.FindEvents(store.EventFilter{}, store.Page{After: after, Limit: 3}, 10)
			if len(got) > 0 || next != "" || err != nil {
				w.Errorf("FindEvents of none = %v, %q, %v, want nothing", got, next, err)
			}
		}
		return nil
	})
}
