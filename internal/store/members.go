package store

import (
	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// Member is a user as a member of a tenant.
type Member struct {
	tenancy.User
	Membership tenancy.Membership
}

// Belonging is a membership with the name of its tenant, and how many the user has.
type Belonging struct {
	tenancy.Membership
	TenantName string
	Of         int
}

// MemberFilter chooses members. Zero members choose nothing out.
type MemberFilter struct {
	Search string          // in lower case: a part of the user's label (tenancy.User.Label) or e-mail address
	Role   tenancy.RoleKey // held by the member
}

// MemberPlace is a place in a list of members: behind the user of this label and ID, who need not exist any more.
type MemberPlace struct {
	Label string
	User  tenancy.UserID
}

// MemberCount is how many users have memberships of some kind, and in how many tenants.
type MemberCount struct{ Users, Tenants int }

// RoleSet is how many memberships have exactly these roles.
type RoleSet struct {
	Roles   []tenancy.RoleKey
	Members int
}

// MemberReader reads memberships.
type MemberReader interface {
	// Memberships reads the memberships of a user, oldest first.
	Memberships(user tenancy.UserID) ([]tenancy.Membership, error)

	// Belongings reads the oldest memberships of several users, at most limit of each, in the order of users.
	Belongings(users []tenancy.UserID, limit int) ([]Belonging, error)

	// Membership reads one membership.
	Membership(user tenancy.UserID, tenant tenancy.TenantID) (tenancy.Membership, bool, error)

	// Members lists the members of a tenant by label, then user ID, byte by byte, behind a place (zero for the
	// beginning), at most limit.
	Members(tenant tenancy.TenantID, filter MemberFilter, after MemberPlace, limit int) ([]Member, error)

	// RoleSets counts the memberships of the environment by the roles that they have, in no order.
	RoleSets() ([]RoleSet, error)

	// CountMembers counts the users who have a membership with exactly one of these sets of roles, and the tenants.
	CountMembers(sets [][]tenancy.RoleKey) (MemberCount, error)
}

// MemberWriter changes memberships.
type MemberWriter interface {
	// InsertMembership adds a membership, or does nothing when it is there.
	InsertMembership(m tenancy.Membership) error

	// SaveMembership writes the roles of a membership that is there.
	SaveMembership(m tenancy.Membership) error

	// DeleteMembership deletes a membership.
	DeleteMembership(user tenancy.UserID, tenant tenancy.TenantID) error
}

// OperatorGrant is a grant of one operator.
type OperatorGrant struct {
	User tenancy.UserID
	access.Grant
}

// GrantReader reads what operators were granted. Grants are in the environment of the operators.
type GrantReader interface {
	// Grants reads the grants of one operator or, when user is zero, of all, by user, then environment.
	Grants(user tenancy.UserID) ([]OperatorGrant, error)
}

// GrantWriter changes them.
type GrantWriter interface {
	// SaveGrant adds a grant, in place of the one that the operator has for the same environment.
	SaveGrant(g OperatorGrant) error

	// DeleteGrant deletes the grant that an operator has for an environment, which "*" names, too.
	DeleteGrant(user tenancy.UserID, environment tenancy.EnvironmentID) error
}
