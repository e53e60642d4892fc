package sqlite

import (
	"time"

	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/session"
)

// queue is what a caller has written of sessions and events and nobody has yet had to see. It is sent when the caller
// reads, and when its function has succeeded. A function that fails before has written nothing, so that there is
// nothing to mark a way back to: the mark would cost a copy of every page that is changed behind it.
type queue struct {
	of     *transaction
	writes []func() error
	space  [4]func() error // enough for a sign-in that makes room
}

// put adds a write.
func (q *queue) put(write func() error) {
	if q.writes == nil {
		q.writes = q.space[:0]
	}
	q.writes = append(q.writes, write)
}

// send writes what is queued, before something else is done in the same transaction.
func (q *queue) send() error {
	if q == nil || len(q.writes) == 0 {
		return nil
	}
	writes := q.writes
	q.writes = nil
	if err := q.of.begin(); err != nil {
		return err
	}
	for _, write := range writes {
		if err := write(); err != nil {
			return err
		}
	}
	return nil
}

// InsertSession queues a session that is added.
func (t *transaction) InsertSession(s session.Session) error {
	t.queue.put(func() error { return t.insertSession(s) })
	return nil
}

// SaveSession queues what may change of a session.
func (t *transaction) SaveSession(s session.Session) error {
	t.queue.put(func() error { return t.saveSession(s) })
	return nil
}

// EndSession queues the end of a session.
func (t *transaction) EndSession(id session.ID, end session.End) error {
	t.queue.put(func() error { _, err := t.endSession(id, end); return err })
	return nil
}

// EvictSession queues the end of a session, which is then read.
func (t *transaction) EvictSession(id session.ID, end session.End, whole *session.Session) error {
	t.queue.put(func() error { return t.evictSession(id, end, whole) })
	return nil
}

// TouchSession queues the activity of a session.
func (t *transaction) TouchSession(id session.ID, at time.Time) error {
	t.queue.put(func() error { return t.touchSession(id, at) })
	return nil
}

// Append queues an event.
func (t *transaction) Append(e event.Event) error {
	t.queue.put(func() error { return t.appendEvent(e) })
	return nil
}
