package storetest

import (
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

func membershipTests() []test {
	return []test{
		{"a user's are listed, oldest first", membershipsAreListed},
		{"those of several users are read at once", belongingsAreRead},
		{"adding one twice keeps the first", membershipTwice},
		{"deleting one leaves the others", membershipIsDeleted},
		{"users are listed by tenant", usersOfTenant},
	}
}

func membershipsAreListed(w *world) {
	user, _ := member(w)
	var want []tenancy.Membership
	w.view(func(r store.Reader) (err error) { want, err = r.Memberships(user); return err })
	older, newer := newTenant(1), newTenant(2) // joined the other way round
	first := tenancy.Membership{User: user, Tenant: newer.ID, CreatedAt: after(10)}
	second := tenancy.Membership{User: user, Tenant: older.ID, Roles: []tenancy.RoleKey{"a-role_1"}, CreatedAt: after(20)}
	w.update(func(tx store.Tx) error {
		return all(tx.InsertTenant(older), tx.InsertTenant(newer), tx.InsertMembership(second), tx.InsertMembership(first))
	})
	w.view(func(r store.Reader) error {
		gives(w, "Memberships", append(want, first, second))(r.Memberships(user))
		finds(w, "Membership", second)(r.Membership(user, older.ID))
		misses[tenancy.Membership](w, "Membership of nobody")(r.Membership(newUser(1).ID, older.ID))
		misses[tenancy.Membership](w, "Membership nowhere")(r.Membership(user, newTenant(1).ID))
		return nil
	})
}

func belongingsAreRead(w *world) {
	ann, first := member(w)
	bob, _ := member(w)
	one, two := newTenant(1), newTenant(2)
	one.Name, two.Name = "' OR 1=1 --", "Two"
	w.update(func(tx store.Tx) error {
		return all(tx.InsertTenant(one), tx.InsertTenant(two),
			tx.InsertMembership(tenancy.Membership{User: ann, Tenant: two.ID, CreatedAt: after(10)}),
			tx.InsertMembership(tenancy.Membership{User: ann, Tenant: one.ID, Roles: []tenancy.RoleKey{"x"}, CreatedAt: after(20)}))
	})
	w.view(func(r store.Reader) error {
		want := func(user tenancy.UserID, limit int) (list []store.Belonging) {
			memberships, err := r.Memberships(user)
			if err != nil {
				w.Fatal(err)
			}
			for _, m := range memberships[:min(limit, len(memberships))] {
				t, _, _ := r.Tenant(m.Tenant)
				list = append(list, store.Belonging{Membership: m, TenantName: t.Name, Of: len(memberships)})
			}
			return list
		}
		users := []tenancy.UserID{bob, newUser(1).ID, ann}
		gives(w, "Belongings", append(want(bob, 2), want(ann, 2)...))(r.Belongings(users, 2))
		gives(w, "Belongings of one", want(ann, 10))(r.Belongings([]tenancy.UserID{ann}, 10))
		gives(w, "Belongings of nobody", []store.Belonging(nil))(r.Belongings(nil, 10))
		same(w, "the first", want(ann, 1)[0].Tenant, first)
		return nil
	})
}

func membershipTwice(w *world) {
	user, tenant := member(w)
	w.update(func(tx store.Tx) error {
		return tx.InsertMembership(tenancy.Membership{User: user, Tenant: tenant, Roles: []tenancy.RoleKey{"other"}, CreatedAt: after(100)})
	})
	w.view(func(r store.Reader) error {
		first := tenancy.Membership{User: user, Tenant: tenant, Roles: memberRoles(), CreatedAt: start()}
		finds(w, "Membership", first)(r.Membership(user, tenant))
		return nil
	})
}

func membershipIsDeleted(w *world) {
	user, tenant := member(w)
	_, other := member(w)
	w.update(func(tx store.Tx) error {
		return all(tx.InsertMembership(tenancy.Membership{User: user, Tenant: other, CreatedAt: after(1)}),
			tx.DeleteMembership(user, tenant), tx.DeleteMembership(user, tenant))
	})
	w.view(func(r store.Reader) error {
		left := tenancy.Membership{User: user, Tenant: other, CreatedAt: after(1)}
		gives(w, "Memberships", []tenancy.Membership{left})(r.Memberships(user))
		misses[tenancy.Membership](w, "Membership")(r.Membership(user, tenant))
		return nil
	})
}

func usersOfTenant(w *world) {
	inside, tenant := member(w)
	outside, _ := member(w)
	w.view(func(r store.Reader) error {
		users, err := r.Users(tenant, store.Page{Limit: 10})
		if len(users) != 1 || users[0].ID != inside || err != nil {
			w.Errorf("Users(tenant) = %v, %v, want %v alone", users, err, inside)
		}
		everybody, err := r.Users(tenancy.TenantID{}, store.Page{Limit: 10})
		if len(everybody) != 2 || err != nil {
			w.Errorf("Users = %v, %v, want %v and %v", everybody, err, inside, outside)
		}
		return nil
	})
}

func credentialTests() []test {
	return []test{{"the last one saved is kept", credentialIsKept}}
}

func credentialIsKept(w *world) {
	user, _ := member(w)
	other, _ := member(w)
	first := store.Credential{User: user, Hash: "$argon2id$first", ChangedAt: after(1)}
	second := store.Credential{User: user, Hash: "$argon2id$second", ChangedAt: after(2)}
	w.view(func(r store.Reader) error {
		misses[store.Credential](w, "Credential at first")(r.Credential(user))
		return nil
	})
	for _, credential := range []store.Credential{first, second} {
		w.update(func(tx store.Tx) error { return tx.SaveCredential(credential) })
		w.view(func(r store.Reader) error {
			finds(w, "Credential", credential)(r.Credential(user))
			misses[store.Credential](w, "Credential of another")(r.Credential(other))
			return nil
		})
	}
}
