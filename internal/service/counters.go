package service

import (
	"sync/atomic"

	"github.com/sojourn-auth/sojourn/internal/fault"
)

// Counters count what the store does not keep as events.
type Counters struct {
	active, ended, unknown, unavailable atomic.Int64 // checks, by outcome
	signedIn, signInFailed, throttled   atomic.Int64 // sign-ins, by outcome
	created, refreshed                  atomic.Int64
}

// Count is one counter for whoever shows it.
type Count struct {
	Name, Outcome string
	Value         int64
}

// Counts are all counters.
func (s *Service) Counts() []Count {
	c := &s.counts
	return []Count{
		{"checks", "active", c.active.Load()},
		{"checks", "ended", c.ended.Load()},
		{"checks", "unknown", c.unknown.Load()},
		{"checks", "unavailable", c.unavailable.Load()},
		{"sign_ins", "succeeded", c.signedIn.Load()},
		{"sign_ins", "failed", c.signInFailed.Load()},
		{"sign_ins", "throttled", c.throttled.Load()},
		{"sessions_created", "by_api", c.created.Load()},
		{"refreshes", "succeeded", c.refreshed.Load()},
	}
}

// refuse counts a credential that was refused before a session was judged.
func (c *Counters) refuse(err error) {
	if fault.KindOf(err) == fault.Unavailable {
		c.unavailable.Add(1)
		return
	}
	c.unknown.Add(1)
}
