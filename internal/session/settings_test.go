package session

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sojourn-auth/sojourn/internal/fault"
)

// expectRefused wants an Invalid error that names the field and both limits.
func expectRefused(t *testing.T, err error, field string, limits ...string) {
	t.Helper()
	refused, ok := errors.AsType[*fault.Error](err)
	if !ok || refused.Kind != fault.Invalid || refused.Field != field {
		t.Fatalf("Validate = %#v, want an invalid %s", err, field)
	}
	for _, limit := range limits {
		if !strings.Contains(refused.Message, limit) {
			t.Errorf("Validate says %q, want it to name %q", refused.Message, limit)
		}
	}
}

func codeOf(err error) string {
	if refused, ok := errors.AsType[*fault.Error](err); ok {
		return refused.Code
	}
	return ""
}

func fieldOf(err error) string {
	if refused, ok := errors.AsType[*fault.Error](err); ok {
		return refused.Field
	}
	return ""
}

func TestValidateTimeouts(t *testing.T) {
	t.Parallel()
	const year = 365 * 24 * 60 * 60
	type limits struct {
		field       string
		least, most int64
		named       []string
		make        func(Timeout) Settings
	}
	for _, setting := range []limits{
		{"idle_session_timeout.seconds", 60, year, []string{"60 seconds (1 minute)", "31536000 seconds (365 days)"},
			func(t Timeout) Settings { return Settings{Idle: t} }},
		{"force_relogin.seconds", 300, year, []string{"300 seconds (5 minutes)", "31536000 seconds (365 days)"},
			func(t Timeout) Settings { return Settings{Relogin: t} }},
	} {
		for _, test := range []struct {
			timeout Timeout
			refused bool
		}{
			{Timeout{true, setting.least - 1}, true},
			{Timeout{true, setting.least}, false},
			{Timeout{true, setting.least + 1}, false},
			{Timeout{true, setting.most - 1}, false},
			{Timeout{true, setting.most}, false},
			{Timeout{true, setting.most + 1}, true},
			{Timeout{true, 0}, true},
			{Timeout{true, -setting.least}, true},
			{Timeout{true, math.MaxInt64}, true},
			{Timeout{true, math.MinInt64}, true},
			{Timeout{false, 0}, false}, // never set
			{Timeout{false, 1}, true},
			{Timeout{false, -1}, true},
			{Timeout{false, setting.least - 1}, true},
			{Timeout{false, setting.least}, false},
			{Timeout{false, setting.most}, false},
			{Timeout{false, setting.most + 1}, true},
		} {
			err := setting.make(test.timeout).Validate()
			if !test.refused && err != nil {
				t.Errorf("Validate of %s = %+v gives %v, want none", setting.field, test.timeout, err)
			}
			if test.refused {
				expectRefused(t, err, setting.field, setting.named...)
			}
		}
	}
}

func TestValidateMaximum(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		maximum Maximum
		refused bool
	}{
		{Maximum{true, 0}, true}, {Maximum{true, 1}, false}, {Maximum{true, 2}, false},
		{Maximum{true, 99}, false}, {Maximum{true, 100}, false}, {Maximum{true, 101}, true},
		{Maximum{true, -1}, true}, {Maximum{true, math.MaxInt}, true},
		{Maximum{false, 0}, false}, {Maximum{false, 1}, false}, {Maximum{false, 100}, false},
		{Maximum{false, 101}, true}, {Maximum{false, -1}, true},
	} {
		for _, err := range []error{Settings{Concurrent: test.maximum}.Validate(), Overrides{Concurrent: &test.maximum}.Validate()} {
			if !test.refused && err != nil {
				t.Errorf("Validate of %+v gives %v, want none", test.maximum, err)
			}
			if test.refused {
				expectRefused(t, err, "max_concurrent_sessions.sessions", "from 1 to 100")
			}
		}
	}
}

