package sqlite

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/sojourn-auth/sojourn/internal/store"
)

// serveBatch runs first and whoever else waits, commits, and replies to all.
func (w *writer) serveBatch(first *job) {
	w.gate.Lock()
	defer w.gate.Unlock()
	defer w.rollBack() // does nothing after a commit
	w.over.Reset(w.longest)
	w.dirty, w.spoiled = false, false
	if err := w.connection.execute("begin", "BEGIN IMMEDIATE"); err != nil {
		if first.state.CompareAndSwap(waiting, taken) {
			w.batch = append(w.batch, first)
		}
		w.reply(fmt.Errorf("%w: %w", store.ErrUnavailable, err))
		return
	}
	w.gather(first)
	w.reply(w.commit())
}

// gather runs jobs until there are enough for a commit.
func (w *writer) gather(next *job) {
	for next != nil {
		if next.state.CompareAndSwap(waiting, taken) {
			w.batch = append(w.batch, next)
			w.runJob(next)
		}
		if len(w.batch) >= largestBatch || w.undone() {
			return
		}
		select {
		case <-w.over.C:
			return
		default:
			next = w.await()
		}
	}
}

// await gives the next job; nil when nobody waits. It lets other goroutines run first, because those that have
// just had their reply often are about to come back.
func (w *writer) await() *job {
	for range politeness {
		select {
		case j := <-w.queue: // nil when it is closed
			return j
		default:
			runtime.Gosched()
		}
	}
	return nil
}

// politeness is how often the writer looks for company before it commits.
const politeness = 4

// runJob runs one job, and undoes what it did if it fails.
func (w *writer) runJob(j *job) {
	w.connection.failed = nil
	t := newTransaction(reader{connection: w.connection, memos: w.memos}, w.known, w.dirty, j.careful)
	j.err = call(j, t)
	if j.err == nil {
		j.err = w.connection.failed // that the function forgot
	}
	if j.err == nil {
		j.err = t.keep()
	}
	if j.err != nil {
		w.spoiled = t.undo()
		return
	}
	w.dirty = w.dirty || t.wrote
}

// call runs the function of a job and catches its panic.
func call(j *job, t *transaction) (err error) {
	defer func() {
		if value := recover(); value != nil {
			j.crash = &crash{value: value, stack: debug.Stack()}
			err = errCrashed
		}
	}()
	return j.run(t)
}

// undone tells whether the engine has given up the whole transaction, as it does when the disk fails it.
func (w *writer) undone() bool { return w.connection.conn.AutocommitEnabled() }

// commit makes the batch last. After an error nothing of it has happened.
func (w *writer) commit() error {
	if w.spoiled {
		return errSpoiled
	}
	if w.undone() {
		return fmt.Errorf("%w: the transaction was given up: %w", store.ErrUnavailable, w.connection.failed)
	}
	if err := w.connection.execute("commit", "COMMIT"); err != nil {
		return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
	}
	if w.dirty {
		w.wrote()
	}
	return nil
}

// rollBack gives up what is not committed.
func (w *writer) rollBack() {
	if !w.undone() {
		_ = w.connection.execute("roll back", "ROLLBACK") // when it fails, so will the next BEGIN, and say why
	}
}

// reply tells all of the batch how it went. When the commit failed, what a function of the batch has read may
// never have been, and so its own error does not count either.
func (w *writer) reply(failed error) {
	if failed != nil {
		w.known.forget()
	}
	w.known.settle()
	for i, j := range w.batch {
		if failed != nil {
			j.err = failed
		}
		close(j.done)
		w.batch[i] = nil
	}
	w.batch = w.batch[:0]
}
