package storetest

import (
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
)

func lookupTests() []test {
	return []test{
		{"it equals what a view reads", lookupEqualsView},
		{"nothing is found of an unknown ID", lookupFindsNothing},
		{"a session outlives its tenant", lookupWithoutTenant},
	}
}

// ofCheck is what Lookup reads of a session.
func ofCheck(s session.Session) session.Session {
	s.Refresh, s.Name, s.Client = session.Refresh{}, "", session.Client{}
	return s
}

// wantFound wants both forms of Find to read the same, and Lookup to read of it what a check needs.
func wantFound(w *world, what string, id session.ID, want store.Found) {
	w.Helper()
	checked := want
	checked.Session, checked.Roles = ofCheck(want.Session), nil
	gives(w, "Lookup, "+what, checked)(w.store.Lookup(w.Context(), w.environment, id))
	w.view(func(r store.Reader) error {
		gives(w, "Find in a view, "+what, want)(r.Find(id))
		return nil
	})
	w.update(func(tx store.Tx) error {
		gives(w, "Find in an update, "+what, want)(tx.Find(id))
		return nil
	})
}

func lookupEqualsView(w *world) {
	user, tenant := member(w)
	open, over := newSession(user, tenant, 1), ended(bareSession(user, tenant, 2), 3, session.TokenReuse)
	insert(w, open, over)
	wantFound(w, "first policies", open.ID, store.Found{Session: open, Roles: memberRoles()})
	environment, own := fullEnvironmentPolicy(), fullTenantPolicy()
	w.update(func(tx store.Tx) error { return tx.SaveEnvironmentPolicy(environment) })
	wantFound(w, "the environment's policy", open.ID, store.Found{Session: open, Environment: environment, Roles: memberRoles()})
	w.update(func(tx store.Tx) error { return tx.SaveTenantPolicy(tenant, own) })
	wantFound(w, "both policies", open.ID, store.Found{Session: open, Environment: environment, Tenant: own, Roles: memberRoles()})
	wantFound(w, "an ended one", over.ID, store.Found{Session: over, Environment: environment, Tenant: own, Roles: memberRoles()})
	environment.Version, environment.Replaced = 8, nil
	open.End = newEnd(20, session.EndedByAPI)
	w.update(func(tx store.Tx) error {
		return all(tx.SaveEnvironmentPolicy(environment), tx.EndSession(open.ID, open.End))
	})
	wantFound(w, "after an end", open.ID, store.Found{Session: open, Environment: environment, Tenant: own, Roles: memberRoles()})
	w.view(func(r store.Reader) error {
		finds(w, "Session", open)(r.Session(open.ID))
		gives(w, "EnvironmentPolicy", environment)(r.EnvironmentPolicy())
		finds(w, "TenantPolicy", own)(r.TenantPolicy(tenant))
		return nil
	})
}

func lookupFindsNothing(w *world) {
	user, tenant := member(w)
	insert(w, newSession(user, tenant, 1))
	for what, id := range map[string]session.ID{
		"an unknown one": session.NewID(user, after(1)), "none": {},
	} {
		found, err := w.store.Lookup(w.Context(), w.environment, id)
		if err != nil || !found.Session.ID.IsZero() {
			w.Errorf("Lookup(%s) = %v, %v, want a zero session", what, found.Session, err)
		}
		w.update(func(tx store.Tx) error {
			if found, err := tx.Find(id); err != nil || !found.Session.ID.IsZero() {
				w.Errorf("Find(%s) = %v, %v, want a zero session", what, found.Session, err)
			}
			return nil
		})
	}
}

func lookupWithoutTenant(w *world) {
	user, tenant := member(w)
	s := newSession(user, tenant, 1)
	insert(w, s)
	w.update(func(tx store.Tx) error {
		return all(tx.SaveTenantPolicy(tenant, fullTenantPolicy()), tx.DeleteTenant(tenant))
	})
	wantFound(w, "without its tenant", s.ID, store.Found{Session: s})
}
