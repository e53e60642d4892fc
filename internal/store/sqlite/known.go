package sqlite

import (
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// mostKnown is how many tenants the writer knows.
const mostKnown = 1024

// known is what the writer has read and what cannot have changed since: nobody else writes to the database. It is what
// every sign-in and every refresh asks for. Whatever may change it forgets all of it, and so does whatever takes back
// what was written: such writes are rare.
type known struct {
	environments map[int64]session.EnvironmentPolicy
	tenants      map[tenantKey]*knownTenant
	keys         *knownKeys // that all readers know
	outdated     bool       // whether the keys are to be forgotten once the batch is committed
}

type tenantKey struct {
	environment int64
	id          tenancy.TenantID
}

// knownTenant is a tenant that is there. What was not asked for is nil.
type knownTenant struct {
	tenant *tenancy.Tenant
	policy *session.TenantPolicy
}

func newKnown(keys *knownKeys) *known {
	return &known{environments: map[int64]session.EnvironmentPolicy{}, tenants: map[tenantKey]*knownTenant{}, keys: keys}
}

func (k *known) forget() {
	clear(k.environments)
	clear(k.tenants)
	k.outdated = true
}

// settle is called when it is certain what has become of a batch, and nobody has been told.
func (k *known) settle() {
	if k.outdated {
		k.outdated = false
		k.keys.forget()
	}
}

// learn gives what is known about a tenant that is there, to be added to.
func (t *transaction) learn(id tenancy.TenantID) *knownTenant {
	key, all := tenantKey{t.environment, id}, t.known.tenants
	if all[key] == nil {
		if len(all) >= mostKnown {
			clear(all)
		}
		all[key] = &knownTenant{}
	}
	return all[key]
}

// EnvironmentPolicy reads the environment's policy, as long as it is not known.
func (t *transaction) EnvironmentPolicy() (session.EnvironmentPolicy, error) {
	if policy, is := t.known.environments[t.environment]; is {
		return policy, nil
	}
	policy, err := t.reader.EnvironmentPolicy()
	if err == nil {
		t.known.environments[t.environment] = policy
	}
	return policy, err
}

// TenantPolicy reads a tenant's policy, as long as it is not known.
func (t *transaction) TenantPolicy(id tenancy.TenantID) (session.TenantPolicy, bool, error) {
	if about := t.known.tenants[tenantKey{t.environment, id}]; about != nil && about.policy != nil {
		return *about.policy, true, nil
	}
	policy, found, err := t.reader.TenantPolicy(id)
	if err == nil && found {
		t.learn(id).policy = &policy
	}
	return policy, found, err
}

// Tenant reads a tenant, as long as it is not known.
func (t *transaction) Tenant(id tenancy.TenantID) (tenancy.Tenant, bool, error) {
	if about := t.known.tenants[tenantKey{t.environment, id}]; about != nil && about.tenant != nil {
		return *about.tenant, true, nil
	}
	tenant, found, err := t.reader.Tenant(id)
	if err == nil && found {
		t.learn(id).tenant = &tenant
	}
	return tenant, found, err
}

const findKnownSQL = `SELECT ` + sessionColumns + `,
	(SELECT roles FROM memberships WHERE env = ?1 AND user = s.user AND tenant = s.tenant)` + foundSQL

// Find reads a session, and the policies as long as they are not known. It needs no lock: there is one writer.
func (t *transaction) Find(id session.ID) (found store.Found, err error) {
	is, err := t.at(id, func(place int64) (bool, error) {
		return t.ask("find a session", findKnownSQL).bindNumber(place).bindID(id.UID).first(func(row *statement) {
			scanSession(row, t.memos, &found.Session)
			found.Roles = *remembered(row, t.memos.roles)
		})
	})
	if err != nil || !is {
		return found, err
	}
	if found.Environment, err = t.EnvironmentPolicy(); err != nil {
		return found, err
	}
	found.Tenant, _, err = t.TenantPolicy(found.Session.Tenant)
	return found, err
}
