//go:build unix

package postgres_test

import (
	"testing"

	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/store/pgtest"
	"github.com/sojourn-auth/sojourn/internal/store/postgres"
	"github.com/sojourn-auth/sojourn/internal/store/storetest"
)

// open gives an empty store.
func open(tb testing.TB) store.Store {
	tb.Helper()
	return openAt(tb, postgres.Config{URL: pgtest.Start(tb, pgtest.Config{})})
}

func openAt(tb testing.TB, config postgres.Config) *postgres.Store {
	tb.Helper()
	s, err := postgres.Open(tb.Context(), config)
	if err != nil {
		tb.Fatalf("Open: %v", err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Errorf("Close: %v", err)
		}
	})
	return s
}

func TestConformance(t *testing.T) {
	t.Parallel()
	storetest.Run(t, open)
}
