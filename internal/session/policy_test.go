package session

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sojourn-auth/sojourn/internal/access"
)

// change is one change of settings, at a time after start, at one of the levels.
type change struct {
	at          time.Duration
	environment *Settings
	modes       Modes
	tenant      *Overrides
}

// made is the policies after all changes, with nothing swept in between.
func made(before Settings, changes ...change) (EnvironmentPolicy, TenantPolicy) {
	environment, tenant := EnvironmentPolicy{Settings: before}, TenantPolicy{}
	for _, c := range changes {
		if c.environment != nil {
			environment = environment.Replace(*c.environment, c.modes, after(c.at))
		}
		if c.tenant != nil {
			tenant = tenant.Replace(*c.tenant, after(c.at))
		}
	}
	return environment, tenant
}

func environmentAt(at, idle, relogin time.Duration) change {
	settings := Settings{Idle: on(idle)}
	if relogin > 0 {
		settings.Relogin = on(relogin)
	}
	return change{at: at, environment: &settings}
}

func tenantAt(at, idle time.Duration) change {
	own := on(idle)
	return change{at: at, tenant: &Overrides{Idle: &own}}
}

func TestReplacedSettings(t *testing.T) {
	t.Parallel()
	const hour = time.Hour
	tests := []struct {
		name    string
		before  Settings
		changes []change
		now     time.Duration
		want    End // of a session that signed in, and was last active, at start; zero when active
	}{
		{"lengthened a millisecond before the deadline", Settings{Idle: on(hour)}, []change{environmentAt(hour-ms, 4*hour, 0)},
			2 * hour, End{}},
		{"lengthened at the deadline", Settings{Idle: on(hour)}, []change{environmentAt(hour, 4*hour, 0)},
			2 * hour, bySystem(hour, IdleTimeout)},
		{"lengthened a millisecond after", Settings{Idle: on(hour)}, []change{environmentAt(hour+ms, 4*hour, 0)},
			2 * hour, bySystem(hour, IdleTimeout)},
		{"lengthened in time, then past the new deadline", Settings{Idle: on(hour)}, []change{environmentAt(hour-ms, 4*hour, 0)},
			4 * hour, bySystem(4*hour, IdleTimeout)},
		{"switched off after the deadline", Settings{Relogin: on(hour)}, []change{{at: 2 * hour, environment: &Settings{}}},
			3 * hour, bySystem(hour, ForcedRelogin)},
		{"the built-in limit is replaced too late", Settings{}, []change{environmentAt(24*hour, 48*hour, 0)},
			25 * hour, bySystem(24*hour, IdleTimeout)},
		{"the built-in limit is replaced in time", Settings{}, []change{environmentAt(24*hour-ms, 48*hour, 0)},
			25 * hour, End{}},
		{"shortened to what is past", Settings{Idle: on(4 * hour)}, []change{environmentAt(2*hour, hour, 0)},
			2 * hour, bySystem(hour, IdleTimeout)},
		{"shortened to what is now", Settings{Idle: on(4 * hour)}, []change{environmentAt(hour, hour, 0)},
			hour, bySystem(hour, IdleTimeout)},
		{"shortened to what is still to come", Settings{Idle: on(4 * hour)}, []change{environmentAt(hour-ms, hour, 0)},
			hour - ms, End{}},
		{"shortened, then lengthened", Settings{Idle: on(4 * hour)},
			[]change{environmentAt(2*hour, hour, 0), environmentAt(3*hour, 8*hour, 0)}, 3 * hour, bySystem(hour, IdleTimeout)},
		{"shortened and lengthened within one millisecond", Settings{Idle: on(4 * hour)},
			[]change{environmentAt(2*hour, hour, 0), environmentAt(2*hour, 8*hour, 0)}, 3 * hour, bySystem(hour, IdleTimeout)},
		{"shortened and lengthened in time within one millisecond", Settings{Idle: on(4 * hour)},
			[]change{environmentAt(hour-ms, hour, 0), environmentAt(hour-ms, 8*hour, 0)}, 3 * hour, End{}},
		{"the tenant shortens and lengthens within one millisecond", Settings{Idle: on(4 * hour)},
			[]change{tenantAt(2*hour, hour), tenantAt(2*hour, 8*hour)}, 3 * hour, bySystem(hour, IdleTimeout)},
		{"the tenant lengthens after its deadline", Settings{Idle: on(hour)}, []change{tenantAt(hour, 4*hour)},
			2 * hour, bySystem(hour, IdleTimeout)},
		{"the tenant lengthens in time", Settings{Idle: on(hour)}, []change{tenantAt(hour-ms, 4*hour)},
			2 * hour, End{}},
		{"the tenant shortens, the environment locks a longer limit", Settings{Idle: on(4 * hour)},
			[]change{tenantAt(2*hour, hour), {at: 3 * hour, environment: &Settings{Idle: on(8 * hour)}, modes: Modes{Idle: Locked}}},
			3 * hour, bySystem(hour, IdleTimeout)},
		{"the environment locks a longer limit, then the tenant shortens in vain", Settings{Idle: on(4 * hour)},
			[]change{{at: hour, environment: &Settings{Idle: on(8 * hour)}, modes: Modes{Idle: Locked}}, tenantAt(2*hour, hour)},
			3 * hour, End{}},
		{"the tenant's own limit goes, and the environment's is past", Settings{Idle: on(hour)},
			[]change{tenantAt(hour-ms, 4*hour), {at: 2 * hour, tenant: &Overrides{}}, environmentAt(3*hour, 8*hour, 0)},
			3 * hour, bySystem(hour, IdleTimeout)},
		{"four changes at both levels, never past a limit of its time", Settings{Idle: on(hour)},
			[]change{environmentAt(hour-ms, 3*hour, 0), tenantAt(2*hour, 4*hour), environmentAt(2*hour+ms, hour, 0), tenantAt(4*hour-ms, 5*hour)},
			5*hour - ms, End{}},
		{"ended before a stricter rule would have ended it even earlier", Settings{Idle: on(2 * hour)},
			[]change{environmentAt(3*hour, 2*hour, hour)}, 4 * hour, bySystem(2*hour, IdleTimeout)},
		{"ended by one of two later rules, the first of them counts", Settings{Idle: on(8 * hour)},
			[]change{environmentAt(4*hour, 3*hour, 0), environmentAt(5*hour, 2*hour, hour)}, 6 * hour, bySystem(3*hour, IdleTimeout)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			rules := Govern(made(test.before, test.changes...))
			if test.want.IsZero() {
				expectActive(t, signedIn(0), rules, after(test.now))
				return
			}
			for _, later := range []time.Duration{0, ms, day} {
				expectEnd(t, signedIn(0), rules, after(test.now+later), test.want)
			}
		})
	}
}

