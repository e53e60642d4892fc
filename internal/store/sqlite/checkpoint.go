package sqlite

import (
	"log/slog"
	"os"
	"sync"
	"time"
)

// When the write-ahead log is moved into the file.
const (
	longPart     = 32000                // pages of 4 KiB that have not been moved: they are moved
	longLog      = 32000                // pages: the log is begun anew
	passes       = 6                    // at the most over a log that is to be begun anew: each leaves less to do than the one before
	little       = 200                  // pages that have not been moved: the writer may wait for so many
	partPages    = 256                  // pages of the log for each part of the file that is written to the disk at once
	quiet        = time.Second          // without a write: the log is moved however short it is
	longestPause = 5 * time.Millisecond // for which the writer is kept waiting while readers leave the log
)

// checkpointer moves the write-ahead log into the file on a connection of its own, so that no caller waits for it.
// A long log makes reading slow; one that is never begun anew grows without end.
type checkpointer struct {
	connection *connection
	file       *os.File // the database
	log        *slog.Logger
	written    chan struct{} // holds a token when something was written
	closing    chan struct{}
	stopped    chan struct{}
	long       int  // a log of so many pages is begun anew
	next       int  // at which length that is tried next
	synced     int  // pages of the log that had been moved when the file was last written to the disk
	failing    bool // whether the last attempt failed
}

func newCheckpointer(c *connection, file *os.File, long int, log *slog.Logger) *checkpointer {
	c.conn.SetBusyTimeout(longestPause)
	return &checkpointer{
		connection: c, file: file, log: log, long: long, next: long,
		written: make(chan struct{}, 1), closing: make(chan struct{}), stopped: make(chan struct{}),
	}
}

// wake tells that something was written.
func (c *checkpointer) wake() {
	select {
	case c.written <- struct{}{}:
	default:
	}
}

// run works until close. Whoever holds the gate keeps the writer waiting.
func (c *checkpointer) run(gate *sync.Mutex) {
	defer close(c.stopped)
	idle := time.NewTimer(quiet)
	idle.Stop()
	for {
		select {
		case <-c.closing:
			return
		case <-c.written:
			c.shorten(gate)
			idle.Reset(quiet)
		case <-idle.C:
			c.checkpoint("PASSIVE")
		}
	}
}

func (c *checkpointer) close() {
	close(c.closing)
	<-c.stopped
}

// shorten moves the log when it is long, while the writer goes on. To begin a long log anew, all of it has to be moved
// and on the disk while the writer waits: so there is to be as little as possible left of it, and of the file that is
// not on the disk.
func (c *checkpointer) shorten(gate *sync.Mutex) {
	length, moved, _ := c.checkpoint("NOOP")
	if length < c.long { // it has been begun anew
		c.next = c.long
	}
	if length < c.next && length-moved < longPart {
		return
	}
	for pass := range passes {
		length, done := c.move()
		if !done || pass == 0 && length < c.next {
			return
		}
		if length, moved, _ := c.checkpoint("NOOP"); length-moved < little {
			break
		}
	}
	gate.Lock()
	length, _, _ = c.checkpoint("RESTART")
	gate.Unlock()
	// The next commit begins it anew. If not, somebody is reading an old state: try again when there is more to move.
	c.next, c.synced = length+c.long, 0
}

// move moves what is in the log by now, and has it written to the disk. The engine does the latter only when nothing
// was added meanwhile, which is when the writer waits. It does so whatever was done here, so that it is not for this to
// be relied on; but whoever is told of a failure here may be the only one who is.
func (c *checkpointer) move() (length int, done bool) {
	length, moved, done := c.checkpoint("PASSIVE")
	if !done || moved == c.synced {
		return length, done
	}
	writeOut(c.file, (moved-c.synced)/partPages)
	err := c.file.Sync()
	c.tell(err)
	if err == nil {
		c.synced = moved
	}
	return length, err == nil
}

// checkpoint gives the length of the log, how much of it has been moved, and whether all that was asked for was done.
func (c *checkpointer) checkpoint(mode string) (length, moved int, done bool) {
	_, err := c.connection.prepare("move the write-ahead log", "PRAGMA wal_checkpoint("+mode+")").
		first(func(row *statement) { done, length, moved = !row.flag(), int(row.number()), int(row.number()) })
	c.tell(err)
	return length, moved, done && err == nil
}

// tell logs when moving the log begins to fail, and when it works again.
func (c *checkpointer) tell(err error) {
	if failing := err != nil; failing != c.failing {
		c.failing = failing
		if failing {
			c.log.Error("write-ahead log cannot be moved into the database file", "error", err)
		} else {
			c.log.Info("write-ahead log is moved into the database file again")
		}
	}
}
