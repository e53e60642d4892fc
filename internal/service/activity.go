package service

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// activity holds users' activity that is noted but not yet written. Losing it only shortens sessions.
type activity struct {
	mu       sync.RWMutex
	noted    map[session.ID]note
	flushing map[session.ID]note // being written; still counts until it is
}

type note struct {
	environment tenancy.EnvironmentID
	at          time.Time
	deadline    time.Time // of the session as the store knew it; afterwards the note is worth nothing
}

// flushBatch is how many notes are written in one transaction.
const flushBatch = 500

func newActivity() *activity {
	return &activity{noted: map[session.ID]note{}}
}

// add notes activity.
func (a *activity) add(id session.ID, n note) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if n.at.After(a.noted[id].at) {
		a.noted[id] = n
	}
}

// bring moves the last activity of a session as read from the store up to what is noted here.
func (a *activity) bring(s *session.Session) {
	a.mu.RLock()
	defer a.mu.RUnlock()
	for _, notes := range []map[session.ID]note{a.noted, a.flushing} {
		if n, ok := notes[s.ID]; ok && n.at.After(s.LastActiveAt) {
			s.LastActiveAt = n.at
		}
	}
}

// take begins a flush: what is returned still counts until done is called.
func (a *activity) take() map[session.ID]note {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.flushing, a.noted = a.noted, map[session.ID]note{}
	return a.flushing
}

func (a *activity) done() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.flushing = nil
}

// FlushActivity writes the activity noted since the last time. It is called every session.FlushEvery, before
// anything that judges many sessions by what the store holds, and at the end.
func (s *Service) FlushActivity(ctx context.Context) error {
	s.flush.Lock()
	defer s.flush.Unlock()
	notes := s.activity.take()
	defer s.activity.done()

	byEnvironment := map[tenancy.EnvironmentID][]session.ID{}
	for id, n := range notes {
		byEnvironment[n.environment] = append(byEnvironment[n.environment], id)
	}
	var failed error
	for environment, ids := range byEnvironment {
		for len(ids) > 0 {
			batch := ids[:min(flushBatch, len(ids))]
			ids = ids[len(batch):]
			err := s.store.Update(ctx, environment, func(tx store.Tx) error { return s.writeNotes(tx, batch, notes) })
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

// writeNotes leaves out notes that come too late: a session past its deadline may have been refused already.
func (s *Service) writeNotes(tx store.Tx, ids []session.ID, notes map[session.ID]note) error {
	now := s.now()
	for _, id := range ids {
		if n := notes[id]; now.Before(n.deadline) {
			if err := tx.TouchSession(id, n.at); err != nil {
				return err
			}
		}
	}
	return nil
}
