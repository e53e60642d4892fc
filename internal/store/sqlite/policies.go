package sqlite

import (
	"encoding/json"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// environmentPolicy is how an environment's policy is kept: one JSON document, so that a new rule needs no SQL.
type environmentPolicy struct {
	Settings  session.Settings           `json:"settings"`
	Modes     session.Modes              `json:"modes"`
	Version   int64                      `json:"version"`
	Closed    bool                       `json:"closed,omitempty"`
	NotBefore mark                       `json:"not_before,omitzero"`
	Replaced  []session.ReplacedSettings `json:"replaced,omitempty"`
}

// tenantPolicy is the same for a tenant's.
type tenantPolicy struct {
	Overrides session.Overrides           `json:"overrides"`
	Version   int64                       `json:"version"`
	NotBefore mark                        `json:"not_before,omitzero"`
	Replaced  []session.ReplacedOverrides `json:"replaced,omitempty"`
}

type mark struct {
	At     time.Time      `json:"at"`
	Reason session.Reason `json:"reason"`
	By     access.Actor   `json:"by"`
}

func parseEnvironmentPolicy(text []byte) (session.EnvironmentPolicy, error) {
	var p environmentPolicy
	err := json.Unmarshal(text, &p)
	return session.EnvironmentPolicy{
		Settings: p.Settings, Modes: p.Modes, Version: p.Version, Closed: p.Closed,
		NotBefore: session.Mark(p.NotBefore), Replaced: p.Replaced,
	}, err
}

func parseTenantPolicy(text []byte) (session.TenantPolicy, error) {
	var p tenantPolicy
	err := json.Unmarshal(text, &p)
	return session.TenantPolicy{
		Overrides: p.Overrides, Version: p.Version, NotBefore: session.Mark(p.NotBefore), Replaced: p.Replaced,
	}, err
}

const (
	environmentPolicySQL = `SELECT policy FROM environments WHERE no = ?1`
	tenantPolicySQL      = `
		SELECT (SELECT policy FROM tenant_policies WHERE env = ?1 AND tenant = ?2)
		FROM tenants WHERE env = ?1 AND id = ?2`
	replacingTenantsSQL      = `SELECT tenant FROM tenant_policies WHERE env = +?1 AND replacing = 1 ORDER BY tenant`
	allOverridesSQL          = `SELECT policy FROM tenant_policies WHERE env = ?1 AND policy ->> '$.overrides' <> '{}'`
	saveEnvironmentPolicySQL = `UPDATE environments SET policy = ?2 WHERE no = ?1`
	saveTenantPolicySQL      = `
		INSERT OR REPLACE INTO tenant_policies (env, tenant, policy, replacing)
		SELECT env, id, ?3, ?4 FROM tenants WHERE env = ?1 AND id = ?2`
)

func (r reader) EnvironmentPolicy() (policy session.EnvironmentPolicy, err error) {
	_, err = r.ask("read the environment's policy", environmentPolicySQL).first(func(row *statement) {
		policy = *remembered(row, r.memos.environments)
	})
	return policy, err
}

func (r reader) TenantPolicy(tenant tenancy.TenantID) (policy session.TenantPolicy, found bool, err error) {
	found, err = r.ask("read a tenant's policy", tenantPolicySQL).bindID(tenant.UID).first(func(row *statement) {
		policy = *remembered(row, r.memos.tenants)
	})
	return policy, found, err
}

func (r reader) ReplacingTenants() (tenants []tenancy.TenantID, err error) {
	err = r.ask("list replacing tenants", replacingTenantsSQL).each(func(row *statement) {
		tenants = append(tenants, tenancy.TenantID{UID: row.id()})
	})
	return tenants, err
}

func (r reader) AllOverrides() (all []session.Overrides, err error) {
	err = r.ask("read all overrides", allOverridesSQL).each(func(row *statement) {
		all = append(all, remembered(row, r.memos.tenants).Overrides)
	})
	return all, err
}

// LockPolicy has nothing to do: there is one writer.
func (t *transaction) LockPolicy() error { return nil }

// SharePolicy has nothing to do: there is one writer.
func (t *transaction) SharePolicy() error { return nil }

func (t *transaction) SaveEnvironmentPolicy(policy session.EnvironmentPolicy) error {
	kept := environmentPolicy{
		Settings: policy.Settings, Modes: policy.Modes, Version: policy.Version, Closed: policy.Closed,
		NotBefore: exactMark(policy.NotBefore),
	}
	for _, replaced := range policy.Replaced {
		replaced.Until = exact(replaced.Until)
		kept.Replaced = append(kept.Replaced, replaced)
	}
	return t.change("save the environment's policy", saveEnvironmentPolicySQL).bindJSON(kept).run()
}

func (t *transaction) SaveTenantPolicy(tenant tenancy.TenantID, policy session.TenantPolicy) error {
	kept := tenantPolicy{Overrides: policy.Overrides, Version: policy.Version, NotBefore: exactMark(policy.NotBefore)}
	for _, replaced := range policy.Replaced {
		replaced.Until = exact(replaced.Until)
		kept.Replaced = append(kept.Replaced, replaced)
	}
	return t.change("save a tenant's policy", saveTenantPolicySQL).
		bindID(tenant.UID).bindJSON(kept).bindFlag(len(kept.Replaced) > 0).run()
}

func exactMark(m session.Mark) mark {
	m.At = exact(m.At)
	return mark(m)
}

// exact is a time as it is kept in JSON: to the millisecond, UTC.
func exact(at time.Time) time.Time { return at.UTC().Truncate(time.Millisecond) }
