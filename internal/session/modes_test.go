package session

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sojourn-auth/sojourn/internal/fault"
)

// The three settings, said once more so that the rules can be compared with what they mean. A value is as loose as it
// is late, or as many as it lets in; off is 24 hours for the idle timeout and without end for the others.

// valued is one setting of a level.
type valued struct {
	on      bool
	value   float64
	whenOff float64
	set     bool // of a tenant
}

func (v valued) looseness() float64 {
	if v.on {
		return v.value
	}
	return v.whenOff
}

// ofSettings is idle, re-login and maximum, in this order.
func ofSettings(s Settings) [3]valued {
	return ofOverrides(Overrides{Idle: &s.Idle, Relogin: &s.Relogin, Concurrent: &s.Concurrent})
}

func ofOverrides(o Overrides) (all [3]valued) {
	if o.Idle != nil {
		all[0] = valued{o.Idle.On, float64(o.Idle.Seconds), 24 * 60 * 60, true}
	}
	if o.Relogin != nil {
		all[1] = valued{o.Relogin.On, float64(o.Relogin.Seconds), math.Inf(1), true}
	}
	if o.Concurrent != nil {
		all[2] = valued{o.Concurrent.On, float64(o.Concurrent.Sessions), math.Inf(1), true}
	}
	return all
}

func ofModes(m Modes) [3]Mode { return [3]Mode{m.Idle, m.Relogin, m.Concurrent} }

func sources(e Effective) [3]Level {
	return [3]Level{e.Idle.Source, e.Relogin.Source, e.Concurrent.Source}
}

// limits is what the verdicts are told from: 0 is none.
func limits(e Effective) [3]float64 {
	return [3]float64{e.Idle.Limit.Seconds(), e.Relogin.Limit.Seconds(), float64(e.Concurrent.Limit)}
}

// Values that are often equal, often a second apart, and often around the built-in limit.
func someValue(t *rapid.T, name string) Timeout {
	seconds := rapid.OneOf(
		rapid.SampledFrom([]int64{300, 301, 3600, 86_399, 86_400, 86_401, 7 * 86_400, 365 * 86_400}),
		rapid.Int64Range(300, 365*86_400),
	).Draw(t, name)
	if rapid.IntRange(0, 3).Draw(t, name+" on") > 0 {
		return Timeout{On: true, Seconds: seconds}
	}
	return Timeout{Seconds: rapid.SampledFrom([]int64{0, seconds}).Draw(t, name+" kept")}
}

func someMaximum(t *rapid.T, name string) Maximum {
	sessions := rapid.SampledFrom([]int{1, 2, 3, 10, 99, 100}).Draw(t, name)
	if rapid.IntRange(0, 3).Draw(t, name+" on") > 0 {
		return Maximum{On: true, Sessions: sessions}
	}
	return Maximum{Sessions: rapid.SampledFrom([]int{0, sessions}).Draw(t, name+" kept")}
}

func someSettings(t *rapid.T) Settings {
	return Settings{Idle: someValue(t, "idle"), Relogin: someValue(t, "re-login"), Concurrent: someMaximum(t, "maximum")}
}

func someModes(t *rapid.T) Modes {
	mode := rapid.SampledFrom([]Mode{"", Choose, StricterOnly, StricterOnly, Locked})
	return Modes{Idle: mode.Draw(t, "idle mode"), Relogin: mode.Draw(t, "re-login mode"), Concurrent: mode.Draw(t, "maximum mode")}
}

func someOverrides(t *rapid.T) (o Overrides) {
	if rapid.Bool().Draw(t, "own idle") {
		own := someValue(t, "own idle value")
		o.Idle = &own
	}
	if rapid.Bool().Draw(t, "own re-login") {
		own := someValue(t, "own re-login value")
		o.Relogin = &own
	}
	if rapid.Bool().Draw(t, "own maximum") {
		own := someMaximum(t, "own maximum value")
		o.Concurrent = &own
	}
	return o
}

