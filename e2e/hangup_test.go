package e2e

import (
	"context"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/e2e/harness"
)

// TestHungUpRequestsLeaveNothingBehind lets very many clients hang up in the middle of their requests, and then looks
// whether the connections to the database that served them still tell the truth.
func TestHungUpRequestsLeaveNothingBehind(t *testing.T) {
	t.Parallel()
	harness.OnEach(t, func(t *testing.T, engine harness.Engine) {
		w := newWorld(t, harness.Options{Engine: engine})
		p := w.newPerson(t)
		var last harness.Started
		for range 100 {
			last = w.start(t, p, "secret")
		}
		own := w.As(last.SessionSecret)
		impatient := []func(context.Context) error{
			func(ctx context.Context) error { return errorOf(w.Sessions(ctx, url.Values{"user": {p.ID}})) },
			func(ctx context.Context) error { return errorOf(own.OwnSessions(ctx)) },
			func(ctx context.Context) error { return errorOf(own.Check(ctx, true)) },
			func(ctx context.Context) error { return errorOf(w.EndSession(ctx, p.ID)) },
			func(ctx context.Context) error {
				return errorOf(w.PutTenantSettings(ctx, w.tenant.ID, harness.Settings{}))
			},
		}
		var clients sync.WaitGroup
		for i := range 16 {
			clients.Go(func() {
				for n := range rounds(30, 3000) {
					ctx, cancel := context.WithTimeout(t.Context(), time.Duration(randomBelow(4000))*time.Microsecond)
					_ = impatient[(i+n)%len(impatient)](ctx)
					cancel()
				}
			})
		}
		clients.Wait()

		for _, err := range all(100, func(int) error { return errorOf(own.OwnSessions(t.Context())) }) {
			if err != nil {
				t.Fatalf("OwnSessions() = %v, want none", err)
			}
		}
		one := w.start(t, p, "secret")
		for _, got := range all(100, func(int) string { return stateOf(t.Context(), w.Client, one.SessionSecret) }) {
			if got != active {
				t.Errorf("Check(a session made after that) = %s, want active", got)
			}
		}
		if n, err := w.EndUserSessions(t.Context(), p.ID); err != nil || n != 101 {
			t.Errorf("EndUserSessions() = %d, %v, want 101", n, err)
		}
		for _, got := range all(100, func(int) string { return stateOf(t.Context(), w.Client, one.SessionSecret) }) {
			if got != "ended_by_api" {
				t.Errorf("Check(a session that has ended since) = %s, want ended_by_api", got)
			}
		}
	})
}
