package service_test

import (
	"context"
	"errors"
	"testing"

	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// writeOnly is a store that does not answer readers while it is broken.
type writeOnly struct {
	store.Store
	broken bool
}

func (w *writeOnly) View(ctx context.Context, environment tenancy.EnvironmentID, fn func(store.Reader) error) error {
	if w.broken {
		return store.ErrUnavailable
	}
	return w.Store.View(ctx, environment, fn)
}

func TestSettingsThatCameIntoForceAreCarriedOut(t *testing.T) {
	t.Parallel()
	half := &writeOnly{Store: openSQLite(t)}
	w := newWorld(t, half)
	oldest, newest := w.start("ada", "acme"), w.start("ada", "acme")
	half.broken = true
	_, _, err := w.ChangeSettings(t.Context(), w.who, service.EnvironmentSettings{Settings: most(1)})
	if !errors.Is(err, store.ErrUnavailable) {
		t.Fatalf("ChangeSettings() = %v, want that the store is unavailable", err)
	}
	half.broken = false
	select {
	case <-w.SweepAsked():
	default:
		t.Fatal("nobody was asked to carry the settings out")
	}
	_, err = w.Sweep(t.Context(), main, tenancy.TenantID{})
	w.must(err)
	if w.active(oldest) || !w.active(newest) {
		t.Error("after the sweep, the oldest session is active or the newest is not")
	}
}
