package storetest

import (
	"bytes"
	"slices"
	"time"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

func policyTests() []test {
	return []test{
		{"the first ones say nothing", firstPolicies},
		{"the environment's is kept", environmentPolicyIsKept},
		{"a tenant's is kept", tenantPolicyIsKept},
		{"tenants that keep replaced overrides are listed", replacingTenants},
		{"locks may be taken again, and in either order", locksTwice},
	}
}

// fullEnvironmentPolicy has every member set.
func fullEnvironmentPolicy() session.EnvironmentPolicy {
	return session.EnvironmentPolicy{
		Settings: session.Settings{
			Idle:       session.Timeout{On: true, Seconds: 1800},
			Relogin:    session.Timeout{Seconds: 86400},
			Concurrent: session.Maximum{On: true, Sessions: 5},
		},
		Modes:     session.Modes{Idle: session.StricterOnly, Relogin: session.Locked, Concurrent: session.Choose},
		Version:   7,
		Closed:    true,
		NotBefore: newMark(5),
		Replaced: []session.ReplacedSettings{
			{Until: after(1)},
			{
				Settings: session.Settings{Idle: session.Timeout{On: true, Seconds: 60}},
				Modes:    session.Modes{Idle: session.Locked},
				Until:    after(2).Add(time.Millisecond),
			},
		},
	}
}

// fullTenantPolicy has every member set.
func fullTenantPolicy() session.TenantPolicy {
	return session.TenantPolicy{
		Overrides: session.Overrides{
			Idle:       &session.Timeout{On: true, Seconds: 900},
			Relogin:    &session.Timeout{},
			Concurrent: &session.Maximum{Sessions: 3},
		},
		Version:   3,
		NotBefore: newMark(6),
		Replaced: []session.ReplacedOverrides{
			{Until: after(3)},
			{Overrides: session.Overrides{Relogin: &session.Timeout{On: true, Seconds: 300}}, Until: after(4)},
		},
	}
}

func firstPolicies(w *world) {
	tenant := newTenant(1)
	w.update(func(tx store.Tx) error { return tx.InsertTenant(tenant) })
	w.view(func(r store.Reader) error {
		gives(w, "EnvironmentPolicy", session.EnvironmentPolicy{})(r.EnvironmentPolicy())
		finds(w, "TenantPolicy", session.TenantPolicy{})(r.TenantPolicy(tenant.ID))
		misses[session.TenantPolicy](w, "TenantPolicy of no tenant")(r.TenantPolicy(newTenant(1).ID))
		gives(w, "ReplacingTenants", []tenancy.TenantID(nil))(r.ReplacingTenants())
		gives(w, "AllOverrides", []session.Overrides(nil))(r.AllOverrides())
		return nil
	})
}

func environmentPolicyIsKept(w *world) {
	full := fullEnvironmentPolicy()
	withoutModes := session.EnvironmentPolicy{Settings: full.Settings, Version: 8}
	for _, policy := range []session.EnvironmentPolicy{full, withoutModes, {}, full} {
		w.update(func(tx store.Tx) error {
			if err := all(tx.LockPolicy(), tx.SaveEnvironmentPolicy(policy)); err != nil {
				return err
			}
			gives(w, "EnvironmentPolicy in the transaction", policy)(tx.EnvironmentPolicy())
			return nil
		})
		w.view(func(r store.Reader) error {
			gives(w, "EnvironmentPolicy", policy)(r.EnvironmentPolicy())
			return nil
		})
	}
}

func tenantPolicyIsKept(w *world) {
	one, two := newTenant(1), newTenant(2)
	w.update(func(tx store.Tx) error { return all(tx.InsertTenant(one), tx.InsertTenant(two)) })
	full := fullTenantPolicy()
	onlyIdle := session.TenantPolicy{Overrides: session.Overrides{Idle: full.Overrides.Idle}, Version: 4}
	for _, policy := range []session.TenantPolicy{full, onlyIdle, {}, full} {
		w.update(func(tx store.Tx) error { return all(tx.LockPolicy(), tx.SaveTenantPolicy(one.ID, policy)) })
		w.view(func(r store.Reader) error {
			finds(w, "TenantPolicy", policy)(r.TenantPolicy(one.ID))
			finds(w, "TenantPolicy of the other", session.TenantPolicy{})(r.TenantPolicy(two.ID))
			finds(w, "Tenant", one)(r.Tenant(one.ID))
			return nil
		})
	}
}

func replacingTenants(w *world) {
	tenants := []tenancy.Tenant{newTenant(1), newTenant(2), newTenant(3)}
	full := fullTenantPolicy()
	w.update(func(tx store.Tx) error {
		for _, tenant := range tenants {
			if err := all(tx.InsertTenant(tenant), tx.SaveTenantPolicy(tenant.ID, full)); err != nil {
				return err
			}
		}
		settled := full
		settled.Replaced = nil
		return tx.SaveTenantPolicy(tenants[1].ID, settled)
	})
	w.view(func(r store.Reader) error {
		got, err := r.ReplacingTenants()
		slices.SortFunc(got, func(a, b tenancy.TenantID) int { return bytes.Compare(a.UID[:], b.UID[:]) })
		gives(w, "ReplacingTenants", []tenancy.TenantID{tenants[0].ID, tenants[2].ID})(got, err)
		gives(w, "AllOverrides", []session.Overrides{full.Overrides, full.Overrides, full.Overrides})(r.AllOverrides())
		return nil
	})
}

func locksTwice(w *world) {
	user, _ := member(w)
	w.update(func(tx store.Tx) error {
		return all(tx.SharePolicy(), tx.SharePolicy(), tx.LockUser(user), tx.LockUser(user),
			tx.LockUser(newUser(1).ID))
	})
	w.update(func(tx store.Tx) error {
		return all(tx.LockPolicy(), tx.LockPolicy(), tx.SharePolicy(), tx.LockUser(user))
	})
}
