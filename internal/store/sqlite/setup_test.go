package sqlite

import (
	"context"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/store/storetest"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

const production tenancy.EnvironmentID = "production"

func TestStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t testing.TB) store.Store { return openSound(t, Config{}) })
}

// openSound opens an empty store that is checked for damage and leaks when the test is over.
func openSound(t testing.TB, config Config) *Store {
	t.Helper()
	config.Path = filepath.Join(t.TempDir(), "test.db")
	s := openAt(t, config)
	t.Cleanup(func() {
		select {
		case <-s.readers.closed:
			return
		default:
		}
		for range cap(s.readers.free) - len(s.readers.room) {
			c := <-s.readers.free
			if text := c.conn.CheckReset(); text != "" {
				t.Errorf("a reader is still at %s", text)
			}
			defer s.readers.put(c)
		}
		w := s.writer.connection.conn
		if text := w.CheckReset(); text != "" {
			t.Errorf("the writer is still at %s", text)
		}
	})
	return s
}

// openAt opens a store with patience for the race detector, and closes it when the test is over.
func openAt(t testing.TB, config Config) *Store {
	t.Helper()
	if config.Patience == 0 {
		config.Patience = time.Minute
	}
	s, err := Open(t.Context(), config)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
		wantSound(t, config.Path)
	})
	return s
}

// wantSound wants a closed database to be undamaged.
func wantSound(t testing.TB, path string) {
	t.Helper()
	conn, err := sqlite.OpenConn(path, sqlite.OpenReadWrite)
	if err != nil {
		t.Errorf("open after Close: %v", err)
		return
	}
	defer conn.Close()
	err = sqlitex.ExecuteTransient(conn, "PRAGMA integrity_check", &sqlitex.ExecOptions{
		ResultFunc: func(row *sqlite.Stmt) error {
			if got := row.ColumnText(0); got != "ok" {
				t.Errorf("integrity_check = %s, want ok", got)
			}
			return nil
		},
	})
	if err != nil {
		t.Errorf("integrity_check: %v", err)
	}
}

// openProduction opens a store with the environment production.
func openProduction(t testing.TB, config Config) *Store {
	t.Helper()
	s := openSound(t, config)
	err := s.CreateEnvironment(t.Context(), tenancy.Environment{ID: production, Name: "P", CreatedAt: moment(0)},
		func(store.Tx) error { return nil })
	if err != nil {
		t.Fatalf("CreateEnvironment: %v", err)
	}
	return s
}

// moment is a time, i milliseconds after the first.
func moment(i int) time.Time { return time.UnixMilli(1_790_000_000_000 + int64(i)).UTC() }

func newTenant(i int) tenancy.Tenant {
	return tenancy.Tenant{ID: tenancy.NewTenantID(moment(i)), Name: "Tenant", CreatedAt: moment(i)}
}

// newSession is a session like those of browsers.
func newSession(user tenancy.UserID, tenant tenancy.TenantID, at time.Time) session.Session {
	id := session.NewID(user, at)
	hash := func(i byte) (h session.Hash) {
		copy(h[:], id.UID[:])
		h[31] = i
		return h
	}
	return session.Session{
		ID: id, User: user, Tenant: tenant, SignedInAt: at, AuthenticatedAt: at, LastActiveAt: at,
		Secret: hash(1), Refresh: session.Refresh{Generation: 2, Current: hash(2), Previous: hash(3), RotatedAt: at},
		Methods: []string{"pwd"},
		Client: session.Client{
			Address:   "203.0.113.77",
			UserAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
		},
	}
}

// tenantCount is how many tenants there are, and fails the test when they cannot be read.
func tenantCount(t testing.TB, s *Store) (n int) {
	t.Helper()
	err := s.View(t.Context(), production, func(r store.Reader) error {
		tenants, err := r.Tenants(store.Page{Limit: 1 << 20})
		n = len(tenants)
		return err
	})
	if err != nil {
		t.Fatalf("View: %v", err)
	}
	return n
}

// holdWriter keeps the writer in the middle of a batch until the function that it gives is called. The batch then
// goes on for as long as anybody waits.
func holdWriter(s *Store) (release func()) {
	held, free := make(chan struct{}), make(chan struct{})
	hold := sync.OnceFunc(func() { close(held); <-free }) // it runs again when somebody else spoils the batch
	s.writer.gate.Lock()
	s.writer.longest = time.Hour
	s.writer.gate.Unlock()
	go s.Update(context.Background(), production, func(store.Tx) error { hold(); return nil })
	<-held
	return func() { close(free) }
}

// awaitQueue waits until so many callers wait for the writer.
func awaitQueue(s *Store, callers int) {
	for len(s.writer.queue) < callers {
		runtime.Gosched()
	}
}
