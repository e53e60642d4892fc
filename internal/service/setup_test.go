package service_test

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/authn"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/store/pgtest"
	"github.com/sojourn-auth/sojourn/internal/store/postgres"
	"github.com/sojourn-auth/sojourn/internal/store/sqlite"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/token"
)

const main = tenancy.EnvironmentID("main")

// world is a service over a store of its own, with a clock that stands still until it is moved.
type world struct {
	*service.Service
	t     testing.TB
	store store.Store
	who   access.Principal // may do everything

	mu  sync.Mutex
	now time.Time
}

// engines runs a test over each engine.
func engines(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB) store.Store{"sqlite": openSQLite, "postgres": openPostgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, newWorld(t, open(t)))
		})
	}
}

func openSQLite(t testing.TB) store.Store {
	opened, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "sojourn.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = opened.Close() })
	return opened
}

func openPostgres(t testing.TB) store.Store {
	opened, err := postgres.Open(t.Context(), postgres.Config{URL: pgtest.Start(t, pgtest.Config{})})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = opened.Close() })
	return opened
}

func newWorld(t testing.TB, opened store.Store) *world {
	t.Helper()
	hasher, err := authn.NewHasher(authn.HasherOptions{Cost: authn.Cost{MemoryKiB: 8 * 1024, Passes: 1, Lanes: 1}})
	if err != nil {
		t.Fatal(err)
	}
	sealer, err := token.NewSealer(token.GenerateMasterKey())
	if err != nil {
		t.Fatal(err)
	}
	w := &world{
		t: t, store: opened, now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC),
		who: access.Principal{Kind: access.Local, Environment: main},
	}
	w.Service = service.New(service.Config{
		Store: opened, Now: w.time, Log: slog.New(slog.DiscardHandler), Hasher: hasher, Policy: authn.NewPolicy(), Sealer: sealer,
		Issuer:     func(e tenancy.EnvironmentID) string { return "https://auth.example.com/e/" + string(e) },
		AccessLife: 5 * time.Minute, RefreshGrace: session.DefaultGrace, KeyLife: 90 * 24 * time.Hour,
		SessionsKept: 90 * 24 * time.Hour, EventsKept: 365 * 24 * time.Hour,
	})
	_, err = w.CreateEnvironment(t.Context(), w.who, tenancy.Environment{ID: main})
	w.must(err)
	return w
}

func (w *world) time() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) advance(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// start begins a session, making user and tenant on first sight.
func (w *world) start(user, tenant string) service.Started {
	w.t.Helper()
	started, err := w.CreateSession(w.t.Context(), w.who, service.CreateSession{
		User: service.UserRef{ExternalID: user}, Tenant: service.TenantRef{ExternalID: tenant},
		Missing: true, Delivery: service.DeliverSecret,
	})
	w.must(err)
	return started
}

// active tells whether a check accepts the session now, without being activity.
func (w *world) active(s service.Started) bool {
	w.t.Helper()
	_, err := w.Check(w.t.Context(), main, s.Secret.Reveal(), false)
	return err == nil
}

func (w *world) set(settings session.Settings) int {
	w.t.Helper()
	_, ended, err := w.ChangeSettings(w.t.Context(), w.who, service.EnvironmentSettings{Settings: settings})
	w.must(err)
	return ended
}

func idle(d time.Duration) session.Settings {
	return session.Settings{Idle: session.Timeout{On: true, Seconds: int64(d / time.Second)}}
}

func most(n int) session.Settings {
	return session.Settings{Concurrent: session.Maximum{On: true, Sessions: n}}
}

// crowd begins sessions of users in tenants, spread over some time.
func (w *world) crowd(random *rand.Rand, sessions, users, tenants int, spread time.Duration) []service.Started {
	w.t.Helper()
	var all []service.Started
	for range sessions {
		all = append(all, w.start(fmt.Sprint("user-", random.IntN(users)), fmt.Sprint("tenant-", random.IntN(tenants))))
		w.advance(spread / time.Duration(sessions))
	}
	return all
}
