package storetest

import (
	"context"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

func contextTests() []test {
	return []test{
		{"a cancelled context keeps everything from starting", cancelledBeforeStart},
		{"a context that ends half-way leaves nothing behind", cancelledHalfWay},
		{"an unknown environment is an error", unknownEnvironment},
	}
}

// cancelledHalfWay lets more transactions end half-way than any driver holds connections. Whatever served them must
// neither fail nor show what was before.
func cancelledHalfWay(w *world) {
	user, tenant := member(w)
	s := newSession(user, tenant, 1)
	insert(w, s)
	const many = 64
	cancelled := func(transact func(context.Context, func(store.Reader) error) error) {
		ctx, cancel := context.WithCancel(w.Context())
		defer cancel()
		_ = transact(ctx, func(r store.Reader) error { // what becomes of it is for the driver to say
			cancel()
			_, _, err := r.Session(s.ID)
			return err
		})
	}
	for range many {
		cancelled(func(ctx context.Context, fn func(store.Reader) error) error {
			return w.store.View(ctx, w.environment, fn)
		})
		cancelled(func(ctx context.Context, fn func(store.Reader) error) error {
			return w.store.Update(ctx, w.environment, func(tx store.Tx) error { return fn(tx) })
		})
	}
	want := ended(s, 5, session.SignedOut)
	w.update(func(tx store.Tx) error { return tx.EndSession(s.ID, want.End) })
	for range many {
		found, err := w.store.Lookup(w.Context(), w.environment, s.ID)
		finds(w, "the session, looked up", ofCheck(want))(found.Session, true, err)
		w.view(func(r store.Reader) error {
			finds(w, "the session", want)(r.Session(s.ID))
			return nil
		})
	}
}

func cancelledBeforeStart(w *world) {
	ctx, cancel := context.WithCancel(w.Context())
	cancel()
	user, tenant := member(w)
	s := newSession(user, tenant, 1)
	insert(w, s)
	ran := false
	wantError(w, "Update", w.store.Update(ctx, w.environment, func(tx store.Tx) error {
		ran = true
		return tx.EndSession(s.ID, newEnd(2, session.SignedOut))
	}), context.Canceled)
	wantError(w, "View", w.store.View(ctx, w.environment, func(store.Reader) error {
		ran = true
		return nil
	}), context.Canceled)
	_, err := w.store.Lookup(ctx, w.environment, s.ID)
	wantError(w, "Lookup", err, context.Canceled)
	other := tenancy.Environment{ID: w.environment + "-two", Name: "Two", CreatedAt: start()}
	wantError(w, "CreateEnvironment", w.store.CreateEnvironment(ctx, other, func(store.Tx) error {
		ran = true
		return nil
	}), context.Canceled)
	_, err = w.store.Environments(ctx)
	wantError(w, "Environments", err, context.Canceled)
	if ran {
		w.Error("fn ran under a cancelled context")
	}
	w.view(func(r store.Reader) error {
		finds(w, "the session", s)(r.Session(s.ID))
		return nil
	})
	err = w.store.View(w.Context(), other.ID, func(store.Reader) error { return nil })
	wantError(w, "View(the environment that was not made)", err, store.ErrNoEnvironment)
}

func unknownEnvironment(w *world) {
	user, tenant := member(w)
	s := newSession(user, tenant, 1)
	insert(w, s)
	unknown := w.environment + "-x"
	ran := false
	wantError(w, "Update", w.store.Update(w.Context(), unknown, func(store.Tx) error {
		ran = true
		return nil
	}), store.ErrNoEnvironment)
	wantError(w, "View", w.store.View(w.Context(), unknown, func(store.Reader) error {
		ran = true
		return nil
	}), store.ErrNoEnvironment)
	_, err := w.store.Lookup(w.Context(), unknown, s.ID)
	wantError(w, "Lookup", err, store.ErrNoEnvironment)
	_, _, err = w.store.APIKey(w.Context(), unknown, s.ID.UID)
	wantError(w, "APIKey", err, store.ErrNoEnvironment)
	if ran {
		w.Error("fn ran in an environment that does not exist")
	}
}
