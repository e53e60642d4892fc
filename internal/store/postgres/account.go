package postgres

import (
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// account is what is read of a user right after it was locked: what an admission has to know, at the price of no
// further round trip.
type account struct {
	id          tenancy.UserID
	user        tenancy.User
	found       bool
	memberships []tenancy.Membership // in no order
	open        []openTimes          // in no order
}

// openTimes is what an open session is judged by.
type openTimes struct {
	id                                        session.ID
	tenant                                    tenancy.TenantID
	signedInAt, authenticatedAt, lastActiveAt time.Time
}

// accountLimit is how many memberships an account holds. Of who has more it holds one more than that, and the rest
// has to be asked for.
const accountLimit = 100

// usualSessions is how many open sessions most users have at the most.
const usualSessions = 5

// whole tells whether the memberships of an account are all there are.
func (a *account) whole() bool { return len(a.memberships) <= accountLimit }

const (
	accountUsers = `
		SELECT ` + userColumns + `
		FROM unnest($2::uuid[]) AS k (id)
		JOIN users u ON u.environment = $1 AND u.id = k.id
		FOR NO KEY UPDATE OF u /* or not */`

	accountMemberships = `
		SELECT ` + membershipColumns + `, ` + tenantColumns + `
		FROM unnest($2::uuid[]) AS k (id)
		CROSS JOIN LATERAL (
			SELECT user_id, tenant_id, roles, created_at FROM memberships
			WHERE environment = $1 AND user_id = k.id LIMIT $3) AS m
		LEFT JOIN tenants t ON t.environment = $1 AND t.id = m.tenant_id`

	accountSessions = `
		SELECT ` + timeColumns + `
		FROM unnest($2::uuid[]) AS k (id)
		JOIN sessions s ON s.environment = $1 AND s.user_id = k.id AND s.ended_at IS NULL`

	// orNot stands where a statement that locks may be told to leave out what somebody else has locked.
	orNot      = "/* or not */"
	skipLocked = "SKIP LOCKED"
)

// locking is a statement that locks, as this group runs it.
func (g *group) locking(sql string) string {
	if g.patient {
		return strings.Replace(sql, ofOwnUsers, "", 1) // it has waited for them
	}
	return strings.ReplaceAll(sql, orNot, skipLocked)
}

// accounts locks the users that are asked for, and reads their accounts.
func (g *group) accounts(number int32, asks []*ask) (lock, read []statement) {
	if len(asks) == 0 {
		return nil, nil
	}
	users := column(asks, func(a *ask) pgtype.UUID { return idValue(a.user.UID) })
	byUser := make(map[tenancy.UserID]*ask, len(asks))
	for _, a := range asks {
		byUser[a.user] = a
		a.member.account = &account{id: a.user, open: make([]openTimes, 0, usualSessions)}
	}
	user := func(c *cells) {
		u := userFrom(c)
		if a := byUser[u.ID]; a != nil {
			a.userLocked, a.member.account.user, a.member.account.found = true, u, true
		}
	}
	membership := func(c *cells) {
		joined, in := g.store.membershipFrom(c), g.store.tenantFrom(c)
		if a := byUser[joined.User]; a != nil {
			a.member.account.memberships = append(a.member.account.memberships, joined)
			a.member.remember(in)
		}
	}
	open := func(c *cells) {
		id, of := c.id(), tenancy.UserID{UID: c.id()}
		if a := byUser[of]; a != nil {
			a.member.account.open = append(a.member.account.open, openTimes{
				id: session.ID{UID: id}, tenant: tenancy.TenantID{UID: c.id()},
				signedInAt: c.time(), authenticatedAt: c.time(), lastActiveAt: c.time(),
			})
		}
	}
	lock = []statement{{sql: g.locking(accountUsers), args: []any{number, users}, read: each(user)}}
	read = []statement{
		{sql: accountMemberships, args: []any{number, users, accountLimit + 1}, read: each(membership)},
		{sql: accountSessions, args: []any{number, users}, read: each(open)},
	}
	return lock, read
}

// openIn is the open sessions of an account in one tenant, or in all when it is zero, oldest first.
func (a *account) openIn(tenant tenancy.TenantID) []session.Session {
	slices.SortFunc(a.open, func(a, b openTimes) int {
		if order := a.signedInAt.Compare(b.signedInAt); order != 0 {
			return order
		}
		return a.id.Compare(b.id.UID)
	})
	all := make([]session.Session, 0, len(a.open))
	for i := range a.open {
		if o := &a.open[i]; tenant.IsZero() || o.tenant == tenant {
			all = append(all, session.Session{
				ID: o.id, User: a.id, Tenant: o.tenant,
				SignedInAt: o.signedInAt, AuthenticatedAt: o.authenticatedAt, LastActiveAt: o.lastActiveAt,
			})
		}
	}
	return all
}

// listed is the memberships of an account, oldest first.
func (a *account) listed() []tenancy.Membership {
	all := slices.Clone(a.memberships)
	slices.SortFunc(all, func(a, b tenancy.Membership) int {
		if order := a.CreatedAt.Compare(b.CreatedAt); order != 0 {
			return order
		}
		return a.Tenant.Compare(b.Tenant.UID)
	})
	return all
}
