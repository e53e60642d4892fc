package storetest

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

func concurrencyTests() []test {
	return []test{
		{"no update of a user's session is lost", noUpdateIsLost},
		{"no update of a found session is lost", noFoundUpdateIsLost},
		{"no update of a policy is lost", noPolicyIsLost},
		{"one end of many counts", oneEndCounts},
		{"who fails among many leaves nothing behind", failuresAmongMany},
		{"a name is taken once by many", takenOnce},
	}
}

// callers is how many goroutines the tests start.
const callers = 64

// together runs fn in many goroutines and wants no error of any.
func together(w *world, fn func(caller int) error) {
	w.Helper()
	var group sync.WaitGroup
	for caller := range callers {
		group.Go(func() {
			if err := fn(caller); err != nil {
				w.Errorf("caller %d: %v", caller, err)
			}
		})
	}
	group.Wait()
}

func countsUp(w *world, read func(tx store.Tx, s session.Session) (session.Session, error)) {
	user, tenant := member(w)
	s := newSession(user, tenant, 1)
	s.Refresh.Generation = 1
	insert(w, s)
	together(w, func(int) error {
		return w.store.Update(w.Context(), w.environment, func(tx store.Tx) error {
			now, err := read(tx, s)
			if err != nil {
				return err
			}
			now.Refresh.Generation++
			return tx.SaveSession(now)
		})
	})
	s.Refresh.Generation = 1 + callers
	w.view(func(r store.Reader) error {
		finds(w, "Session", s)(r.Session(s.ID))
		return nil
	})
}

func noUpdateIsLost(w *world) {
	countsUp(w, func(tx store.Tx, s session.Session) (session.Session, error) {
		if err := tx.LockUser(s.User); err != nil {
			return s, err
		}
		now, _, err := tx.Session(s.ID)
		return now, err
	})
}

func noFoundUpdateIsLost(w *world) {
	countsUp(w, func(tx store.Tx, s session.Session) (session.Session, error) {
		found, err := tx.Find(s.ID)
		return found.Session, err
	})
}

func noPolicyIsLost(w *world) {
	_, tenant := member(w)
	together(w, func(int) error {
		return w.store.Update(w.Context(), w.environment, func(tx store.Tx) error {
			if err := tx.LockPolicy(); err != nil {
				return err
			}
			policy, err := tx.EnvironmentPolicy()
			if err != nil {
				return err
			}
			own, _, err := tx.TenantPolicy(tenant)
			if err != nil {
				return err
			}
			policy.Version++
			own.Version += 2
			return all(tx.SaveEnvironmentPolicy(policy), tx.SaveTenantPolicy(tenant, own))
		})
	})
	w.view(func(r store.Reader) error {
		gives(w, "EnvironmentPolicy", session.EnvironmentPolicy{Version: callers})(r.EnvironmentPolicy())
		finds(w, "TenantPolicy", session.TenantPolicy{Version: 2 * callers})(r.TenantPolicy(tenant))
		return nil
	})
}

func oneEndCounts(w *world) {
	user, tenant := member(w)
	s := newSession(user, tenant, 1)
	insert(w, s)
	var seen [callers]session.End
	together(w, func(caller int) error {
		end := newEnd(10+caller, session.SignedOut)
		if err := w.store.Update(w.Context(), w.environment, func(tx store.Tx) error { return tx.EndSession(s.ID, end) }); err != nil {
			return err
		}
		found, err := w.store.Lookup(w.Context(), w.environment, s.ID)
		seen[caller] = found.Session.End
		return err
	})
	if seen[0].IsZero() {
		w.Fatal("Lookup after EndSession was acknowledged = an open session")
	}
	for _, end := range seen {
		same(w, "the end that each saw", end, seen[0])
	}
}

func failuresAmongMany(w *world) {
	user, tenant := member(w)
	together(w, func(caller int) error {
		for round := range 4 {
			s := bareSession(user, tenant, caller)
			s.Name = "dropped"
			err := w.store.Update(w.Context(), w.environment, func(tx store.Tx) error {
				if (caller+round)%2 == 0 {
					return all(tx.InsertSession(s), tx.Append(event.New("dropped", after(1), access.TheSystem())), errStop)
				}
				s.Name = "kept"
				return all(tx.InsertSession(s), tx.Append(event.New("kept", after(1), access.TheSystem())))
			})
			if (err != nil) != ((caller+round)%2 == 0) || err != nil && !errors.Is(err, errStop) {
				return fmt.Errorf("round %d: %w", round, err)
			}
		}
		return nil
	})
	w.view(func(r store.Reader) error {
		sessions, err := r.Sessions(store.SessionFilter{}, store.Page{Limit: 1000})
		events, err2 := r.Events(store.Page{Limit: 1000})
		if len(sessions) != 2*callers || len(events) != 2*callers {
			w.Errorf("%d sessions and %d events are left, want %d of each", len(sessions), len(events), 2*callers)
		}
		for _, s := range sessions {
			if s.Name != "kept" {
				w.Errorf("session %s is left of an update that failed", s.ID)
			}
		}
		return all(err, err2)
	})
}

func takenOnce(w *world) {
	var made atomic.Int64
	together(w, func(caller int) error {
		user := tenancy.User{ID: newUser(caller).ID, Email: "one@example.com", CreatedAt: start()}
		err := w.store.Update(w.Context(), w.environment, func(tx store.Tx) error { return tx.InsertUser(user) })
		if err == nil {
			made.Add(1)
			return nil
		}
		wantError(w, "InsertUser", err, store.ErrExists)
		return nil
	})
	if made.Load() != 1 {
		w.Errorf("%d callers made the user of one address, want 1", made.Load())
	}
}
