package e2e

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/sojourn-auth/sojourn/e2e/harness"
	"github.com/sojourn-auth/sojourn/internal/store/pgtest"
)

// TestStoreAwayPostgreSQL takes the database away in several ways and gives it back, while the server goes on.
func TestStoreAwayPostgreSQL(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		takeAway func(t *testing.T, server *pgtest.Server)
		giveBack func(t *testing.T, server *pgtest.Server)
	}{
		{"stopped", func(t *testing.T, s *pgtest.Server) { s.Stop(t) }, func(t *testing.T, s *pgtest.Server) { s.Start(t) }},
		{"frozen", func(t *testing.T, s *pgtest.Server) { s.Pause(t) }, func(t *testing.T, s *pgtest.Server) { s.Resume(t) }},
		// Such a server may be a standby, which lags behind and knows nothing of the latest ends.
		{"read-only", readOnly("on"), readOnly("off")},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			database := pgtest.New(t, pgtest.Config{})
			a := newAway(t, harness.Options{Engine: harness.PostgreSQL, URL: database.URL()})
			for range 2 {
				stop := a.watchEnded(t)
				test.takeAway(t, database)
				a.wantWritesRefused(t)
				a.wantReady(t, http.StatusServiceUnavailable)
				a.wantChecksRefused(t)
				test.giveBack(t, database)
				a.wantBack(t)
				stop()
			}
		})
	}
}

// readOnly makes a database refuse what would change it, as one does that has become a standby; or no longer.
func readOnly(on string) func(*testing.T, *pgtest.Server) {
	return func(t *testing.T, server *pgtest.Server) {
		t.Helper()
		conn, err := pgx.Connect(t.Context(), server.URL())
		must(t, err)
		defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
		for _, statement := range []string{
			"ALTER SYSTEM SET default_transaction_read_only = " + on,
			"SELECT pg_reload_conf()",
			// Those that are connected see it when they begin the next statement; those of before are gone then.
			"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'",
		} {
			_, err := conn.Exec(t.Context(), statement)
			must(t, err)
		}
	}
}

// away is a server whose store goes away, with sessions from before.
type away struct {
	*world
	person person
	secret harness.Started
	tokens harness.Started
	ended  []harness.Started
	// What was acknowledged, and so must be there for good.
	tenants []string
}

func newAway(t *testing.T, options harness.Options) *away {
	t.Helper()
	a := &away{world: newWorld(t, options)}
	a.person = a.newPerson(t)
	a.secret, a.tokens = a.start(t, a.person, "secret"), a.start(t, a.person, "tokens")
	for _, delivery := range []string{"secret", "tokens"} {
		one := a.start(t, a.person, delivery)
		must(t, a.As(bearer(one)).SignOut(t.Context()))
		a.ended = append(a.ended, one)
	}
	return a
}

// watchEnded checks ended sessions all the time, until stop is called. They must never be accepted.
func (a *away) watchEnded(t *testing.T) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var watching sync.WaitGroup
	for _, one := range a.ended {
		watching.Go(func() {
			for ctx.Err() == nil {
				if _, err := a.As(bearer(one)).Check(ctx, false); err == nil {
					t.Error("Check(ended) = active while the store was away")
					return
				}
				select { // let others have the processor
				case <-ctx.Done():
				case <-time.After(10 * time.Millisecond):
				}
			}
		})
	}
	return func() { cancel(); watching.Wait() }
}

// writes is an attempt of every kind of change.
func (a *away) writes(ctx context.Context) map[string]func() error {
	return map[string]func() error{
		"CreateTenant": func() error { return errorOf(a.CreateTenant(ctx, "Not now")) },
		"CreateSession": func() error {
			return errorOf(a.CreateSession(ctx, harness.NewSession{User: harness.NamedUser{ID: a.person.ID}, Tenant: harness.NamedTenant{ID: a.tenant.ID}}))
		},
		"SignIn": func() error {
			return errorOf(a.SignIn(ctx, harness.SignIn{Email: a.person.Email, Password: a.person.password}))
		},
		"Refresh":     func() error { return errorOf(a.Refresh(ctx, a.tokens.RefreshToken)) },
		"SignOut":     func() error { return a.As(a.secret.SessionSecret).SignOut(ctx) },
		"EndSession":  func() error { return errorOf(a.EndSession(ctx, a.tokens.Session.ID)) },
		"DisableUser": func() error { return a.DisableUser(ctx, a.person.ID, true) },
		"PutSettings": func() error {
			return errorOf(a.PutSettings(ctx, harness.Settings{Concurrent: &harness.Maximum{On: true, Sessions: 1}}))
		},
	}
}

