package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/sojourn-auth/sojourn/internal/uid"
)

// engine is a floor of durable writes: SQLite with one writer that commits for all who wait, and nothing else.
type engine struct {
	conn    *sqlite.Conn
	key     newKey
	rest    int // bytes of a row that are neither its key nor its user
	queue   chan *pendingRow
	stopped chan struct{}
}

type pendingRow struct {
	key  []byte
	user uid.UID
	done chan error
}

// newKey makes the key of a row that arrives at a time.
type newKey func(at time.Time) []byte

// randomKey is 32 bytes that say nothing, as the hash of a session secret does. Rows lie anywhere.
func randomKey(time.Time) []byte {
	key := make([]byte, 32)
	rand.Read(key)
	return key
}

// orderedKey is 16 bytes that begin with the time. Rows lie in the order of their arrival.
func orderedKey(at time.Time) []byte {
	id := uid.New(at)
	return id[:]
}

// The floor has the same engine and the same safety as Sojourn. Like Sojourn it moves the write-ahead log outside of
// commits; it does so between the turns, where it costs nothing.
const enginePragmas = `PRAGMA journal_mode = wal; PRAGMA synchronous = full; PRAGMA wal_autocheckpoint = 0;
	PRAGMA temp_store = memory; PRAGMA cache_size = -32768;`

// A row is 204 bytes: its key, its user and the rest.
const (
	engineTable = `CREATE TABLE rows (key BLOB PRIMARY KEY, user BLOB NOT NULL, rest BLOB NOT NULL) WITHOUT ROWID, STRICT;
		CREATE INDEX rows_by_user ON rows (user);`
	engineInsert = `INSERT INTO rows (key, user, rest) VALUES (?1, ?2, ?3)`
	engineRow    = 204
)

// openEngine opens a floor with as many rows as Sojourn has sessions, in a folder of its own.
func openEngine(folder string, key newKey, rows int, users []uid.UID) (*engine, error) {
	conn, err := sqlite.OpenConn("file:"+filepath.Join(folder, "floor.db")+"?vfs=unix-excl",
		sqlite.OpenReadWrite, sqlite.OpenCreate, sqlite.OpenURI)
	if err != nil {
		return nil, fmt.Errorf("open the floor: %w", err)
	}
	for _, script := range []string{enginePragmas, engineTable} {
		for one := range strings.SplitSeq(strings.TrimRight(strings.TrimSpace(script), ";"), ";") {
			if err := sqlitex.ExecuteTransient(conn, one, nil); err != nil {
				return nil, fmt.Errorf("prepare the floor: %w", err)
			}
		}
	}
	now := time.Now()
	e := &engine{
		conn: conn, key: key, rest: engineRow - len(key(now)) - len(uid.UID{}),
		queue: make(chan *pendingRow, 4096), stopped: make(chan struct{}),
	}
	err = inBatches(rows, 10_000, 1, func(from, to int) error {
		batch := make([]*pendingRow, 0, to-from)
		for i := from; i < to; i++ {
			at := now.Add(time.Duration(i-rows) * time.Millisecond)
			batch = append(batch, &pendingRow{key: key(at), user: users[i%len(users)]})
		}
		return e.commit(batch)
	})
	if err != nil {
		return nil, fmt.Errorf("fill the floor: %w", err)
	}
	go e.run()
	return e, nil
}

// insert adds one row, and returns when it is on the disk.
func (e *engine) insert(user uid.UID) error {
	row := &pendingRow{key: e.key(time.Now()), user: user, done: make(chan error, 1)}
	e.queue <- row
	return <-row.done
}

// run commits whatever has come meanwhile, again and again.
func (e *engine) run() {
	defer close(e.stopped)
	for row := range e.queue {
		batch := []*pendingRow{row}
		for more := true; more && len(batch) < 256; {
			if row, more = e.next(); more {
				batch = append(batch, row)
			}
		}
		err := e.commit(batch)
		for _, row := range batch {
			row.done <- err
		}
	}
}

// next gives those a chance to come back who have just been answered.
func (e *engine) next() (*pendingRow, bool) {
	for range 4 {
		select {
		case row, open := <-e.queue:
			return row, open
		default:
			runtime.Gosched()
		}
	}
	return nil, false
}

func (e *engine) commit(batch []*pendingRow) (err error) {
	end, err := sqlitex.ImmediateTransaction(e.conn)
	if err != nil {
		return err
	}
	defer end(&err)
	insert, err := e.conn.Prepare(engineInsert)
	if err != nil {
		return err
	}
	rest := make([]byte, e.rest)
	for _, row := range batch {
		rand.Read(rest[:32])
		insert.BindBytes(1, row.key)
		insert.BindBytes(2, row.user[:])
		insert.BindBytes(3, rest)
		if _, err := insert.Step(); err != nil {
			return err
		}
		if err := insert.Reset(); err != nil {
			return err
		}
	}
	return nil
}

// checkpoint moves the write-ahead log. Nobody inserts meanwhile.
func (e *engine) checkpoint() error {
	return sqlitex.ExecuteTransient(e.conn, "PRAGMA wal_checkpoint(RESTART)", nil)
}

func (e *engine) close() {
	close(e.queue)
	<-e.stopped
	_ = e.conn.Close()
}

// syncing measures how long it takes to have 4 KiB at the end of a file written.
func syncing(folder string, count int) (s sample, err error) {
	file, err := os.CreateTemp(folder, "sync-")
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, file.Close(), os.Remove(file.Name())) }()
	page := make([]byte, 4096)
	from := time.Now()
	for range count {
		begin := time.Now()
		if _, err := file.Write(page); err != nil {
			return s, err
		}
		if err := dataSync(file); err != nil {
			return s, err
		}
		s.each = append(s.each, time.Since(begin))
	}
	s.spent = time.Since(from)
	return merge([]sample{s}), nil
}

// tablesOf names the tables and indexes of a database.
func tablesOf(file string) (string, error) {
	conn, err := sqlite.OpenConn(file, sqlite.OpenReadOnly)
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close() }()
	var all strings.Builder
	err = sqlitex.ExecuteTransient(conn, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name", &sqlitex.ExecOptions{
		ResultFunc: func(stmt *sqlite.Stmt) error {
			all.WriteString(stmt.ColumnText(0))
			return nil
		},
	})
	return digest(all.String()), err
}
