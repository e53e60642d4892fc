package postgres

import (
	"slices"

	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// decoder remembers what it has decoded of what is the same in very many rows.
type decoder struct {
	environmentPolicies memo[session.EnvironmentPolicy]
	tenantPolicies      memo[session.TenantPolicy]
	methods             memo[[]string]
	agents              memo[string]
	roles               memo[[]tenancy.RoleKey]
}

func newDecoder() *decoder {
	return &decoder{
		environmentPolicies: memo[session.EnvironmentPolicy]{decode: decodeEnvironmentPolicy},
		tenantPolicies:      memo[session.TenantPolicy]{decode: decodeTenantPolicy},
		methods:             memo[[]string]{decode: fromJSON[[]string]},
		agents:              memo[string]{decode: func(text []byte) (string, error) { return string(text), nil }},
		roles:               memo[[]tenancy.RoleKey]{decode: decodeRoles},
	}
}

// The functions here read the columns that stand above them.

func environmentFrom(c *cells) tenancy.Environment {
	return tenancy.Environment{ID: tenancy.EnvironmentID(c.text()), Name: c.text(), CreatedAt: c.time()}
}

func (d *decoder) environmentPolicyFrom(c *cells) session.EnvironmentPolicy {
	return recall(c, &d.environmentPolicies)
}

const tenantColumns = "t.id, t.external_id, t.name, t.created_at, t.policy"

// tenant is a tenant with its policy.
type tenant struct {
	tenancy.Tenant
	policy session.TenantPolicy
}

// found tells whether there is such a tenant.
func (t tenant) found() bool { return !t.ID.IsZero() }

func (d *decoder) tenantFrom(c *cells) tenant {
	return tenant{
		Tenant: tenancy.Tenant{ID: tenancy.TenantID{UID: c.id()}, ExternalID: c.text(), Name: c.text(), CreatedAt: c.time()},
		policy: recall(c, &d.tenantPolicies),
	}
}

func tenantIDFrom(c *cells) tenancy.TenantID { return tenancy.TenantID{UID: c.id()} }

const userColumns = "u.id, u.external_id, u.email, u.name, u.disabled, u.created_at"

func userFrom(c *cells) tenancy.User {
	return tenancy.User{
		ID: tenancy.UserID{UID: c.id()}, ExternalID: c.text(), Email: c.text(), Name: c.text(), Disabled: c.flag(),
		CreatedAt: c.time(),
	}
}

const membershipColumns = "m.user_id, m.tenant_id, m.roles, m.created_at"

func (d *decoder) membershipFrom(c *cells) tenancy.Membership {
	return tenancy.Membership{
		User: tenancy.UserID{UID: c.id()}, Tenant: tenancy.TenantID{UID: c.id()}, Roles: recall(c, &d.roles),
		CreatedAt: c.time(),
	}
}

const sessionColumns = `s.id, s.user_id, s.tenant_id, s.signed_in_at, s.authenticated_at, s.last_active_at,
	s.secret, s.refresh_generation, s.refresh_current, s.refresh_previous, s.refreshed_at,
	s.methods, s.name, s.address, s.user_agent, s.ended_at, s.end_reason, s.ended_by`

func (d *decoder) sessionFrom(c *cells) session.Session {
	s := session.Session{
		ID: session.ID{UID: c.id()}, User: tenancy.UserID{UID: c.id()}, Tenant: tenancy.TenantID{UID: c.id()},
		SignedInAt: c.time(), AuthenticatedAt: c.time(), LastActiveAt: c.time(),
		Secret:  c.hash(),
		Refresh: session.Refresh{Generation: uint32(c.number()), Current: c.hash(), Previous: c.hash(), RotatedAt: c.time()},
	}
	s.Methods = slices.Clone(recall(c, &d.methods)) // small, and a caller's to change
	s.Name, s.Client = c.text(), session.Client{Address: c.text(), UserAgent: c.text()}
	s.End.At, s.End.Reason = c.time(), session.Reason(c.text())
	c.json(&s.End.By)
	return s
}

// checkColumns is what a check needs of a session.
const checkColumns = `s.id, s.user_id, s.tenant_id, s.signed_in_at, s.authenticated_at, s.last_active_at,
	s.secret, s.methods, s.ended_at, s.end_reason, s.ended_by`

// checkedFrom reads checkColumns and the policies.
func (d *decoder) checkedFrom(c *cells) (found store.Found) {
	s := &found.Session
	s.ID.UID, s.User.UID, s.Tenant.UID = c.id(), c.id(), c.id()
	s.SignedInAt, s.AuthenticatedAt, s.LastActiveAt = c.time(), c.time(), c.time()
	s.Secret = c.hash()
	s.Methods = slices.Clone(recall(c, &d.methods))
	s.End.At, s.End.Reason = c.time(), session.Reason(c.text())
	c.json(&s.End.By)
	found.Environment, found.Tenant = recall(c, &d.environmentPolicies), recall(c, &d.tenantPolicies)
	return found
}

// foundFrom reads a session and the policies of its environment and, if it is still there, its tenant.
func (d *decoder) foundFrom(c *cells) store.Found {
	return store.Found{
		Session: d.sessionFrom(c), Environment: recall(c, &d.environmentPolicies), Tenant: recall(c, &d.tenantPolicies),
	}
}

const credentialColumns = "user_id, hash, changed_at"

func credentialFrom(c *cells) store.Credential {
	return store.Credential{User: tenancy.UserID{UID: c.id()}, Hash: c.text(), ChangedAt: c.time()}
}

const apiKeyColumns = "id, name, hash, scopes, grants, created_at, last_used_at, revoked_at"

func apiKeyFrom(c *cells) store.APIKey {
	k := store.APIKey{ID: c.id(), Name: c.text(), Hash: c.hash()}
	c.json(&k.Scopes)
	c.json(&k.Grants)
	k.CreatedAt, k.LastUsedAt, k.RevokedAt = c.time(), c.time(), c.time()
	return k
}

const sealedKeyColumns = "id, use, sealed, created_at, signs_from, retired_at"

func sealedKeyFrom(c *cells) store.SealedKey {
	return store.SealedKey{
		ID: c.text(), Use: store.KeyUse(c.text()), Sealed: c.bytes(),
		CreatedAt: c.time(), SignsFrom: c.time(), RetiredAt: c.time(),
	}
}

const attemptsColumns = "failures, first_failure_at, last_failure_at, last_succeeded_at"

func attemptsFrom(c *cells) store.Attempts {
	return store.Attempts{
		Failures: int(c.number()), FirstFailure: c.time(), LastFailure: c.time(), LastSucceeded: c.time(),
	}
}

const eventColumns = "id, at, kind, actor, tenant_id, user_id, session_id, reason, data"

func eventFrom(c *cells) event.Event {
	e := event.Event{ID: c.id(), At: c.time(), Kind: event.Kind(c.text())}
	c.json(&e.Actor)
	e.Tenant, e.User, e.Session = tenancy.TenantID{UID: c.id()}, tenancy.UserID{UID: c.id()}, session.ID{UID: c.id()}
	e.Reason, e.Data = session.Reason(c.text()), c.bytes()
	return e
}
