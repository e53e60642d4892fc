package postgres

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// turns says whose turn it is with a user, among the Updates of this node: first come, first served. The row in the
// database is what really locks; but who knows that a neighbour has it can wait here, and needs neither a
// transaction nor a connection for that.
type turns struct {
	mu      sync.Mutex
	holders map[tenancy.UserID]*turn
	waiting map[tenancy.UserID][]*turn
}

// turn stands for one Update through all its runs.
type turn struct {
	granted chan struct{} // closed when the turn that was waited for has come
	awaited []tenancy.UserID
}

func newTurns() *turns {
	return &turns{holders: map[tenancy.UserID]*turn{}, waiting: map[tenancy.UserID][]*turn{}}
}

// take takes a user if nobody has it; it tells whether the user is taken by this turn.
func (t *turns) take(user tenancy.UserID, mine *turn) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	holder, held := t.holders[user]
	if !held {
		t.holders[user] = mine
	}
	return !held || holder == mine
}

// give passes a user on to who has waited longest; unless somebody else has it already.
func (t *turns) give(user tenancy.UserID, mine *turn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.holders[user] != mine {
		return
	}
	line := t.waiting[user]
	if len(line) == 0 {
		delete(t.holders, user)
		delete(t.waiting, user)
		return
	}
	t.holders[user], t.waiting[user] = line[0], line[1:]
	close(line[0].granted)
}

// await waits for the user, and has it when it returns nil.
func (t *turns) await(ctx context.Context, timeout time.Duration, user tenancy.UserID, mine *turn) error {
	mine.granted, mine.awaited = make(chan struct{}), append(mine.awaited, user)
	if !t.join(user, mine) {
		return nil
	}
	return t.wait(ctx, timeout, user, mine)
}

// giveUp passes on every user that has been waited for and is still held.
func (t *turns) giveUp(mine *turn) {
	for _, user := range mine.awaited {
		t.give(user, mine)
	}
}

// wait waits in line.
func (t *turns) wait(ctx context.Context, timeout time.Duration, user tenancy.UserID, mine *turn) error {
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	var err error
	select {
	case <-mine.granted:
		return nil
	case <-ctx.Done():
		err = ctx.Err()
	case <-timer.C:
		err = fmt.Errorf("%w: too many change the same user", store.ErrUnavailable)
	}
	t.leave(user, mine)
	return err
}

// join puts a turn in line; with false there was none, and the user is taken.
func (t *turns) join(user tenancy.UserID, mine *turn) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, held := t.holders[user]; !held {
		t.holders[user] = mine
		return false
	}
	t.waiting[user] = append(t.waiting[user], mine)
	return true
}

// leave takes a turn out of the line, and passes the user on if it has just come to it.
func (t *turns) leave(user tenancy.UserID, mine *turn) {
	t.mu.Lock()
	t.waiting[user] = slices.DeleteFunc(t.waiting[user], func(other *turn) bool { return other == mine })
	t.mu.Unlock()
	t.give(user, mine)
}
