package sqlite

import (
	"context"
	"errors"
	"testing"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// facts is what the writer keeps of one tenant and its environment.
type facts struct {
	environment, policy int64
	name                string
	there               bool
}

func readFacts(tx store.Reader, id tenancy.TenantID) (f facts, err error) {
	environment, err1 := tx.EnvironmentPolicy()
	policy, there, err2 := tx.TenantPolicy(id)
	tenant, found, err3 := tx.Tenant(id)
	if there != found {
		return f, errors.New("a tenant is there and is not")
	}
	return facts{environment.Version, policy.Version, tenant.Name, found}, errors.Join(err1, err2, err3)
}

// saveFacts changes all of them.
func saveFacts(tx store.Tx, id tenancy.TenantID, version int64, name string) error {
	return errors.Join(
		tx.SaveEnvironmentPolicy(session.EnvironmentPolicy{Version: version}),
		tx.SaveTenantPolicy(id, session.TenantPolicy{Version: version}),
		tx.SaveTenant(tenancy.Tenant{ID: id, Name: name}))
}

// wantFacts wants a function that the writer runs to see what everybody else sees.
func wantFacts(t *testing.T, s *Store, id tenancy.TenantID, when string, want facts) {
	t.Helper()
	for range 2 { // the second time it is known
		var inside, outside facts
		err1 := s.Update(context.Background(), production, func(tx store.Tx) (err error) { inside, err = readFacts(tx, id); return err })
		err2 := s.View(context.Background(), production, func(r store.Reader) (err error) { outside, err = readFacts(r, id); return err })
		if err1 != nil || err2 != nil || inside != want || outside != want {
			t.Errorf("%s: the writer sees %v (%v), others %v (%v), want %v", when, inside, err1, outside, err2, want)
		}
	}
}

func TestWhatTheWriterKnowsIsSo(t *testing.T) {
	t.Parallel()
	s := openProduction(t, Config{})
	made, errStop := newTenant(1), errors.New("stop")
	update := func(fn func(tx store.Tx) error) error { return s.Update(t.Context(), production, fn) }
	if err := update(func(tx store.Tx) error { return tx.InsertTenant(made) }); err != nil {
		t.Fatal(err)
	}
	first, second := facts{there: true, name: made.Name}, facts{2, 2, "second", true}
	wantFacts(t, s, made.ID, "at first", first)

	seen := facts{}
	fails := func(tx store.Tx) error {
		err := saveFacts(tx, made.ID, 9, "taken back")
		seen, _ = readFacts(tx, made.ID)
		return errors.Join(err, errStop)
	}
	if err := update(fails); !errors.Is(err, errStop) || seen != (facts{9, 9, "taken back", true}) {
		t.Errorf("a function that changes and fails saw %v, %v, want its own changes", seen, err)
	}
	wantFacts(t, s, made.ID, "after a function that failed", first)

	if err := update(func(tx store.Tx) error { return saveFacts(tx, made.ID, 2, "second") }); err != nil {
		t.Fatal(err)
	}
	wantFacts(t, s, made.ID, "after a change", second)

	var between facts
	errs := start(t, s, // of one batch; the last one but one takes back a part, and the last one sees the rest
		func(tx store.Tx) error { return saveFacts(tx, made.ID, 3, "third") },
		fails,
		func(tx store.Tx) (err error) { between, err = readFacts(tx, made.ID); return err },
	)()
	if errs[0] != nil || !errors.Is(errs[1], errStop) || errs[2] != nil || between != (facts{3, 3, "third", true}) {
		t.Errorf("behind a function that failed, the writer sees %v (%v)", between, errs)
	}
	if err := update(func(tx store.Tx) error { return tx.DeleteTenant(made.ID) }); err != nil {
		t.Fatal(err)
	}
	wantFacts(t, s, made.ID, "after the tenant is gone", facts{environment: 3})
}

func TestABatchThatIsUndoneIsForgotten(t *testing.T) {
	t.Parallel()
	s := openProduction(t, Config{})
	made := newTenant(1)
	if err := s.Update(t.Context(), production, func(tx store.Tx) error { return tx.InsertTenant(made) }); err != nil {
		t.Fatal(err)
	}
	onWriter(t, s, "PRAGMA foreign_keys = on", "CREATE TABLE parent (id INTEGER PRIMARY KEY)", `
		CREATE TABLE child (id INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED)`, `
		CREATE TRIGGER orphan AFTER UPDATE ON tenants BEGIN INSERT INTO child VALUES (1); END`) // fails at COMMIT
	var seen facts
	errs := start(t, s,
		func(tx store.Tx) error { return saveFacts(tx, made.ID, 9, "never") },
		func(tx store.Tx) (err error) { seen, err = readFacts(tx, made.ID); return err },
	)()
	if !errors.Is(errs[0], store.ErrUnavailable) || !errors.Is(errs[1], store.ErrUnavailable) || seen.name != "never" {
		t.Errorf("a batch that was not committed: %v, having seen %v", errs, seen)
	}
	onWriter(t, s, "DROP TRIGGER orphan", "DROP TABLE child", "DROP TABLE parent")
	wantFacts(t, s, made.ID, "after a commit that failed", facts{there: true, name: made.Name})
}
