package postgres

import (
	"slices"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// selectMembers sorts the members anew for every page. Of ten thousand that takes some ten milliseconds, and saves an
// order by label and tenant that every change of a name would have to keep.
const selectMembers = "SELECT " + userColumns + ", " + membershipColumns + ` FROM memberships m
	JOIN users u ON u.environment = m.environment AND u.id = m.user_id
	WHERE m.environment = $1 AND m.tenant_id = $2 AND (u.label, u.id) > ($3::text, $4::uuid)
		AND ($5::text = '' OR strpos(u.label, $5) > 0 OR strpos(u.email, $5) > 0)
		AND ($6::text = '' OR strpos(m.roles, $6) > 0)
	ORDER BY u.label, u.id LIMIT $7`

// Members lists the members of a tenant by label, then user ID.
func (r reader) Members(in tenancy.TenantID, filter store.MemberFilter, after store.MemberPlace, limit int) ([]store.Member, error) {
	if !isStorable(filter.Search) {
		return nil, nil
	}
	role := ""
	if filter.Role != "" {
		role = jsonOrNull(filter.Role, false).String // with its quotes it is in the text of exactly the sets that it is in
	}
	from := func(c *cells) store.Member { return store.Member{User: userFrom(c), Membership: r.membershipFrom(c)} }
	return many(r, from, selectMembers, r.number, idValue(in.UID), storable(after.Label), idValue(after.User.UID),
		filter.Search, role, limit)
}

// RoleSets counts memberships by the roles that they have.
func (r reader) RoleSets() ([]store.RoleSet, error) {
	from := func(c *cells) store.RoleSet {
		return store.RoleSet{Roles: recall(c, &r.roles), Members: int(c.number())}
	}
	return many(r, from, "SELECT roles, count(*) FROM memberships WHERE environment = $1 GROUP BY roles", r.number)
}

// CountMembers counts the users who have a membership with exactly one of these sets of roles, and the tenants.
func (r reader) CountMembers(sets [][]tenancy.RoleKey) (store.MemberCount, error) {
	from := func(c *cells) store.MemberCount {
		return store.MemberCount{Users: int(c.number()), Tenants: int(c.number())}
	}
	count, _, err := one(r, from, `SELECT count(DISTINCT user_id), count(DISTINCT tenant_id) FROM memberships
		WHERE environment = $1 AND roles = ANY ($2::text[])`, r.number, column(sets, encodeRoles))
	return count, err
}

// Grants reads the grants of one operator, or of all.
func (r reader) Grants(user tenancy.UserID) ([]store.OperatorGrant, error) {
	from := func(c *cells) store.OperatorGrant {
		g := store.OperatorGrant{User: tenancy.UserID{UID: c.id()}}
		g.Environment, g.Role = tenancy.EnvironmentID(c.text()), access.OperatorRole(c.text())
		return g
	}
	const grants = "SELECT user_id, granted, role FROM grants WHERE environment = $1"
	if user.IsZero() {
		return many(r, from, grants+" ORDER BY user_id, granted", r.number)
	}
	return many(r, from, grants+" AND user_id = $2 ORDER BY granted", r.number, idValue(user.UID))
}

// encodeRoles is the one text by which a set of roles is kept.
func encodeRoles(roles []tenancy.RoleKey) string {
	if len(roles) == 0 {
		return "[]"
	}
	return jsonOrNull(tenancy.NormalRoles(roles), false).String
}

// decodeRoles reads such a text. Nobody can append to what many memberships share.
func decodeRoles(text []byte) (roles []tenancy.RoleKey, err error) {
	roles, err = fromJSON[[]tenancy.RoleKey](text)
	return slices.Clip(roles), err
}

// label is what a user is listed by, made of what is stored of the user.
func label(u tenancy.User) string {
	u.Name, u.Email, u.ExternalID = storable(u.Name), storable(u.Email), storable(u.ExternalID)
	return u.Label()
}
