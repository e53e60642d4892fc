package postgres

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// Bounds of what shares a statement.
const (
	// lookupsUnderway is how many statements of lookups are under way at a time: one that the server works on while
	// another is on its way. With more, each is for fewer lookups, and what a statement costs beside them, on both sides
	// and in the kernels between them, is as much as what several of them cost.
	lookupsUnderway = 2
	// maxLookups is how many lookups share one statement.
	maxLookups = 64
)

const lookupSQL = `
	SELECT k.n, ` + checkColumns + `, e.policy, t.policy
	FROM unnest($1::integer[], $2::smallint[], $3::uuid[]) WITH ORDINALITY AS k (environment, bucket, id, n)
	JOIN sessions s ON s.environment = k.environment AND s.bucket = k.bucket AND s.id = k.id
	JOIN environments e ON e.number = k.environment
	LEFT JOIN tenants t ON t.environment = k.environment AND t.id = s.tenant_id`

// lookups is where lookups wait for a statement. While few come, each is sent at once; under load those that have
// come meanwhile share the next statement. A lookup sees all that was committed before it came, because the
// statement is sent after.
type lookups struct {
	mu       sync.Mutex
	waiting  []*lookup
	underway int
}

type lookup struct {
	environment int32
	id          session.ID
	gone        bool        // the queue's: whether nobody waits for the answer any more
	found       store.Found // valid, as is err, once done is closed
	err         error
	done        chan struct{}
}

// Lookup reads a session and the policies that govern it.
func (s *Store) Lookup(ctx context.Context, id tenancy.EnvironmentID, of session.ID) (store.Found, error) {
	e, err := s.environment(ctx, id)
	if err != nil {
		return store.Found{}, err
	}
	l := &lookup{environment: e.number, id: of, done: make(chan struct{})}
	if s.lookups.enter(l) {
		// Nobody waits with it: the caller sends it, and may give it up.
		l.err = s.read(ctx, lookupStatement(s.decoder, []*lookup{l}))
		s.lookups.pass(s)
	} else if err := l.wait(ctx, s.timeout+graceTime); err != nil {
		s.lookups.leave(l)
		return store.Found{}, err
	}
	if l.err != nil {
		return store.Found{}, fmt.Errorf("look up session %s: %w", of, l.err)
	}
	return l.found, nil
}

// wait waits for the answer.
func (l *lookup) wait(ctx context.Context, timeout time.Duration) error {
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	select {
	case <-l.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return fmt.Errorf("%w: no answer within %s", store.ErrUnavailable, timeout)
	}
}

// enter adds a lookup. With true it is the caller's to send it, at once, and then to pass on.
func (q *lookups) enter(l *lookup) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.underway < lookupsUnderway {
		q.underway++
		return true
	}
	q.waiting = append(q.waiting, l)
	return false
}

// pass has those who have come meanwhile served.
func (q *lookups) pass(s *Store) {
	if batch := q.take(); batch != nil {
		go q.serve(s, batch)
	}
}

// serve sends a batch, and then what waits, until nothing does.
func (q *lookups) serve(s *Store, batch []*lookup) {
	for ; batch != nil; batch = q.take() {
		err := s.read(context.Background(), lookupStatement(s.decoder, batch))
		for _, l := range batch {
			l.err = err
			close(l.done)
		}
	}
}

// take takes the next lookups that share a statement; with nil, the caller is done.
func (q *lookups) take() []*lookup {
	q.mu.Lock()
	defer q.mu.Unlock()
	var batch []*lookup
	for len(q.waiting) > 0 && len(batch) < maxLookups {
		if l := q.waiting[0]; !l.gone {
			batch = append(batch, l)
		}
		q.waiting = q.waiting[1:]
	}
	if batch == nil {
		q.underway--
	}
	return batch
}

// leave has a lookup that nobody waits for left out.
func (q *lookups) leave(l *lookup) {
	q.mu.Lock()
	defer q.mu.Unlock()
	l.gone = true
}

// lookupStatement reads what a batch looks up. What is not there stays zero.
func lookupStatement(d *decoder, batch []*lookup) statement {
	return statement{
		sql: lookupSQL,
		args: []any{
			column(batch, func(l *lookup) int32 { return l.environment }),
			column(batch, func(l *lookup) int16 { return int16(l.id.Bucket()) }),
			column(batch, func(l *lookup) pgtype.UUID { return idValue(l.id.UID) }),
		},
		read: each(func(c *cells) {
			n, found := c.number(), d.checkedFrom(c)
			if n < 1 || n > int64(len(batch)) {
				c.fail("row %d of %d", n, len(batch))
				return
			}
			batch[n-1].found = found
		}),
	}
}
