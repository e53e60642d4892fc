package storetest

import (
	"bytes"
	"slices"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

func pageTests() []test {
	return []test{
		{"of tenants", pagesOfTenants},
		{"of users", pagesOfUsers},
		{"of sessions of one millisecond", pagesOfSessions},
		{"of events", pagesOfEvents},
	}
}

// many is more than any page that the tests ask for.
const many = 23

// pages reads a list by pages of a size, until one comes back that is not full.
func pages[T any](w *world, size int, id func(T) string, list func(page store.Page) ([]T, error)) (got []T) {
	w.Helper()
	page := store.Page{Limit: size}
	for {
		some, err := list(page)
		if err != nil || len(some) > size {
			w.Errorf("a page of at most %d: %d, %v", size, len(some), err)
			return got
		}
		got = append(got, some...)
		if len(some) < size {
			return got
		}
		page.After = id(some[len(some)-1])
	}
}

// wantPages wants pages of every size to make up the whole list, and an After that names nothing to be an error
// or the place where it would stand; never a panic.
func wantPages[T any](w *world, what string, want []T, id func(T) string, list func(r store.Reader, page store.Page) ([]T, error)) {
	w.Helper()
	w.view(func(r store.Reader) error {
		for _, size := range []int{1, 4, many - 1, many, many + 1} {
			got := pages(w, size, id, func(page store.Page) ([]T, error) { return list(r, page) })
			same(w, what, got, want)
		}
		return nil
	})
	err := w.store.View(w.Context(), w.environment, func(r store.Reader) error {
		_, err := list(r, store.Page{After: "no ID", Limit: 1})
		return err
	})
	if err == nil {
		w.Errorf("%s after something that is no ID gave no error", what)
	}
}

func pagesOfTenants(w *world) {
	var want []tenancy.Tenant
	for i := range many {
		want = append(want, newTenant(i/4))
	}
	w.update(func(tx store.Tx) error {
		for _, tenant := range want {
			if err := tx.InsertTenant(tenant); err != nil {
				return err
			}
		}
		return nil
	})
	slices.SortFunc(want, func(a, b tenancy.Tenant) int { return a.ID.Compare(b.ID.UID) })
	wantPages(w, "Tenants", want, func(t tenancy.Tenant) string { return t.ID.String() },
		func(r store.Reader, page store.Page) ([]tenancy.Tenant, error) { return r.Tenants(page) })
}

func pagesOfUsers(w *world) {
	tenant := newTenant(1)
	var everybody, members []tenancy.User
	w.update(func(tx store.Tx) error {
		for i := range 2 * many {
			user := newUser(i / 4)
			everybody = append(everybody, user)
			if err := tx.InsertUser(user); err != nil {
				return err
			}
			if i%2 == 1 {
				continue
			}
			members = append(members, user)
			err := tx.InsertMembership(tenancy.Membership{User: user.ID, Tenant: tenant.ID, CreatedAt: after(-i)})
			if err != nil {
				return err
			}
		}
		return tx.InsertTenant(tenant)
	})
	byID := func(a, b tenancy.User) int { return bytes.Compare(a.ID.UID[:], b.ID.UID[:]) }
	slices.SortFunc(everybody, byID)
	slices.SortFunc(members, byID)
	id := func(u tenancy.User) string { return u.ID.String() }
	wantPages(w, "Users", everybody, id,
		func(r store.Reader, page store.Page) ([]tenancy.User, error) {
			return r.Users(tenancy.TenantID{}, page)
		})
	wantPages(w, "Users of a tenant", members, id,
		func(r store.Reader, page store.Page) ([]tenancy.User, error) { return r.Users(tenant.ID, page) })
}

func pagesOfSessions(w *world) {
	var want []session.Session
	for range many {
		want = append(want, bareSession(newUser(1).ID, newTenant(1).ID, 7))
	}
	insert(w, want...)
	slices.SortFunc(want, func(a, b session.Session) int { return b.ID.Compare(a.ID.UID) })
	wantPages(w, "Sessions", want, sessionID,
		func(r store.Reader, page store.Page) ([]session.Session, error) {
			return r.Sessions(store.SessionFilter{}, page)
		})
}

func pagesOfEvents(w *world) {
	var want []event.Event
	w.update(func(tx store.Tx) error {
		for i := range many {
			e := event.New(event.SessionCreated, after(i/4), access.TheSystem())
			want = append(want, e)
			if err := tx.Append(e); err != nil {
				return err
			}
		}
		return nil
	})
	slices.SortFunc(want, func(a, b event.Event) int { return uid.UID.Compare(a.ID, b.ID) })
	wantPages(w, "Events", want, func(e event.Event) string { return e.ID.String() },
		func(r store.Reader, page store.Page) ([]event.Event, error) { return r.Events(page) })
	slices.Reverse(want)
	wantPages(w, "FindEvents", want, func(e event.Event) string { return e.ID.String() },
		func(r store.Reader, page store.Page) ([]event.Event, error) {
			found, _, err := r.FindEvents(store.EventFilter{}, page, 10*many)
			return found, err
		})
}
