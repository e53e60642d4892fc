package storetest

import (
	"errors"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

func environmentTests() []test {
	return []test{
		{"they are listed by ID", listsEnvironments},
		{"an ID is taken once", environmentExists},
		{"an error of fn makes none", environmentUndone},
		{"a store that is open answers", pings},
	}
}

func environment(id string, seconds int) tenancy.Environment {
	return tenancy.Environment{ID: tenancy.EnvironmentID(id), Name: "Environment " + id, CreatedAt: after(seconds)}
}

func listsEnvironments(w *world) {
	gives(w, "Environments of an empty store", []tenancy.Environment(nil))(w.store.Environments(w.Context()))
	b, a, c := environment("bb", 1), environment("aa", 2), environment("c-1", 3)
	tenant := newTenant(1)
	for _, each := range []tenancy.Environment{b, a, c} {
		err := w.store.CreateEnvironment(w.Context(), each, func(tx store.Tx) error {
			gives(w, "EnvironmentPolicy of a new one", session.EnvironmentPolicy{})(tx.EnvironmentPolicy())
			return tx.InsertTenant(tenant)
		})
		if err != nil {
			w.Fatalf("CreateEnvironment(%s): %v", each.ID, err)
		}
	}
	gives(w, "Environments", []tenancy.Environment{a, b, c})(w.store.Environments(w.Context()))
	w.in(c.ID).view(func(r store.Reader) error {
		finds(w, "Tenant made with the environment", tenant)(r.Tenant(tenant.ID))
		return nil
	})
}

func environmentExists(w *world) {
	first := environment("production", 1)
	if err := w.store.CreateEnvironment(w.Context(), first, func(store.Tx) error { return nil }); err != nil {
		w.Fatalf("CreateEnvironment: %v", err)
	}
	second := environment("production", 2)
	second.Name = "Another"
	err := w.store.CreateEnvironment(w.Context(), second, func(tx store.Tx) error { return nil })
	wantError(w, "CreateEnvironment of the same ID", err, store.ErrExists)
	gives(w, "Environments", []tenancy.Environment{first})(w.store.Environments(w.Context()))
}

func environmentUndone(w *world) {
	staging := environment("staging", 1)
	err := w.store.CreateEnvironment(w.Context(), staging, func(tx store.Tx) error {
		return errors.Join(tx.InsertTenant(newTenant(1)), errStop)
	})
	wantError(w, "CreateEnvironment", err, errStop)
	gives(w, "Environments", []tenancy.Environment(nil))(w.store.Environments(w.Context()))
	err = w.store.View(w.Context(), staging.ID, func(store.Reader) error { return nil })
	wantError(w, "View of the undone environment", err, store.ErrNoEnvironment)
	if err := w.store.CreateEnvironment(w.Context(), staging, func(store.Tx) error { return nil }); err != nil {
		w.Errorf("CreateEnvironment at the second attempt: %v", err)
	}
}

func pings(w *world) {
	if err := w.store.Ping(w.Context()); err != nil {
		w.Errorf("Ping = %v, want nil", err)
	}
}
