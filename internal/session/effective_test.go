package session

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// The columns of the tables below: what holds in each mode, as the level that it comes from.
const (
	theirs = FromEnvironment
	own    = FromTenant
)

type combination struct {
	name                 string
	choose, strict, lock Level
}

func (c combination) inModes() map[Mode]Level {
	return map[Mode]Level{"": c.choose, Choose: c.choose, StricterOnly: c.strict, Locked: c.lock}
}

func TestCombineTimeouts(t *testing.T) {
	t.Parallel()
	const hour = time.Hour
	ptr := func(t Timeout) *Timeout { return &t }
	tests := []struct {
		environment Timeout
		tenant      *Timeout
		idle        combination
		relogin     combination
	}{
		{off(0), nil, combination{"off, unset", theirs, theirs, theirs}, combination{"off, unset", theirs, theirs, theirs}},
		{off(0), ptr(off(0)), combination{"off, off", own, own, theirs}, combination{"off, off", own, own, theirs}},
		{off(0), ptr(off(hour)), combination{"off, kept", own, own, theirs}, combination{"off, kept", own, own, theirs}},
		{off(0), ptr(on(hour)), combination{"off, stricter", own, own, theirs}, combination{"off, stricter", own, own, theirs}},
		// The built-in idle limit is what a tenant's idle timeout is compared with; nothing is built in for re-login.
		{off(0), ptr(on(day - time.Second)), combination{"off, 24 h - 1 s", own, own, theirs}, combination{"off, 24 h - 1 s", own, own, theirs}},
		{off(0), ptr(on(day)), combination{"off, 24 h", own, own, theirs}, combination{"off, 24 h", own, own, theirs}},
		{off(0), ptr(on(day + time.Second)), combination{"off, 24 h + 1 s", own, theirs, theirs}, combination{"off, 24 h + 1 s", own, own, theirs}},
		{off(hour), ptr(on(2 * hour)), combination{"kept, looser than what is kept", own, own, theirs}, combination{"kept, looser than what is kept", own, own, theirs}},

		{on(hour), nil, combination{"on, unset", theirs, theirs, theirs}, combination{"on, unset", theirs, theirs, theirs}},
		{on(hour), ptr(on(hour - time.Second)), combination{"on, stricter", own, own, theirs}, combination{"on, stricter", own, own, theirs}},
		{on(hour), ptr(on(hour)), combination{"on, equal", own, own, theirs}, combination{"on, equal", own, own, theirs}},
		{on(hour), ptr(on(hour + time.Second)), combination{"on, looser", own, theirs, theirs}, combination{"on, looser", own, theirs, theirs}},
		{on(hour), ptr(off(0)), combination{"on, off", own, theirs, theirs}, combination{"on, off", own, theirs, theirs}},
		{on(hour), ptr(off(5 * time.Minute)), combination{"on, kept", own, theirs, theirs}, combination{"on, kept", own, theirs, theirs}},
		{on(day), ptr(off(0)), combination{"on 24 h, off", own, own, theirs}, combination{"on 24 h, off", own, theirs, theirs}},
		{on(30 * hour), ptr(off(0)), combination{"on over 24 h, off", own, own, theirs}, combination{"on over 24 h, off", own, theirs, theirs}},
	}
	limit := func(t Timeout, builtIn time.Duration) time.Duration {
		if t.On {
			return time.Duration(t.Seconds) * time.Second
		}
		return builtIn
	}
	for _, test := range tests {
		want := func(level Level, builtIn time.Duration) EffectiveTimeout {
			value := test.environment
			if level == FromTenant {
				value = *test.tenant
			}
			return EffectiveTimeout{Setting: value, Limit: limit(value, builtIn), Source: level}
		}
		for mode, level := range test.idle.inModes() {
			t.Run(fmt.Sprintf("idle %q %s", mode, test.idle.name), func(t *testing.T) {
				t.Parallel()
				got := Combine(Settings{Idle: test.environment}, Modes{Idle: mode}, Overrides{Idle: test.tenant}).Idle
				if diff := cmp.Diff(want(level, day), got); diff != "" {
					t.Errorf("Combine: want (-), got (+):\n%s", diff)
				}
			})
		}
		for mode, level := range test.relogin.inModes() {
			t.Run(fmt.Sprintf("relogin %q %s", mode, test.relogin.name), func(t *testing.T) {
				t.Parallel()
				got := Combine(Settings{Relogin: test.environment}, Modes{Relogin: mode}, Overrides{Relogin: test.tenant}).Relogin
				if diff := cmp.Diff(want(level, 0), got); diff != "" {
					t.Errorf("Combine: want (-), got (+):\n%s", diff)
				}
			})
		}
	}
}

