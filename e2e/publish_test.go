package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/e2e/harness"
)

// liveSettings is what a server says of the settings in force.
type liveSettings struct {
	Version  int64
	Note     string
	Ended    int
	Document struct {
		DefaultRole string `json:"default_role"`
		Sessions    struct {
			Concurrent harness.Maximum `json:"max_concurrent_sessions"`
		} `json:"session_settings"`
	}
}

// documentOf is a settings document in which three things must agree: the default role, the note, and the maximum.
func documentOf(n int) string {
	return fmt.Sprintf(`{"permissions":[],"roles":[{"key":"role-%d","name":"R","permissions":[]}],"default_role":"role-%d",
		"pages":{"personal":{"privacy_and_security":true},"workspace":{"users":false,"security":false}},
		"session_settings":{"idle_session_timeout":{"on":false,"seconds":0},"force_relogin":{"on":false,"seconds":0},
		"max_concurrent_sessions":{"on":true,"sessions":%d}}}`, n, n, n)
}

// publishOf publishes one of those documents.
func publishOf(ctx context.Context, c *harness.Client, n int) (live liveSettings, err error) {
	reply, err := c.Send(ctx, harness.Call{
		Method: http.MethodPost, Path: "/v1/settings/publish", Body: fmt.Sprintf(`{"document":%s,"note":"n%d"}`, documentOf(n), n),
	})
	if err == nil {
		err = reply.Problem()
	}
	if err == nil {
		err = json.Unmarshal(reply.Body, &live)
	}
	return live, err
}

// TestKillOfPublish kills the server while settings are published that end sessions. Afterwards a version is wholly live
// or not at all: what was acknowledged is, and everything that is read agrees with it.
func TestKillOfPublish(t *testing.T) {
	t.Parallel()
	harness.OnEach(t, func(t *testing.T, engine harness.Engine) {
		w := newWorld(t, harness.Options{Engine: engine})
		var acknowledged int64
		for round := range rounds(12, 200) {
			acknowledged = publishAndKill(t, w, round, acknowledged)
		}
		t.Logf("%d versions were published", acknowledged)
	})
}

func publishAndKill(t *testing.T, w *world, round int, acknowledged int64) int64 {
	t.Helper()
	p := w.newPerson(t)
	for range 6 {
		w.start(t, p, "secret")
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	latest := make(chan int64)
	begun := make(chan struct{}, 1)
	go func() {
		defer close(latest)
		last := acknowledged
		for n := 0; ; n++ {
			live, err := publishOf(ctx, w.Client, 1+(round+n)%4)
			if err != nil {
				latest <- last
				return
			}
			last = live.Version
			select {
			case begun <- struct{}{}:
			default:
			}
		}
	}()
	<-begun
	time.Sleep(time.Duration(randomBelow(20_000)) * time.Microsecond) // the instant is the point
	w.server.Kill()
	cancel()
	acknowledged = <-latest
	w.server.Restart()
	return wantWhole(t, w, p, acknowledged)
}

// wantWhole holds what is live to what was acknowledged, and to itself.
func wantWhole(t *testing.T, w *world, p person, acknowledged int64) int64 {
	t.Helper()
	reply, err := w.Send(t.Context(), harness.Call{Method: http.MethodGet, Path: "/v1/settings"})
	must(t, err)
	var live liveSettings
	decode(t, reply.Body, &live)
	if live.Version != acknowledged && live.Version != acknowledged+1 {
		t.Fatalf("version %d is live, want %d, which was acknowledged, or the next", live.Version, acknowledged)
	}
	n := live.Document.Sessions.Concurrent.Sessions
	if live.Note != fmt.Sprint("n", n) || live.Document.DefaultRole != fmt.Sprint("role-", n) {
		t.Fatalf("version %d is live in parts: %+v", live.Version, live)
	}
	var level struct {
		Version    int64
		Concurrent harness.Maximum `json:"max_concurrent_sessions"`
	}
	reply, err = w.Send(t.Context(), harness.Call{Method: http.MethodGet, Path: "/v1/session-settings"})
	must(t, err)
	decode(t, reply.Body, &level)
	if level.Version != live.Version || level.Concurrent.Sessions != n {
		t.Fatalf("the session settings are version %d with %d sessions, but version %d with %d is live", level.Version, level.Concurrent.Sessions, live.Version, n)
	}
	w.start(t, p, "secret") // the limit holds from the next sign-in at the latest
	list, err := w.Sessions(t.Context(), url.Values{"user": {p.ID}, "state": {"active"}})
	must(t, err)
	if len(list) > n {
		t.Fatalf("%d sessions are active after a sign-in, want at most %d", len(list), n)
	}
	return live.Version
}
