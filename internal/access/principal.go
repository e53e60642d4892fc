package access

import (
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// Kind says what sort of actor somebody is.
type Kind string

// The kinds of actors.
const (
	Anonymous Kind = "anonymous" // nobody has been authenticated
	User      Kind = "user"      // a person, by a session of their own
	APIKey    Kind = "api_key"   // an application's backend
	System    Kind = "system"    // Sojourn itself: limits, sweeping
	Local     Kind = "local"     // somebody at the command line, with the store in their hands
)

// Principal is who asks, as established from a credential. It belongs to one environment.
type Principal struct {
	Kind        Kind
	Environment tenancy.EnvironmentID
	User        tenancy.UserID   // with User
	Tenant      tenancy.TenantID // with User: the tenant of the session
	Session     uid.UID          // with User: the session that the request came with
	Key         uid.UID          // with APIKey
	Scopes      []Scope          // with APIKey
	Address     string           // the client's address, for the record
}

// Actor is what is kept of a principal: who did it, by which session, from where.
type Actor struct {
	Kind    Kind    `json:"kind"`
	ID      uid.UID `json:"id,omitzero"`
	Session uid.UID `json:"session,omitzero"`
	Address string  `json:"address,omitempty"`
}

// Actor is the record of the principal.
func (p Principal) Actor() Actor {
	actor := Actor{Kind: p.Kind, Session: p.Session, Address: p.Address}
	switch p.Kind {
	case User:
		actor.ID = p.User.UID
	case APIKey:
		actor.ID = p.Key
	}
	return actor
}

// TheSystem is Sojourn acting by itself.
func TheSystem() Actor { return Actor{Kind: System} }