func TestCombineMaximum(t *testing.T) {
	t.Parallel()
	ptr := func(m Maximum) *Maximum { return &m }
	tests := []struct {
		environment Maximum
		tenant      *Maximum
		combination
	}{
		{Maximum{}, nil, combination{"off, unset", theirs, theirs, theirs}},
		{Maximum{}, ptr(Maximum{}), combination{"off, off", own, own, theirs}},
		{Maximum{}, ptr(most(100)), combination{"off, on", own, own, theirs}},
		{most(5), nil, combination{"on, unset", theirs, theirs, theirs}},
		{most(5), ptr(most(4)), combination{"on, stricter", own, own, theirs}},
		{most(5), ptr(most(5)), combination{"on, equal", own, own, theirs}},
		{most(5), ptr(most(6)), combination{"on, looser", own, theirs, theirs}},
		{most(5), ptr(Maximum{}), combination{"on, off", own, theirs, theirs}},
		{most(5), ptr(Maximum{Sessions: 1}), combination{"on, kept", own, theirs, theirs}},
		{Maximum{Sessions: 1}, ptr(most(2)), combination{"kept, on", own, own, theirs}},
	}
	for _, test := range tests {
		for mode, level := range test.inModes() {
			t.Run(fmt.Sprintf("%q %s", mode, test.name), func(t *testing.T) {
				t.Parallel()
				value := test.environment
				if level == FromTenant {
					value = *test.tenant
				}
				want := EffectiveMaximum{Setting: value, Source: level}
				if value.On {
					want.Limit = value.Sessions
				}
				got := Combine(Settings{Concurrent: test.environment}, Modes{Concurrent: mode}, Overrides{Concurrent: test.tenant}).Concurrent
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("Combine: want (-), got (+):\n%s", diff)
				}
			})
		}
	}
}

func TestCombineKeepsTheSettingsApart(t *testing.T) {
	t.Parallel()
	idle, relogin, concurrent := on(2*time.Minute), on(7*time.Minute), most(3)
	got := Combine(
		Settings{Idle: on(time.Minute), Relogin: on(6 * time.Minute), Concurrent: most(2)},
		Modes{Idle: Choose, Relogin: StricterOnly, Concurrent: Locked},
		Overrides{Idle: &idle, Relogin: &relogin, Concurrent: &concurrent})
	want := Effective{
		Idle:       EffectiveTimeout{Setting: idle, Limit: 2 * time.Minute, Source: FromTenant},
		Relogin:    EffectiveTimeout{Setting: on(6 * time.Minute), Limit: 6 * time.Minute, Source: FromEnvironment},
		Concurrent: EffectiveMaximum{Setting: most(2), Limit: 2, Source: FromEnvironment},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Combine: want (-), got (+):\n%s", diff)
	}
	if diff := cmp.Diff(Settings{Idle: idle, Relogin: on(6 * time.Minute), Concurrent: most(2)}, got.Settings()); diff != "" {
		t.Errorf("Settings: want (-), got (+):\n%s", diff)
	}
}

