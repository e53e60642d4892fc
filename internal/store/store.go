package store

import (
	"context"
	"errors"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// Errors that drivers return, to be asked for with errors.Is.
var (
	// ErrUnavailable means that the database cannot be reached or written. Nothing was changed, or, when the
	// connection broke during the commit, it is not known whether the change was made.
	ErrUnavailable = errors.New("the store is unavailable")
	// ErrNoEnvironment means that there is no environment of that name.
	ErrNoEnvironment = errors.New("no such environment")
	// ErrExists means that a name which must be unique is taken: an e-mail address, an external ID, an ID.
	ErrExists = errors.New("already exists")
)

// Store is a database.
//
// What must hold: a transaction sees and changes one environment only. Update is serializable for one user
// (LockUser) and for one environment's policy (LockPolicy); it is durable when it returns nil, and without effect
// when it returns an error other than ErrUnavailable. Changes that were committed are seen by every transaction,
// Lookup and APIKey that starts later. Times are kept to the millisecond and given back in UTC.
type Store interface {
	// View runs fn in a transaction that reads one consistent state.
	View(ctx context.Context, environment tenancy.EnvironmentID, fn func(Reader) error) error

	// Update runs fn in a transaction that writes. fn may run more than once, and must do nothing outside its Tx
	// that a second run would do twice. An error from fn undoes everything and is returned as it is; so does an
	// error of a method of Tx that fn forgets. A panic in fn undoes everything and reaches the caller of Update.
	Update(ctx context.Context, environment tenancy.EnvironmentID, fn func(Tx) error) error

	// Lookup reads what a check needs, in one statement: the session and the policies that govern it. It leaves out the
	// roles and, of the session, what no check needs: the refresh state, the name and the client.
	Lookup(ctx context.Context, environment tenancy.EnvironmentID, id session.ID) (Found, error)

	// APIKey reads what an application proves itself with, revoked or not, as KeyReader does.
	APIKey(ctx context.Context, environment tenancy.EnvironmentID, id uid.UID) (key APIKey, found bool, err error)

	// CreateEnvironment makes an environment; ErrExists when its ID is taken.
	CreateEnvironment(ctx context.Context, environment tenancy.Environment, fn func(Tx) error) error

	// Environments lists all environments by ID, that of the operators among them.
	Environments(ctx context.Context) ([]tenancy.Environment, error)

	// Ping tells whether the database answers and can be written.
	Ping(ctx context.Context) error

	// Close waits for what is under way and lets go of the database.
	Close() error
}

// Found is a session with all that it is judged by. Session.ID is zero when there is no such session.
type Found struct {
	Session     session.Session
	Environment session.EnvironmentPolicy
	Tenant      session.TenantPolicy
	Roles       []tenancy.RoleKey // of the user in the tenant; only Find reads them
}

// Reader reads one environment. Single things come back as (thing, found, error). What is behind the pointers and
// slices that come back may be shared with other callers: it is never to be changed in place.
type Reader interface {
	PolicyReader
	SettingsReader
	TenantReader
	UserReader
	MemberReader
	GrantReader
	SessionReader
	KeyReader
	EventReader
}

// Tx reads and writes one environment.
type Tx interface {
	Reader
	PolicyWriter
	SettingsWriter
	TenantWriter
	UserWriter
	MemberWriter
	GrantWriter
	SessionWriter
	KeyWriter
	EventWriter
	ThrottleStore
}

// Page asks for a part of a list.
type Page struct {
	After string // the ID of the last one already had, which need not exist any more; empty for the first page
	Limit int    // how many at the most; from 1
}
