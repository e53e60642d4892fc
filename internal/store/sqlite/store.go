package sqlite

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"sync"
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// Config says what to open.
type Config struct {
	Path     string        // of the database file, on a local disk; its folder must exist
	Readers  int           // connections that only read, at the most; 0 for as many as fit the processors
	Patience time.Duration // how long a write waits for its turn before it is turned away; 0 for a second
	Log      *slog.Logger  // for what no caller gets to hear; may be nil

	longLog int // pages of write-ahead log that are worth moving; 0 for the usual number
}

// complete fills in what was left open.
func (c *Config) complete() {
	if c.Readers <= 0 {
		c.Readers = max(4, 2*runtime.GOMAXPROCS(0))
	}
	if c.Patience <= 0 {
		c.Patience = time.Second
	}
	if c.longLog <= 0 {
		c.longLog = longLog
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
}

// Store is a database in one file.
type Store struct {
	lock        *lock
	file        *os.File
	writer      *writer
	readers     *pool
	checkpoints *checkpointer
	memos       *memos
	keys        *knownKeys

	numbersMutex sync.RWMutex
	numbers      map[tenancy.EnvironmentID]int64 // environments.no, which never changes

	closing sync.Once
	closed  error
}

var _ store.Store = (*Store)(nil)

// Open opens a database, and makes it if there is none. The file then belongs to this process alone, until Close.
func Open(ctx context.Context, config Config) (*Store, error) {
	config.complete()
	held, err := holdFile(config.Path)
	if err != nil {
		return nil, err
	}
	file, err := makeFile(config.Path)
	if err != nil {
		return nil, errors.Join(err, held.release())
	}
	s, err := open(ctx, config, file)
	if err != nil {
		return nil, errors.Join(err, file.Close(), held.release())
	}
	s.lock = held
	return s, nil
}

func open(ctx context.Context, config Config, file *os.File) (*Store, error) {
	first, err := openConnection(config.Path, writerCache)
	if err != nil {
		return nil, err
	}
	if err := migrateSchema(ctx, first); err != nil {
		return nil, errors.Join(err, first.close())
	}
	second, err := openConnection(config.Path, readerCache)
	if err != nil {
		return nil, errors.Join(err, first.close())
	}
	readers, err := openPool(config.Path, file, config.Readers)
	if err != nil {
		return nil, errors.Join(err, second.close(), first.close())
	}
	s := &Store{file: file, readers: readers, memos: newMemos(), keys: newKnownKeys(), numbers: map[tenancy.EnvironmentID]int64{}}
	s.checkpoints = newCheckpointer(second, file, config.longLog, config.Log)
	s.writer = newWriter(first, s.memos, s.keys, config.Patience, s.checkpoints.wake)
	go s.checkpoints.run(&s.writer.gate)
	return s, nil
}

// makeFile makes the file, for its owner alone: it holds hashes of passwords and sealed keys. What it gives must be
// closed after all connections: a process that closes a file loses all locks that it has on it.
func makeFile(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w: %w", store.ErrUnavailable, err)
	}
	return file, nil
}

// Close lets those who wait have their turn, empties the write-ahead log and lets go of the file.
func (s *Store) Close() error {
	s.closing.Do(func() {
		s.writer.close()
		s.checkpoints.close()
		s.closed = errors.Join(s.readers.close(), s.checkpoints.connection.close(), s.writer.connection.close(),
			s.file.Close(), s.lock.release())
	})
	return s.closed
}

// Ping writes. Nothing less tells whether writing is possible; it shares a commit with whoever writes anyway.
func (s *Store) Ping(ctx context.Context) error {
	return s.writer.do(ctx, func(t *transaction) error {
		if err := t.begin(); err != nil {
			return err
		}
		return t.execute("write the pulse", "UPDATE pulse SET beat = (beat + 1) % 1000000")
	})
}

// View runs fn in a transaction that reads one state.
func (s *Store) View(ctx context.Context, environment tenancy.EnvironmentID, fn func(store.Reader) error) error {
	number, err := s.number(ctx, environment)
	if err != nil {
		return err
	}
	return s.read(ctx, func(r reader) error {
		r.environment = number
		if err := r.execute("begin to read", "BEGIN"); err != nil {
			return err
		}
		defer func() {
			r.conn.SetInterrupt(nil)                 // an interrupted connection must not go back with its old view of the data
			_ = r.execute("end reading", "ROLLBACK") // there is nothing to undo
		}()
		return fn(r)
	})
}

// Update runs fn in the writer.
func (s *Store) Update(ctx context.Context, environment tenancy.EnvironmentID, fn func(store.Tx) error) error {
	number, err := s.number(ctx, environment)
	if err != nil {
		return err
	}
	return s.writer.do(ctx, func(t *transaction) error {
		t.environment = number
		return fn(t)
	})
}

// Lookup reads a session and the policies that govern it.
func (s *Store) Lookup(ctx context.Context, environment tenancy.EnvironmentID, id session.ID) (store.Found, error) {
	number, err := s.number(ctx, environment)
	if err != nil {
		return store.Found{}, err
	}
	c, err := s.readers.take(ctx)
	if err != nil {
		return store.Found{}, err
	}
	defer s.readers.put(c)
	return reader{connection: c, memos: s.memos, environment: number}.lookup(id)
}

// read runs fn with a connection whose long scans are interrupted when the context ends.
func (s *Store) read(ctx context.Context, fn func(r reader) error) error {
	c, err := s.readers.take(ctx)
	if err != nil {
		return err
	}
	defer s.readers.put(c)
	err = fn(reader{connection: c, memos: s.memos, stop: ctx.Done()})
	if ctx.Err() != nil && sqlite.ErrCode(err) == sqlite.ResultInterrupt {
		return fmt.Errorf("%w: %w", ctx.Err(), err)
	}
	return err
}
