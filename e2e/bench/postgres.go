package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/sojourn-auth/sojourn/internal/store/pgtest"
	"github.com/sojourn-auth/sojourn/internal/store/postgres"
)

// onPostgres is a data set in a database of a throw-away PostgreSQL.
type onPostgres struct {
	url    string
	folder string // with the master key
	data   *dataset
}

// errNoPostgres means that PostgreSQL is not installed.
var errNoPostgres = errors.New("PostgreSQL is not installed")

// notMeasured is what a section says when there is no PostgreSQL.
const notMeasured = "**Not measured**: PostgreSQL is not installed on this machine."

// atOnce is how many transactions fill a database on PostgreSQL at a time. Their statements wait for the network more
// than for anything else.
const atOnce = 4

// filledPostgres gives a database with a data set, which is made for the first who asks.
func (b *bench) filledPostgres(p plan) (*onPostgres, error) {
	if b.postgres[p] != nil {
		return b.postgres[p], nil
	}
	made := &onPostgres{}
	var err error
	if made.url, err = b.startPostgres(); err != nil {
		return nil, err
	}
	if made.folder, err = b.empty("postgres"); err != nil {
		return nil, err
	}
	if err := makeMasterKey(made.folder); err != nil {
		return nil, err
	}
	b.say("making %s sessions on PostgreSQL", thousands(int64(p.sessions)))
	begin := time.Now()
	in, err := b.openPostgres(made)
	if err != nil {
		return nil, err
	}
	defer in.close()
	if made.data, err = fill(b.ctx, in, p, begin, atOnce); err != nil {
		return nil, fmt.Errorf("fill PostgreSQL: %w", err)
	}
	if err := b.tidyPostgres(made); err != nil {
		return nil, fmt.Errorf("tidy PostgreSQL: %w", err)
	}
	b.say("  made in %s", time.Since(begin).Round(100*time.Millisecond))
	b.postgres[p] = made
	return made, nil
}

// tidyPostgres does what PostgreSQL does by itself after a while, and notes its version.
func (b *bench) tidyPostgres(p *onPostgres) error {
	conn, err := pgx.Connect(b.ctx, p.url)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(b.ctx) }()
	if err := conn.QueryRow(b.ctx, "SHOW server_version").Scan(&b.machine.postgres); err != nil {
		return err
	}
	_, err = conn.Exec(b.ctx, "VACUUM ANALYZE")
	return err
}

// openPostgres opens the store in this process.
func (b *bench) openPostgres(p *onPostgres) (*inside, error) {
	opened, err := postgres.Open(b.ctx, postgres.Config{URL: p.url})
	if err != nil {
		return nil, err
	}
	in, err := newInside(opened, filepath.Join(p.folder, masterKeyFile))
	if err != nil {
		_ = opened.Close()
		return nil, err
	}
	return in, nil
}

// serveOnPostgres starts the program on the server.
func (b *bench) serveOnPostgres(p *onPostgres) (*process, error) {
	return b.sojourn(nil, "--database", p.url, "--master-key", filepath.Join(p.folder, masterKeyFile))
}

// startPostgres starts a server whose commits are on the disk, and gives its URL.
func (b *bench) startPostgres() (url string, err error) {
	outside := &caller{}
	b.onClose(outside.close)
	defer func() {
		switch cause := recover().(type) {
		case nil:
		case callerStopped:
			err = cause.err
		default:
			panic(cause)
		}
	}()
	return pgtest.Start(outside, pgtest.Config{Fsync: true}), nil
}

// caller stands in for the test that pgtest expects.
type caller struct {
	testing.TB
	undo []func()
}

// callerStopped is thrown where a test would end.
type callerStopped struct{ err error }

func (*caller) Helper()                           {}
func (c *caller) Cleanup(undo func())             { c.undo = append(c.undo, undo) }
func (*caller) Errorf(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }
func (*caller) Error(args ...any)                 { fmt.Fprintln(os.Stderr, args...) }
func (*caller) Fatal(args ...any)                 { panic(callerStopped{errors.New(fmt.Sprint(args...))}) }
func (*caller) Fatalf(format string, args ...any) { panic(callerStopped{fmt.Errorf(format, args...)}) }
func (*caller) Skipf(format string, args ...any) {
	panic(callerStopped{fmt.Errorf("%w: %s", errNoPostgres, fmt.Sprintf(format, args...))})
}

func (c *caller) close() {
	for _, undo := range c.undo {
		undo()
	}
}