// Which of two levels was changed first within one millisecond is not recorded. Whatever may have been refused
// in it stays refused.
func TestReplacedAtBothLevelsWithinOneMillisecond(t *testing.T) {
	t.Parallel()
	const hour = time.Hour
	for name, changes := range map[string][]change{
		"environment shortens, tenant lengthens": {environmentAt(2*hour, hour, 0), tenantAt(2*hour, 8*hour)},
		"tenant lengthens, environment shortens": {tenantAt(2*hour, 8*hour), environmentAt(2*hour, hour, 0)},
		"tenant shortens, environment locks more": {
			tenantAt(2*hour, hour), {at: 2 * hour, environment: &Settings{Idle: on(8 * hour)}, modes: Modes{Idle: Locked}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rules := Govern(made(Settings{Idle: on(4 * hour)}, changes...))
			expectEnd(t, signedIn(0), rules, after(2*hour), bySystem(hour, IdleTimeout))
			expectActive(t, signedIn(hour+ms), rules, after(2*hour))
		})
	}
}

func TestReplacedSettingsLeaveLaterSessionsAlone(t *testing.T) {
	t.Parallel()
	rules := Govern(made(Settings{Idle: on(time.Minute), Relogin: on(5 * time.Minute)}, environmentAt(time.Hour, 8*time.Hour, 0)))
	s := signedIn(time.Hour)
	expectActive(t, s, rules, after(9*time.Hour-ms))
	expectEnd(t, s, rules, after(9*time.Hour), bySystem(9*time.Hour, IdleTimeout))
}

