//go:build unix

package postgres_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/store/migrate"
	"github.com/sojourn-auth/sojourn/internal/store/pgtest"
	"github.com/sojourn-auth/sojourn/internal/store/postgres"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// world is a store with one environment, one tenant and two users, each with one session.
type world struct {
	*testing.T
	store    *postgres.Store
	url      string
	tenant   tenancy.TenantID
	users    [2]tenancy.UserID
	sessions [2]session.Session
}

const production tenancy.EnvironmentID = "production"

// noon is when everything happens.
func noon() time.Time { return time.UnixMilli(1_790_000_000_000).UTC() }

func setup(t *testing.T, config postgres.Config) *world {
	t.Helper()
	w := &world{T: t, store: openAt(t, config), url: config.URL, tenant: tenancy.NewTenantID(noon())}
	made := tenancy.Environment{ID: production, Name: "Production", CreatedAt: noon()}
	err := w.store.CreateEnvironment(t.Context(), made, func(tx store.Tx) error {
		if err := tx.InsertTenant(tenancy.Tenant{ID: w.tenant, Name: "Tenant", CreatedAt: noon()}); err != nil {
			return err
		}
		for i := range w.users {
			user := tenancy.User{ID: tenancy.NewUserID(noon()), Name: "User", CreatedAt: noon()}
			w.users[i] = user.ID
			w.sessions[i] = session.Session{
				ID: session.NewID(user.ID, noon()), User: user.ID, Tenant: w.tenant,
				SignedInAt: noon(), AuthenticatedAt: noon(), LastActiveAt: noon(),
			}
			if err := errors.Join(tx.InsertUser(user), tx.InsertSession(w.sessions[i])); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatalf("CreateEnvironment: %v", err)
	}
	return w
}

// rename is an Update that locks a session and changes it.
func (w *world) rename(ctx context.Context, i int, name string) error {
	return w.store.Update(ctx, production, func(tx store.Tx) error {
		found, err := tx.Find(w.sessions[i].ID)
		if err != nil {
			return err
		}
		found.Session.Name = name
		return tx.SaveSession(found.Session)
	})
}

// wantName wants a session to be named so.
func (w *world) wantName(i int, name string) {
	w.Helper()
	var found store.Found
	err := w.store.View(w.Context(), production, func(r store.Reader) (err error) {
		found, err = r.Find(w.sessions[i].ID)
		return err
	})
	if err != nil || found.Session.Name != name {
		w.Errorf("the session's name = %q, %v, want %q", found.Session.Name, err, name)
	}
}

// everything is each way of reaching the store.
func (w *world) everything() map[string]func(ctx context.Context) error {
	return map[string]func(ctx context.Context) error{
		"Ping": w.store.Ping,
		"Lookup": func(ctx context.Context) error {
			_, err := w.store.Lookup(ctx, production, w.sessions[0].ID)
			return err
		},
		"View": func(ctx context.Context) error {
			return w.store.View(ctx, production, func(r store.Reader) error {
				_, _, err := r.Session(w.sessions[0].ID)
				return err
			})
		},
		"Update": func(ctx context.Context) error { return w.rename(ctx, 0, "renamed") },
		"Environments": func(ctx context.Context) error {
			_, err := w.store.Environments(ctx)
			return err
		},
	}
}

// wantAll wants everything to end so, within a time.
func (w *world) wantAll(ctx context.Context, want error, within time.Duration) {
	w.Helper()
	var group sync.WaitGroup
	for name, call := range w.everything() {
		group.Go(func() {
			done := make(chan error, 1)
			go func() { done <- call(ctx) }()
			select {
			case err := <-done:
				if !errors.Is(err, want) {
					w.Errorf("%s = %v, want %v", name, err, want)
				}
			case <-time.After(within):
				w.Errorf("%s has not returned within %s", name, within)
			}
		})
	}
	group.Wait()
}

func TestStoppedServerIsUnavailableAndComesBack(t *testing.T) {
	t.Parallel()
	server := pgtest.New(t, pgtest.Config{})
	w := setup(t, postgres.Config{URL: server.URL()})
	for range 2 {
		server.Stop(t)
		w.wantAll(t.Context(), store.ErrUnavailable, 30*time.Second)
		server.Start(t)
		w.wantAll(t.Context(), nil, 30*time.Second)
	}
	w.wantName(0, "renamed")
}

func TestFrozenServerIsNotWaitedForForEver(t *testing.T) {
	t.Parallel()
	server := pgtest.New(t, pgtest.Config{})
	w := setup(t, postgres.Config{URL: server.URL(), Timeout: 2 * time.Second})
	server.Pause(t)
	w.wantAll(t.Context(), store.ErrUnavailable, 20*time.Second)
	brief, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	w.wantAll(brief, context.DeadlineExceeded, 20*time.Second)
	server.Resume(t)
	w.wantAll(t.Context(), nil, 30*time.Second)
}

func TestReadOnlyServerIsUnavailableAndComesBack(t *testing.T) {
	t.Parallel()
	server := pgtest.New(t, pgtest.Config{})
	w := setup(t, postgres.Config{URL: server.URL()})
	switchTo := func(setting string) {
		t.Helper()
		w.execute("ALTER SYSTEM SET default_transaction_read_only = " + setting)
		w.execute("SELECT pg_reload_conf()")
	}
	switchTo("on")
	for _, name := range []string{"Update", "Ping"} {
		w.eventually(store.ErrUnavailable, name)
	}
	switchTo("off")
	w.eventually(nil, "Ping")
	w.wantAll(t.Context(), nil, 30*time.Second)
}

// eventually calls until the outcome is as wanted: the server takes up a new setting in its own time.
func (w *world) eventually(want error, name string) {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.Context(), 30*time.Second)
	defer cancel()
	for {
		err := w.everything()[name](ctx)
		if errors.Is(err, want) {
			return
		}
		if ctx.Err() != nil {
			w.Fatalf("%s = %v, want %v in the end", name, err, want)
		}
	}
}

// execute runs a statement on a connection of its own, which may write whatever the server's default.
func (w *world) execute(sql string) {
	w.Helper()
	conn := w.connect()
	if _, err := conn.Exec(w.Context(), sql); err != nil {
		w.Fatalf("%s: %v", sql, err)
	}
}

func (w *world) connect() *pgx.Conn {
	w.Helper()
	conn, err := pgx.Connect(w.Context(), w.url)
	if err != nil {
		w.Fatalf("connect: %v", err)
	}
	w.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

// kill ends all connections but the one it comes by.
func (w *world) kill() {
	w.Helper()
	w.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'sojourn'")
}

func TestConnectionsThatBreak(t *testing.T) {
	t.Parallel()
	server := pgtest.New(t, pgtest.Config{})
	w := setup(t, postgres.Config{URL: server.URL()})

	t.Run("before the commit are replaced", func(t *testing.T) {
		runs := 0
		err := w.store.Update(t.Context(), production, func(tx store.Tx) error {
			found, err := tx.Find(w.sessions[0].ID)
			if err != nil {
				return err
			}
			if runs++; runs == 1 {
				w.kill()
			}
			if _, _, err := tx.Credential(w.users[0]); err != nil { // asked of the dead connection
				return err
			}
			found.Session.Name = "replaced"
			return tx.SaveSession(found.Session)
		})
		if err != nil || runs != 2 {
			t.Errorf("Update = %v after %d runs, want nil after 2", err, runs)
		}
		w.wantName(0, "replaced")
	})
	t.Run("in the commit leave it open what became of it", func(t *testing.T) {
		runs := 0
		err := w.store.Update(t.Context(), production, func(tx store.Tx) error {
			found, err := tx.Find(w.sessions[0].ID)
			runs++
			w.kill()
			found.Session.Name = "unknown"
			return errors.Join(err, tx.SaveSession(found.Session))
		})
		if !errors.Is(err, store.ErrUnavailable) || runs != 1 {
			t.Errorf("Update = %v after %d runs, want ErrUnavailable after 1", err, runs)
		}
	})
	t.Run("are not noticed by who comes after", func(t *testing.T) {
		w.kill()
		w.wantAll(t.Context(), nil, 30*time.Second)
	})
}

func TestEachDeadlockIsResolved(t *testing.T) {
	t.Parallel()
	// The server looks for a deadlock after a second, and on a busy machine a good while later.
	w := setup(t, postgres.Config{URL: pgtest.Start(t, pgtest.Config{}), Timeout: 10 * time.Second})
	var both, group sync.WaitGroup // both have locked their first user
	both.Add(2)
	for i := range 2 {
		group.Go(func() {
			var once sync.Once
			err := w.store.Update(t.Context(), production, func(tx store.Tx) error {
				if err := tx.LockUser(w.users[i]); err != nil {
					return err
				}
				if _, _, err := tx.User(w.users[i]); err != nil {
					return err
				}
				once.Do(func() { both.Done(); both.Wait() })
				if err := tx.LockUser(w.users[1-i]); err != nil {
					return err
				}
				if _, _, err := tx.User(w.users[1-i]); err != nil {
					return err
				}
				return tx.TouchSession(w.sessions[i].ID, noon().Add(time.Minute))
			})
			if err != nil {
				t.Errorf("Update %d = %v, want nil", i, err)
			}
		})
	}
	group.Wait()
}

func TestLockOfAnotherNode(t *testing.T) {
	t.Parallel()
	w := setup(t, postgres.Config{URL: pgtest.Start(t, pgtest.Config{}), Timeout: 5 * time.Second})
	conn := w.connect()
	other, err := conn.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Exec(t.Context(), "SELECT FROM users WHERE id::text = $1 FOR UPDATE", w.users[0].String()); err != nil {
		t.Fatal(err)
	}
	const callers = 4 // more than there are shared transactions
	waiting := make(chan error, callers)
	for range callers {
		go func() { waiting <- w.rename(t.Context(), 0, "waited") }()
	}
	// Whoever wants another user does not wait with it.
	for range 3 {
		if err := w.rename(t.Context(), 1, "at once"); err != nil {
			t.Errorf("Update of another user = %v, want nil", err)
		}
	}
	select {
	case err := <-waiting:
		t.Errorf("Update of the locked user = %v, want it to wait", err)
	default:
	}
	if err := other.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range callers {
		if err := <-waiting; err != nil {
			t.Errorf("Update of the user after the lock was given up = %v, want nil", err)
		}
	}
	w.wantName(0, "waited")
	w.wantName(1, "at once")
}

func TestLockThatIsNotGivenUp(t *testing.T) {
	t.Parallel()
	w := setup(t, postgres.Config{URL: pgtest.Start(t, pgtest.Config{}), Timeout: 2 * time.Second})
	conn := w.connect()
	other, err := conn.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Rollback(context.Background()) }()
	if _, err := other.Exec(t.Context(), "SELECT FROM users FOR UPDATE"); err != nil {
		t.Fatal(err)
	}
	if err := w.rename(t.Context(), 0, "never"); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("Update = %v, want ErrUnavailable", err)
	}
	w.wantName(0, "")
}

