package storetest

import (
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

func membershipTests() []test {
	return []test{
		{"a user's are listed, oldest first", membershipsAreListed},
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
