package sqlite

import (
	"encoding/json"
	"slices"

	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// Members are sorted anew for every page. Of ten thousand that takes some ten milliseconds, and saves an order by
// label and tenant that every change of a name would have to keep.
const (
	membersSQL = selectUserSQL + `, m.user, m.tenant, m.roles, m.created_at
		FROM memberships m INDEXED BY memberships_by_tenant CROSS JOIN users u ON u.env = m.env AND u.id = m.user
		WHERE m.env = +?1 AND m.tenant = +?2 AND (u.label, u.id) > (?3, ?4)
			AND (?5 IS NULL OR instr(u.label, ?5) OR instr(u.email, ?5)) AND (?6 IS NULL OR instr(m.roles, ?6))
		ORDER BY u.label, u.id LIMIT +?7`
	roleSetsSQL = `
		SELECT roles, count(*) FROM memberships INDEXED BY memberships_by_roles WHERE env = +?1 GROUP BY roles`
	countMembersSQL = `
		SELECT count(DISTINCT user), count(DISTINCT tenant) FROM memberships INDEXED BY memberships_by_roles
		WHERE env = +?1 AND roles IN (SELECT value FROM json_each(?2))`
)

func (r reader) Members(tenant tenancy.TenantID, filter store.MemberFilter, after store.MemberPlace, limit int) (members []store.Member, err error) {
	list := r.ask("list a tenant's members", membersSQL).
		bindID(tenant.UID).bindText(after.Label).bindID(after.User.UID).bindTextOrNull(filter.Search)
	if filter.Role == "" {
		list.bindNull()
	} else {
		list.bindJSON(filter.Role) // with its quotes it is in the text of exactly the sets that it is in
	}
	err = r.long(list.bindNumber(int64(limit)), func(row *statement) {
		members = append(members, store.Member{User: scanUser(row), Membership: scanMembership(row, r.memos)})
	})
	return members, err
}

func (r reader) RoleSets() (sets []store.RoleSet, err error) {
	err = r.long(r.ask("count members by roles", roleSetsSQL), func(row *statement) {
		sets = append(sets, store.RoleSet{Roles: *remembered(row, r.memos.roles), Members: int(row.number())})
	})
	return sets, err
}

func (r reader) CountMembers(sets [][]tenancy.RoleKey) (count store.MemberCount, err error) {
	texts := make([]string, len(sets))
	for i, roles := range sets {
		texts[i] = rolesText(roles)
	}
	err = r.long(r.ask("count members", countMembersSQL).bindJSON(texts), func(row *statement) {
		count.Users, count.Tenants = int(row.number()), int(row.number())
	})
	return count, err
}

// rolesText is the one text by which a set of roles is kept.
func rolesText(roles []tenancy.RoleKey) string {
	if len(roles) == 0 {
		return "[]"
	}
	text, _ := json.Marshal(tenancy.NormalRoles(roles)) // of strings, it cannot fail
	return string(text)
}

// parseRoles reads such a text. Nobody can append to what many memberships share.
func parseRoles(text []byte) (roles []tenancy.RoleKey, err error) {
	err = json.Unmarshal(text, &roles)
	return slices.Clip(roles), err
}
