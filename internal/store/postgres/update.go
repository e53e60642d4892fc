package postgres

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

const (
	// maxRuns is how often an Update is run alone before its last error is returned.
	maxRuns = 6
	// backoff is the mean wait before the second run after a conflict; it doubles for each further one.
	backoff = 2 * time.Millisecond
	// backlog is how many times the timeout an Update waits for those before it.
	backlog = 5
)

// Update runs fn in a transaction that writes.
func (s *Store) Update(ctx context.Context, id tenancy.EnvironmentID, fn func(store.Tx) error) error {
	e, err := s.environment(ctx, id)
	if err != nil {
		return err
	}
	inTx := func(m *member) error { return fn(m) }
	m := newMember(ctx, s, e)
	defer e.turns.giveUp(m.turn) // what the last run did not want any more
	for ; ; m = m.again() {
		if err := e.queue.enter(ctx, m); err != nil {
			return err
		}
		err := m.run(inTx)
		switch {
		case errors.Is(m.cause, errTaken):
			if err := e.turns.await(ctx, backlog*s.timeout, m.awaited, m.turn); err != nil {
				return err
			}
		case m.repeats():
			return s.updateAlone(m, inTx)
		default:
			return err
		}
	}
}

// updateAlone runs fn in a transaction of its own, which waits for locks. It does so again when it fails for a
// reason that may have passed.
func (s *Store) updateAlone(m *member, fn func(*member) error) error {
	for run := 0; ; run++ {
		if err := m.pause(run); err != nil {
			return err
		}
		m = m.again()
		if err := s.group(m); err != nil {
			return err
		}
		if err := m.run(fn); run == maxRuns || !m.repeats() {
			return err
		}
	}
}

// repeats tells whether a member is to be run again. If its connection broke before the commit, it is: nothing was
// changed. If it broke in the commit it is not: it is not known whether anything was.
func (m *member) repeats() bool {
	return m.cause != nil && (errors.Is(m.cause, errMoved) || conflict(m.cause) || lost(m.cause))
}

// pause waits a little after a conflict, at random, so that those who were in each other's way are not so again.
func (m *member) pause(run int) error {
	if !conflict(m.cause) {
		return nil
	}
	var random [4]byte
	_, _ = rand.Read(random[:]) // it never fails
	limit := backoff << (run + 1)
	timer := time.NewTimer(time.Duration(binary.BigEndian.Uint32(random[:])) % limit)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-m.ctx.Done():
		return m.ctx.Err()
	}
}

// group makes a group of one that may wait for locks.
func (s *Store) group(m *member) error {
	bounded, cancel := context.WithTimeout(m.ctx, backlog*s.timeout)
	defer cancel()
	select {
	case s.waiting <- struct{}{}:
	case <-bounded.Done():
		if m.ctx.Err() != nil {
			return m.ctx.Err()
		}
		return fmt.Errorf("%w: too many wait for what others have locked", store.ErrUnavailable)
	}
	g := newGroup(s, []*member{m}, func() {})
	g.patient, g.waits = true, true
	go g.run()
	m.group = <-m.joined
	return nil
}
