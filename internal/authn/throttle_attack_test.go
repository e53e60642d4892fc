package authn

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// front is a sign-in as the service does it, with a map for a store.
type front struct {
	throttle Throttle
	now      time.Time
	tallies  map[[32]byte]Tally
}

// attempt tries a password and tells whether it was looked at at all.
func (f *front) attempt(account string, source netip.Prefix, right bool) bool {
	key := func(kind ThrottleKind) [32]byte { return ThrottleKey([]byte("secret"), kind, account, source) }
	tallies := Tallies{Pair: f.tallies[key(ByPair)], Source: f.tallies[key(BySource)], Account: f.tallies[key(ByAccount)]}
	if !f.throttle.Allow(tallies, f.now).Allowed {
		return false
	}
	if right {
		tallies = f.throttle.Succeed(tallies, f.now)
	} else {
		tallies = f.throttle.Fail(tallies, f.now)
	}
	f.tallies[key(ByPair)], f.tallies[key(BySource)], f.tallies[key(ByAccount)] = tallies.Pair, tallies.Source, tallies.Account
	return true
}

// numbered is the n-th of the sources in 10.0.0.0/8 for the attacker, 192.0.0.0/8 for the victim.
func numbered(first byte, n int) netip.Prefix {
	var address [4]byte
	binary.BigEndian.PutUint32(address[:], uint32(n))
	address[0] = first
	return SourceOf(netip.AddrFrom4(address))
}

// Whatever an attacker does from other sources: the victim's right password is always looked at on a source
// that is known to the account, at once on a source that is new, and on one on which the victim mistyped it
// again after 15 minutes.
func TestNobodyLocksTheOwnerOut(t *testing.T) {
	t.Parallel()
	const victim = "victim@example.org"
	rapid.Check(t, func(t *rapid.T) {
		f := &front{throttle: DefaultThrottle(), now: noon, tallies: make(map[[32]byte]Tally)}
		home, places, mistakes, lastTry := numbered(192, 0), 1, 0, time.Time{}
		f.attempt(victim, home, true)
		t.Repeat(map[string]func(*rapid.T){
			"attack from many sources": func(t *rapid.T) {
				from, count := rapid.IntRange(0, 200).Draw(t, "from"), rapid.IntRange(1, 60).Draw(t, "count")
				for i := range count {
					f.attempt(victim, numbered(10, from+i), false)
				}
			},
			"attack from one source": func(t *rapid.T) {
				from, count := rapid.IntRange(0, 5).Draw(t, "from"), rapid.IntRange(1, 150).Draw(t, "count")
				for range count {
					f.attempt(victim, numbered(10, from), false)
					f.now = f.now.Add(time.Second)
				}
			},
			"attack on everybody": func(t *rapid.T) {
				from := rapid.IntRange(0, 5).Draw(t, "from")
				for i := range rapid.IntRange(1, 150).Draw(t, "count") {
					f.attempt(fmt.Sprintf("user%d@example.org", i), numbered(10, from), false)
				}
			},
			"attacker signs in": func(t *rapid.T) {
				f.attempt("attacker@example.org", numbered(10, rapid.IntRange(0, 5).Draw(t, "from")), true)
			},
			"time passes": func(t *rapid.T) {
				f.now = f.now.Add(time.Duration(rapid.Int64Range(0, int64(2*time.Hour/ms)).Draw(t, "ms")) * ms)
			},
			"victim at home": func(t *rapid.T) {
				if !f.attempt(victim, home, true) {
					t.Fatal("the victim is locked out on a known source")
				}
			},
			"victim in a new place": func(t *rapid.T) {
				places++
				mistakes, lastTry = 0, time.Time{}
				if !f.attempt(victim, numbered(192, places), rapid.Bool().Draw(t, "right")) {
					t.Fatal("the victim is locked out on a new source")
				}
				places++
			},
			"victim mistypes in a place": func(t *rapid.T) {
				if mistakes == 9 {
					places, mistakes = places+1, 0
				} else if mistakes > 0 && f.now.Sub(lastTry) < 15*time.Minute {
					f.now = lastTry.Add(15 * time.Minute)
				}
				if !f.attempt(victim, numbered(192, places), false) {
					t.Fatalf("the victim is locked out after %d mistakes and 15 minutes", mistakes)
				}
				mistakes, lastTry = mistakes+1, f.now
			},
		})
	})
}

// Once an account is under attack, a thousand sources have one attempt each in a quarter of an hour.
func TestAttackFromManySources(t *testing.T) {
	t.Parallel()
	f := &front{throttle: DefaultThrottle(), now: noon, tallies: make(map[[32]byte]Tally)}
	for i := range 20 {
		f.attempt("victim@example.org", numbered(10, 5000+i), false)
	}
	looked := 0
	for second := range 15 * 60 {
		f.now = noon.Add(time.Duration(second) * time.Second)
		for i := second % 10; i < 1000; i += 10 {
			if f.attempt("victim@example.org", numbered(10, i), false) {
				looked++
			}
		}
	}
	if looked != 1000 {
		t.Errorf("%d attempts of 1000 sources in 15 minutes were looked at, want 1000", looked)
	}
}

// An attacker who signs in to an account of their own in between has no more attempts for it.
func TestOwnAccountWashesNothingOff(t *testing.T) {
	t.Parallel()
	f := &front{throttle: DefaultThrottle(), now: noon, tallies: make(map[[32]byte]Tally)}
	looked := 0
	for i := range 500 {
		f.attempt("attacker@example.org", numbered(10, 1), true)
		if f.attempt(fmt.Sprintf("user%d@example.org", i), numbered(10, 1), false) {
			looked++
		}
	}
	if looked != 100 {
		t.Errorf("%d accounts tried within the hour from one source, want 100", looked)
	}
}
