package storetest

import (
	"slices"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

func sweepTests() []test {
	return []test{{"open sessions are walked by user", walksOpenSessions}, {"open sessions are walked by ID", walksOpenTimes}}
}

func walksOpenSessions(w *world) {
	everything := crowd(w)
	tenant := everything[23].Tenant
	for _, each := range []struct {
		what   string
		tenant tenancy.TenantID
	}{{"all", tenancy.TenantID{}}, {"of one tenant", tenant}, {"of no tenant", newTenant(1).ID}} {
		want := judged(chosen(everything, store.SessionFilter{Tenant: each.tenant, State: store.Open}))
		slices.SortFunc(want, func(a, b session.Session) int {
			if order := a.User.Compare(b.User.UID); order != 0 {
				return order
			}
			return a.ID.Compare(b.ID.UID)
		})
		w.view(func(r store.Reader) error {
			for _, limit := range []int{1, 3, 100} {
				same(w, "OpenSessionsByUser, "+each.what, walk(w, r, each.tenant, limit), want)
			}
			return nil
		})
	}
}

func walksOpenTimes(w *world) {
	want := judged(chosen(crowd(w), store.SessionFilter{State: store.Open}))
	slices.SortFunc(want, func(a, b session.Session) int { return a.ID.Compare(b.ID.UID) })
	w.view(func(r store.Reader) error {
		for _, limit := range []int{1, 3, 100} {
			same(w, "OpenTimesByID", walkTimes(w, r, limit), want)
		}
		return nil
	})
}

// walkTimes reads all open sessions by small steps.
func walkTimes(w *world, r store.Reader, limit int) (got []session.Session) {
	w.Helper()
	var last session.ID
	for {
		some, err := r.OpenTimesByID(last, limit)
		if err != nil || len(some) > limit {
			w.Errorf("OpenTimesByID(limit %d) gave %d, %v", limit, len(some), err)
			return got
		}
		if len(some) == 0 || len(got) > 10*many {
			return got
		}
		got, last = append(got, some...), some[len(some)-1].ID
	}
}

// judged leaves of each session what it is judged by.
func judged(all []session.Session) []session.Session {
	for i, s := range all {
		all[i] = session.Session{
			ID: s.ID, User: s.User, Tenant: s.Tenant,
			SignedInAt: s.SignedInAt, AuthenticatedAt: s.AuthenticatedAt, LastActiveAt: s.LastActiveAt,
		}
	}
	return all
}

// walk reads all open sessions by small steps.
func walk(w *world, r store.Reader, tenant tenancy.TenantID, limit int) (got []session.Session) {
	w.Helper()
	var last session.Session
	for {
		some, err := r.OpenSessionsByUser(tenant, last.User, last.ID, limit)
		if err != nil {
			w.Errorf("OpenSessionsByUser: %v", err)
			return got
		}
		if len(some) > limit {
			w.Errorf("OpenSessionsByUser(limit %d) gave %d", limit, len(some))
			return got
		}
		if len(some) == 0 || len(got) > 10*many {
			return got
		}
		got, last = append(got, some...), some[len(some)-1]
	}
}