func TestValidateOverrides(t *testing.T) {
	t.Parallel()
	tooLong := Timeout{true, int64(MaxIdle/time.Second) + 1}
	if err := (Overrides{}).Validate(); err != nil {
		t.Errorf("Validate of no overrides gives %v, want none", err)
	}
	expectRefused(t, Overrides{Idle: &tooLong}.Validate(), "idle_session_timeout.seconds")
	expectRefused(t, Overrides{Relogin: &tooLong}.Validate(), "force_relogin.seconds")
}

func TestValidateModes(t *testing.T) {
	t.Parallel()
	for _, mode := range []Mode{"", Choose, StricterOnly, Locked} {
		if err := (Modes{mode, mode, mode}).Validate(); err != nil {
			t.Errorf("Validate of mode %q gives %v, want none", mode, err)
		}
	}
	for _, mode := range []Mode{"Choose", "free", " ", "locked "} {
		expectRefused(t, Modes{Idle: mode}.Validate(), "modes.idle_session_timeout", "choose", "stricter_only", "locked")
		expectRefused(t, Modes{Relogin: mode}.Validate(), "modes.force_relogin")
		expectRefused(t, Modes{Concurrent: mode}.Validate(), "modes.max_concurrent_sessions")
	}
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	const second = time.Second
	idle, relogin, concurrent := "idle_session_timeout", "force_relogin", "max_concurrent_sessions"
	tests := []struct {
		name     string
		settings Settings
		want     []string // the fields that are warned about
	}{
		{"all off", Settings{}, nil},
		{"outside but off", Settings{Idle: off(48 * time.Hour), Relogin: off(100 * day), Concurrent: Maximum{Sessions: 50}}, nil},
		{"idle a second under 24 hours", Settings{Idle: on(day - second)}, nil},
		{"idle of exactly 24 hours", Settings{Idle: on(day)}, []string{idle}},
		{"idle over 24 hours", Settings{Idle: on(day + second)}, []string{idle}},
		{"re-login a second under 90 days", Settings{Relogin: on(90*day - second)}, nil},
		{"re-login of exactly 90 days", Settings{Relogin: on(90 * day)}, []string{relogin}},
		{"re-login over 90 days", Settings{Relogin: on(90*day + second)}, []string{relogin}},
		{"a maximum of 1", Settings{Concurrent: most(1)}, []string{concurrent}},
		{"a maximum of 2", Settings{Concurrent: most(2)}, nil},
		{"a maximum of 10", Settings{Concurrent: most(10)}, nil},
		{"a maximum of 11", Settings{Concurrent: most(11)}, []string{concurrent}},
		{"idle a second under re-login", Settings{Idle: on(time.Hour - second), Relogin: on(time.Hour)}, nil},
		{"idle equal to re-login", Settings{Idle: on(time.Hour), Relogin: on(time.Hour)}, []string{idle}},
		{"idle over re-login", Settings{Idle: on(2 * time.Hour), Relogin: on(time.Hour)}, []string{idle}},
		{"idle over re-login, which is off", Settings{Idle: on(2 * time.Hour), Relogin: off(time.Hour)}, nil},
		{"idle, which is off, over re-login", Settings{Idle: off(2 * time.Hour), Relogin: on(time.Hour)}, nil},
		{"everything", Settings{Idle: on(100 * day), Relogin: on(90 * day), Concurrent: most(100)}, []string{idle, relogin, concurrent, idle}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, warning := range test.settings.Warnings() {
				if warning.Message == "" {
					t.Errorf("the warning about %s says nothing", warning.Field)
				}
				got = append(got, warning.Field)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("Warnings: want (-), got (+):\n%s", diff)
			}
		})
	}
}

func TestSpell(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		MinIdle: "1 minute", MinRelogin: "5 minutes", time.Hour: "1 hour", 25 * time.Hour: "25 hours",
		day: "1 day", MaxIdle: "365 days", 90 * time.Second: "1m30s",
	} {
		if got := spell(d); got != want {
			t.Errorf("spell(%v) = %q, want %q", d, got, want)
		}
	}
}
