package postgres

import (
	"context"
	"fmt"
	"slices"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// member is one Update in a transaction that it may share with others: its store.Tx.
//
// Locks are only noted when they are asked for, and taken in the same round trip as the first statement that comes
// after. What is read of a locked user is kept, and answers what is asked for next. Changes of sessions, and events,
// are queued and sent with the commit.
type member struct {
	reader // reads through query; methods below answer from what is known where they can
	store  *Store
	ctx    context.Context // of the caller, who may leave while an answer is waited for
	joined chan *group
	left   chan struct{} // closed by a group that goes on without this member
	active bool          // the group's: whether it still listens to this member
	asking bool          // the group's: whether this member waits for an answer
	group  *group

	turns   *turns         // of the environment
	turn    *turn          // the same in all runs of an Update
	awaited tenancy.UserID // with errTaken: whose turn is to be waited for

	wanted  locks
	sharing bool             // whether the policies are locked, shared or not
	users   []tenancy.UserID // those that are locked, which are few

	// What is known, because it was read under the locks that are held.
	environment *session.EnvironmentPolicy
	tenants     []tenant // in no order
	account     *account // of the user who was locked last; nil when a session may have changed since

	found   *store.Found // what Find has found last; nil when nothing
	changes changes      // what is queued
	wrote   bool         // whether anything has been written already
	cause   error        // why this member cannot go on
}

// locks are locks that have been asked for and not been taken.
type locks struct {
	exclusive, share bool
	user             tenancy.UserID
}

func newMember(ctx context.Context, s *Store, e *environment) *member {
	m := &member{store: s, ctx: ctx, turns: e.turns, turn: &turn{}}
	return m.prepare(e.number)
}

// again is the same Update, for another run.
func (m *member) again() *member {
	next := &member{store: m.store, ctx: m.ctx, turns: m.turns, turn: m.turn}
	return next.prepare(m.number)
}

func (m *member) prepare(number int32) *member {
	m.joined, m.left = make(chan *group, 1), make(chan struct{})
	m.reader = reader{decoder: m.store.decoder, number: number, query: m.read}
	return m
}

// send asks the group for something and waits for it. Wanted locks are taken before, and queued changes sent.
func (m *member) send(a *ask) error {
	if m.cause != nil {
		return m.cause
	}
	a.member, a.answer = m, make(chan error, 1)
	a.changes, m.changes = m.changes, changes{}
	a.exclusive, a.share, a.user = m.wanted.exclusive, m.wanted.share, m.wanted.user
	a.environment = m.environment == nil && (a.environment || a.share || a.needsLock())
	m.group.reports <- report{from: m, ask: a}
	select {
	case m.cause = <-a.answer:
	case <-m.left:
		m.cause = errMoved
	case <-m.ctx.Done():
		m.cause = m.ctx.Err()
	}
	if m.cause != nil {
		return m.cause
	}
	m.wrote = m.wrote || a.writes()
	m.sharing = m.sharing || a.share || a.exclusive
	if !a.user.IsZero() {
		m.users = append(m.users, a.user)
	}
	m.wanted = locks{}
	return nil
}

// read runs a statement that only reads.
func (m *member) read(one statement) error { return m.send(&ask{others: []statement{one}}) }

// write runs statements that write, or lock. What was known may have changed with them.
func (m *member) write(statements ...statement) error {
	if err := m.send(&ask{others: statements, writing: true}); err != nil {
		return err
	}
	m.account = nil
	m.forgetPolicies()
	return nil
}

// written runs a statement that writes and gives one thing.
func written[T any](m *member, from func(*cells) T, sql string, args ...any) (thing T, err error) {
	things := new([]T)
	if err := m.write(statement{sql: sql, args: args, read: into(things, from)}); err != nil || len(*things) == 0 {
		return thing, err
	}
	return (*things)[0], nil
}

// queue makes ready for a change of a session. Another change of the same session is sent before.
func (m *member) queue(id session.ID) error {
	if m.cause != nil {
		return m.cause
	}
	if m.changes.has(id) {
		if err := m.send(&ask{}); err != nil {
			return err
		}
	}
	m.account = nil
	m.changes.note(id)
	return nil
}

// LockUser notes that a user is to be locked.
func (m *member) LockUser(user tenancy.UserID) error {
	if m.cause != nil {
		return m.cause
	}
	if slices.Contains(m.users, user) || user.IsZero() || user == m.wanted.user {
		return nil
	}
	if !m.wanted.user.IsZero() { // one at a time
		if err := m.send(&ask{}); err != nil {
			return err
		}
	}
	m.wanted.user = user
	return nil
}

// SharePolicy notes that the policies are to be locked, shared.
func (m *member) SharePolicy() error {
	if m.cause == nil && !m.sharing && !m.wanted.exclusive {
		m.wanted.share = true
		m.forgetPolicies()
	}
	return m.cause
}

// LockPolicy notes that the policies are to be locked.
func (m *member) LockPolicy() error {
	if m.cause == nil {
		m.wanted.exclusive, m.wanted.share = true, false
		m.forgetPolicies()
	}
	return m.cause
}

// forgetPolicies has the policies read again.
func (m *member) forgetPolicies() {
	m.environment = nil
	m.tenants = nil
}

// settle makes ready for the commit. An error that fn has forgotten counts, and so does a lock that it has asked for.
func (m *member) settle() error {
	if m.wanted == (locks{}) || m.changes.empty() {
		return m.cause
	}
	queued := m.changes
	m.changes = changes{}
	err := m.send(&ask{})
	m.changes = queued
	return err
}

// run runs fn and commits, or not.
func (m *member) run(fn func(*member) error) error {
	finished := false
	defer func() {
		if !finished { // fn has panicked
			m.group.reports <- report{from: m, dropped: true}
		}
	}()
	err := fn(m)
	finished = true
	if err == nil {
		err = m.settle()
	}
	if err != nil || m.changes.empty() && !m.wrote {
		m.group.reports <- report{from: m, dropped: true}
		return err
	}
	m.group.reports <- report{from: m}
	m.cause = m.outcome()
	return m.cause
}

// outcome waits for what becomes of the changes.
func (m *member) outcome() error {
	select {
	case <-m.group.done:
	case <-m.left:
	case <-m.ctx.Done():
		return fmt.Errorf("%w: the outcome was not waited for: %w", store.ErrUnavailable, m.ctx.Err())
	}
	select {
	case <-m.left: // even if the group is done by now: it was without this member
		return errMoved
	default:
		return m.group.err
	}
}
