package authn

import (
	"time"

	"github.com/sojourn-auth/sojourn/internal/fault"
)

// ThrottleReason says which part of the rule refuses an attempt.
type ThrottleReason string

// The reasons.
const (
	PairWaits     ThrottleReason = "pair_waits"
	PairClosed    ThrottleReason = "pair_closed"
	SourceLimited ThrottleReason = "source_limited"
	UnderAttack   ThrottleReason = "under_attack"
)

// Decision is whether a password may be tried now.
type Decision struct {
	Allowed    bool
	RetryAfter time.Duration  // above zero when not allowed
	Reason     ThrottleReason // for the audit; whoever is refused hears the same for all
}

// Err is nil when allowed, else the same error for every reason.
func (d Decision) Err() error {
	if d.Allowed {
		return nil
	}
	return fault.New(fault.TooMany, "Too many failed sign-ins. Try again later.").WithCode("sign_in_throttled").After(d.RetryAfter)
}
