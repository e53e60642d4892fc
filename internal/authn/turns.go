package authn

import (
	"context"
	"fmt"
	"sync"

	"github.com/sojourn-auth/sojourn/internal/fault"
)

// Turns lets the attempts of one pair through one after the other, so that Throttle sees each before it judges
// the next. It spans one process: n nodes let n attempts pass where one should.
type Turns struct {
	limit int
	mu    sync.Mutex
	lines map[[32]byte]*line
}

type line struct {
	turn  chan struct{} // holds a value while somebody has the turn
	users int           // the one who has the turn, and all who wait
}

// NewTurns makes Turns in which at most limit attempts of one pair, but one at least, are under way or wait.
func NewTurns(limit int) *Turns {
	return &Turns{limit: max(limit, 1), lines: make(map[[32]byte]*line)}
}

// Take waits for the turn of key, which is the pair's ThrottleKey. The caller calls done when the outcome of
// the attempt is saved.
func (t *Turns) Take(ctx context.Context, key [32]byte) (done func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("wait for a sign-in turn: %w", err)
	}
	l := t.enter(key)
	if l == nil {
		return nil, fault.New(fault.TooMany, "Too many sign-ins at once. Try again in a few seconds.").After(busyRetry)
	}
	select {
	case l.turn <- struct{}{}:
		return sync.OnceFunc(func() {
			<-l.turn
			t.leave(key, l)
		}), nil
	case <-ctx.Done():
		t.leave(key, l)
		return nil, fmt.Errorf("wait for a sign-in turn: %w", ctx.Err())
	}
}

// enter joins the line of key, or gives nil when it is full.
func (t *Turns) enter(key [32]byte) *line {
	t.mu.Lock()
	defer t.mu.Unlock()
	l := t.lines[key]
	if l == nil {
		l = &line{turn: make(chan struct{}, 1)}
		t.lines[key] = l
	}
	if l.users >= t.limit {
		return nil
	}
	l.users++
	return l
}

// leave forgets the line when its last user is gone, so that the map holds only what is under way.
func (t *Turns) leave(key [32]byte, l *line) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if l.users--; l.users == 0 {
		delete(t.lines, key)
	}
}
