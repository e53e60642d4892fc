package postgres

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/sojourn-auth/sojourn/internal/store"
)

// acquire takes a connection from the pool.
func (s *Store) acquire(ctx context.Context) (*pgxpool.Conn, error) {
	bounded, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	conn, err := s.pool.Acquire(bounded)
	switch {
	case err == nil:
		return conn, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	}
	return nil, fmt.Errorf("%w: get a connection: %w", store.ErrUnavailable, err)
}

// exchange sends statements on a connection in one round trip and reads what they give. It does not wait for ever:
// when no answer comes in time, or the caller has gone, the connection is given up.
func (s *Store) exchange(ctx context.Context, conn *pgxpool.Conn, statements []statement) error {
	limit := newLimit(ctx, conn, s.timeout+graceTime)
	// pgx watches any other context with a goroutine for every statement.
	err := send(context.Background(), conn.Conn(), statements)
	switch {
	case !limit.reached() && err == nil:
		return nil
	case limit.over && ctx.Err() != nil:
		return ctx.Err()
	case limit.over:
		err = fmt.Errorf("%w: no answer within %s: %w", store.ErrUnavailable, s.timeout, err)
	case conn.Conn().IsClosed():
		err = &lostError{err}
	default:
		err = classify(err)
	}
	if limit.over || lost(err) || readOnly(err) {
		s.pool.Reset() // the other connections lead to the same place
	}
	return err
}

// limit ends a connection whose answer is waited for too long.
type limit struct {
	timer *time.Timer
	stop  func() bool // the watch on the caller

	mu   sync.Mutex
	conn *pgxpool.Conn // nil when the answer is there
	over bool
}

func newLimit(ctx context.Context, conn *pgxpool.Conn, timeout time.Duration) *limit {
	l := &limit{conn: conn}
	l.timer = time.AfterFunc(timeout, l.reach)
	// A caller who goes away does not cost the connection if the answer comes soon.
	l.stop = context.AfterFunc(ctx, func() { l.timer.Reset(graceTime) })
	return l
}

// reach ends the connection: whoever reads from it gets an error.
func (l *limit) reach() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.conn != nil {
		l.over = true
		_ = l.conn.Conn().PgConn().Conn().Close()
	}
}

// reached ends the waiting, and tells whether it was in vain.
func (l *limit) reached() bool {
	l.stop()
	l.timer.Stop()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.over { // even if the answer came in the same moment, nothing more comes
		_ = l.conn.Conn().Close(context.Background())
	}
	l.conn = nil
	return l.over
}
