package access

import (
	"slices"

	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// OperatorRole is what an operator may do in an environment. The roles are built in.
type OperatorRole string

// The operator roles.
const (
	Owner   OperatorRole = "owner"   // everything, everywhere, operators and new environments among it
	Admin   OperatorRole = "admin"   // everything in an environment
	Support OperatorRole = "support" // see everything in an environment, and end sessions
	Auditor OperatorRole = "auditor" // see everything in an environment
)

// OperatorRoles is every operator role, the mightiest first.
func OperatorRoles() []OperatorRole { return []OperatorRole{Owner, Admin, Support, Auditor} }

// EveryEnvironment stands in a grant for all environments there are and will be, but for that of the operators.
const EveryEnvironment tenancy.EnvironmentID = "*"

// Grant gives an operator, or an operator API key, a role in an environment.
type Grant struct {
	Role        OperatorRole          `json:"role" enum:"owner,admin,support,auditor" doc:"What may be done there"`
	Environment tenancy.EnvironmentID `json:"environment" maxLength:"40" doc:"The environment's ID, or * for all but the operators' own"`
}

// Validate refuses grants that make no sense. An owner is one everywhere. Into the operators' own environment, where
// they could make themselves owners, others get only to look.
func (g Grant) Validate() error {
	switch {
	case !slices.Contains(OperatorRoles(), g.Role):
		return fault.Field("role", "The operator roles are %v.", OperatorRoles()).Breaking("operator_role")
	case g.Role == Owner && g.Environment != EveryEnvironment:
		return fault.Field("environment", "An owner is one in every environment: the environment must be *.").Breaking("owner_everywhere")
	case g.Environment == tenancy.Operators && g.Role != Auditor:
		return fault.Field("role", "In the operators' own environment only owners act, and auditors look.").Breaking("operators_own")
	case g.Environment == "":
		return fault.Field("environment", "An environment's ID, or * for all, is needed.").Breaking("operator_environment")
	}
	return nil
}

// In tells whether the grant holds in an environment.
func (g Grant) In(environment tenancy.EnvironmentID) bool {
	if g.Environment == EveryEnvironment {
		return g.Role == Owner || environment != tenancy.Operators
	}
	return g.Environment == environment
}

// ScopesIn is what somebody with grants may do in an environment: nothing at all where none of them holds. A grant
// that nobody can be given holds nowhere, however it came into the store.
func ScopesIn(grants []Grant, environment tenancy.EnvironmentID) []Scope {
	var here []Grant
	for _, g := range grants {
		if g.In(environment) && g.Validate() == nil {
			here = append(here, g)
		}
	}
	var all []Scope
	for _, scope := range append(AllScopes(), OperatorScopes()...) {
		if slices.ContainsFunc(here, func(g Grant) bool { return g.Role.may(scope) }) {
			all = append(all, scope)
		}
	}
	return all
}

// Scopes is what the role may do in an environment in which it is granted.
func (r OperatorRole) Scopes() []Scope {
	return slices.DeleteFunc(append(AllScopes(), OperatorScopes()...), func(s Scope) bool { return !r.may(s) })
}

// may is the table of what each operator role may do.
func (r OperatorRole) may(scope Scope) bool {
	switch r {
	case Owner:
		return true
	case Admin:
		return !slices.Contains([]Scope{EnvironmentsCreate, OperatorsRead, OperatorsWrite}, scope)
	case Support:
		return scope == SessionsWrite || Auditor.may(scope)
	case Auditor:
		return slices.Contains([]Scope{SessionsRead, UsersRead, TenantsRead, SettingsRead, AuditRead, KeysRead}, scope)
	}
	return false
}
