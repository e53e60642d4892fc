package access

import (
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// Kind says what sort of actor somebody is.
type Kind string

// The kinds of actors.
const (
	Anonymous   Kind = "anonymous"    // nobody has been authenticated
	User        Kind = "user"         // a person, by a session of their own
	APIKey      Kind = "api_key"      // an application's backend
	Operator    Kind = "operator"     // a user of the environment of the operators, by a session there
	OperatorKey Kind = "operator_key" // a program of the operators, by an API key of their environment
	System      Kind = "system"       // Sojourn itself: limits, sweeping
	Local       Kind = "local"        // somebody at the command line, with the store in their hands
)

// Principal is who asks, as established from a credential. It acts in one environment.
type Principal struct {
	Kind        Kind
	Environment tenancy.EnvironmentID // in which it acts; of an operator not the one that they belong to
	User        tenancy.UserID        // with User and Operator
	Tenant      tenancy.TenantID      // with User: the tenant of the session
	Session     uid.UID               // with User and Operator: the session that the request came with
	Key         uid.UID               // with APIKey and OperatorKey
	Scopes      []Scope               // with APIKey, Operator and OperatorKey: what may be done in the environment
	Grants      []Grant               // with Operator and OperatorKey: where else they act
	Address     string                // the client's address, for the record
}

// IsOperator tells whether an operator acts: a person or one of their programs.
func (p Principal) IsOperator() bool { return p.Kind == Operator || p.Kind == OperatorKey }

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
	case User, Operator:
		actor.ID = p.User.UID
	case APIKey, OperatorKey:
		actor.ID = p.Key
	}
	return actor
}

// TheSystem is Sojourn acting by itself.
func TheSystem() Actor { return Actor{Kind: System} }
