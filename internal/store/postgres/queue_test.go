//go:build unix

package postgres

import (
	"slices"
	"testing"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
)

// Whoever is alone waits for nobody who does not come back.
func TestQueueDoesNotWaitForTheGone(t *testing.T) {
	t.Parallel()
	f := setup(t)
	q := &f.environment.queue
	q.mu.Lock()
	q.underway, q.aboard = 1, 100
	q.mu.Unlock()
	q.arrive(100) // fifty are expected, and one comes
	m := newMember(t.Context(), f.store, f.environment)
	if err := q.enter(t.Context(), m); err != nil {
		t.Fatalf("enter: %v", err)
	}
	if err := m.run(func(m *member) error { return m.Append(event.New(event.SessionRenamed, noon(), access.TheSystem())) }); err != nil {
		t.Errorf("run: %v", err)
	}
}

// Those who wait are split evenly, and nobody stays behind.
func TestQueueSplitsEvenly(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for waiting, want := range map[int][]int{1: {1}, 2: {1, 1}, 5: {3, 2}, 64: {32, 32}, 2*maxShare + 1: {maxShare, maxShare, 1}} {
		q := &queue{underway: shares}
		for range waiting {
			q.waiting = append(q.waiting, newMember(t.Context(), f.store, f.environment))
		}
		members := slices.Clone(q.waiting)
		for range shares {
			q.arrive(0)
		}
		var got []int
		var last *group
		for _, m := range members {
			if m.group = <-m.joined; m.group != last {
				got, last = append(got, len(m.group.members)), m.group
			}
			m.group.reports <- report{from: m, dropped: true}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d who wait go in groups of %v, want %v", waiting, got, want)
		}
	}
}
