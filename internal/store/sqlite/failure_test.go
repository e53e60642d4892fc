package sqlite

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/sojourn-auth/sojourn/internal/store"
)

// onWriter runs statements on the writer's connection between two batches.
func onWriter(t *testing.T, s *Store, texts ...string) {
	t.Helper()
	s.writer.gate.Lock()
	defer s.writer.gate.Unlock()
	for _, text := range texts {
		if _, err := s.writer.connection.prepare(text, text).first(nil); err != nil {
			t.Fatal(err)
		}
	}
}

// atOnce runs Updates, one goroutine each.
func atOnce(s *Store, functions ...func(tx store.Tx) error) []error {
	errs := make([]error, len(functions))
	var group sync.WaitGroup
	for i, fn := range functions {
		group.Go(func() { errs[i] = s.Update(context.Background(), production, fn) })
	}
	group.Wait()
	return errs
}

// wantRecovery wants writes to fail as unavailable without effect while broken, and to work again when mended.
func wantRecovery(t *testing.T, s *Store, breakIt, mendIt func()) {
	t.Helper()
	before := tenantCount(t, s)
	breakIt()
	for i, err := range atOnce(s, insertTenants(5)...) {
		if !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("Update %d while broken = %v, want ErrUnavailable", i, err)
		}
	}
	if err := s.Ping(t.Context()); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("Ping while broken = %v, want ErrUnavailable", err)
	}
	if got := tenantCount(t, s); got != before {
		t.Errorf("%d tenants while broken, want %d", got, before)
	}
	mendIt()
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("Ping after mending = %v", err)
	}
	for i, err := range atOnce(s, insertTenants(5)...) {
		if err != nil {
			t.Errorf("Update %d after mending = %v", i, err)
		}
	}
	if got := tenantCount(t, s); got != before+5 {
		t.Errorf("%d tenants after mending, want %d", got, before+5)
	}
}

func TestWritingIsImpossible(t *testing.T) {
	t.Parallel()
	s := openProduction(t, Config{})
	wantRecovery(t, s,
		func() { onWriter(t, s, "PRAGMA query_only = on") },
		func() { onWriter(t, s, "PRAGMA query_only = off") })
}

// A deferred constraint fails at COMMIT and nowhere before, as a disk may.
func TestCommitFails(t *testing.T) {
	t.Parallel()
	s := openProduction(t, Config{})
	onWriter(t, s, "PRAGMA foreign_keys = on", "CREATE TABLE parent (id INTEGER PRIMARY KEY)", `
		CREATE TABLE child (id INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED)`, `
		CREATE TRIGGER orphan_tenant AFTER INSERT ON tenants BEGIN INSERT INTO child VALUES (1); END`, `
		CREATE TRIGGER orphan_pulse AFTER UPDATE ON pulse BEGIN INSERT INTO child VALUES (1); END`)
	wantRecovery(t, s, func() {}, func() {
		onWriter(t, s, "DROP TRIGGER orphan_tenant", "DROP TRIGGER orphan_pulse", "DROP TABLE child", "DROP TABLE parent")
	})
}

func TestDiskIsFull(t *testing.T) {
	t.Parallel()
	s := openProduction(t, Config{})
	onWriter(t, s, "PRAGMA max_page_count = 1") // which is as many as there are
	var err error
	for i := 0; err == nil && i < 10_000; i++ {
		err = s.Update(t.Context(), production, func(tx store.Tx) error { return tx.InsertTenant(newTenant(i)) })
	}
	if !errors.Is(err, store.ErrUnavailable) {
		t.Fatalf("Update on a full disk = %v, want ErrUnavailable", err)
	}
	full := tenantCount(t, s)
	if err := s.Update(t.Context(), production, insertTenants(1)[0]); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("Update once more = %v, want ErrUnavailable", err)
	}
	onWriter(t, s, fmt.Sprintf("PRAGMA max_page_count = %d", 1<<30))
	for _, err := range atOnce(s, insertTenants(20)...) {
		if err != nil {
			t.Errorf("Update with space again: %v", err)
		}
	}
	if got := tenantCount(t, s); got != full+20 {
		t.Errorf("%d tenants, want %d", got, full+20)
	}
}
