package storetest

import (
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

func tenantTests() []test {
	return []test{
		{"one is kept", tenantIsKept},
		{"ID and external ID are taken once", tenantExists},
		{"saving writes name and external ID", tenantIsSaved},
		{"deleting takes memberships and policy along", tenantIsDeleted},
	}
}

func tenantIsKept(w *world) {
	full, bare := newTenant(1), tenancy.Tenant{ID: newTenant(2).ID, Name: "Bare", CreatedAt: after(2)}
	w.update(func(tx store.Tx) error { return all(tx.InsertTenant(full), tx.InsertTenant(bare)) })
	w.view(func(r store.Reader) error {
		finds(w, "Tenant", full)(r.Tenant(full.ID))
		finds(w, "Tenant without an external ID", bare)(r.Tenant(bare.ID))
		finds(w, "TenantByExternalID", full)(r.TenantByExternalID(full.ExternalID))
		misses[tenancy.Tenant](w, "Tenant of an unknown ID")(r.Tenant(newTenant(1).ID))
		misses[tenancy.Tenant](w, "TenantByExternalID of an unknown one")(r.TenantByExternalID("unknown"))
		misses[tenancy.Tenant](w, "TenantByExternalID of nothing")(r.TenantByExternalID(""))
		return nil
	})
}

func tenantExists(w *world) {
	one, two := newTenant(1), newTenant(2)
	w.update(func(tx store.Tx) error { return all(tx.InsertTenant(one), tx.InsertTenant(two)) })
	sameID, sameExternal := newTenant(3), newTenant(3)
	sameID.ID, sameExternal.ExternalID = one.ID, one.ExternalID
	moved := two
	moved.ExternalID = one.ExternalID
	w.refused(store.ErrExists, "InsertTenant of the same ID", func(tx store.Tx) error { return tx.InsertTenant(sameID) })
	w.refused(store.ErrExists, "InsertTenant of the same external ID", func(tx store.Tx) error { return tx.InsertTenant(sameExternal) })
	w.refused(store.ErrExists, "SaveTenant with another's external ID", func(tx store.Tx) error { return tx.SaveTenant(moved) })
	w.view(func(r store.Reader) error {
		gives(w, "Tenants", []tenancy.Tenant{one, two})(r.Tenants(store.Page{Limit: 10}))
		return nil
	})
}

func tenantIsSaved(w *world) {
	tenant := newTenant(1)
	w.update(func(tx store.Tx) error {
		return all(tx.InsertTenant(tenant), tx.SaveTenantPolicy(tenant.ID, fullTenantPolicy()))
	})
	changed := tenant
	changed.Name, changed.ExternalID, changed.CreatedAt = "Other", "other", after(99)
	w.update(func(tx store.Tx) error { return all(tx.SaveTenant(changed), tx.SaveTenant(changed)) })
	changed.CreatedAt = tenant.CreatedAt
	w.view(func(r store.Reader) error {
		finds(w, "Tenant", changed)(r.Tenant(tenant.ID))
		finds(w, "TenantByExternalID", changed)(r.TenantByExternalID("other"))
		misses[tenancy.Tenant](w, "TenantByExternalID of before")(r.TenantByExternalID(tenant.ExternalID))
		if policy, _, err := r.TenantPolicy(tenant.ID); policy.Version != fullTenantPolicy().Version || err != nil {
			w.Errorf("TenantPolicy after SaveTenant = version %d, %v, want it unchanged", policy.Version, err)
		}
		return nil
	})
	changed.ExternalID = ""
	w.update(func(tx store.Tx) error { return tx.SaveTenant(changed) })
	w.view(func(r store.Reader) error {
		finds(w, "Tenant", changed)(r.Tenant(tenant.ID))
		misses[tenancy.Tenant](w, "TenantByExternalID after it was taken away")(r.TenantByExternalID("other"))
		return nil
	})
}

func tenantIsDeleted(w *world) {
	user, tenant := member(w)
	_, other := member(w)
	s := newSession(user, tenant, 1)
	stays := tenancy.Membership{User: user, Tenant: other, CreatedAt: after(5)}
	w.update(func(tx store.Tx) error {
		return all(tx.InsertMembership(stays), tx.InsertSession(s), tx.SaveTenantPolicy(tenant, fullTenantPolicy()))
	})
	w.update(func(tx store.Tx) error { return tx.DeleteTenant(tenant) })
	w.view(func(r store.Reader) error {
		misses[tenancy.Tenant](w, "Tenant")(r.Tenant(tenant))
		misses[session.TenantPolicy](w, "TenantPolicy")(r.TenantPolicy(tenant))
		misses[tenancy.Membership](w, "Membership")(r.Membership(user, tenant))
		gives(w, "Memberships", []tenancy.Membership{stays})(r.Memberships(user))
		gives(w, "ReplacingTenants", []tenancy.TenantID(nil))(r.ReplacingTenants())
		gives(w, "AllOverrides", []session.Overrides(nil))(r.AllOverrides())
		gives(w, "Users of the tenant", []tenancy.User(nil))(r.Users(tenant, store.Page{Limit: 10}))
		finds(w, "Session of the deleted tenant", s)(r.Session(s.ID))
		return nil
	})
}
