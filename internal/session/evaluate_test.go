package session

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sojourn-auth/sojourn/internal/access"
)

func TestEvaluateAtEveryDeadline(t *testing.T) {
	t.Parallel()
	idle := func(d time.Duration) Settings { return Settings{Idle: on(d)} }
	tests := []struct {
		name     string
		settings Settings
		active   time.Duration // last activity; sign-in was at 0
		deadline time.Duration
		reason   Reason
	}{
		{"nothing on: the built-in idle limit", Settings{}, 0, day, IdleTimeout},
		{"nothing on, active an hour later", Settings{}, time.Hour, 25 * time.Hour, IdleTimeout},
		{"idle kept but off: still the built-in limit", Settings{Idle: off(time.Hour)}, 0, day, IdleTimeout},
		{"idle at its least", idle(MinIdle), 0, time.Minute, IdleTimeout},
		{"idle at its most", idle(MaxIdle), 0, 365 * day, IdleTimeout},
		{"idle counts from activity", idle(time.Hour), 59 * time.Minute, 119 * time.Minute, IdleTimeout},
		{"force re-login at its least", Settings{Relogin: on(MinRelogin)}, 0, 5 * time.Minute, ForcedRelogin},
		{"force re-login ignores activity", Settings{Relogin: on(time.Hour)}, 59 * time.Minute, time.Hour, ForcedRelogin},
		{"force re-login at its most, active all the time", Settings{Relogin: on(MaxRelogin)}, 365*day - time.Hour, 365 * day, ForcedRelogin},
		{"force re-login longer than the built-in idle limit", Settings{Relogin: on(48 * time.Hour)}, 0, day, IdleTimeout},
		{"force re-login kept but off", Settings{Relogin: off(5 * time.Minute)}, 0, day, IdleTimeout},
		{"both, idle first", Settings{Idle: on(time.Hour), Relogin: on(2 * time.Hour)}, 0, time.Hour, IdleTimeout},
		{"both, re-login first", Settings{Idle: on(time.Hour), Relogin: on(2 * time.Hour)}, 61 * time.Minute, 2 * time.Hour, ForcedRelogin},
		{"both, re-login a second before idle", Settings{Idle: on(time.Hour), Relogin: on(time.Hour - time.Second)}, 0, time.Hour - time.Second, ForcedRelogin},
		{"both in the same instant: idle", Settings{Idle: on(time.Hour), Relogin: on(time.Hour)}, 0, time.Hour, IdleTimeout},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s, rules := signedIn(0), under(test.settings)
			s.LastActiveAt = after(test.active)
			want := Verdict{Active: true, EndsAt: after(test.deadline), EndsBy: test.reason}
			if diff := cmp.Diff(want, Evaluate(s, rules, after(test.deadline-ms))); diff != "" {
				t.Errorf("Evaluate a millisecond before the deadline: want (-), got (+):\n%s", diff)
			}
			for _, late := range []time.Duration{0, ms, time.Hour, 1000 * day} {
				expectEnd(t, s, rules, after(test.deadline+late), bySystem(test.deadline, test.reason))
			}
		})
	}
}

func TestEvaluateCountsReloginFromAuthentication(t *testing.T) {
	t.Parallel()
	s, rules := signedIn(0), under(Settings{Relogin: on(time.Hour)})
	s.AuthenticatedAt, s.LastActiveAt = after(30*time.Minute), after(30*time.Minute)
	expectActive(t, s, rules, after(90*time.Minute-ms))
	expectEnd(t, s, rules, after(90*time.Minute), bySystem(90*time.Minute, ForcedRelogin))
}

func TestEvaluateKeepsARecordedEnd(t *testing.T) {
	t.Parallel()
	s := signedIn(0)
	s.End = End{At: after(10 * time.Hour), Reason: EndedByAdmin, By: access.Actor{Kind: access.User, ID: aUser().UID}}
	marked := under(Settings{})
	marked.Marks[0] = Mark{At: after(time.Hour), Reason: TenantRemoved}
	for name, rules := range map[string]Rules{
		"no deadline near":         under(Settings{}),
		"past its idle deadline":   under(Settings{Idle: on(time.Minute)}),
		"past its maximum age":     under(Settings{Relogin: on(5 * time.Minute)}),
		"marked before":            marked,
		"no rules at all":          {},
		"ended under earlier ones": {Effective: marked.Effective, Earlier: []Earlier{{Effective: Effective{}, Until: after(time.Hour)}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, now := range []time.Duration{-day, 0, 10*time.Hour - ms, 10 * time.Hour, 1000 * day} {
				expectEnd(t, s, rules, after(now), s.End)
			}
		})
	}
}

