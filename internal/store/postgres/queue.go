package postgres

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/sojourn-auth/sojourn/internal/store"
)

// Bounds of what shares a transaction.
const (
	// shares is how many shared transactions of one environment are under way at a time: while one waits for the
	// disk, the next is at work. Each further one would only make all of them smaller, and what a transaction costs
	// beside its members is as much as a few of them.
	shares = 2
	// maxShare is how many Updates share one transaction.
	maxShare = 128
)

// queue is where the Updates of one environment wait for a transaction. While few come, each gets its own at once;
// under load those that have come meanwhile share the next one.
type queue struct {
	mu       sync.Mutex
	waiting  []*member
	underway int
}

// enter waits until the member is part of a group that has begun.
func (q *queue) enter(ctx context.Context, m *member) error {
	timer := time.NewTimer(m.store.timeout)
	defer timer.Stop()
	q.mu.Lock()
	q.waiting = append(q.waiting, m)
	q.depart()
	q.mu.Unlock()
	select {
	case m.group = <-m.joined:
		return nil
	case <-ctx.Done():
	case <-timer.C:
	}
	if !q.leave(m) { // it has been taken along this very moment
		m.group = <-m.joined
		m.group.reports <- report{from: m, dropped: true}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return fmt.Errorf("%w: no transaction could begin within %s", store.ErrUnavailable, m.store.timeout)
}

// leave takes a member out that waits no longer; it says whether it was still waiting.
func (q *queue) leave(m *member) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	at := slices.Index(q.waiting, m)
	if at < 0 {
		return false
	}
	q.waiting = slices.Delete(q.waiting, at, at+1)
	return true
}

// depart begins a transaction with those who wait, if it is time. The caller holds the lock.
func (q *queue) depart() {
	if q.underway == shares || len(q.waiting) == 0 {
		return
	}
	q.underway++
	count := min(len(q.waiting), maxShare)
	members := slices.Clone(q.waiting[:count])
	q.waiting = slices.Delete(q.waiting, 0, count)
	go newGroup(members[0].store, members, sync.OnceFunc(q.arrive)).run()
}

// arrive says that a transaction is over, or takes longer and no longer counts.
func (q *queue) arrive() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.underway--
	q.depart()
}
