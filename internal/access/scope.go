package access

import (
	"slices"

	"github.com/sojourn-auth/sojourn/internal/fault"
)

// Scope is one thing that an API key may do.
type Scope string

// The scopes of API keys.
const (
	SessionsCheck   Scope = "sessions:check" // check, introspect and revoke credentials that the caller holds
	SessionsRead    Scope = "sessions:read"  // list and get sessions
	SessionsWrite   Scope = "sessions:write" // create and end sessions
	UsersRead       Scope = "users:read"     // users and memberships
	UsersWrite      Scope = "users:write"    //
	TenantsRead     Scope = "tenants:read"   //
	TenantsWrite    Scope = "tenants:write"  //
	SettingsRead    Scope = "settings:read"  // session settings, and previews of changes
	SettingsWrite   Scope = "settings:write" //
	everythingScope Scope = "*"              // only as input of ParseScopes
)

// AllScopes is every scope there is, in the order in which they are shown.
func AllScopes() []Scope {
	return []Scope{
		SessionsCheck, SessionsRead, SessionsWrite, UsersRead, UsersWrite,
		TenantsRead, TenantsWrite, SettingsRead, SettingsWrite,
	}
}

// ParseScopes reads the names of scopes; "*" stands for all of them.
func ParseScopes(names []string) ([]Scope, error) {
	if len(names) == 0 {
		return nil, fault.Field("scopes", "At least one scope is needed: %v, or * for all.", AllScopes())
	}
	var scopes []Scope
	for _, name := range names {
		switch {
		case Scope(name) == everythingScope:
			scopes = AllScopes()
		case !slices.Contains(AllScopes(), Scope(name)):
			return nil, fault.Field("scopes", "The scopes are %v, or * for all.", AllScopes())
		case !slices.Contains(scopes, Scope(name)):
			scopes = append(scopes, Scope(name))
		}
	}
	return scopes, nil
}

// Require refuses a principal that may not act on everything of the environment in the sense of scope.
// API keys need the scope; the command line may do everything; nobody else may.
func (p Principal) Require(scope Scope) error {
	switch p.Kind {
	case Local, System:
		return nil
	case APIKey:
		if slices.Contains(p.Scopes, scope) {
			return nil
		}
		return fault.New(fault.Forbidden, "The API key lacks the scope %s.", scope).WithCode("scope_missing")
	case User:
		return fault.New(fault.Forbidden, "An API key with the scope %s is needed.", scope)
	}
	return fault.New(fault.Unauthenticated, "An API key with the scope %s is needed.", scope)
}

// RequireUser refuses everybody but a signed-in user.
func (p Principal) RequireUser() error {
	switch p.Kind {
	case User:
		return nil
	case APIKey, System, Local:
		return fault.New(fault.Forbidden, "Only a signed-in user can do this.")
	}
	return fault.New(fault.Unauthenticated, "A session is needed: sign in first.")
}
