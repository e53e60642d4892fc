package sqlite

import (
	"log/slog"
	"sync"
	"time"
)

// When the write-ahead log is moved into the file.
const (
	longPart     = 4000                 // pages of 4 KiB that have not been moved: they are moved
	longLog      = 16000                // pages: the log is begun anew
	quiet        = time.Second          // without a write: the log is moved however short it is
	longestPause = 5 * time.Millisecond // for which the writer is kept waiting while readers leave the log
)

// checkpointer moves the write-ahead log into the file on a connection of its own, so that no caller waits for it.
// A long log makes reading slow; one that is never begun anew grows without end.
type checkpointer struct {
	connection *connection
	log        *slog.Logger
	written    chan struct{} // holds a token when something was written
	closing    chan struct{}
	stopped    chan struct{}
	long       int  // a log of so many pages is begun anew
	next       int  // at which length that is tried next
	failing    bool // whether the last attempt failed
}

func newCheckpointer(c *connection, long int, log *slog.Logger) *checkpointer {
	c.conn.SetBusyTimeout(longestPause)
	return &checkpointer{
		connection: c, log: log, long: long, next: long,
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

// shorten moves a part of the log when it is long, while the writer goes on. To begin a long log anew, all of it has to
// be moved while the writer waits: what it has added meanwhile, and so there is to be as little as possible of that.
func (c *checkpointer) shorten(gate *sync.Mutex) {
	length, moved, _ := c.checkpoint("NOOP")
	if length < c.next && length-moved < longPart {
		return
	}
	length, _, _ = c.checkpoint("PASSIVE")
	if length < c.next {
		return
	}
	c.checkpoint("PASSIVE") // of what was added during the first, which is much more than during this one
	gate.Lock()
	length, _, done := c.checkpoint("RESTART")
	gate.Unlock()
	c.next = c.long
	if !done { // somebody is reading an old state: try again when there is more to move
		c.next += length
	}
}

// checkpoint gives the length of the log, how much of it has been moved, and whether all that was asked for was done.
func (c *checkpointer) checkpoint(mode string) (length, moved int, done bool) {
	_, err := c.connection.prepare("move the write-ahead log", "PRAGMA wal_checkpoint("+mode+")").
		first(func(row *statement) { done, length, moved = !row.flag(), int(row.number()), int(row.number()) })
	if failing := err != nil; failing != c.failing {
		c.failing = failing
		if failing {
			c.log.Error("write-ahead log cannot be moved into the database file", "error", err)
		} else {
			c.log.Info("write-ahead log is moved into the database file again")
		}
	}
	return length, moved, done && err == nil
}
