package session

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// These forms are stored and sent: what was written once must be read for ever.
func TestSettingsAsJSON(t *testing.T) {
	t.Parallel()
	own := on(time.Hour)
	sameAs(t, Settings{Idle: on(90 * time.Second), Relogin: off(5 * time.Minute), Concurrent: most(3)},
		`{"idle_session_timeout":{"on":true,"seconds":90},"force_relogin":{"on":false,"seconds":300},"max_concurrent_sessions":{"on":true,"sessions":3}}`)
	sameAs(t, Modes{Idle: Choose, Relogin: StricterOnly, Concurrent: Locked},
		`{"idle_session_timeout":"choose","force_relogin":"stricter_only","max_concurrent_sessions":"locked"}`)
	sameAs(t, Overrides{}, `{}`)
	sameAs(t, Overrides{Relogin: &own}, `{"force_relogin":{"on":true,"seconds":3600}}`)
	sameAs(t, ReplacedOverrides{Overrides: Overrides{Idle: &own}, Until: after(ms)},
		`{"overrides":{"idle_session_timeout":{"on":true,"seconds":3600}},"until":"2026-09-21T14:13:20.001Z"}`)
	sameAs(t, ReplacedSettings{Settings: Settings{Concurrent: most(1)}, Modes: Modes{Idle: Locked}, Until: after(0)},
		`{"settings":{"idle_session_timeout":{"on":false,"seconds":0},"force_relogin":{"on":false,"seconds":0},`+
			`"max_concurrent_sessions":{"on":true,"sessions":1}},"modes":{"idle_session_timeout":"locked"},"until":"2026-09-21T14:13:20Z"}`)
}

func sameAs[T any](t *testing.T, value T, text string) {
	t.Helper()
	written, err := json.Marshal(value)
	if err != nil || string(written) != text {
		t.Errorf("Marshal(%T) = %s, %v, want %s", value, written, err, text)
	}
	var read T
	if err := json.Unmarshal([]byte(text), &read); err != nil {
		t.Fatalf("Unmarshal(%s) = %v", text, err)
	}
	if diff := cmp.Diff(value, read); diff != "" {
		t.Errorf("Unmarshal(%s): want (-), got (+):\n%s", text, diff)
	}
}
