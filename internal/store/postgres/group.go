package postgres

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"time"

	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// group is the Updates that share one database transaction, each a member. It serves what they ask for in rounds:
// when every member waits for an answer or is done, all that is asked for is sent together.
//
// What must hold: as long as a group has several members, nothing of theirs is written before all are done. So a
// member that fails drops out without a trace, and no member ever reads what another may still undo. And a group
// does not wait for rows that others have locked: a member that cannot have its lock at once is run again, in
// another group when its turn has come, or alone.
//
// A group's fields belong to the goroutine that runs it.
type group struct {
	store   *Store
	tx      transaction
	members []*member
	reports chan report
	arrive  func() // gives its place in the queue to the next group

	running  int                        // members that are neither waiting nor done
	finished []*member                  // members that are done and have something to write
	owners   map[tenancy.UserID]*member // whose turn it is with a user
	sharing  bool                       // whether the policies are locked, shared or not
	patient  bool                       // whether it may wait for locks
	waits    bool                       // whether it has one of the store's tokens for that

	done chan struct{} // closed when the outcome is known
	err  error         // the outcome, once done is closed
}

// report is what a member tells its group: what it asks for, or that it is done.
type report struct {
	from    *member
	ask     *ask
	dropped bool // it is done, and nothing of it is to be written
}

// What a member gets that cannot stay in its group. No caller of Update ever sees it.
var (
	errMoved = errors.New("the transaction has to be run again, alone")
	errTaken = errors.New("the transaction has to be run again: it is another one's turn with the user")
)

// straggling is how long a group waits for a member that is busy outside the store.
const straggling = 50 * time.Millisecond

// Statements about the transaction itself. Only the writing of several members may meet a row that somebody else has
// locked; it does not wait for it.
const (
	beginWriting = "BEGIN ISOLATION LEVEL READ COMMITTED"
	lockBriefly  = "SET LOCAL lock_timeout = '100ms'"
)

func newGroup(s *Store, members []*member, arrive func()) *group {
	return &group{
		store: s, members: members, arrive: arrive, running: len(members),
		tx:      transaction{store: s, before: []statement{{sql: beginWriting}}},
		reports: make(chan report, 2*len(members)), // so that a member that is no longer heard never blocks
		owners:  make(map[tenancy.UserID]*member, len(members)),
		done:    make(chan struct{}),
	}
}

// run drives the members' transaction to its end.
func (g *group) run() {
	for _, m := range g.members {
		m.active = true
		m.joined <- g
	}
	g.err = g.drive()
	close(g.done)
	g.tx.end()
	for user, m := range g.owners {
		m.turns.give(user, m.turn)
	}
	if g.waits {
		<-g.store.waiting
	}
	runtime.Gosched() // those who were waiting for the outcome may come again, and then go into the next group together
	g.arrive()
}

func (g *group) drive() error {
	for {
		asks := g.gather()
		if len(asks) == 0 {
			return g.commit()
		}
		if err := g.serve(asks); err != nil {
			return err
		}
	}
}

// gather waits until every member asks for something or is done. Who takes too long is left behind. A member that asks
// may go away without its answer: then it has been counted out already, and is asked for no more.
func (g *group) gather() (asks []*ask) {
	timer := time.NewTimer(straggling)
	defer timer.Stop()
	for g.running > 0 {
		select {
		case r := <-g.reports:
			if !r.from.active {
				continue // it was told to go, and says now that it does
			}
			if !r.from.asking {
				g.running--
			}
			switch {
			case r.ask != nil:
				r.from.asking = true
				asks = append(asks, r.ask)
				continue
			case !r.dropped:
				g.finished = append(g.finished, r.from)
			}
			r.from.active = false
		case <-timer.C:
			if g.alone() {
				g.arrive()
			} else {
				g.leaveBehind()
			}
		}
	}
	return slices.DeleteFunc(asks, func(a *ask) bool { return !a.member.active })
}

// leaveBehind goes on without the members that are still busy.
func (g *group) leaveBehind() {
	for _, m := range g.members {
		if m.active && !m.asking {
			m.active = false
			close(m.left)
		}
	}
	g.running = 0
}

// answer lets a member go on.
func (g *group) answer(a *ask) {
	a.member.asking = false
	g.running++
	a.answer <- nil
}

// dismiss lets a member go, for good.
func (g *group) dismiss(a *ask, err error) {
	a.member.active = false
	a.answer <- err
}

// alone tells whether there is but one member. It may write before it commits.
func (g *group) alone() bool { return len(g.members) == 1 }

// bePatient makes a group of one member a group that may wait for locks. It gives its place in the queue to others,
// unless too many are waiting already.
func (g *group) bePatient() bool {
	if g.patient || !g.alone() {
		return g.patient
	}
	g.patient = true
	select {
	case g.store.waiting <- struct{}{}:
		g.waits = true
		g.arrive()
	default:
	}
	return true
}

// commit writes what the finished members have to write. Without any, the transaction may as well be undone.
func (g *group) commit() error {
	if len(g.finished) == 0 {
		return nil
	}
	all := allChanges(g.finished)
	statements := all.statements(g.store.decoder, g.members[0].number)
	if !g.patient {
		statements = slices.Insert(statements, 0, statement{sql: lockBriefly})
	}
	err := g.tx.commit(context.Background(), statements...)
	if err != nil && g.tx.broken() {
		// Not wrapped: it must not be taken for an error after which all can be done again.
		return fmt.Errorf("%w: the connection broke during the commit: %s", store.ErrUnavailable, err.Error())
	}
	return g.verdict(err)
}

// verdict is what the members of a transaction that failed are told. If they are several, each is run again alone,
// because only then is it known whose failure it was; unless the database is at fault. One that could not wait long
// enough for a lock is run again, too.
func (g *group) verdict(err error) error {
	switch {
	case err == nil, g.patient:
		return err
	case outwaited(err):
		return errMoved
	case g.alone(), errors.Is(err, store.ErrUnavailable):
		return err
	}
	return errMoved
}
