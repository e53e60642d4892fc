package storetest

import (
	"errors"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

func transactionTests() []test {
	return []test{
		{"an error undoes everything", errorUndoes},
		{"an error is returned as it is", errorIsReturned},
		{"an error that fn forgets undoes everything", forgottenErrorUndoes},
		{"a panic reaches the caller and undoes everything", panicUndoes},
		{"a transaction reads its own writes", readsOwnWrites},
		{"what is committed is seen by who starts later", committedIsSeen},
		{"a view reads one state", viewReadsOneState},
		{"a transaction that changes nothing succeeds", emptyUpdate},
	}
}

// errStop is an error that only tests return.
var errStop = errors.New("stop here")

func errorUndoes(w *world) {
	user, tenant := member(w)
	kept, dropped := bareSession(user, tenant, 1), bareSession(user, tenant, 2)
	insert(w, kept)
	w.refused(errStop, "Update", func(tx store.Tx) error {
		moved := kept
		moved.Name = "renamed"
		return all(tx.InsertSession(dropped), tx.SaveSession(moved),
			tx.EndSession(kept.ID, newEnd(3, session.SignedOut)),
			tx.InsertTenant(newTenant(3)), tx.DeleteUser(user),
			tx.SaveEnvironmentPolicy(session.EnvironmentPolicy{Version: 9}), errStop)
	})
	w.view(func(r store.Reader) error {
		misses[session.Session](w, "the undone session")(r.Session(dropped.ID))
		finds(w, "the session that was there", kept)(r.Session(kept.ID))
		_, found, err := r.User(user)
		if !found || err != nil {
			w.Errorf("the user is gone: found %v, error %v", found, err)
		}
		gives(w, "EnvironmentPolicy", session.EnvironmentPolicy{})(r.EnvironmentPolicy())
		tenants, err := r.Tenants(store.Page{Limit: 10})
		if len(tenants) != 1 || err != nil {
			w.Errorf("Tenants = %d, %v, want the one from before", len(tenants), err)
		}
		return nil
	})
}

func errorIsReturned(w *world) {
	if err := w.store.Update(w.Context(), w.environment, func(store.Tx) error { return errStop }); !errors.Is(err, errStop) {
		w.Errorf("Update = %v, want the error of fn itself", err)
	}
	if err := w.store.View(w.Context(), w.environment, func(store.Reader) error { return errStop }); !errors.Is(err, errStop) {
		w.Errorf("View = %v, want the error of fn itself", err)
	}
}

func forgottenErrorUndoes(w *world) {
	first, second := newTenant(1), newTenant(2)
	w.update(func(tx store.Tx) error { return tx.InsertTenant(first) })
	w.refused(store.ErrExists, "Update that forgets ErrExists", func(tx store.Tx) error {
		if err := tx.InsertTenant(second); err != nil {
			return err
		}
		wantError(w, "InsertTenant", tx.InsertTenant(first), store.ErrExists)
		return nil
	})
	w.view(func(r store.Reader) error {
		misses[tenancy.Tenant](w, "the tenant added before the error")(r.Tenant(second.ID))
		return nil
	})
}

func panicUndoes(w *world) {
	tenant := newTenant(1)
	func() {
		defer func() {
			if recover() == nil {
				w.Error("Update did not panic")
			}
		}()
		_ = w.store.Update(w.Context(), w.environment, func(tx store.Tx) error {
			if err := tx.InsertTenant(tenant); err != nil {
				return err
			}
			panic("a mistake")
		})
	}()
	w.view(func(r store.Reader) error {
		misses[tenancy.Tenant](w, "the tenant added before the panic")(r.Tenant(tenant.ID))
		return nil
	})
	w.update(func(tx store.Tx) error { return tx.InsertTenant(tenant) })
}

func readsOwnWrites(w *world) {
	user, tenant := member(w)
	s := newSession(user, tenant, 1)
	w.update(func(tx store.Tx) error {
		if err := tx.InsertSession(s); err != nil {
			return err
		}
		finds(w, "Session within the transaction", s)(tx.Session(s.ID))
		gives(w, "OpenSessions within the transaction", []session.Session{s})(tx.OpenSessions(user, tenant))
		return nil
	})
}

func committedIsSeen(w *world) {
	user, tenant := member(w)
	for i := range 20 {
		s := newSession(user, tenant, i)
		insert(w, s)
		found, err := w.store.Lookup(w.Context(), w.environment, s.ID)
		if err != nil || found.Session.ID != s.ID {
			w.Fatalf("Lookup right after the commit = %v, %v, want %v", found.Session.ID, err, s.ID)
		}
		w.view(func(r store.Reader) error {
			finds(w, "Session right after the commit", s)(r.Session(s.ID))
			return nil
		})
	}
}

func viewReadsOneState(w *world) {
	user, tenant := member(w)
	s := newSession(user, tenant, 1)
	w.view(func(r store.Reader) error {
		gives(w, "OpenSessions at first", []session.Session(nil))(r.OpenSessions(user, tenant))
		insert(w, s)
		w.update(func(tx store.Tx) error { return tx.DeleteTenant(tenant) })
		gives(w, "OpenSessions later", []session.Session(nil))(r.OpenSessions(user, tenant))
		if _, found, err := r.Tenant(tenant); !found || err != nil {
			w.Errorf("Tenant later: found %v, error %v, want it still there", found, err)
		}
		return nil
	})
}

func emptyUpdate(w *world) {
	w.update(func(store.Tx) error { return nil })
}
