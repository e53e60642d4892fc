package storetest

import (
	"slices"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

func grantTests() []test {
	return []test{
		{"they are kept, and listed by user, then environment", grantsAreKept},
		{"there is one for each environment", grantIsReplaced},
		{"one is deleted by its environment", grantIsDeleted},
	}
}

func newGrant(user tenancy.UserID, role access.OperatorRole, environment tenancy.EnvironmentID) store.OperatorGrant {
	return store.OperatorGrant{User: user, Grant: access.Grant{Role: role, Environment: environment}}
}

func saveGrants(w *world, grants ...store.OperatorGrant) {
	w.Helper()
	w.update(func(tx store.Tx) error {
		for _, g := range grants {
			if err := tx.SaveGrant(g); err != nil {
				return err
			}
		}
		return nil
	})
}

func grantsAreKept(w *world) {
	ann, bob := newUser(1).ID, newUser(2).ID
	want := []store.OperatorGrant{
		newGrant(ann, access.Auditor, access.EveryEnvironment), newGrant(ann, access.Support, "a-b"),
		newGrant(ann, access.Admin, "aa"), newGrant(bob, access.Owner, access.EveryEnvironment),
	}
	shuffled := slices.Clone(want)
	slices.Reverse(shuffled)
	saveGrants(w, shuffled...)
	w.view(func(r store.Reader) error {
		gives(w, "Grants", want)(r.Grants(tenancy.UserID{}))
		gives(w, "Grants of one", want[:3])(r.Grants(ann))
		gives(w, "Grants of another", want[3:])(r.Grants(bob))
		gives(w, "Grants of nobody", []store.OperatorGrant(nil))(r.Grants(newUser(3).ID))
		return nil
	})
}

func grantIsReplaced(w *world) {
	user := newUser(1).ID
	everywhere, there := newGrant(user, access.Auditor, access.EveryEnvironment), newGrant(user, access.Admin, "there")
	saveGrants(w, everywhere, newGrant(user, access.Support, "there"), there)
	w.view(func(r store.Reader) error {
		gives(w, "Grants", []store.OperatorGrant{everywhere, there})(r.Grants(user))
		return nil
	})
}

func grantIsDeleted(w *world) {
	ann, bob := newUser(1).ID, newUser(2).ID
	there, bobs := newGrant(ann, access.Admin, "there"), newGrant(bob, access.Owner, access.EveryEnvironment)
	saveGrants(w, newGrant(ann, access.Auditor, access.EveryEnvironment), there, bobs)
	w.update(func(tx store.Tx) error {
		return all(tx.DeleteGrant(ann, access.EveryEnvironment), tx.DeleteGrant(ann, "elsewhere"))
	})
	w.view(func(r store.Reader) error {
		gives(w, "Grants", []store.OperatorGrant{there, bobs})(r.Grants(tenancy.UserID{}))
		return nil
	})
}
