package postgres

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/sojourn-auth/sojourn/internal/store"
)

// Store is a store.Store in a PostgreSQL database. Several nodes may use one database.
type Store struct {
	*decoder
	pool    *pgxpool.Pool
	timeout time.Duration
	// waiting holds a token for every transaction that may wait for locks. They are fewer than connections, so that
	// however many wait, others go on.
	waiting chan struct{}

	lookups lookups
	known   sync.Map // tenancy.EnvironmentID to *environment; they never get another number, and are never deleted
}

// environment is what a store keeps in memory of an environment.
type environment struct {
	number int32
	queue  queue
	turns  *turns
}

// Open connects to a database and brings its schema up to date.
func Open(ctx context.Context, config Config) (*Store, error) {
	config = config.withDefaults()
	pooled, err := config.pool()
	if err != nil {
		return nil, err
	}
	if err := migrateSchema(ctx, pooled.ConnConfig); err != nil {
		return nil, classify(err)
	}
	pool, err := pgxpool.NewWithConfig(context.WithoutCancel(ctx), pooled)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	return &Store{decoder: newDecoder(), pool: pool, timeout: config.Timeout, waiting: make(chan struct{}, config.MaxConns/2)}, nil
}

// Close waits for what is under way and closes all connections.
func (s *Store) Close() error {
	s.pool.Close()
	return nil
}

// Ping tells whether the database answers and takes writes.
func (s *Store) Ping(ctx context.Context) error {
	var readOnly bool
	err := s.read(ctx, statement{
		sql:  "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean",
		read: each(func(c *cells) { readOnly = c.flag() }),
	})
	if err == nil && readOnly {
		s.pool.Reset() // the next connection may lead to a server that takes writes
		err = fmt.Errorf("%w: the database is read-only", store.ErrUnavailable)
	}
	return err
}

// read runs one statement outside of any transaction of ours. It must only read: it is sent again when the connection
// turns out to be broken.
func (s *Store) read(ctx context.Context, one statement) error {
	err := s.readOnce(ctx, one)
	if lost(err) && ctx.Err() == nil {
		err = s.readOnce(ctx, one)
	}
	return err
}

func (s *Store) readOnce(ctx context.Context, one statement) error {
	conn, err := s.acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	return s.exchange(ctx, conn, []statement{one})
}
