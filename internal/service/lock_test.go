package service_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// lockWatcher is a store that looks on while policies are locked.
type lockWatcher struct {
	store.Store
	t     *testing.T
	ends  atomic.Int32
	waits func() // for the lock of policies, which is taken when they are read
}

func (l *lockWatcher) Update(ctx context.Context, environment tenancy.EnvironmentID, fn func(store.Tx) error) error {
	return l.Store.Update(ctx, environment, func(tx store.Tx) error { return fn(&lockedTx{Tx: tx, watcher: l}) })
}

type lockedTx struct {
	store.Tx
	watcher *lockWatcher
	held    bool
	waiting bool
}

func (x *lockedTx) SharePolicy() error {
	x.held = true
	return x.Tx.SharePolicy()
}

func (x *lockedTx) LockPolicy() error {
	x.held, x.waiting = true, true
	return x.Tx.LockPolicy()
}

func (x *lockedTx) EnvironmentPolicy() (session.EnvironmentPolicy, error) {
	if x.waiting && x.watcher.waits != nil {
		x.watcher.waits()
	}
	x.waiting = false
	return x.Tx.EnvironmentPolicy()
}

func (x *lockedTx) EndSession(id session.ID, end session.End) error {
	x.ends(end)
	return x.Tx.EndSession(id, end)
}

func (x *lockedTx) EvictSession(id session.ID, end session.End, whole *session.Session) error {
	x.ends(end)
	return x.Tx.EvictSession(id, end, whole)
}

func (x *lockedTx) ends(end session.End) {
	x.watcher.ends.Add(1)
	if !x.held {
		x.watcher.t.Errorf("an end by %s is recorded while the policies may change", end.Reason)
	}
}

func watchLocks(t *testing.T) (*world, *lockWatcher) {
	t.Helper()
	watcher := &lockWatcher{Store: openSQLite(t), t: t}
	return newWorld(t, watcher), watcher
}

// TestEndsAreRecordedWhilePoliciesStand: an end that is recorded by policies which were replaced meanwhile ends what
// the new ones let in, or tells another reason than a check has told already.
func TestEndsAreRecordedWhilePoliciesStand(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(w *world, s service.Started) error{
		"session": func(w *world, s service.Started) error {
			_, err := w.EndSession(w.t.Context(), w.who, s.ID)
			return err
		},
		"user": func(w *world, s service.Started) error {
			_, err := w.EndUserSessions(w.t.Context(), w.who, s.User.ID, tenancy.TenantID{}, "")
			return err
		},
		"membership": func(w *world, s service.Started) error {
			return w.RemoveMembership(w.t.Context(), w.who, s.User.ID, s.Tenant)
		},
		"sweep": func(w *world, _ service.Started) error {
			w.advance(session.BuiltInIdle)
			_, err := w.Sweep(w.t.Context(), main, tenancy.TenantID{})
			return err
		},
		"maximum": func(w *world, _ service.Started) error {
			w.start("ada", "acme")
			w.set(most(1))
			return nil
		},
		"newcomer": func(w *world, _ service.Started) error {
			w.set(most(1))
			w.start("ada", "acme")
			return nil
		},
		"reuse of a token": func(w *world, _ service.Started) error {
			first, err := w.CreateSession(w.t.Context(), w.who, service.CreateSession{
				User: service.UserRef{ExternalID: "ada"}, Tenant: service.TenantRef{ExternalID: "acme"}, Delivery: service.DeliverTokens,
			})
			w.must(err)
			token := first.Tokens.Refresh
			for range 2 {
				next, err := w.Refresh(w.t.Context(), main, token.Reveal(), false)
				w.must(err)
				token = next.Tokens.Refresh
			}
			if _, err = w.Refresh(w.t.Context(), main, first.Tokens.Refresh.Reveal(), false); err == nil {
				w.t.Error("an old refresh token was taken")
			}
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, watcher := watchLocks(t)
			w.must(end(w, w.start("ada", "acme")))
			if watcher.ends.Load() == 0 {
				t.Error("no end was recorded")
			}
		})
	}
}

// TestMarkIsNoOlderThanItsLock: what signed in while the mark waited for its lock is older than the mark.
func TestMarkIsNoOlderThanItsLock(t *testing.T) {
	t.Parallel()
	w, watcher := watchLocks(t)
	s := w.start("ada", "acme")
	watcher.waits = func() { w.advance(time.Second) }
	for name, end := range map[string]func() (session.Mark, error){
		"tenant":      func() (session.Mark, error) { return w.EndTenantSessions(t.Context(), w.who, s.Tenant, "") },
		"environment": func() (session.Mark, error) { return w.EndAllSessions(t.Context(), w.who, "") },
	} {
		mark, err := end()
		w.must(err)
		if now := w.time(); !mark.At.After(now) {
			t.Errorf("the mark of the %s is of %v, want one after %v, when the lock was there", name, mark.At, now)
		}
	}
}
