package store

import (
	"time"

	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// Credential is what a user proves an identity with.
type Credential struct {
	User      tenancy.UserID
	Hash      string // of the password, as a PHC string
	ChangedAt time.Time
}

// UserReader reads users and their credentials.
type UserReader interface {
	// User reads one user.
	User(id tenancy.UserID) (tenancy.User, bool, error)

	// UserByEmail reads the user with this normalized address.
	UserByEmail(email string) (tenancy.User, bool, error)

	// UserByExternalID reads the user that the application knows by this ID.
	UserByExternalID(externalID string) (tenancy.User, bool, error)

	// Users lists users by ID, oldest first; only members of a tenant unless it is zero. Page.After is a user ID.
	Users(tenant tenancy.TenantID, page Page) ([]tenancy.User, error)

	// Credential reads a user's password hash.
	Credential(user tenancy.UserID) (Credential, bool, error)
}

// UserWriter changes them.
type UserWriter interface {
	// InsertUser adds a user; ErrExists when ID, e-mail address or external ID is taken.
	InsertUser(u tenancy.User) error

	// SaveUser writes all but the ID and the time of creation; ErrExists as above.
	SaveUser(u tenancy.User) error

	// DeleteUser deletes a user with memberships, grants and credentials. Sessions stay: end them first.
	DeleteUser(id tenancy.UserID) error

	// SaveCredential sets a user's password hash.
	SaveCredential(c Credential) error
}

// Attempts is what is remembered of sign-in attempts under one key. The rules are in package authn.
type Attempts struct {
	Failures      int
	FirstFailure  time.Time // zero when there is none
	LastFailure   time.Time // zero when there is none
	LastSucceeded time.Time // zero when there is none
}

// ThrottleStore keeps sign-in attempts. Keys are hashes that say nothing about accounts or addresses.
type ThrottleStore interface {
	// Attempts reads what is remembered; the zero value when nothing is.
	Attempts(key [32]byte) (Attempts, error)

	// SaveAttempts remembers.
	SaveAttempts(key [32]byte, attempts Attempts) error

	// DeleteAttempts forgets at most limit keys whose last attempt was before the given time, and says how many.
	DeleteAttempts(before time.Time, limit int) (int, error)
}
