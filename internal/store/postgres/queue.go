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
	// lingerEach is how long those who wait stay for each of those who were answered last, and maxLinger how long for
	// all: about as long as it takes to come back within this process, and far shorter than what a transaction of so
	// many takes.
	lingerEach = 10 * time.Microsecond
	maxLinger  = 300 * time.Microsecond
)

// queue is where the Updates of one environment wait for a transaction. While few come, each gets its own at once;
// under load those that have come meanwhile share the next one.
//
// Who was answered often comes again at once, but a transaction's end sets many free and the first to come back would
// leave without the others. So they wait a little until all are there who can be expected. Callers are split evenly
// among the transactions: one with all of them would leave nothing to do for the other.
type queue struct {
	mu       sync.Mutex
	waiting  []*member
	underway int // transactions
	aboard   int // their members
	expected int // how many are to share the next transaction; 0 when it waits for nobody
	linger   *time.Timer
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

// depart begins transactions with those who wait, if it is time. The caller holds the lock.
func (q *queue) depart() {
	for q.underway < shares && len(q.waiting) > 0 && len(q.waiting) >= q.expected {
		count := min(len(q.waiting), max(q.expected, q.fair(0)), maxShare)
		members := slices.Clone(q.waiting[:count])
		q.waiting = slices.Delete(q.waiting, 0, count)
		q.underway++
		q.aboard += count
		q.expected = 0
		arrive := sync.OnceFunc(func() { q.arrive(count) })
		go newGroup(members[0].store, members, arrive).run()
	}
}

// fair is how many share a transaction if all do so evenly, and so many come back.
func (q *queue) fair(back int) int { return (q.aboard + len(q.waiting) + back + shares - 1) / shares }

// arrive says that a transaction is over, or takes longer and no longer counts.
func (q *queue) arrive(count int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.expected = 0 // whoever is still expected by the next transaction has had the time of another one
	q.depart()
	q.underway--
	q.aboard -= count
	q.expected = q.fair(count)
	q.depart()
	if q.expected == 0 {
		return
	}
	patience := min(time.Duration(count)*lingerEach, maxLinger)
	if q.linger == nil {
		q.linger = time.AfterFunc(patience, q.hurry)
		return
	}
	q.linger.Reset(patience)
}

// hurry lets those who wait go without those who are expected.
func (q *queue) hurry() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.expected = 0
	q.depart()
}
