package service

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// activity holds users' activity that is noted but not yet written. Losing it only shortens sessions.
type activity struct {
	mu           sync.RWMutex
	noted        map[session.ID]note
	flushing     map[session.ID]note // being written; still counts until it is
	environments []tenancy.EnvironmentID
	seen         map[session.ID]session.Client // where browsers come from; written with the activity that it goes with
}

// note is activity of a session. It holds no pointers: there may be a hundred thousand notes, and the collector would
// have to go through them several times a second.
type note struct {
	at          int64 // in milliseconds, as the store has it
	deadline    int64 // of the session as the store knew it; afterwards the note is worth nothing
	environment int   // in activity.environments
}

// flushBatch is how many notes are written in one transaction.
const flushBatch = 500

func newActivity() *activity {
	return &activity{noted: map[session.ID]note{}, seen: map[session.ID]session.Client{}}
}

// mostSeen is how many browsers wait for activity to be written with, before all are forgotten: a bound, not a policy.
const mostSeen = 10_000

// see notes where a browser comes from. It is written with the next activity of the session, of whatever kind.
func (a *activity) see(id session.ID, client session.Client) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.seen) >= mostSeen {
		clear(a.seen)
	}
	a.seen[id] = client
}

// add notes activity.
func (a *activity) add(environment tenancy.EnvironmentID, id session.ID, at, deadline time.Time) {
	n := note{at: at.UnixMilli(), deadline: deadline.UnixMilli()}
	a.mu.Lock()
	defer a.mu.Unlock()
	if n.at <= a.noted[id].at {
		return
	}
	if n.environment = slices.Index(a.environments, environment); n.environment < 0 {
		n.environment = len(a.environments)
		a.environments = append(a.environments, environment)
	}
	a.noted[id] = n
}

// bring moves the last activity of a session as read from the store up to what is noted here.
func (a *activity) bring(s *session.Session) {
	a.mu.RLock()
	defer a.mu.RUnlock()
	for _, notes := range [...]map[session.ID]note{a.noted, a.flushing} {
		if n, ok := notes[s.ID]; ok && n.at > s.LastActiveAt.UnixMilli() {
			s.LastActiveAt = time.UnixMilli(n.at).UTC()
		}
	}
}

// bringAll does the same for many.
func (a *activity) bringAll(sessions []session.Session) {
	a.mu.RLock()
	none := len(a.noted)+len(a.flushing) == 0
	a.mu.RUnlock()
	if none {
		return
	}
	for i := range sessions {
		a.bring(&sessions[i])
	}
}

// take begins a flush: what is returned still counts until done is called.
func (a *activity) take() (notes map[session.ID]note, seen map[session.ID]session.Client, environments []tenancy.EnvironmentID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.flushing, a.noted = a.noted, map[session.ID]note{}
	seen = map[session.ID]session.Client{}
	for id, client := range a.seen {
		if _, noted := a.flushing[id]; noted {
			seen[id] = client
			delete(a.seen, id)
		}
	}
	return a.flushing, seen, a.environments
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
	notes, seen, environments := s.activity.take()
	defer s.activity.done()

	var failed error
	for i, ids := range byEnvironment(notes, len(environments)) {
		for batch := range slices.Chunk(ids, flushBatch) {
			err := s.store.Update(ctx, environments[i], func(tx store.Tx) error { return s.writeNotes(tx, batch, notes, seen) })
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

// byEnvironment divides notes. IDs are in the order in which sessions were made, and so mostly in that of the rows:
// a batch then changes few pages of the store, and not one for each session.
func byEnvironment(notes map[session.ID]note, environments int) [][]session.ID {
	ids := make([][]session.ID, environments)
	for id, n := range notes {
		ids[n.environment] = append(ids[n.environment], id)
	}
	for _, own := range ids {
		slices.SortFunc(own, func(a, b session.ID) int { return a.Compare(b.UID) })
	}
	return ids
}

// writeNotes leaves out notes that come too late: a session past its deadline may have been refused already.
func (s *Service) writeNotes(tx store.Tx, ids []session.ID, notes map[session.ID]note, seen map[session.ID]session.Client) error {
	now := s.now().UnixMilli()
	for _, id := range ids {
		n := notes[id]
		if now >= n.deadline {
			continue
		}
		at := time.UnixMilli(n.at).UTC()
		if err := tx.TouchSession(id, at); err != nil {
			return err
		}
		if client, ok := seen[id]; ok {
			if err := tx.SeeClient(id, session.Seen{Client: client, At: at}); err != nil {
				return err
			}
		}
	}
	return nil
}
