package sqlite

import (
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"
	"time"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// Sizes of what a connection keeps in memory.
const (
	mapped      = 0x7fff0000 // bytes of the file that are read through the operating system's memory: all that SQLite can map
	writerCache = 4 << 10    // KiB of pages, more than a batch writes; only the writer's survive a commit, and each commit goes through them
	readerCache = 2 << 10    // KiB of pages; what is not in the write-ahead log comes from mapped memory
	largestLog  = 192 << 20  // bytes of the write-ahead log that are kept for reuse
)

// busyPatience is how long a statement waits for another connection. Only checkpoints and the writer meet.
const busyPatience = 2 * time.Second

// connection is a connection to the file, for one goroutine at a time.
type connection struct {
	conn       *sqlite.Conn
	statements map[string]*statement
	failed     error  // the first failure since it was last set to nil
	scratch    []byte // for texts that are only looked at
}

// openConnection opens the file with a cache of so many KiB.
//
// The VFS "unix-excl" holds the file for this process alone. That saves the system calls with which processes
// agree on who reads what, and they are a good part of the cost of a small read.
func openConnection(path string, cache int) (*connection, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	name := url.URL{Scheme: "file", Path: absolute, RawQuery: "vfs=unix-excl"}
	conn, err := sqlite.OpenConn(name.String(), sqlite.OpenReadWrite|sqlite.OpenURI)
	if err != nil {
		return nil, failure("open the database", err)
	}
	c := &connection{conn: conn, statements: map[string]*statement{}, scratch: make([]byte, 512)}
	conn.SetBusyTimeout(busyPatience)
	for _, setting := range []string{
		"journal_mode = wal",
		"synchronous = full",
		"wal_autocheckpoint = 0", // checkpoints run elsewhere: see checkpointer
		"temp_store = memory",
		"mmap_size = " + strconv.Itoa(mapped),
		"cache_size = -" + strconv.Itoa(cache),
		"journal_size_limit = " + strconv.Itoa(largestLog),
	} {
		if err := sqlitex.ExecuteTransient(conn, "PRAGMA "+setting, nil); err != nil {
			_ = conn.Close() // the failure before it is the one to tell
			return nil, failure("open the database: set "+setting, err)
		}
	}
	return c, nil
}

// close closes the connection.
func (c *connection) close() error {
	if err := c.conn.Close(); err != nil {
		return failure("close the database", err)
	}
	return nil
}

// fail remembers that something failed on this connection, and gives it back.
func (c *connection) fail(err error) error {
	if c.failed == nil {
		c.failed = err
	}
	return err
}

// execute runs a statement without parameters and results.
func (c *connection) execute(doing, text string) error { return c.prepare(doing, text).run() }
