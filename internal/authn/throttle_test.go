package authn

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sojourn-auth/sojourn/internal/fault"
)

const (
	ms  = time.Millisecond
	day = 24 * time.Hour
)

var noon = time.UnixMilli(1_800_000_000_000).UTC()

// failing is a tally with so many failures, the last of them ago before noon.
func failing(failures int, ago time.Duration) Tally {
	return Tally{Failures: failures, FirstFailure: noon.Add(-ago), LastFailure: noon.Add(-ago)}
}

// succeeded adds a success to a tally.
func (s Tally) succeeded(ago time.Duration) Tally {
	s.LastSuccess = noon.Add(-ago)
	return s
}

func TestAllow(t *testing.T) {
	t.Parallel()
	allowed := Decision{Allowed: true}
	refused := func(after time.Duration, reason ThrottleReason) Decision {
		return Decision{RetryAfter: after, Reason: reason}
	}
	attack := failing(20, 0)
	tests := []struct {
		name    string
		tallies Tallies
		want    Decision
	}{
		{"nothing is known", Tallies{}, allowed},
		{"1 failure", Tallies{Pair: failing(1, 0)}, allowed},
		{"2 failures", Tallies{Pair: failing(2, 0)}, allowed},
		{"3 failures", Tallies{Pair: failing(3, 0)}, refused(time.Second, PairWaits)},
		{"3 failures, just before the wait is over", Tallies{Pair: failing(3, time.Second-ms)}, refused(ms, PairWaits)},
		{"3 failures, when the wait is over", Tallies{Pair: failing(3, time.Second)}, allowed},
		{"4 failures", Tallies{Pair: failing(4, 0)}, refused(2*time.Second, PairWaits)},
		{"9 failures", Tallies{Pair: failing(9, 0)}, refused(64*time.Second, PairWaits)},
		{"10 failures", Tallies{Pair: failing(10, 0)}, refused(30*time.Minute, PairWaits)},
		{"10 failures, just before the wait is over", Tallies{Pair: failing(10, 30*time.Minute-ms)}, refused(ms, PairWaits)},
		{"10 failures, when the wait is over", Tallies{Pair: failing(10, 30*time.Minute)}, allowed},
		{"99 failures", Tallies{Pair: failing(99, 0)}, refused(30*time.Minute, PairWaits)},
		{"99 failures, when the wait is over", Tallies{Pair: failing(99, 30*time.Minute)}, allowed},
		{"100 failures", Tallies{Pair: failing(100, time.Hour)}, refused(30*day-time.Hour, PairClosed)},
		{"100 failures, just before they are forgotten", Tallies{Pair: failing(100, 30*day-ms)}, refused(ms, PairClosed)},
		{"100 failures, forgotten", Tallies{Pair: failing(100, 30*day)}, allowed},
		{"100 failures, then a new password", Tallies{Pair: failing(100, time.Hour), PasswordSetAt: noon.Add(-time.Hour + ms)}, allowed},
		{"100 failures with this password", Tallies{Pair: failing(100, time.Hour), PasswordSetAt: noon.Add(-time.Hour)}, refused(30*day-time.Hour, PairClosed)},
		{"100 failures, then a new password, under attack", Tallies{Pair: failing(100, 0), Account: attack, PasswordSetAt: noon.Add(ms)}, allowed},
		{"a new password does not shorten a wait", Tallies{Pair: failing(10, time.Minute), PasswordSetAt: noon}, refused(29*time.Minute, PairWaits)},
		{"a known pair waits for its own failures", Tallies{Pair: failing(10, 0).succeeded(day)}, refused(30*time.Minute, PairWaits)},
		{"a known pair closes for its own failures", Tallies{Pair: failing(100, 0).succeeded(day)}, refused(30*day, PairClosed)},

		{"source below its limit", Tallies{Source: failing(99, 0)}, allowed},
		{"source at its limit", Tallies{Source: failing(100, 0)}, refused(time.Hour, SourceLimited)},
		{"source at its limit, end of the window", Tallies{Source: failing(100, time.Hour-ms)}, refused(ms, SourceLimited)},
		{"source at its limit, after the window", Tallies{Source: failing(100, time.Hour)}, allowed},
		{"a known pair has nothing to do with its source's limit", Tallies{Source: failing(500, 0), Pair: Tally{}.succeeded(day)}, allowed},

		{"not yet an attack", Tallies{Pair: failing(1, 0), Account: failing(19, 0)}, allowed},
		{"under attack, new source", Tallies{Account: attack}, allowed},
		{"under heavy attack, new source", Tallies{Account: failing(1_000_000, 0)}, allowed},
		{"under attack, after one failure", Tallies{Pair: failing(1, 0), Account: attack}, refused(15*time.Minute, UnderAttack)},
		{"under attack, just before the next attempt", Tallies{Pair: failing(1, 15*time.Minute-ms), Account: attack}, refused(ms, UnderAttack)},
		{"under attack, next attempt", Tallies{Pair: failing(1, 15*time.Minute), Account: attack}, allowed},
		{"under attack, the longer wait counts", Tallies{Pair: failing(10, 0), Account: attack}, refused(30*time.Minute, PairWaits)},
		{"attack just not over", Tallies{Pair: failing(1, 0), Account: failing(20, time.Hour-ms)}, refused(15*time.Minute, UnderAttack)},
		{"attack over", Tallies{Pair: failing(1, 0), Account: failing(20, time.Hour)}, allowed},
		{"under attack, known source with failures", Tallies{Pair: failing(2, 0).succeeded(day), Account: attack}, allowed},
		{"known, just long enough ago", Tallies{Pair: failing(1, 0).succeeded(90*day - ms), Account: attack}, allowed},
		{"known too long ago", Tallies{Pair: failing(1, 0).succeeded(90 * day), Account: attack}, refused(15*time.Minute, UnderAttack)},

		{"written by a node whose clock is ahead", Tallies{Pair: failing(10, -time.Minute)}, refused(30*time.Minute, PairWaits)},
		{"written before the clock was set back", Tallies{Pair: failing(10, -time.Minute-ms)}, allowed},
		{"written before the clock was set back by years", Tallies{Pair: failing(100, -3650*day), Source: failing(100, -3650*day), Account: failing(50, -3650*day)}, allowed},
	}
	for _, tt := range tests {
		if got := DefaultThrottle().Allow(tt.tallies, noon); got != tt.want {
			t.Errorf("%s: Allow = %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

func TestFail(t *testing.T) {
	t.Parallel()
	fresh := failing(1, 0)
	later := func(failures int, first time.Duration) Tally {
		return Tally{Failures: failures, FirstFailure: noon.Add(-first), LastFailure: noon}
	}
	tests := []struct {
		name          string
		before, after Tallies
	}{
		{"the first", Tallies{}, Tallies{Pair: fresh, Source: fresh, Account: fresh}},
		{"one more", Tallies{Pair: failing(3, time.Minute), Source: failing(7, time.Minute), Account: failing(9, time.Minute)},
			Tallies{Pair: later(4, time.Minute), Source: later(8, time.Minute), Account: later(10, time.Minute)}},
		{"a known source is no attack", Tallies{Pair: Tally{}.succeeded(day)}, Tallies{Pair: fresh.succeeded(day), Source: fresh}},
		{"just within all windows", Tallies{Pair: failing(3, 30*day-ms), Source: failing(7, time.Hour-ms), Account: failing(9, time.Hour-ms)},
			Tallies{Pair: later(4, 30*day-ms), Source: later(8, time.Hour-ms), Account: later(10, time.Hour-ms)}},
		{"after all windows", Tallies{Pair: failing(3, 30*day), Source: failing(7, time.Hour), Account: failing(9, time.Hour)},
			Tallies{Pair: fresh, Source: fresh, Account: fresh}},
		{"closed, then a new password", Tallies{Pair: failing(100, day), PasswordSetAt: noon.Add(-time.Minute)},
			Tallies{Pair: fresh, Source: fresh, Account: fresh, PasswordSetAt: noon.Add(-time.Minute)}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.after, DefaultThrottle().Fail(tt.before, noon)); diff != "" {
			t.Errorf("%s: Fail (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestSucceedClearsOnlyThePair(t *testing.T) {
	t.Parallel()
	before := Tallies{Pair: failing(9, day), Source: failing(50, 0), Account: failing(50, 0), PasswordSetAt: noon}
	want := before
	want.Pair = Tally{LastSuccess: noon}
	if diff := cmp.Diff(want, DefaultThrottle().Succeed(before, noon)); diff != "" {
		t.Errorf("Succeed (-want +got):\n%s", diff)
	}
}

func TestDecisionErr(t *testing.T) {
	t.Parallel()
	if err := (Decision{Allowed: true}).Err(); err != nil {
		t.Errorf("Err(allowed) = %v, want nil", err)
	}
	var texts []string
	for _, reason := range []ThrottleReason{PairWaits, PairClosed, SourceLimited, UnderAttack} {
		err := Decision{RetryAfter: time.Minute, Reason: reason}.Err()
		var refusal *fault.Error
		if !errors.As(err, &refusal) || refusal.Kind != fault.TooMany || refusal.RetryAfter != time.Minute {
			t.Fatalf("Err(%s) = %v, want too many with the wait", reason, err)
		}
		texts = append(texts, fmt.Sprint(err))
		if texts[0] != err.Error() {
			t.Errorf("Err(%s) = %v, want the same for every reason", reason, err)
		}
	}
}

func TestWaitDoublesUpToTheLongWait(t *testing.T) {
	t.Parallel()
	throttle := DefaultThrottle()
	throttle.LongWaitFrom = 99
	for failures, want := range map[int]time.Duration{3: time.Second, 12: 512 * time.Second, 13: 1024 * time.Second, 14: 30 * time.Minute, 98: 30 * time.Minute} {
		if got := throttle.Allow(Tallies{Pair: failing(failures, 0)}, noon).RetryAfter; got != want {
			t.Errorf("wait after %d failures = %v, want %v", failures, got, want)
		}
	}
}

func TestForgetAt(t *testing.T) {
	t.Parallel()
	hour := Tally{Failures: 2, FirstFailure: noon, LastFailure: noon.Add(time.Minute)}
	tests := []struct {
		name  string
		kind  ThrottleKind
		tally Tally
		want  time.Time
	}{
		{"pair that only failed", ByPair, failing(3, 0), noon.Add(30 * day)},
		{"pair that only succeeded", ByPair, Tally{}.succeeded(0), noon.Add(90 * day)},
		{"pair that is known for longer than its failures", ByPair, failing(3, 0).succeeded(day), noon.Add(89 * day)},
		{"pair whose failures count for longer", ByPair, failing(3, 0).succeeded(70 * day), noon.Add(30 * day)},
		{"source, from the first failure", BySource, hour, noon.Add(time.Hour)},
		{"account, from the last failure", ByAccount, hour, noon.Add(time.Hour + time.Minute)},
	}
	for _, tt := range tests {
		if got := DefaultThrottle().ForgetAt(tt.kind, tt.tally); !got.Equal(tt.want) {
			t.Errorf("%s: ForgetAt = %v, want %v", tt.name, got, tt.want)
		}
	}
}

// A single source that tries whenever it may has 100 attempts and no more, the last after about two days.
func TestOneSourceRunsDry(t *testing.T) {
	t.Parallel()
	throttle, tallies, now, attempts := DefaultThrottle(), Tallies{}, noon, 0
	for now.Before(noon.Add(29 * day)) {
		d := throttle.Allow(tallies, now)
		if !d.Allowed {
			now = now.Add(d.RetryAfter)
			continue
		}
		attempts++
		tallies = throttle.Fail(tallies, now)
		if attempts == 10 && now.Sub(noon) < time.Minute {
			t.Errorf("10 attempts within %v, want them to take a minute or more", now.Sub(noon))
		}
	}
	if attempts != 100 {
		t.Errorf("%d attempts in a month, want 100", attempts)
	}
}

// Deleting what ForgetAt gives free changes no decision, neither now nor after one more failure, neither for the
// pair itself nor for a stranger to the account.
func TestForgottenStatesDoNotMatter(t *testing.T) {
	t.Parallel()
	throttle := DefaultThrottle()
	rapid.Check(t, func(t *rapid.T) {
		ago := func(label string, most int64) time.Duration {
			return time.Duration(rapid.Int64Range(0, most).Draw(t, label)) * ms
		}
		tally := func(label string) Tally {
			first := ago(label+" first", int64(120*day/ms))
			return Tally{
				Failures:     rapid.IntRange(1, 120).Draw(t, label),
				FirstFailure: noon.Add(-first),
				LastFailure:  noon.Add(-ago(label+" last", int64(first/ms))),
			}
		}
		before := Tallies{Pair: tally("pair"), Source: tally("source"), Account: tally("account")}
		if rapid.Bool().Draw(t, "known") {
			before.Pair = before.Pair.succeeded(ago("success", int64(120*day/ms)))
		}
		after := before
		for kind, s := range map[ThrottleKind]*Tally{ByPair: &after.Pair, BySource: &after.Source, ByAccount: &after.Account} {
			if !throttle.ForgetAt(kind, *s).After(noon) {
				*s = Tally{}
			}
		}
		stranger := func(s Tallies) Tallies { s.Pair = failing(1, 0); return s }
		failed := func(s Tallies) Tallies { return throttle.Fail(s, noon) }
		same := func(s Tallies) Tallies { return s }
		for _, view := range []func(Tallies) Tallies{same, failed} {
			for _, who := range []func(Tallies) Tallies{same, stranger} {
				got, want := throttle.Allow(who(view(after)), noon), throttle.Allow(who(view(before)), noon)
				if got != want {
					t.Fatalf("Allow = %+v after forgetting, %+v before\nbefore: %+v\nafter: %+v", got, want, before, after)
				}
			}
		}
	})
}
