package storetest

import (
	"strings"
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// Run tests a driver. open gives an empty store, and sees to its closing when the test is over.
func Run(t *testing.T, open func(t testing.TB) store.Store) {
	shared := open(t)
	for _, group := range []struct {
		name  string
		tests []test
	}{
		{"Transactions", transactionTests()},
		{"Contexts", contextTests()},
		{"Policies", policyTests()},
		{"Tenants", tenantTests()},
		{"Users", userTests()},
		{"Memberships", membershipTests()},
		{"Roles", roleTests()},
		{"Members", memberTests()},
		{"Grants", grantTests()},
		{"Latest clients", clientTests()},
		{"Settings", settingsTests()},
		{"Credentials", credentialTests()},
		{"Sessions", sessionTests()},
		{"Ends", endTests()},
		{"SessionLists", sessionListTests()},
		{"Sweeps", sweepTests()},
		{"Lookup", lookupTests()},
		{"Keys", keyTests()},
		{"Events", eventTests()},
		{"FindEvents", findEventTests()},
		{"Attempts", attemptTests()},
		{"Pages", pageTests()},
		{"Times", timeTests()},
		{"Isolation", isolationTests()},
		{"Concurrency", concurrencyTests()},
		{"Admission", admissionTests()},
		{"Marks", markTests()},
	} {
		t.Run(group.name, func(t *testing.T) {
			t.Parallel()
			for _, test := range group.tests {
				t.Run(test.name, func(t *testing.T) {
					t.Parallel()
					test.run(newWorld(t, shared))
				})
			}
		})
	}
	t.Run("Environments", func(t *testing.T) {
		t.Parallel()
		for _, test := range environmentTests() {
			t.Run(test.name, func(t *testing.T) {
				t.Parallel()
				test.run(&world{TB: t, store: open(t)})
			})
		}
	})
}

// test is one test. Those that need an empty store get a world without an environment.
type test struct {
	name string
	run  func(w *world)
}

// world is what one test works in: an environment that nobody else uses.
type world struct {
	testing.TB
	store       store.Store
	environment tenancy.EnvironmentID
}

func newWorld(t testing.TB, s store.Store) *world {
	w := &world{TB: t, store: s}
	w.environment = w.makeEnvironment()
	return w
}

// makeEnvironment adds an environment with a name that no other has.
func (w *world) makeEnvironment() tenancy.EnvironmentID {
	w.Helper()
	id := uid.New(start()).String()
	made := tenancy.Environment{
		ID:        tenancy.EnvironmentID("e" + strings.ReplaceAll(id, "-", "")),
		Name:      "Environment " + id,
		CreatedAt: start(),
	}
	err := w.store.CreateEnvironment(w.Context(), made, func(store.Tx) error { return nil })
	if err != nil {
		w.Fatalf("CreateEnvironment(%s): %v", made.ID, err)
	}
	return made.ID
}

// in is the same world with another environment of the same store.
func (w *world) in(environment tenancy.EnvironmentID) *world {
	return &world{TB: w.TB, store: w.store, environment: environment}
}

// update runs fn in a transaction that must succeed.
func (w *world) update(fn func(tx store.Tx) error) {
	w.Helper()
	if err := w.store.Update(w.Context(), w.environment, fn); err != nil {
		w.Fatalf("Update: %v", err)
	}
}

// view runs fn in a reading transaction that must succeed.
func (w *world) view(fn func(r store.Reader) error) {
	w.Helper()
	if err := w.store.View(w.Context(), w.environment, fn); err != nil {
		w.Fatalf("View: %v", err)
	}
}

// refused runs fn in a transaction that must fail with target, whatever fn does about it.
func (w *world) refused(target error, what string, fn func(tx store.Tx) error) {
	w.Helper()
	err := w.store.Update(w.Context(), w.environment, fn)
	wantError(w, what, err, target)
}

// start is when the worlds begin.
func start() time.Time { return time.UnixMilli(1_790_000_000_123).UTC() }

// after is so many seconds later.
func after(seconds int) time.Time { return start().Add(time.Duration(seconds) * time.Second) }
