package sqlite

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/internal/store"
)

func TestReadersAreOpenedWhenTheyAreNeeded(t *testing.T) {
	t.Parallel()
	readers := openSound(t, Config{Readers: 3}).readers
	if open := 3 - len(readers.room); open != 1 {
		t.Fatalf("%d connections are open before anybody reads, want 1", open)
	}
	var taken []*connection
	for range 3 {
		c, err := readers.take(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		taken = append(taken, c)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := readers.take(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a fourth connection of three: %v, want %v", err, context.DeadlineExceeded)
	}
	for _, c := range taken {
		readers.put(c)
	}
}

func TestAnotherFileInThePlaceIsNotRead(t *testing.T) {
	t.Parallel()
	readers := openSound(t, Config{Readers: 2}).readers
	first, err := readers.take(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer readers.put(first)
	second := func() error {
		c, err := readers.take(t.Context())
		if err == nil {
			_ = c.close() // so that the next is opened, too
			readers.room <- struct{}{}
		}
		return err
	}
	aside := readers.path + ".aside"
	if err := os.Rename(readers.path, aside); err != nil {
		t.Fatal(err)
	}
	if err := second(); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("a connection to a file that is gone: %v, want %v", err, store.ErrUnavailable)
	}
	if err := os.WriteFile(readers.path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := second(); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("a connection to another file: %v, want %v", err, store.ErrUnavailable)
	}
	if err := os.Rename(aside, readers.path); err != nil {
		t.Fatal(err)
	}
	if err := second(); err != nil {
		t.Errorf("a connection to the file that is back: %v", err)
	}
}
