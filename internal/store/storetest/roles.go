package storetest

import (
	"cmp"
	"slices"

	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

func roleTests() []test {
	return []test{
		{"saving a membership writes its roles", rolesAreSaved},
		{"they are read of a locked user, too", rolesOfALockedUser},
		{"Find reads those in the session's tenant", findReadsRoles},
		{"the sets of them are counted", roleSetsAreCounted},
		{"a user with several memberships counts once", membersAreCounted},
	}
}

func rolesAreSaved(w *world) {
	user, tenant := member(w)
	_, other := member(w)
	elsewhere := tenancy.Membership{User: user, Tenant: other, CreatedAt: after(9)}
	w.update(func(tx store.Tx) error { return tx.InsertMembership(elsewhere) })
	want := tenancy.Membership{User: user, Tenant: tenant, CreatedAt: start()}
	for _, roles := range [][]tenancy.RoleKey{{"viewer"}, nil, {"a", "b-2", "c_3"}, {}} {
		want.Roles = roles
		changed := want
		changed.CreatedAt = after(100) // it is not written
		w.update(func(tx store.Tx) error {
			return all(tx.SaveMembership(changed), tx.SaveMembership(tenancy.Membership{User: newUser(1).ID, Tenant: tenant, Roles: roles}))
		})
		w.view(func(r store.Reader) error {
			finds(w, "Membership", want)(r.Membership(user, tenant))
			gives(w, "Memberships", []tenancy.Membership{want, elsewhere})(r.Memberships(user))
			misses[tenancy.Membership](w, "Membership that was not there")(r.Membership(newUser(1).ID, tenant))
			return nil
		})
	}
}

func rolesOfALockedUser(w *world) {
	user, tenant := member(w)
	want := tenancy.Membership{User: user, Tenant: tenant, Roles: memberRoles(), CreatedAt: start()}
	w.update(func(tx store.Tx) error {
		if err := tx.LockUser(user); err != nil {
			return err
		}
		finds(w, "Membership under lock", want)(tx.Membership(user, tenant))
		gives(w, "Memberships under lock", []tenancy.Membership{want})(tx.Memberships(user))
		want.Roles = []tenancy.RoleKey{"viewer"}
		if err := tx.SaveMembership(want); err != nil {
			return err
		}
		finds(w, "Membership after it was saved", want)(tx.Membership(user, tenant))
		return nil
	})
}

func findReadsRoles(w *world) {
	user, tenant := member(w)
	_, other := member(w)
	here, there := newSession(user, tenant, 1), newSession(user, other, 2)
	insert(w, here, there)
	wantFound(w, "without a membership", there.ID, store.Found{Session: there})
	viewer := []tenancy.RoleKey{"viewer"}
	w.update(func(tx store.Tx) error {
		return tx.InsertMembership(tenancy.Membership{User: user, Tenant: other, Roles: viewer, CreatedAt: start()})
	})
	wantFound(w, "in one tenant", here.ID, store.Found{Session: here, Roles: memberRoles()})
	wantFound(w, "in the other", there.ID, store.Found{Session: there, Roles: viewer})
	w.update(func(tx store.Tx) error { return tx.SaveMembership(tenancy.Membership{User: user, Tenant: tenant}) })
	wantFound(w, "without roles", here.ID, store.Found{Session: here})
}

// join makes a user a member of a new tenant for each set of roles.
func join(w *world, sets ...[]tenancy.RoleKey) {
	w.Helper()
	user := newUser(1)
	w.update(func(tx store.Tx) error {
		for _, roles := range sets {
			tenant := newTenant(1)
			err := all(tx.InsertTenant(tenant),
				tx.InsertMembership(tenancy.Membership{User: user.ID, Tenant: tenant.ID, Roles: roles, CreatedAt: start()}))
			if err != nil {
				return err
			}
		}
		return tx.InsertUser(user)
	})
}

func roleSetsAreCounted(w *world) {
	w.view(func(r store.Reader) error {
		gives(w, "RoleSets of nobody", []store.RoleSet(nil))(r.RoleSets())
		return nil
	})
	admin, both := []tenancy.RoleKey{"admin"}, []tenancy.RoleKey{"admin", "member"}
	join(w, admin, both)
	join(w, both, nil, both)
	join(w, []tenancy.RoleKey{})
	w.view(func(r store.Reader) error {
		got, err := r.RoleSets()
		slices.SortFunc(got, func(a, b store.RoleSet) int { return cmp.Compare(len(a.Roles), len(b.Roles)) })
		want := []store.RoleSet{{Members: 2}, {Roles: admin, Members: 1}, {Roles: both, Members: 3}}
		gives(w, "RoleSets", want)(got, err)
		return nil
	})
}

func membersAreCounted(w *world) {
	admin, viewer, both := []tenancy.RoleKey{"admin"}, []tenancy.RoleKey{"viewer"}, []tenancy.RoleKey{"admin", "viewer"}
	join(w, admin, admin, viewer)
	join(w, both)
	join(w, admin, both)
	join(w, nil)
	w.view(func(r store.Reader) error {
		for _, each := range []struct {
			what string
			sets [][]tenancy.RoleKey
			want store.MemberCount
		}{
			{"of no set", nil, store.MemberCount{}},
			{"of one set", [][]tenancy.RoleKey{admin}, store.MemberCount{Users: 2, Tenants: 3}},
			{"of a set that is part of another", [][]tenancy.RoleKey{viewer}, store.MemberCount{Users: 1, Tenants: 1}},
			{"of two sets", [][]tenancy.RoleKey{admin, both}, store.MemberCount{Users: 3, Tenants: 5}},
			{"of all sets", [][]tenancy.RoleKey{admin, viewer, both, nil}, store.MemberCount{Users: 4, Tenants: 7}},
			{"without roles", [][]tenancy.RoleKey{{}}, store.MemberCount{Users: 1, Tenants: 1}},
			{"of an unknown set", [][]tenancy.RoleKey{{"adm"}, {"admin", "other"}}, store.MemberCount{}},
		} {
			gives(w, "CountMembers "+each.what, each.want)(r.CountMembers(each.sets))
		}
		return nil
	})
}
