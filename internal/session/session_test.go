package session

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// The tests tell time as an offset from start, at which their sessions sign in unless they say otherwise.
var start = time.UnixMilli(1_790_000_000_000).UTC()

const (
	ms  = time.Millisecond
	day = 24 * time.Hour
)

func after(d time.Duration) time.Time { return start.Add(d) }

// signedIn is a session that began, and was last active, at the given time after start.
func signedIn(at time.Duration) Session {
	return Session{
		ID:         numbered(at, 1),
		SignedInAt: after(at), AuthenticatedAt: after(at), LastActiveAt: after(at),
	}
}

// numbered is the ID of a session that signed in at the given time after start. Of the same time, the higher number is the newer.
func numbered(at time.Duration, number byte) ID {
	id := uid.Tagged(after(at), 7)
	clear(id[8:])
	id[8], id[15] = 0x80, number
	return ID{id}
}

func aUser() tenancy.UserID { return tenancy.NewUserID(start) }

func on(d time.Duration) Timeout  { return Timeout{On: true, Seconds: int64(d / time.Second)} }
func off(d time.Duration) Timeout { return Timeout{Seconds: int64(d / time.Second)} }
func most(sessions int) Maximum   { return Maximum{On: true, Sessions: sessions} }

// under is the rules of an environment with these settings and a tenant without settings of its own.
func under(settings Settings) Rules {
	return Govern(EnvironmentPolicy{Settings: settings}, TenantPolicy{})
}

func bySystem(at time.Duration, reason Reason) End {
	return End{At: after(at), Reason: reason, By: access.TheSystem()}
}

func expectEnd(t *testing.T, s Session, rules Rules, now time.Time, want End) {
	t.Helper()
	if diff := cmp.Diff(Verdict{End: want}, Evaluate(s, rules, now)); diff != "" {
		t.Errorf("Evaluate at start+%v: want the end (-), got (+):\n%s", now.Sub(start), diff)
	}
}

func expectActive(t *testing.T, s Session, rules Rules, now time.Time) {
	t.Helper()
	if got := Evaluate(s, rules, now); !got.Active {
		t.Errorf("Evaluate at start+%v = %v at start+%v, want active", now.Sub(start), got.End.Reason, got.End.At.Sub(start))
	}
}
