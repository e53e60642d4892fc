package e2e

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/e2e/harness"
)

// newTimedWorld starts a server whose clocks the test sets.
func newTimedWorld(t *testing.T, engine harness.Engine) (*world, *harness.Clock) {
	t.Helper()
	options, clock := suite.Timed(t, harness.Options{Engine: engine})
	return newWorld(t, options), clock
}

// moment is what happens next in the life of a session, and what is so then.
type moment struct {
	pass time.Duration
	do   string // check: activity; peek: a check that is none; refresh
	want string
}

// TestSessionsEndByThemselves lets time pass, with activity and without, at the least settings there are.
func TestSessionsEndByThemselves(t *testing.T) {
	t.Parallel()
	idle := harness.Settings{Idle: &harness.Timeout{On: true, Seconds: 60}}
	relogin := harness.Settings{Relogin: &harness.Timeout{On: true, Seconds: 300}}
	both := harness.Settings{Idle: idle.Idle, Relogin: relogin.Relogin}
	const late = 2 * time.Second // what the test itself takes may be part of the time that passes
	for _, test := range []struct {
		name     string
		settings harness.Settings
		reason   string
		moments  []moment
	}{
		{"idle, without anything", idle, "idle_timeout", []moment{{60*time.Second + late, "peek", "idle_timeout"}}},
		{"idle, put off by activity", idle, "idle_timeout", []moment{
			{50 * time.Second, "check", active}, {50 * time.Second, "check", active}, {50 * time.Second, "check", active},
			{60*time.Second + late, "check", "idle_timeout"}}},
		{"idle, not put off by a look or a renewal", idle, "idle_timeout", []moment{
			{30 * time.Second, "peek", active}, {20 * time.Second, "refresh", active}, {10*time.Second + late, "peek", "idle_timeout"}}},
		{"maximum age, whatever the activity", relogin, "forced_relogin", []moment{
			{100 * time.Second, "check", active}, {100 * time.Second, "refresh", active}, {90 * time.Second, "check", active},
			{10*time.Second + late, "check", "forced_relogin"}}},
		{"both, the nearer one first", both, "forced_relogin", []moment{
			{50 * time.Second, "check", active}, {50 * time.Second, "check", active}, {50 * time.Second, "check", active},
			{50 * time.Second, "check", active}, {50 * time.Second, "check", active}, {50*time.Second + late, "check", "forced_relogin"}}},
		{"the built-in limit", harness.Settings{}, "idle_timeout", []moment{
			{23 * time.Hour, "check", active}, {23 * time.Hour, "peek", active}, {time.Hour + late, "peek", "idle_timeout"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			harness.OnEach(t, func(t *testing.T, engine harness.Engine) {
				w, clock := newTimedWorld(t, engine)
				must(t, errorOf(w.PutTenantSettings(t.Context(), w.tenant.ID, test.settings)))
				p := w.newPerson(t)
				v := &victims{person: p, secret: w.start(t, p, "secret"), tokens: w.start(t, p, "tokens")}
				for i, m := range test.moments {
					clock.Pass(m.pass)
					for _, one := range []*harness.Started{&v.secret, &v.tokens} {
						if got := w.meet(t, one, m.do); got != m.want {
							t.Fatalf("moment %d, %s: %s, want %s", i+1, m.do, got, m.want)
						}
					}
				}
				w.wantEnded(t, v.secret, test.reason)
				if _, err := w.Refresh(t.Context(), v.tokens.RefreshToken); harness.ReasonOf(err) != test.reason {
					t.Errorf("Refresh(ended) = %v, want the refusal %s", err, test.reason)
				}
				if got := stateOf(t.Context(), w.Client, v.tokens.AccessToken); got != test.reason && got != "token_expired" {
					t.Errorf("Check(the last access token) = %s, want %s, or that it has expired", got, test.reason)
				}
				w.wantSignOuts(t, v, test.reason)
			})
		})
	}
}

// meet does something with a session, and tells its state.
func (w *world) meet(t *testing.T, one *harness.Started, do string) string {
	t.Helper()
	if one.RefreshToken != "" { // access tokens live for five minutes only
		tokens, err := w.Refresh(t.Context(), one.RefreshToken)
		switch {
		case harness.ReasonOf(err) != "":
			return harness.ReasonOf(err)
		case err != nil:
			return fmt.Sprint(err)
		}
		one.Tokens = tokens
	}
	path := "/v1/check?activity=false"
	if do == "check" {
		path = "/v1/check"
	}
	reply, err := w.As(bearer(*one)).Send(t.Context(), harness.Call{Method: http.MethodGet, Path: path})
	must(t, err)
	if problem := reply.Problem(); problem != nil {
		return harness.ReasonOf(problem)
	}
	return active
}
