package sqlite

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sojourn-auth/sojourn/internal/store"
)

// Bounds of what the writer takes on.
const (
	longestQueue = 4096                  // callers that wait; more are turned away
	largestBatch = 40                    // callers that share a commit: the next ones are on their way meanwhile
	longestBatch = 20 * time.Millisecond // of work before a commit: enough for some hundred callers
)

// writer is the only one that writes. Callers queue up; one goroutine runs their functions one after another in
// one transaction of the engine, and commits it for all of them: many callers, one wait for the disk.
type writer struct {
	connection *connection
	memos      *memos
	known      *known
	patience   time.Duration // for which a caller waits for its turn
	longest    time.Duration // of a batch
	queue      chan *job
	wrote      func() // told after each commit
	stopped    chan struct{}

	gate    sync.Mutex  // held while a batch is under way; whoever holds it keeps the writer waiting
	batch   []*job      // those that were run and wait for the commit
	dirty   bool        // whether any of them has written
	spoiled bool        // whether one of them has taken back what the others had written
	over    *time.Timer // rings when the batch has taken long enough

	closing sync.RWMutex // guards closed, and the queue against being closed while it is sent to
	closed  bool
}

// job is what one caller wants done.
type job struct {
	run     func(t *transaction) error
	careful bool // whether it must not spoil a batch
	state   atomic.Int32
	done    chan struct{} // closed when err and panicked are set
	err     error
	crash   *crash
}

// The states of a job. One that waits is either taken by the writer or given up by its caller, never both.
const (
	waiting = iota
	taken
	givenUp
)

// crash is a panic on its way from the writer to the caller whose function it was.
type crash struct {
	value any
	stack []byte
}

// String shows where it happened, which the stack of the caller does not.
func (c *crash) String() string { return fmt.Sprintf("%v\n\nin the writer:\n%s", c.value, c.stack) }

var (
	errCrashed = errors.New("the function panicked")
	errLeft    = fmt.Errorf("%w: a function ended the writer's goroutine", store.ErrUnavailable)
	errClosed  = fmt.Errorf("%w: it is closed", store.ErrUnavailable)
	errSpoiled = errors.New("another caller's failure undid the batch")
	errBusy    = fmt.Errorf("%w: too many writes are waiting", store.ErrUnavailable)
)

func newWriter(c *connection, m *memos, keys *knownKeys, patience time.Duration, wrote func()) *writer {
	w := &writer{
		connection: c, memos: m, known: newKnown(keys), patience: patience, longest: longestBatch, wrote: wrote,
		queue: make(chan *job, longestQueue), stopped: make(chan struct{}), over: time.NewTimer(longestBatch),
	}
	go w.serve()
	return w
}

// do has fn run by the writer, and returns when it is committed or known not to be.
func (w *writer) do(ctx context.Context, fn func(t *transaction) error) error {
	err := w.try(ctx, &job{run: fn, done: make(chan struct{})})
	for errors.Is(err, errSpoiled) { // more than once only when it meets others that spoil a batch: each does so once
		err = w.try(ctx, &job{run: fn, careful: true, done: make(chan struct{})})
	}
	return err
}

// try has a job done once.
func (w *writer) try(ctx context.Context, j *job) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := w.enqueue(j); err != nil {
		return err
	}
	timer := time.NewTimer(w.patience)
	defer timer.Stop()
	select {
	case <-j.done:
	case <-ctx.Done():
		if j.state.CompareAndSwap(waiting, givenUp) {
			return ctx.Err()
		}
	case <-timer.C:
		if j.state.CompareAndSwap(waiting, givenUp) {
			return errBusy
		}
	}
	<-j.done // fn must not be left running, nor the commit without a witness
	if j.crash != nil {
		panic(j.crash)
	}
	return j.err
}

func (w *writer) enqueue(j *job) error {
	w.closing.RLock()
	defer w.closing.RUnlock()
	if w.closed {
		return errClosed
	}
	select {
	case w.queue <- j:
		return nil
	default:
		return errBusy
	}
}

// close lets those who wait have their turn, takes nobody else, and returns when all is done.
func (w *writer) close() {
	w.closing.Lock()
	if !w.closed {
		w.closed = true
		close(w.queue)
	}
	w.closing.Unlock()
	<-w.stopped
}

// serve works until the queue is closed.
func (w *writer) serve() {
	finished := false
	defer func() {
		if finished {
			close(w.stopped)
			return
		}
		// A function has ended this goroutine by runtime.Goexit, as a failing test does. Nobody is left waiting.
		w.reply(errLeft)
		go w.serve()
	}()
	for j := range w.queue {
		w.serveBatch(j)
	}
	finished = true
}
