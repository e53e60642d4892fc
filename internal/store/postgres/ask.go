package postgres

import (
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// ask is what one member wants of the database next. All that the members of a group ask for at a time becomes one
// round.
type ask struct {
	member *member

	changes     changes        // what it has queued before
	exclusive   bool           // lock the policies
	share       bool           // lock the policies, shared
	environment bool           // read the environment's policy
	user        tenancy.UserID // lock this user and read the account; unless zero
	session     session.ID     // lock this session, and its user before, and read it; unless zero
	others      []statement    // anything else
	writing     bool           // others may write, or wait for a lock

	answer chan error

	// What came of it.
	userLocked, sessionLocked bool
	owner                     tenancy.UserID // of the session
}

// writes tells whether only a group of one member can serve the ask.
func (a *ask) writes() bool { return a.writing || a.exclusive || !a.changes.empty() }

// needsLock tells whether a row is to be locked.
func (a *ask) needsLock() bool { return !a.user.IsZero() || !a.session.IsZero() }

// locked tells whether everything that was to be locked is.
func (a *ask) locked() bool {
	return (a.user.IsZero() || a.userLocked) && (a.session.IsZero() || a.sessionLocked)
}
