package authn

import (
	"math"
	"time"
)

// Tally is what is remembered under one ThrottleKey. Whoever stores it may delete it at ForgetAt.
type Tally struct {
	Failures     int
	FirstFailure time.Time
	LastFailure  time.Time
	LastSuccess  time.Time
}

// Tallies are the three that an attempt is judged by.
type Tallies struct {
	Pair    Tally // this account from this source
	Source  Tally // any account from this source
	Account Tally // this account from any source that is not known to it

	// PasswordSetAt reopens pairs that were closed for good while guessing an older password. It is zero for
	// an account that does not exist.
	PasswordSetAt time.Time
}

// Throttle is the rule that slows down guessing. It is pure: reading and saving the tallies is the caller's.
//
// A source that has signed in to an account before is known there and is judged by its own failures only, so
// nobody elsewhere can take its attempts away. Any other source has the same budget until the account is
// under attack, and then one attempt per AttackWait; never none, or attackers could lock the owner out. So the
// limit of failures in a row holds for each source, and an attacker with n sources has n attempts per AttackWait.
type Throttle struct {
	FreeFailures   int           // in a row, after which a pair need not wait yet
	FirstWait      time.Duration // after the next failure; it doubles with each further one
	LongWaitFrom   int           // failures in a row, from which on the wait is LongWait
	LongWait       time.Duration
	MaxFailures    int           // in a row, after which the pair is closed (NIST SP 800-63B, section 3.2.2)
	ForgetAfter    time.Duration // without a failure, a pair's failures are forgotten, also when it is closed
	KnownFor       time.Duration // since its last success a source is known to the account
	SourceFailures int           // of one source with whatever accounts within SourceWindow
	SourceWindow   time.Duration
	AttackFailures int           // from unknown sources, with which an account counts as under attack …
	AttackQuiet    time.Duration // … until this long has passed without another
	AttackWait     time.Duration
}

// DefaultThrottle waits 1 s after the third failure in a row, then twice as long each time, and 30 minutes from
// the tenth on.
func DefaultThrottle() Throttle {
	const day = 24 * time.Hour
	return Throttle{
		FreeFailures: 2, FirstWait: time.Second, LongWaitFrom: 10, LongWait: 30 * time.Minute,
		MaxFailures: 100, ForgetAfter: 30 * day, KnownFor: 90 * day,
		SourceFailures: 100, SourceWindow: time.Hour,
		AttackFailures: 20, AttackQuiet: time.Hour, AttackWait: 15 * time.Minute,
	}
}

// Allow judges an attempt. Judge, verify and save one attempt of a pair at a time (Turns), or parallel ones
// all pass before the first has failed. A refused attempt is not verified and leaves no trace in the tallies.
func (t Throttle) Allow(tallies Tallies, now time.Time) Decision {
	decision := Decision{Allowed: true}
	demand := func(wait time.Duration, since time.Time, reason ThrottleReason) {
		if left := wait - elapsed(since, now); left > decision.RetryAfter {
			decision = Decision{RetryAfter: left, Reason: reason}
		}
	}
	failures := t.failures(tallies, now)
	if failures >= t.MaxFailures {
		demand(t.ForgetAfter, tallies.Pair.LastFailure, PairClosed)
	} else {
		demand(t.wait(failures), tallies.Pair.LastFailure, PairWaits)
	}
	if t.known(tallies.Pair, now) {
		return decision
	}
	if failures > 0 && t.underAttack(tallies.Account, now) {
		demand(t.AttackWait, tallies.Pair.LastFailure, UnderAttack)
	}
	if tallies.Source.Failures >= t.SourceFailures {
		demand(t.SourceWindow, tallies.Source.FirstFailure, SourceLimited)
	}
	return decision
}

// Fail is the tallies after a wrong password, or any password for an account that does not exist.
func (t Throttle) Fail(tallies Tallies, now time.Time) Tallies {
	if !t.known(tallies.Pair, now) {
		tallies.Account = failed(tallies.Account, now, elapsed(tallies.Account.LastFailure, now) >= t.AttackQuiet)
	}
	tallies.Source = failed(tallies.Source, now, elapsed(tallies.Source.FirstFailure, now) >= t.SourceWindow)
	tallies.Pair = failed(tallies.Pair, now, t.failures(tallies, now) == 0)
	return tallies
}

// Succeed is the tallies after the right password. The source is known from now on. What the whole source and
// the whole account did stays: an attacker could otherwise wash it off with an account of their own, or with
// the victim's sign-ins.
func (t Throttle) Succeed(tallies Tallies, now time.Time) Tallies {
	tallies.Pair = Tally{LastSuccess: now}
	return tallies
}

// ForgetAt is when a tally no longer matters and its row may be deleted.
func (t Throttle) ForgetAt(kind ThrottleKind, tally Tally) time.Time {
	switch kind {
	case BySource:
		return tally.FirstFailure.Add(t.SourceWindow)
	case ByAccount:
		return tally.LastFailure.Add(t.AttackQuiet)
	default:
		forget, unknown := tally.LastFailure.Add(t.ForgetAfter), tally.LastSuccess.Add(t.KnownFor)
		if unknown.After(forget) {
			return unknown
		}
		return forget
	}
}

// failed counts one more failure, or the first when a new count begins.
func failed(tally Tally, now time.Time, begin bool) Tally {
	if begin {
		tally.Failures, tally.FirstFailure = 0, now
	}
	tally.Failures++
	tally.LastFailure = now
	return tally
}

// failures is the pair's failures in a row that still count.
func (t Throttle) failures(tallies Tallies, now time.Time) int {
	closed := tallies.Pair.Failures >= t.MaxFailures
	if elapsed(tallies.Pair.LastFailure, now) >= t.ForgetAfter || closed && tallies.Pair.LastFailure.Before(tallies.PasswordSetAt) {
		return 0
	}
	return tallies.Pair.Failures
}

// wait is how long after the last of so many failures in a row the next attempt may come.
func (t Throttle) wait(failures int) time.Duration {
	switch {
	case failures >= t.LongWaitFrom:
		return t.LongWait
	case failures <= t.FreeFailures:
		return 0
	}
	wait := t.FirstWait
	for range failures - t.FreeFailures - 1 {
		if wait >= t.LongWait/2 {
			return t.LongWait
		}
		wait *= 2
	}
	return min(wait, t.LongWait)
}

func (t Throttle) known(pair Tally, now time.Time) bool {
	return !pair.LastSuccess.IsZero() && elapsed(pair.LastSuccess, now) < t.KnownFor
}

func (t Throttle) underAttack(account Tally, now time.Time) bool {
	return account.Failures >= t.AttackFailures && elapsed(account.LastFailure, now) < t.AttackQuiet
}

// clockSkew is how far the clocks of two nodes may be apart.
const clockSkew = time.Minute

// elapsed is the time from since to now. A since that lies ahead by the skew of two nodes' clocks is just now;
// one further ahead was written by a clock that has been set back since, and is as good as long ago: waiting
// for it could take years.
func elapsed(since, now time.Time) time.Duration {
	passed := now.Sub(since)
	switch {
	case passed < -clockSkew:
		return math.MaxInt64
	default:
		return max(passed, 0)
	}
}