func TestManyNodesMigrateOnce(t *testing.T) {
	t.Parallel()
	url := pgtest.Start(t, pgtest.Config{})
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			s, err := postgres.Open(t.Context(), postgres.Config{URL: url, MaxConns: 4})
			if err != nil {
				t.Errorf("Open = %v, want nil", err)
				return
			}
			if err := errors.Join(s.Ping(t.Context()), s.Close()); err != nil {
				t.Errorf("Ping and Close = %v, want nil", err)
			}
		})
	}
	group.Wait()
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	t.Run("a newer database", func(t *testing.T) {
		t.Parallel()
		w := setup(t, postgres.Config{URL: pgtest.Start(t, pgtest.Config{})})
		w.execute("INSERT INTO migrations (version, name, sum) VALUES (9999, 'future', '')")
		_, err := postgres.Open(t.Context(), postgres.Config{URL: w.url})
		if !errors.Is(err, migrate.ErrNewer) || errors.Is(err, store.ErrUnavailable) {
			t.Errorf("Open = %v, want ErrNewer", err)
		}
	})
	t.Run("no server", func(t *testing.T) {
		t.Parallel()
		_, err := postgres.Open(t.Context(), postgres.Config{URL: "postgres://ada:hunter2@localhost:1/sojourn"})
		if !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("Open = %v, want ErrUnavailable", err)
		}
		wantNoSecret(t, err)
	})
	t.Run("a URL that is none", func(t *testing.T) {
		t.Parallel()
		_, err := postgres.Open(t.Context(), postgres.Config{URL: "postgres://ada:hunter2@local host:port/sojourn"})
		if err == nil {
			t.Error("Open = nil, want an error")
		}
		wantNoSecret(t, err)
	})
}
