package access

import (
	"slices"

	"github.com/sojourn-auth/sojourn/internal/fault"
)

// Scope is one thing that may be done in a whole environment: by an application with an API key, or by an operator.
type Scope string

// The scopes that API keys may have, and operators by their role.
const (
	SessionsCheck   Scope = "sessions:check" // check, introspect and revoke credentials that the caller holds
	SessionsRead    Scope = "sessions:read"  // list and get sessions
	SessionsWrite   Scope = "sessions:write" // create and end sessions
	UsersRead       Scope = "users:read"     // users and memberships
	UsersWrite      Scope = "users:write"    //
	TenantsRead     Scope = "tenants:read"   //
	TenantsWrite    Scope = "tenants:write"  //
	SettingsRead    Scope = "settings:read"  // settings, their history, and previews of changes
	SettingsWrite   Scope = "settings:write" // drafts, and what is in force
	AuditRead       Scope = "audit:read"     // events
	everythingScope Scope = "*"              // only as input of ParseScopes
)

// AllScopes is every scope there is, in the order in which they are shown.
func AllScopes() []Scope {
	return []Scope{
		SessionsCheck, SessionsRead, SessionsWrite, UsersRead, UsersWrite,
		TenantsRead, TenantsWrite, SettingsRead, SettingsWrite, AuditRead,
	}
}

// The scopes that only operators have: with them an API key could make itself another.
const (
	KeysRead           Scope = "keys:read"           // API keys, but not what they are
	KeysWrite          Scope = "keys:write"          //
	EnvironmentWrite   Scope = "environment:write"   // rename and archive the environment
	EnvironmentsCreate Scope = "environments:create" //
	OperatorsRead      Scope = "operators:read"      // operators and their grants
	OperatorsWrite     Scope = "operators:write"     //
)

// OperatorScopes is every scope that only operators have.
func OperatorScopes() []Scope {
	return []Scope{KeysRead, KeysWrite, EnvironmentWrite, EnvironmentsCreate, OperatorsRead, OperatorsWrite}
}

// ParseScopes reads the names of scopes; "*" stands for all of them.
func ParseScopes(names []string) ([]Scope, error) {
	if len(names) == 0 {
		return nil, fault.Field("scopes", "At least one scope is needed: %v, or * for all.", AllScopes()).Breaking("scopes_none")
	}
	var scopes []Scope
	for _, name := range names {
		switch {
		case Scope(name) == everythingScope:
			scopes = AllScopes()
		case !slices.Contains(AllScopes(), Scope(name)):
			return nil, fault.Field("scopes", "The scopes are %v, or * for all.", AllScopes()).Breaking("scopes")
		case !slices.Contains(scopes, Scope(name)):
			scopes = append(scopes, Scope(name))
		}
	}
	return scopes, nil
}

// Require refuses a principal that may not act on everything of the environment in the sense of scope.
// API keys need the scope, operators a role that has it; the command line may do everything; nobody else may.
func (p Principal) Require(scope Scope) error {
	switch p.Kind {
	case Local, System:
		return nil
	case APIKey:
		if slices.Contains(p.Scopes, scope) {
			return nil
		}
		return fault.New(fault.Forbidden, "The API key lacks the scope %s.", scope).WithCode("scope_missing")
	case Operator, OperatorKey:
		if slices.Contains(p.Scopes, scope) {
			return nil
		}
		return fault.New(fault.Forbidden, "The operator role does not include %s.", scope).WithCode("role_insufficient")
	case User:
		return fault.New(fault.Forbidden, "An API key with the scope %s, or an operator, is needed.", scope)
	}
	return fault.New(fault.Unauthenticated, "An API key with the scope %s, or an operator, is needed.", scope)
}

// RequireOperator refuses everybody but operators and their programs, whatever they may do.
func (p Principal) RequireOperator() error {
	switch p.Kind {
	case Operator, OperatorKey:
		return nil
	case User, APIKey, System, Local:
		return fault.New(fault.Forbidden, "Only an operator can do this.")
	}
	return fault.New(fault.Unauthenticated, "An operator is needed: sign in first.")
}

// RequireUser refuses everybody but a signed-in user.
func (p Principal) RequireUser() error {
	switch p.Kind {
	case User:
		return nil
	case APIKey, Operator, OperatorKey, System, Local:
		return fault.New(fault.Forbidden, "Only a signed-in user can do this.")
	}
	return fault.New(fault.Unauthenticated, "A session is needed: sign in first.")
}
