package session

import (
	"time"

	"github.com/sojourn-auth/sojourn/internal/fault"
)

// Level says where an effective value comes from.
type Level string

// The levels.
const (
	FromEnvironment Level = "environment"
	FromTenant      Level = "tenant"
)

// Effective is what holds for the sessions of one tenant.
type Effective struct {
	Idle       EffectiveTimeout
	Relogin    EffectiveTimeout
	Concurrent EffectiveMaximum
}

// EffectiveTimeout is a timeout that holds. Limit is 0 where there is none; the idle timeout always has one,
// because BuiltInIdle applies while it is off.
type EffectiveTimeout struct {
	Setting Timeout
	Limit   time.Duration
	Source  Level
}

// EffectiveMaximum is a maximum that holds. Limit is 0 where there is none.
type EffectiveMaximum struct {
	Setting Maximum
	Limit   int
	Source  Level
}

// Combine is the effective settings of a tenant: the environment's, where the tenant has no value of its own or
// may not have this one.
func Combine(environment Settings, modes Modes, tenant Overrides) Effective {
	return Effective{
		Idle:       combineTimeout(environment.Idle, modes.Idle, tenant.Idle, BuiltInIdle),
		Relogin:    combineTimeout(environment.Relogin, modes.Relogin, tenant.Relogin, 0),
		Concurrent: combineMaximum(environment.Concurrent, modes.Concurrent, tenant.Concurrent),
	}
}

func combineTimeout(environment Timeout, mode Mode, tenant *Timeout, whenOff time.Duration) EffectiveTimeout {
	theirs := EffectiveTimeout{Setting: environment, Limit: limit(environment, whenOff), Source: FromEnvironment}
	if tenant == nil {
		return theirs
	}
	own := EffectiveTimeout{Setting: *tenant, Limit: limit(*tenant, whenOff), Source: FromTenant}
	if allowed(mode, noLater(int64(own.Limit), int64(theirs.Limit))) {
		return own
	}
	return theirs
}

func combineMaximum(environment Maximum, mode Mode, tenant *Maximum) EffectiveMaximum {
	most := func(m Maximum) int {
		if m.On {
			return m.Sessions
		}
		return 0
	}
	theirs := EffectiveMaximum{Setting: environment, Limit: most(environment), Source: FromEnvironment}
	if tenant == nil {
		return theirs
	}
	own := EffectiveMaximum{Setting: *tenant, Limit: most(*tenant), Source: FromTenant}
	if allowed(mode, noLater(int64(own.Limit), int64(theirs.Limit))) {
		return own
	}
	return theirs
}

func limit(t Timeout, whenOff time.Duration) time.Duration {
	if t.On {
		return t.Duration()
	}
	return whenOff
}

// noLater tells whether the limit a is as strict as b or stricter, where 0 is no limit.
func noLater(a, b int64) bool { return b == 0 || a != 0 && a <= b }

// allowed tells whether a tenant's value holds in this mode.
func allowed(mode Mode, asStrict bool) bool {
	switch mode {
	case Locked:
		return false
	case StricterOnly:
		return asStrict
	}
	return true
}

// Keeps tells whether a tenant's own value of a setting that the environment changes stays in force.
func Keeps(before, after EnvironmentPolicy, own Overrides) bool {
	held := Combine(after.Settings, after.Modes, own)
	was, is := before.Settings, after.Settings
	return was.Idle != is.Idle && held.Idle.Source == FromTenant ||
		was.Relogin != is.Relogin && held.Relogin.Source == FromTenant ||
		was.Concurrent != is.Concurrent && held.Concurrent.Source == FromTenant
}

// Permit refuses overrides that the environment's modes do not let a tenant have. What was permitted once and is
// no longer keeps its place but has no effect (Combine).
func Permit(environment EnvironmentPolicy, own Overrides) error {
	e, modes := environment.Settings, environment.Modes
	for _, each := range []struct {
		field string
		mode  Mode
		set   bool
		holds bool
	}{
		{"idle_session_timeout", modes.Idle, own.Idle != nil, combineTimeout(e.Idle, modes.Idle, own.Idle, BuiltInIdle).Source == FromTenant},
		{"force_relogin", modes.Relogin, own.Relogin != nil, combineTimeout(e.Relogin, modes.Relogin, own.Relogin, 0).Source == FromTenant},
		{"max_concurrent_sessions", modes.Concurrent, own.Concurrent != nil, combineMaximum(e.Concurrent, modes.Concurrent, own.Concurrent).Source == FromTenant},
	} {
		switch {
		case !each.set || each.holds:
		case each.mode == Locked:
			return fault.Field(each.field, "The environment does not let tenants change this setting.").WithCode("setting_locked")
		default:
			return fault.Field(each.field, "The environment lets tenants only be stricter than its own value.").WithCode("setting_too_loose")
		}
	}
	return nil
}

// Settings is the effective values as settings.
func (e Effective) Settings() Settings {
	return Settings{Idle: e.Idle.Setting, Relogin: e.Relogin.Setting, Concurrent: e.Concurrent.Setting}
}