// Between the mark and the deadline under settings that were since replaced, the one that took effect first counts.
func TestReplacedSettingsAndMarks(t *testing.T) {
	t.Parallel()
	const hour = time.Hour
	mark := Mark{}.Forward(after(2*hour), EndedByAdmin, access.TheSystem())
	marked := bySystem(2*hour+ms, EndedByAdmin)
	tests := []struct {
		name    string
		before  time.Duration
		changes []change
		want    End
	}{
		{"deadline before the mark, lengthened after it", hour, []change{environmentAt(3*hour, 8*hour, 0)}, bySystem(hour, IdleTimeout)},
		{"lengthened before the deadline, then the mark", 90 * time.Minute, []change{environmentAt(hour, 8*hour, 0)}, marked},
		{"shortened after the mark to a deadline before it", 8 * hour, []change{environmentAt(3*hour, hour, 0)}, marked},
		{"shortened after the mark to a deadline before it, then lengthened", 8 * hour,
			[]change{environmentAt(3*hour, hour, 0), environmentAt(3*hour+ms, 8*hour, 0)}, marked},
		{"shortened just before the mark", 8 * hour, []change{environmentAt(2*hour-ms, hour, 0)}, bySystem(hour, IdleTimeout)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			environment, tenant := made(Settings{Idle: on(test.before)}, test.changes...)
			tenant.NotBefore = mark
			expectEnd(t, signedIn(0), Govern(environment, tenant), after(4*hour), test.want)
		})
	}
}

func TestReplaceKeepsWhatWas(t *testing.T) {
	t.Parallel()
	room := make([]ReplacedSettings, 0, 8)
	before := EnvironmentPolicy{Settings: Settings{Idle: on(time.Hour)}, Version: 3, Replaced: room}
	first := before.Replace(Settings{Idle: on(2 * time.Hour)}, Modes{Idle: Locked}, after(1))
	second := before.Replace(Settings{Idle: on(3 * time.Hour)}, Modes{}, after(2))
	want := EnvironmentPolicy{
		Settings: Settings{Idle: on(2 * time.Hour)}, Modes: Modes{Idle: Locked}, Version: 4,
		Replaced: []ReplacedSettings{{Settings: Settings{Idle: on(time.Hour)}, Until: after(1)}},
	}
	if diff := cmp.Diff(want, first); diff != "" {
		t.Errorf("Replace: want (-), got (+), after the same policy was replaced otherwise:\n%s", diff)
	}
	if got := second.Replaced[0].Until; !got.Equal(after(2)) {
		t.Errorf("Replace of the same policy once more kept Until = %v, want %v", got, after(2))
	}

	own := on(time.Hour)
	tenant := TenantPolicy{Replaced: make([]ReplacedOverrides, 0, 8)}
	one := tenant.Replace(Overrides{Idle: &own}, after(1))
	_ = tenant.Replace(Overrides{}, after(2))
	if diff := cmp.Diff(TenantPolicy{Overrides: Overrides{Idle: &own}, Version: 1, Replaced: []ReplacedOverrides{{Until: after(1)}}}, one); diff != "" {
		t.Errorf("Replace of a tenant's: want (-), got (+):\n%s", diff)
	}
}

// What replaces nothing leaves nothing to be carried out.
func TestReplaceByTheSame(t *testing.T) {
	t.Parallel()
	before := EnvironmentPolicy{Settings: Settings{Idle: on(time.Hour)}, Modes: Modes{Idle: Locked}, Version: 3}
	want := before
	want.Version = 4
	if diff := cmp.Diff(want, before.Replace(before.Settings, before.Modes, after(1))); diff != "" {
		t.Errorf("Replace by the same settings: want (-), got (+):\n%s", diff)
	}
}

// The clocks of two nodes differ a little. What was in force in between must not be forgotten for that.
func TestReplaceByAClockThatStandsBehind(t *testing.T) {
	t.Parallel()
	const hour = time.Hour
	for name, changes := range map[string][]change{
		"environment": {environmentAt(2*hour, hour, 0), environmentAt(2*hour-time.Second, 8*hour, 0)},
		"tenant":      {tenantAt(2*hour, hour), tenantAt(2*hour-time.Second, 8*hour)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rules := Govern(made(Settings{Idle: on(4 * hour)}, changes...))
			expectEnd(t, signedIn(0), rules, after(3*hour), bySystem(hour, IdleTimeout))
		})
	}
}

