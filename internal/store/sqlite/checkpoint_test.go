package sqlite

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/store"
)

// logSize is the size of the write-ahead log in pages.
func logSize(t *testing.T, s *Store) int64 {
	t.Helper()
	info, err := os.Stat(strings.TrimSuffix(s.lock.file.Name(), ".lock") + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	return info.Size() >> 12
}

// writePages writes at least so many pages from many sides, without a pause.
func writePages(t *testing.T, s *Store, pages int) {
	t.Helper()
	const callers, each = 8, 20
	data, err := json.Marshal(strings.Repeat("x", each<<12))
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range callers {
		group.Go(func() {
			for range pages / callers / each {
				e := event.New("large", moment(0), access.TheSystem())
				e.Data = data
				err := s.Update(context.Background(), production, func(tx store.Tx) error { return tx.Append(e) })
				if err != nil {
					t.Errorf("Update: %v", err)
					return
				}
			}
		})
	}
	group.Wait()
}

func TestTheLogDoesNotGrowUnderSteadyWrites(t *testing.T) {
	t.Parallel()
	s := openProduction(t, Config{longLog: 200})
	writePages(t, s, 8000)
	// It is begun anew behind the writer's back, which a busy machine lets run ahead.
	if pages := logSize(t, s); pages > 4000 {
		t.Errorf("the write-ahead log has %d pages after 8000 were written, want at most half", pages)
	}
}

func TestTheLogShrinksWhenALongViewEnds(t *testing.T) {
	t.Parallel()
	s := openProduction(t, Config{longLog: 200})
	err := s.View(t.Context(), production, func(r store.Reader) error {
		if _, err := r.LatestTime(); err != nil { // from here on it sees this state
			return err
		}
		writePages(t, s, 2000)
		if pages := logSize(t, s); pages < 2000 {
			t.Errorf("the write-ahead log has %d pages while 2000 are needed", pages)
		}
		at, err := r.LatestTime()
		if !at.IsZero() {
			t.Errorf("LatestTime later in the view = %v, want none as at first", at)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	before := logSize(t, s)
	writePages(t, s, 8000)
	if after := logSize(t, s); after > before+4000 {
		t.Errorf("the write-ahead log grew from %d pages to %d, want it begun anew", before, after)
	}
}

// A log that was begun anew is not begun anew again before it is long again: the writer would wait for nothing.
func TestTheLogIsBegunAnewOnce(t *testing.T) {
	t.Parallel()
	s := openProduction(t, Config{})
	s.checkpoints.close() // it is this test that calls it
	t.Cleanup(func() {
		s.checkpoints.closing, s.checkpoints.stopped = make(chan struct{}), make(chan struct{})
		go s.checkpoints.run(&s.writer.gate)
	})
	c, gate := s.checkpoints, &s.writer.gate
	c.long, c.next = 200, 200
	writePages(t, s, 400)
	c.shorten(gate)
	length, moved, _ := c.checkpoint("NOOP")
	if moved != length || c.next <= length {
		t.Errorf("%d of %d pages were moved, the next time is at %d; want all, and more", moved, length, c.next)
	}
	writePages(t, s, 160)
	if begun, _, _ := c.checkpoint("NOOP"); begun >= length {
		t.Errorf("the log has %d pages after %d, want it begun anew", begun, length)
	}
	c.shorten(gate)
	if c.next != c.long {
		t.Errorf("the next time is at %d, want %d", c.next, c.long)
	}
}
