package session

import (
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// Session is one signed-in device of one user in one tenant.
type Session struct {
	ID     ID
	User   tenancy.UserID
	Tenant tenancy.TenantID

	SignedInAt      time.Time // when it began; with the ID, what "oldest" means
	AuthenticatedAt time.Time // the last full authentication; force re-login counts from it
	LastActiveAt    time.Time // the last recorded activity of the user; idle counts from it

	Secret  Hash    // of the session secret; zero when none was handed out
	Refresh Refresh // zero when no refresh token was handed out

	Methods []string // how the user was authenticated, as RFC 8176 names it ("pwd")
	Name    string   // what the user calls the device; empty until renamed
	Client  Client

	End End // zero while it has not been recorded as ended
}

// Client is what signed in.
type Client struct {
	Address   string // IP address
	UserAgent string // raw header, cut to MaxUserAgent bytes
}

// Seen is a client, and since when a session has been used from there.
type Seen struct {
	Client
	At time.Time
}

// Limits of what a session keeps from outside.
const (
	MaxUserAgent = 512 // bytes of the user agent
	MaxName      = 60  // characters of a device's name
)

// End is how a session ended. The zero value means that no end is recorded.
type End struct {
	At     time.Time
	Reason Reason
	By     access.Actor
}

// IsZero tells whether nothing has ended.
func (e End) IsZero() bool { return e.Reason == "" }

// Ending is the end of one session, to be recorded.
type Ending struct {
	Session Session
	End     End
	Note    string // of who ended it, for the audit log; empty for none
}

// older orders sessions by sign-in time, then ID: the order in which they make room.
func older(a, b *Session) int {
	if order := a.SignedInAt.Compare(b.SignedInAt); order != 0 {
		return order
	}
	return a.ID.Compare(b.ID.UID)
}