func TestForgetDropsWhatWasCarriedOut(t *testing.T) {
	t.Parallel()
	environment, tenant := made(Settings{}, environmentAt(1*ms, day, 0), tenantAt(1*ms, day), environmentAt(2*ms, 2*day, 0), tenantAt(2*ms, day))
	for until, want := range map[time.Duration]int{0: 2, 1 * ms: 1, 2 * ms: 0, 3 * ms: 0} {
		if got := len(environment.Forget(after(until)).Replaced); got != want {
			t.Errorf("Forget(start+%v) keeps %d replaced settings, want %d", until, got, want)
		}
		if got := len(tenant.Forget(after(until)).Replaced); got != want {
			t.Errorf("Forget(start+%v) keeps %d replaced overrides, want %d", until, got, want)
		}
	}
	if len(environment.Replaced) != 2 || !environment.Replaced[0].Until.Equal(after(1*ms)) ||
		len(tenant.Replaced) != 2 || !tenant.Replaced[0].Until.Equal(after(1*ms)) {
		t.Errorf("Forget changed the policy that it was called on: %v, %v", environment.Replaced, tenant.Replaced)
	}
}

func TestBeforeTheLastChange(t *testing.T) {
	t.Parallel()
	environment, tenant := made(Settings{Idle: on(time.Hour)}, environmentAt(ms, 2*time.Hour, 0), tenantAt(2*ms, 3*time.Hour))
	mark := Mark{At: after(1), Reason: EndedByAdmin}
	tenant.NotBefore = mark
	rules := Govern(environment, tenant)
	for _, want := range []time.Duration{2 * time.Hour, time.Hour} {
		before, ok := rules.Before()
		if !ok || before.Effective.Idle.Limit != want || before.Marks[1] != mark {
			t.Fatalf("Before = idle %v, marks %v, %v, want idle %v with the same marks", before.Effective.Idle.Limit, before.Marks, ok, want)
		}
		rules = before
	}
	if _, ok := rules.Before(); ok {
		t.Errorf("Before the first change = true, want false")
	}
}

func TestGovernWithoutHistoryHasNone(t *testing.T) {
	t.Parallel()
	mark := Mark{At: after(1), Reason: EndedByAdmin}
	rules := Govern(EnvironmentPolicy{NotBefore: mark}, TenantPolicy{})
	want := Rules{Effective: Combine(Settings{}, Modes{}, Overrides{}), Marks: [2]Mark{mark, {}}}
	if diff := cmp.Diff(want, rules); diff != "" {
		t.Errorf("Govern: want (-), got (+):\n%s", diff)
	}
}

func TestMarkForwardOnlyMovesForward(t *testing.T) {
	t.Parallel()
	by := access.Actor{Kind: access.Local}
	for _, test := range []struct {
		name string
		last time.Duration
		now  time.Duration
		want time.Duration
	}{
		{"the clock has moved", 0, time.Hour, time.Hour + ms},
		{"the clock stands at the mark", time.Hour, time.Hour, time.Hour + ms},
		{"the clock stands before the mark", time.Hour, time.Hour - ms, time.Hour + ms},
		{"the clock was set back", 10 * 365 * day, 0, 10*365*day + ms},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := Mark{At: after(test.last), Reason: EndedByAdmin}.Forward(after(test.now), TenantRemoved, by)
			if diff := cmp.Diff(Mark{At: after(test.want), Reason: TenantRemoved, By: by}, got); diff != "" {
				t.Errorf("Forward: want (-), got (+):\n%s", diff)
			}
		})
	}
	if got := (Mark{}).Forward(start, EndedByAdmin, by); !got.At.Equal(after(ms)) || got.IsZero() {
		t.Errorf("Forward of no mark = %+v, want one a millisecond after now", got)
	}
}

func TestMarkEndsWhatSignedInWithinItsMillisecond(t *testing.T) {
	t.Parallel()
	rules := under(Settings{})
	rules.Marks[0] = Mark{}.Forward(after(time.Hour), EndedByAdmin, access.TheSystem())
	expectEnd(t, signedIn(time.Hour), rules, after(time.Hour), bySystem(time.Hour+ms, EndedByAdmin))
	admission := Admit(nil, rules, after(time.Hour))
	newcomer := signedIn(admission.SignInAt.Sub(start))
	expectActive(t, newcomer, rules, after(time.Hour))
}
