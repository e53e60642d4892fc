package sqlite

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/store/migrate"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

func TestReopenKeepsEverything(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a strange?name#with%20signs.db")
	first := openAt(t, Config{Path: path})
	environment := tenancy.Environment{ID: production, Name: "P", CreatedAt: moment(0)}
	s := newSession(tenancy.NewUserID(moment(0)), tenancy.NewTenantID(moment(0)), moment(1))
	err := first.CreateEnvironment(t.Context(), environment, func(tx store.Tx) error { return tx.InsertSession(s) })
	if err != nil {
		t.Fatalf("CreateEnvironment: %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
	if _, err := os.Stat(path + "-wal"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the write-ahead log after Close: %v, want it gone", err)
	}
	var found store.Found
	err = openAt(t, Config{Path: path}).View(t.Context(), production, func(r store.Reader) (err error) {
		found, err = r.Find(s.ID)
		return err
	})
	if diff := cmp.Diff(store.Found{Session: s}, found); diff != "" || err != nil {
		t.Errorf("Find after reopening: %v, difference (-want +got):\n%s", err, diff)
	}
}

func TestOneProcessOwnsTheFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "test.db")
	first := openAt(t, Config{Path: path})
	second, err := Open(t.Context(), Config{Path: path})
	if !errors.Is(err, store.ErrUnavailable) || !strings.Contains(err.Error(), "in use by another") {
		t.Fatalf("second Open = %v, %v, want that the file is in use", second, err)
	}
	if err := first.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
	openAt(t, Config{Path: path})
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	garbage := filepath.Join(folder, "garbage.db")
	if err := os.WriteFile(garbage, []byte(strings.Repeat("this is no database ", 500)), 0o600); err != nil {
		t.Fatal(err)
	}
	newer := filepath.Join(folder, "newer.db")
	s := openAt(t, Config{Path: newer})
	onWriter(t, s, `INSERT INTO migrations VALUES (9999, 'from_the_future', '')`)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, path string
		want       error
	}{
		{"a folder that is not there", filepath.Join(folder, "none", "test.db"), store.ErrUnavailable},
		{"a folder", folder, store.ErrUnavailable},
		{"what is no database", garbage, store.ErrUnavailable},
		{"a newer database", newer, migrate.ErrNewer},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for range 2 { // the second time, to see that the first has let go
				if s, err := Open(context.Background(), Config{Path: test.path}); !errors.Is(err, test.want) {
					t.Errorf("Open(%s) = %v, %v, want %v", test.name, s, err, test.want)
				}
			}
		})
	}
}

func TestFilesAreTheOwnersAlone(t *testing.T) {
	t.Parallel()
	s := openProduction(t, Config{})
	folder := filepath.Dir(s.lock.file.Name())
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) < 3 {
		t.Fatalf("ReadDir = %v, %v, want the database, its log and its lock", entries, err)
	}
	for _, entry := range entries {
		if info, err := entry.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has the mode %v, %v, want 0600", entry.Name(), info.Mode(), err)
		}
	}
}

func TestClosedStoreIsUnavailable(t *testing.T) {
	t.Parallel()
	s := openProduction(t, Config{})
	if tenantCount(t, s) != 0 { // so that the environment is known
		t.Fatal("a new store has tenants")
	}
	for range 2 {
		if err := s.Close(); err != nil {
			t.Fatalf("Close: %v", err)
		}
	}
	ctx := t.Context()
	_, lookup := s.Lookup(ctx, production, session.ID{})
	_, environments := s.Environments(ctx)
	for what, err := range map[string]error{
		"Update": s.Update(ctx, production, func(store.Tx) error { return nil }),
		"View":   s.View(ctx, production, func(store.Reader) error { return nil }),
		"Lookup": lookup, "Environments": environments, "Ping": s.Ping(ctx),
	} {
		if !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("%s after Close = %v, want ErrUnavailable", what, err)
		}
	}
}

func TestAViewEndsWithItsContext(t *testing.T) {
	t.Parallel()
	s := openProduction(t, Config{})
	ctx, cancel := context.WithCancel(t.Context())
	err := s.View(ctx, production, func(r store.Reader) error {
		cancel()
		_, err := r.Sessions(store.SessionFilter{}, store.Page{Limit: 10})
		return err
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("View = %v, want context.Canceled", err)
	}
	tenantCount(t, s) // the connection is good again
}
