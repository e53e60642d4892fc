package store

import (
	"time"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// SessionFilter chooses sessions. Zero members choose nothing out.
type SessionFilter struct {
	User   tenancy.UserID
	Tenant tenancy.TenantID
	State  SessionState
	Reason session.Reason // of recorded ends
	// SignedInFrom and SignedInTo bound the sign-in time: from (included), to (excluded).
	SignedInFrom time.Time
	SignedInTo   time.Time
	// EndedFrom and EndedTo bound the time of the recorded end in the same way. An open session has none.
	EndedFrom time.Time
	EndedTo   time.Time
	Address   string // the exact IP address of the sign-in
}

// SessionState chooses by whether an end is recorded. A session without a recorded end may all the same be past
// one: that is for the rules to say.
type SessionState int

// The states.
const (
	AnyState SessionState = iota
	Open                  // no end is recorded
	Closed                // an end is recorded
)

// SessionCounts is how many sessions signed in and ended in steps of time.
type SessionCounts struct {
	Before  int                      // that signed in before the first step and had no recorded end by then
	SignIns []int                    // in each step
	Ends    []map[session.Reason]int // in each step, by reason
}

// SessionReader reads sessions.
type SessionReader interface {
	// Session reads one session.
	Session(id session.ID) (session.Session, bool, error)

	// LatestClient reads where a session was used from last, if that was ever another client than the one that signed in.
	LatestClient(id session.ID) (session.Seen, bool, error)

	// Find reads what Lookup reads, in one statement. In a Tx it also locks the session: no other transaction
	// changes it until this one ends.
	Find(id session.ID) (Found, error)

	// OpenSessions reads all sessions of a user whose end is not recorded, in one tenant or, when tenant is zero,
	// in all, oldest first.
	OpenSessions(user tenancy.UserID, tenant tenancy.TenantID) ([]session.Session, error)

	// OpenTimes reads the same sessions as OpenSessions, but of each only what it is judged by: ID, user, tenant and
	// the three times.
	OpenTimes(user tenancy.UserID, tenant tenancy.TenantID) ([]session.Session, error)

	// EndedSessions reads the sessions of a user in a tenant whose end is recorded and not before since, the
	// latest end first, at most limit.
	EndedSessions(user tenancy.UserID, tenant tenancy.TenantID, since time.Time, limit int) ([]session.Session, error)

	// Sessions lists sessions by filter, newest sign-in first, which is the order of IDs backwards; Page.After is a
	// session ID.
	Sessions(filter SessionFilter, page Page) ([]session.Session, error)

	// SessionClients lists the same sessions as Sessions, but of each only what it is judged by, as OpenTimes reads it, and
	// its client: what somebody needs who looks for a few among very many.
	SessionClients(filter SessionFilter, page Page) ([]session.Session, error)

	// CountSessions counts sign-ins and recorded ends in equal steps from a time on.
	CountSessions(from time.Time, step time.Duration, steps int) (SessionCounts, error)

	// OpenTimesByID walks all sessions whose end is not recorded in the order of their IDs, after the given one, at most
	// limit. It reads what OpenSessionsByUser reads, in the order that costs least.
	OpenTimesByID(after session.ID, limit int) ([]session.Session, error)

	// OpenSessionsByUser walks all sessions whose end is not recorded, ordered by user, then ID, after the given
	// pair, at most limit; only of one tenant unless tenant is zero. It is how a whole environment is judged, and
	// reads of each session only what it is judged by: ID, user, tenant and the three times.
	OpenSessionsByUser(tenant tenancy.TenantID, afterUser tenancy.UserID, after session.ID, limit int) ([]session.Session, error)
}

// SessionWriter changes sessions.
type SessionWriter interface {
	// LockUser makes this transaction the only one that changes the user's sessions until it ends. It is called
	// before they are read. It does nothing for a user that does not exist.
	LockUser(user tenancy.UserID) error

	// InsertSession adds a session.
	InsertSession(s session.Session) error

	// SaveSession writes the secret's hash, the refresh state, the name, and the times of authentication and
	// activity of a session whose end is not recorded. It does nothing to any other.
	SaveSession(s session.Session) error

	// EndSession records the end of a session unless one is recorded already.
	EndSession(id session.ID, end session.End) error

	// EvictSession ends a session as EndSession does, for whoever is to be told which it was: when Update returns
	// nil, whole is the session with its end, or as it was before when nothing was done. It must stay where it is.
	EvictSession(id session.ID, end session.End, whole *session.Session) error

	// TouchSession moves the last activity forward; never backward, and not of a session whose end is recorded.
	TouchSession(id session.ID, at time.Time) error

	// SeeClient keeps where a session is used from, unless nothing has changed since the sign-in or the last time. It does
	// nothing to a session whose end is recorded.
	SeeClient(id session.ID, seen session.Seen) error

	// ForgetClients blanks address, user agent and device name of all sessions of a user, wherever they are kept.
	ForgetClients(user tenancy.UserID) error

	// DeleteEndedSessions deletes at most limit sessions whose end is recorded and before the given time, and
	// says how many.
	DeleteEndedSessions(before time.Time, limit int) (int, error)
}