func (a *away) wantWritesRefused(t *testing.T) {
	t.Helper()
	var attempts sync.WaitGroup
	for name, write := range a.writes(t.Context()) {
		attempts.Go(func() { wantUnavailable(t, name, write()) })
	}
	attempts.Wait()
}

func (a *away) wantChecksRefused(t *testing.T) {
	t.Helper()
	var attempts sync.WaitGroup
	for _, one := range append([]harness.Started{a.secret, a.tokens}, a.ended...) {
		attempts.Go(func() { wantUnavailable(t, "Check", errorOf(a.As(bearer(one)).Check(t.Context(), true))) })
	}
	attempts.Go(func() { wantUnavailable(t, "Introspect", errorOf(a.Introspect(t.Context(), a.secret.SessionSecret))) })
	attempts.Wait()
}

// wantUnavailable holds a refusal to what callers can rely on while the store is away.
func wantUnavailable(t *testing.T, name string, err error) {
	t.Helper()
	if err == nil {
		t.Errorf("%s succeeded while the store was away", name)
		return
	}
	if why := unavailable(err); why != nil {
		t.Errorf("%s: %v", name, why)
	}
}

// unavailable is nil when an error is the one that asks to try again later.
func unavailable(err error) error {
	p, answered := errors.AsType[*harness.Problem](err)
	if !answered || p.Status != http.StatusServiceUnavailable || p.Code != "unavailable" || p.RetryAfter <= 0 {
		return fmt.Errorf("got %w, want 503 unavailable with Retry-After", err)
	}
	return nil
}

// wantChecks asks every session, old and new.
func (a *away) wantChecks(t *testing.T) {
	t.Helper()
	for _, one := range []harness.Started{a.secret, a.tokens} {
		if got := stateOf(t.Context(), a.Client, bearer(one)); got != active {
			t.Errorf("Check() = %s, want active", got)
		}
	}
	for _, one := range a.ended {
		if got := stateOf(t.Context(), a.Client, bearer(one)); got != "signed_out" {
			t.Errorf("Check(ended) = %s, want signed_out", got)
		}
	}
}

// wantReady asks whether the server says that it can do its work. That it lives it must always say.
func (a *away) wantReady(t *testing.T, want int) {
	t.Helper()
	for path, want := range map[string]int{"/healthz": http.StatusOK, "/readyz": want} {
		answer, err := http.Get("http://" + a.server.Address() + path)
		must(t, err)
		_, _ = io.Copy(io.Discard, answer.Body)
		_ = answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("GET %s = %d, want %d", path, answer.StatusCode, want)
		}
	}
}

// recovery is how long after its return the store may still be taken for away.
const recovery = 15 * time.Second

// wantBack waits until changes are taken again, and then asks for everything of before.
func (a *away) wantBack(t *testing.T) {
	t.Helper()
	begin := time.Now()
	for {
		made, err := a.CreateTenant(t.Context(), "Back")
		if err == nil {
			a.tenants = append(a.tenants, made.ID)
			break
		}
		if time.Since(begin) > recovery {
			t.Fatalf("%s after the store is back, CreateTenant() = %v", recovery, err)
		}
	}
	t.Logf("changes were taken %s after the store was back", time.Since(begin).Round(time.Millisecond))
	a.wantReady(t, http.StatusOK)
	a.wantChecks(t)
	// Whoever got no token for theirs gets it now.
	tokens, err := a.Refresh(t.Context(), a.tokens.RefreshToken)
	must(t, err)
	a.tokens.Tokens = tokens
	one := a.start(t, a.person, "secret")
	must(t, a.As(one.SessionSecret).SignOut(t.Context()))
	a.ended = append(a.ended, one)
	a.wantChecks(t)
}
