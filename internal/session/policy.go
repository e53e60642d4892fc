package session

import (
	"slices"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
)

// EnvironmentPolicy is what an environment says about the life of its sessions.
type EnvironmentPolicy struct {
	Settings  Settings
	Modes     Modes
	Version   int64 // of the published settings document that this comes from; 0 before the first
	Closed    bool  // no session begins: the environment is archived
	NotBefore Mark
	Replaced  []ReplacedSettings // oldest first
}

// TenantPolicy is what a tenant says about the life of its sessions.
type TenantPolicy struct {
	Overrides Overrides
	Version   int64
	NotBefore Mark
	Replaced  []ReplacedOverrides // oldest first
}

// Mark ends every session that signed in before At, by one small write. The zero value marks nothing.
type Mark struct {
	At     time.Time
	Reason Reason
	By     access.Actor
}

// Forward is the mark that ends everything that has signed in up to now. Marks only move forward.
func (m Mark) Forward(now time.Time, reason Reason, by access.Actor) Mark {
	return Mark{At: latest(now, m.At).Add(time.Millisecond), Reason: reason, By: by}
}

// IsZero tells whether nothing is marked.
func (m Mark) IsZero() bool { return m.Reason == "" }

// ReplacedSettings are settings of an environment that were in force until they were replaced. They are kept
// until every session that they had ended is recorded as ended, so that longer limits revive nothing.
type ReplacedSettings struct {
	Settings Settings  `json:"settings"`
	Modes    Modes     `json:"modes"`
	Until    time.Time `json:"until"`
}

// ReplacedOverrides are the same of a tenant.
type ReplacedOverrides struct {
	Overrides Overrides `json:"overrides"`
	Until     time.Time `json:"until"`
}

// Replace puts the next version of the settings into force at now, and keeps the old ones as replaced if they differ.
// The order of the changes is the order in which they are made, even when the clock of the node that makes one stands
// behind.
func (p EnvironmentPolicy) Replace(settings Settings, modes Modes, now time.Time) EnvironmentPolicy {
	p.Version++
	if settings == p.Settings && modes == p.Modes {
		return p
	}
	for _, r := range p.Replaced {
		now = latest(now, r.Until)
	}
	p.Replaced = append(slices.Clip(p.Replaced), ReplacedSettings{Settings: p.Settings, Modes: p.Modes, Until: now})
	p.Settings, p.Modes = settings, modes
	return p
}

// Replace puts new overrides into force at now, and keeps the old ones as replaced.
func (p TenantPolicy) Replace(overrides Overrides, now time.Time) TenantPolicy {
	for _, r := range p.Replaced {
		now = latest(now, r.Until)
	}
	p.Replaced = append(slices.Clip(p.Replaced), ReplacedOverrides{Overrides: p.Overrides, Until: now})
	p.Overrides = overrides
	p.Version++
	return p
}

// Forget drops what was replaced up to an instant, once every end that it caused is recorded. What the tenants have
// replaced until then must go in the same transaction, since what held in a tenant is told from both levels together.
func (p EnvironmentPolicy) Forget(until time.Time) EnvironmentPolicy {
	p.Replaced = slices.DeleteFunc(slices.Clone(p.Replaced), func(r ReplacedSettings) bool { return !r.Until.After(until) })
	return p
}

// Forget drops what was replaced up to an instant, once every end that it caused is recorded, and as long as the
// environment keeps nothing that was replaced earlier.
func (p TenantPolicy) Forget(until time.Time) TenantPolicy {
	p.Replaced = slices.DeleteFunc(slices.Clone(p.Replaced), func(r ReplacedOverrides) bool { return !r.Until.After(until) })
	return p
}

// Rules are what the sessions of one tenant are judged by.
type Rules struct {
	Effective Effective
	Earlier   []Earlier // what held before, as long as it may have ended a session that is not yet recorded
	Marks     [2]Mark   // the environment's and the tenant's
}

// Earlier is what held until an instant.
type Earlier struct {
	Effective Effective
	Until     time.Time
}

// Govern is the rules that an environment and one of its tenants make together.
func Govern(environment EnvironmentPolicy, tenant TenantPolicy) Rules {
	rules := Rules{
		Effective: Combine(environment.Settings, environment.Modes, tenant.Overrides),
		Marks:     [2]Mark{environment.NotBefore, tenant.NotBefore},
	}
	if len(environment.Replaced)+len(tenant.Replaced) == 0 {
		return rules
	}
	for _, until := range changes(environment, tenant) {
		rules.Earlier = append(rules.Earlier, heldUntil(until, environment, tenant)...)
	}
	return rules
}

// Before is the rules as they were before the last change that is still being carried out; ok is false when none is.
func (r Rules) Before() (before Rules, ok bool) {
	if len(r.Earlier) == 0 {
		return r, false
	}
	last := len(r.Earlier) - 1
	return Rules{Effective: r.Earlier[last].Effective, Earlier: r.Earlier[:last], Marks: r.Marks}, true
}

// changes is every instant at which either level was changed, oldest first.
func changes(environment EnvironmentPolicy, tenant TenantPolicy) []time.Time {
	var all []time.Time
	for _, r := range environment.Replaced {
		all = append(all, r.Until)
	}
	for _, r := range tenant.Replaced {
		all = append(all, r.Until)
	}
	slices.SortFunc(all, time.Time.Compare)
	return slices.CompactFunc(all, time.Time.Equal)
}

// heldUntil is what came to its end at an instant of change. It is more than one where something was changed
// several times within the instant. The order in which both levels were changed in it is not known, so every pair
// counts that may have held: what may have been refused stays refused.
func heldUntil(instant time.Time, environment EnvironmentPolicy, tenant TenantPolicy) []Earlier {
	var all []Earlier
	for _, e := range environment.heldAt(instant) {
		for _, t := range tenant.heldAt(instant) {
			all = append(all, Earlier{Effective: Combine(e.Settings, e.Modes, t.Overrides), Until: instant})
		}
	}
	return all[:len(all)-1] // the last pair is what held afterwards
}

// heldAt is what held just before, at some moment of, and just after an instant, oldest first: one value where
// nothing was changed in it.
func (p EnvironmentPolicy) heldAt(instant time.Time) (held []ReplacedSettings) {
	for _, r := range p.Replaced {
		if r.Until.Before(instant) {
			continue
		}
		held = append(held, r)
		if r.Until.After(instant) {
			return held
		}
	}
	return append(held, ReplacedSettings{Settings: p.Settings, Modes: p.Modes})
}

func (p TenantPolicy) heldAt(instant time.Time) (held []ReplacedOverrides) {
	for _, r := range p.Replaced {
		if r.Until.Before(instant) {
			continue
		}
		held = append(held, r)
		if r.Until.After(instant) {
			return held
		}
	}
	return append(held, ReplacedOverrides{Overrides: p.Overrides})
}