func TestEvaluateMarks(t *testing.T) {
	t.Parallel()
	mark := Mark{At: after(time.Hour), Reason: EndedByOperator, By: access.Actor{Kind: access.Local}}
	marked := End{At: mark.At, Reason: mark.Reason, By: mark.By}
	for level, name := range []string{"environment", "tenant"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rules := under(Settings{})
			rules.Marks[level] = mark
			for _, now := range []time.Duration{time.Hour - ms, time.Hour, time.Hour + ms, 2 * time.Hour} {
				expectEnd(t, signedIn(time.Hour-ms), rules, after(now), marked)
				expectActive(t, signedIn(time.Hour), rules, after(now))
				expectActive(t, signedIn(time.Hour+ms), rules, after(now))
			}
			expectEnd(t, signedIn(0), rules, after(0), marked) // the clock stands before the mark: it holds all the same
		})
	}
}

func TestEvaluateTakesTheEarlierOfTwoMarks(t *testing.T) {
	t.Parallel()
	early := Mark{At: after(time.Hour), Reason: EndedByAdmin}
	late := Mark{At: after(2 * time.Hour), Reason: TenantRemoved}
	for _, marks := range [][2]Mark{{early, late}, {late, early}} {
		rules := under(Settings{})
		rules.Marks = marks
		expectEnd(t, signedIn(0), rules, after(3*time.Hour), End{At: early.At, Reason: early.Reason})
		expectEnd(t, signedIn(time.Hour), rules, after(3*time.Hour), End{At: late.At, Reason: late.Reason})
		expectActive(t, signedIn(2*time.Hour), rules, after(3*time.Hour))
	}
}

// A mark that is set at one instant bears the next one, and ends sessions from the first on. A deadline that falls
// on the next must not take over the end that was told before.
func TestEvaluateOrdersMarksAndDeadlines(t *testing.T) {
	t.Parallel()
	const set = time.Hour - ms
	rules := under(Settings{Idle: on(time.Hour)})
	rules.Marks[1] = Mark{}.Forward(after(set), EndedByAdmin, access.TheSystem())
	byMark := bySystem(set+ms, EndedByAdmin)
	for _, test := range []struct {
		name   string
		active time.Duration
		want   End
	}{
		{"deadline before the mark was set", -2 * ms, bySystem(time.Hour-2*ms, IdleTimeout)},
		{"deadline as the mark was set", -ms, bySystem(time.Hour-ms, IdleTimeout)},
		{"deadline a millisecond after", 0, byMark},
		{"deadline long after", 30 * time.Minute, byMark},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := signedIn(-time.Minute)
			s.LastActiveAt = after(test.active)
			for _, now := range []time.Duration{set, set + ms, set + 2*ms, day} {
				expectEnd(t, s, rules, after(now), test.want)
			}
		})
	}
}

func TestEvaluateWithoutRulesFailsClosed(t *testing.T) {
	t.Parallel()
	if got := Evaluate(signedIn(0), Rules{}, after(0)); got.Active {
		t.Errorf("Evaluate under the zero Rules = %+v, want an end", got)
	}
}

func TestEvaluateDoesNotCareHowAnInstantIsWritten(t *testing.T) {
	t.Parallel()
	s, rules := signedIn(0), under(Settings{Idle: on(time.Hour)})
	for _, zone := range []*time.Location{time.UTC, time.FixedZone("east", 14*60*60), time.FixedZone("west", -12*60*60)} {
		expectActive(t, s, rules, after(time.Hour-ms).In(zone))
		if got := Evaluate(s, rules, after(time.Hour).In(zone)); got.Active {
			t.Errorf("Evaluate at the deadline as written in %v = active, want ended", zone)
		}
	}
}

func TestEvaluateSessionsFromTheFuture(t *testing.T) {
	t.Parallel()
	// Another node's clock may stand a little before this one's.
	s, rules := signedIn(10*time.Second), under(Settings{Idle: on(time.Minute)})
	expectActive(t, s, rules, after(0))
	expectActive(t, s, rules, after(70*time.Second-ms))
	expectEnd(t, s, rules, after(70*time.Second), bySystem(70*time.Second, IdleTimeout))
}