// expectWithinModes wants of each effective value what the mode in force says, whatever was saved under another.
func expectWithinModes(t *rapid.T, environment Settings, modes Modes, own Overrides, got Effective) {
	t.Helper()
	theirs, tenants, effective := ofSettings(environment), ofOverrides(own), ofSettings(got.Settings())
	for i, mode := range ofModes(modes) {
		want := theirs[i]
		switch {
		case !tenants[i].set || mode == Locked:
		case mode == StricterOnly && tenants[i].looseness() > theirs[i].looseness():
		default:
			want = tenants[i]
		}
		if effective[i] != want {
			t.Errorf("setting %d in mode %q: %+v of %+v and the tenant's %+v, want %+v", i, mode, effective[i], theirs[i], tenants[i], want)
		}
		if mode == StricterOnly && effective[i].looseness() > theirs[i].looseness() {
			t.Errorf("setting %d: %+v is looser than the environment's %+v", i, effective[i], theirs[i])
		}
		if mode == Locked && (effective[i] != theirs[i] || sources(got)[i] != FromEnvironment) {
			t.Errorf("setting %d is locked: %+v from the %s, want the environment's %+v", i, effective[i], sources(got)[i], theirs[i])
		}
		limit := effective[i].looseness()
		if math.IsInf(limit, 1) {
			limit = 0
		}
		if limits(got)[i] != limit {
			t.Errorf("setting %d: limit %v of %+v, want %v", i, limits(got)[i], effective[i], limit)
		}
	}
}

// Tenants save what they are permitted, and the environment changes its values and modes as it likes. At no moment is
// a value that holds looser than the mode in force allows.
func TestNoChangeLoosensBeyondTheMode(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var environment EnvironmentPolicy
		var tenant TenantPolicy
		settings, modes, own := Settings{}, Modes{}, Overrides{} // what was saved last, kept apart
		now := start
		t.Repeat(map[string]func(*rapid.T){
			"the environment publishes": func(t *rapid.T) {
				settings, modes = someSettings(t), someModes(t)
				environment = environment.Replace(settings, modes, now)
			},
			"the environment changes modes alone": func(t *rapid.T) {
				modes = someModes(t)
				environment = environment.Replace(settings, modes, now)
			},
			"the tenant saves": func(t *rapid.T) {
				if next := someOverrides(t); Permit(environment, next) == nil {
					own = next
					tenant = tenant.Replace(own, now)
				}
			},
			"the tenant goes back to the environment's": func(*rapid.T) {
				own = Overrides{}
				tenant = tenant.Replace(own, now)
			},
			"all is carried out": func(*rapid.T) {
				environment, tenant = environment.Forget(now), tenant.Forget(now)
			},
			"time passes": func(t *rapid.T) {
				now = now.Add(time.Duration(rapid.IntRange(0, 2).Draw(t, "ms")) * ms)
			},
			"": func(t *rapid.T) {
				expectWithinModes(t, settings, modes, own, Govern(environment, tenant).Effective)
			},
		})
	})
}

// A tenant that may save a value gets it, and one that would not get it is told so. It is the first setting that would
// be ignored of which it is told.
func TestPermitRefusesWhatWouldBeIgnored(t *testing.T) {
	t.Parallel()
	fields := [3]string{"idle_session_timeout", "force_relogin", "max_concurrent_sessions"}
	rapid.Check(t, func(t *rapid.T) {
		environment := EnvironmentPolicy{Settings: someSettings(t), Modes: someModes(t)}
		own := someOverrides(t)
		theirs, tenants := ofSettings(environment.Settings), ofOverrides(own)
		ignored, code := -1, ""
		for i, mode := range ofModes(environment.Modes) {
			switch {
			case ignored >= 0:
			case tenants[i].set && mode == Locked:
				ignored, code = i, "setting_locked"
			case tenants[i].set && mode == StricterOnly && tenants[i].looseness() > theirs[i].looseness():
				ignored, code = i, "setting_too_loose"
			}
		}

		err := Permit(environment, own)
		if got := codeOf(err); got != code || (err == nil) != (ignored < 0) {
			t.Fatalf("Permit = %v, want code %q", err, code)
		}
		if ignored >= 0 && fieldOf(err) != fields[ignored] {
			t.Errorf("Permit refuses %s, want %s", fieldOf(err), fields[ignored])
		}
		if ignored >= 0 && fault.KindOf(err) != fault.Invalid {
			t.Errorf("Permit = %s, want invalid", fault.KindOf(err))
		}
		from := sources(Combine(environment.Settings, environment.Modes, own))
		for i, each := range tenants {
			if err == nil && each.set != (from[i] == FromTenant) {
				t.Errorf("Permit allows setting %d = %+v, and it comes from the %s", i, each, from[i])
			}
		}
	})
}
