package storetest

import (
	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

func userTests() []test {
	return []test{
		{"one is kept", userIsKept},
		{"ID, e-mail address and external ID are taken once", userExists},
		{"saving writes all but ID and creation", userIsSaved},
		{"deleting takes memberships, grants and credential along", userIsDeleted},
	}
}

func userIsKept(w *world) {
	full := newUser(1)
	onlyEmail := tenancy.User{ID: newUser(2).ID, Email: "only@example.com", CreatedAt: after(2)}
	onlyExternal := tenancy.User{ID: newUser(3).ID, ExternalID: "only", CreatedAt: after(3)}
	another := tenancy.User{ID: newUser(4).ID, ExternalID: "another", CreatedAt: after(4)}
	w.update(func(tx store.Tx) error {
		return all(tx.InsertUser(full), tx.InsertUser(onlyEmail), tx.InsertUser(onlyExternal), tx.InsertUser(another))
	})
	w.view(func(r store.Reader) error {
		finds(w, "User", full)(r.User(full.ID))
		finds(w, "User with only an address", onlyEmail)(r.User(onlyEmail.ID))
		finds(w, "User with only an external ID", onlyExternal)(r.User(onlyExternal.ID))
		finds(w, "UserByEmail", full)(r.UserByEmail(full.Email))
		finds(w, "UserByExternalID", full)(r.UserByExternalID(full.ExternalID))
		misses[tenancy.User](w, "User of an unknown ID")(r.User(newUser(1).ID))
		misses[tenancy.User](w, "UserByEmail of nobody")(r.UserByEmail("nobody@example.com"))
		misses[tenancy.User](w, "UserByEmail of nothing")(r.UserByEmail(""))
		misses[tenancy.User](w, "UserByExternalID of nobody")(r.UserByExternalID("nobody"))
		misses[tenancy.User](w, "UserByExternalID of nothing")(r.UserByExternalID(""))
		return nil
	})
}

func userExists(w *world) {
	one, two := newUser(1), newUser(2)
	w.update(func(tx store.Tx) error { return all(tx.InsertUser(one), tx.InsertUser(two)) })
	for _, each := range []struct {
		what   string
		change func(u *tenancy.User)
	}{
		{"the same ID", func(u *tenancy.User) { u.ID = one.ID }},
		{"the same address", func(u *tenancy.User) { u.Email = one.Email }},
		{"the same external ID", func(u *tenancy.User) { u.ExternalID = one.ExternalID }},
	} {
		third, moved := newUser(3), two
		each.change(&third)
		w.refused(store.ErrExists, "InsertUser of "+each.what, func(tx store.Tx) error { return tx.InsertUser(third) })
		if each.change(&moved); moved.ID == two.ID {
			w.refused(store.ErrExists, "SaveUser with "+each.what, func(tx store.Tx) error { return tx.SaveUser(moved) })
		}
	}
	w.view(func(r store.Reader) error {
		gives(w, "Users", []tenancy.User{one, two})(r.Users(tenancy.TenantID{}, store.Page{Limit: 10}))
		return nil
	})
}

func userIsSaved(w *world) {
	user := newUser(1)
	w.update(func(tx store.Tx) error { return tx.InsertUser(user) })
	changed := tenancy.User{ID: user.ID, ExternalID: "other", Email: "other@example.com", Name: "Other", CreatedAt: after(9)}
	w.update(func(tx store.Tx) error { return all(tx.SaveUser(changed), tx.SaveUser(changed)) })
	changed.CreatedAt = user.CreatedAt
	w.view(func(r store.Reader) error {
		finds(w, "User", changed)(r.User(user.ID))
		finds(w, "UserByEmail", changed)(r.UserByEmail("other@example.com"))
		finds(w, "UserByExternalID", changed)(r.UserByExternalID("other"))
		misses[tenancy.User](w, "UserByEmail of before")(r.UserByEmail(user.Email))
		return nil
	})
	changed.Email, changed.Name, changed.Disabled = "", "", true
	reuser := newUser(2)
	reuser.Email = "other@example.com"
	w.update(func(tx store.Tx) error { return all(tx.SaveUser(changed), tx.InsertUser(reuser)) })
	w.view(func(r store.Reader) error {
		finds(w, "User", changed)(r.User(user.ID))
		finds(w, "UserByEmail of who has the address now", reuser)(r.UserByEmail("other@example.com"))
		return nil
	})
}

func userIsDeleted(w *world) {
	user, tenant := member(w)
	s := newSession(user, tenant, 1)
	w.update(func(tx store.Tx) error {
		return all(tx.InsertSession(s), tx.SaveCredential(store.Credential{User: user, Hash: "$x$", ChangedAt: start()}),
			tx.SaveGrant(newGrant(user, access.Owner, access.EveryEnvironment)))
	})
	var gone tenancy.User
	w.view(func(r store.Reader) (err error) { gone, _, err = r.User(user); return err })
	w.update(func(tx store.Tx) error { return tx.DeleteUser(user) })
	w.view(func(r store.Reader) error {
		misses[tenancy.User](w, "User")(r.User(user))
		misses[tenancy.User](w, "UserByEmail")(r.UserByEmail(gone.Email))
		misses[store.Credential](w, "Credential")(r.Credential(user))
		misses[tenancy.Membership](w, "Membership")(r.Membership(user, tenant))
		gives(w, "Memberships", []tenancy.Membership(nil))(r.Memberships(user))
		gives(w, "Grants", []store.OperatorGrant(nil))(r.Grants(tenancy.UserID{}))
		gives(w, "RoleSets", []store.RoleSet(nil))(r.RoleSets())
		gives(w, "Users of the tenant", []tenancy.User(nil))(r.Users(tenant, store.Page{Limit: 10}))
		finds(w, "Session of the deleted user", s)(r.Session(s.ID))
		return nil
	})
	w.update(func(tx store.Tx) error { return tx.InsertUser(gone) })
}
