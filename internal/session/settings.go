package session

import (
	"strconv"
	"time"

	"github.com/sojourn-auth/sojourn/internal/fault"
)

// Hard limits of the settings. A value outside is refused, on or off.
const (
	MinIdle        = time.Minute
	MaxIdle        = 365 * 24 * time.Hour
	MinRelogin     = 5 * time.Minute
	MaxRelogin     = 365 * 24 * time.Hour
	MinConcurrent  = 1
	MaxConcurrent  = 100
	BuiltInIdle    = 24 * time.Hour      // what applies when the idle session timeout is off
	advisedIdle    = 24 * time.Hour      // recommended: under this
	advisedRelogin = 90 * 24 * time.Hour // recommended: under this
	advisedMost    = 10                  // recommended: 1 to this many sessions
)

// Timeout is a setting that ends a session after a while. The value is kept while it is off.
type Timeout struct {
	On      bool  `json:"on" doc:"Whether the setting applies"`
	Seconds int64 `json:"seconds" doc:"The time, in whole seconds; kept while the setting is off"`
}

// Duration is the time as a duration.
func (t Timeout) Duration() time.Duration { return time.Duration(t.Seconds) * time.Second }

// Maximum is a setting that bounds a number of sessions. The value is kept while it is off.
type Maximum struct {
	On       bool `json:"on" doc:"Whether the setting applies"`
	Sessions int  `json:"sessions" doc:"The most active sessions of one user in the tenant; kept while the setting is off"`
}

// Settings are the three session settings of an environment. The zero value is the default: all off.
type Settings struct {
	Idle       Timeout `json:"idle_session_timeout"`
	Relogin    Timeout `json:"force_relogin"`
	Concurrent Maximum `json:"max_concurrent_sessions"`
}

// Overrides are a tenant's own session settings. A setting that is nil is the environment's.
type Overrides struct {
	Idle       *Timeout `json:"idle_session_timeout,omitempty"`
	Relogin    *Timeout `json:"force_relogin,omitempty"`
	Concurrent *Maximum `json:"max_concurrent_sessions,omitempty"`
}

// Mode says what tenants may do with a setting.
type Mode string

// The modes. The zero value counts as Choose.
const (
	Choose       Mode = "choose"        // any value
	StricterOnly Mode = "stricter_only" // only a value that ends sessions no later
	Locked       Mode = "locked"        // none: the environment's value applies
)

// Or is the mode with the zero value spelled out.
func (m Mode) Or() Mode {
	if m == "" {
		return Choose
	}
	return m
}

// Modes holds the mode of each setting.
type Modes struct {
	Idle       Mode `json:"idle_session_timeout,omitempty" enum:"choose,stricter_only,locked"`
	Relogin    Mode `json:"force_relogin,omitempty" enum:"choose,stricter_only,locked"`
	Concurrent Mode `json:"max_concurrent_sessions,omitempty" enum:"choose,stricter_only,locked"`
}

// Warning is a piece of advice about a value that is allowed but not recommended.
type Warning struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

// Validate refuses values outside the hard limits, also of settings that are off.
func (s Settings) Validate() error {
	return Overrides{Idle: &s.Idle, Relogin: &s.Relogin, Concurrent: &s.Concurrent}.Validate()
}

// Validate refuses values outside the hard limits, also of settings that are off; 0 while off stands for "never set".
func (o Overrides) Validate() error {
	if err := validTimeout("idle_session_timeout", o.Idle, MinIdle, MaxIdle); err != nil {
		return err
	}
	if err := validTimeout("force_relogin", o.Relogin, MinRelogin, MaxRelogin); err != nil {
		return err
	}
	m := o.Concurrent
	if m == nil || *m == (Maximum{}) || m.Sessions >= MinConcurrent && m.Sessions <= MaxConcurrent {
		return nil
	}
	return fault.Field("max_concurrent_sessions.sessions", "The number must be from %d to %d.", MinConcurrent, MaxConcurrent).Breaking("number", MinConcurrent, MaxConcurrent)
}

func validTimeout(field string, t *Timeout, least, most time.Duration) error {
	if t == nil || *t == (Timeout{}) || t.Seconds >= int64(least/time.Second) && t.Seconds <= int64(most/time.Second) {
		return nil
	}
	return fault.Field(field+".seconds", "The time must be from %d seconds (%s) to %d seconds (%s).",
		int64(least/time.Second), spell(least), int64(most/time.Second), spell(most)).Breaking("time", int64(least/time.Second), int64(most/time.Second))
}

// Validate refuses unknown modes.
func (m Modes) Validate() error {
	for _, each := range []struct {
		field string
		mode  Mode
	}{{"idle_session_timeout", m.Idle}, {"force_relogin", m.Relogin}, {"max_concurrent_sessions", m.Concurrent}} {
		switch each.mode {
		case "", Choose, StricterOnly, Locked:
		default:
			return fault.Field("modes."+each.field, "The modes are %s, %s and %s.", Choose, StricterOnly, Locked).Breaking("mode")
		}
	}
	return nil
}

// Warnings is the advice about settings that are allowed but outside what is recommended.
func (s Settings) Warnings() []Warning {
	var all []Warning
	warn := func(field, message string) { all = append(all, Warning{Field: field, Message: message}) }
	if s.Idle.On && s.Idle.Duration() >= advisedIdle {
		warn("idle_session_timeout", "An idle session timeout under 24 hours is recommended.")
	}
	if s.Relogin.On && s.Relogin.Duration() >= advisedRelogin {
		warn("force_relogin", "A forced re-login under 90 days is recommended.")
	}
	if s.Concurrent.On && s.Concurrent.Sessions > advisedMost {
		warn("max_concurrent_sessions", "A maximum of 1 to 10 concurrent sessions is recommended.")
	}
	if s.Concurrent.On && s.Concurrent.Sessions == 1 {
		warn("max_concurrent_sessions", "With a maximum of 1, signing in on a phone ends the session on the desktop.")
	}
	if s.Idle.On && s.Relogin.On && s.Idle.Seconds >= s.Relogin.Seconds {
		warn("idle_session_timeout", "The idle session timeout never applies: force re-login comes first.")
	}
	return all
}

// spell writes one of the limits in the largest unit that divides it.
func spell(d time.Duration) string {
	for _, unit := range []struct {
		size time.Duration
		name string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}} {
		if d%unit.size == 0 {
			n := int64(d / unit.size)
			if n == 1 {
				return "1 " + unit.name
			}
			return strconv.FormatInt(n, 10) + " " + unit.name + "s"
		}
	}
	return d.String()
}