func someTimeout(t *rapid.T, name string) Timeout {
	return Timeout{On: rapid.Bool().Draw(t, name+" on"), Seconds: rapid.Int64Range(60, 40*60*60).Draw(t, name)}
}

// Where only stricter values are allowed, no tenant has a later end or more sessions than the environment gives.
func TestStricterOnlyIsNeverLooser(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		environment := Settings{Idle: someTimeout(t, "idle"), Relogin: someTimeout(t, "relogin"),
			Concurrent: Maximum{On: rapid.Bool().Draw(t, "most on"), Sessions: rapid.IntRange(1, 100).Draw(t, "most")}}
		idle, relogin := someTimeout(t, "own idle"), someTimeout(t, "own relogin")
		concurrent := Maximum{On: rapid.Bool().Draw(t, "own most on"), Sessions: rapid.IntRange(1, 100).Draw(t, "own most")}
		overrides := Overrides{Idle: &idle, Relogin: &relogin, Concurrent: &concurrent}
		strict := Modes{Idle: StricterOnly, Relogin: StricterOnly, Concurrent: StricterOnly}

		free, held := Combine(environment, strict, Overrides{}), Combine(environment, strict, overrides)
		if held.Idle.Limit > free.Idle.Limit {
			t.Errorf("idle %v under an environment's %v", held.Idle.Limit, free.Idle.Limit)
		}
		if free.Relogin.Limit > 0 && (held.Relogin.Limit == 0 || held.Relogin.Limit > free.Relogin.Limit) {
			t.Errorf("re-login %v under an environment's %v", held.Relogin.Limit, free.Relogin.Limit)
		}
		if free.Concurrent.Limit > 0 && (held.Concurrent.Limit == 0 || held.Concurrent.Limit > free.Concurrent.Limit) {
			t.Errorf("maximum %d under an environment's %d", held.Concurrent.Limit, free.Concurrent.Limit)
		}
	})
}

func TestPermitIsWhatCombineTakes(t *testing.T) {
	t.Parallel()
	strict, loose := on(time.Hour), on(3*time.Hour)
	few, many := most(1), most(9)
	environment := Settings{Idle: on(2 * time.Hour), Relogin: on(2 * time.Hour), Concurrent: most(5)}
	for _, test := range []struct {
		name  string
		modes Modes
		own   Overrides
		code  string // empty when permitted
		field string
	}{
		{"nothing, all locked", Modes{Locked, Locked, Locked}, Overrides{}, "", ""},
		{"anything, free", Modes{}, Overrides{&loose, &loose, &many}, "", ""},
		{"stricter", Modes{StricterOnly, StricterOnly, StricterOnly}, Overrides{&strict, &strict, &few}, "", ""},
		{"idle too loose", Modes{Idle: StricterOnly}, Overrides{&loose, &loose, &many}, "setting_too_loose", "idle_session_timeout"},
		{"re-login too loose", Modes{Relogin: StricterOnly}, Overrides{&loose, &loose, &many}, "setting_too_loose", "force_relogin"},
		{"too many", Modes{Concurrent: StricterOnly}, Overrides{&loose, &loose, &many}, "setting_too_loose", "max_concurrent_sessions"},
		{"idle locked", Modes{Idle: Locked}, Overrides{Idle: &strict}, "setting_locked", "idle_session_timeout"},
		{"re-login locked", Modes{Relogin: Locked}, Overrides{Relogin: &strict}, "setting_locked", "force_relogin"},
		{"maximum locked", Modes{Concurrent: Locked}, Overrides{Concurrent: &few}, "setting_locked", "max_concurrent_sessions"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			err := Permit(EnvironmentPolicy{Settings: environment, Modes: test.modes}, test.own)
			if test.code == "" {
				if err != nil {
					t.Errorf("Permit = %v, want none", err)
				}
				return
			}
			expectRefused(t, err, test.field)
			if got := codeOf(err); got != test.code {
				t.Errorf("Permit = code %q, want %q", got, test.code)
			}
		})
	}
}
