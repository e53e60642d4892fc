package postgres

import (
	"slices"
	"time"

	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/session"
)

// changes is what has been queued and not been sent. The order in which it came does not matter: a member queues at
// most one change of a session, and events stand for themselves. So the changes of many members can be written
// together, in one statement for each kind.
type changes struct {
	inserted []*session.Session // they are large
	saved    []*session.Session
	touched  []touch
	ended    []ending
	events   []*event.Event

	sessions map[session.ID]struct{} // those among the changes
}

type touch struct {
	id session.ID
	at time.Time
}

type ending struct {
	id    session.ID
	end   session.End
	whole *session.Session // where the session is to be put; may be nil
}

func (c *changes) empty() bool { return len(c.sessions) == 0 && len(c.events) == 0 }

// has tells whether a session is among the changes.
func (c *changes) has(id session.ID) bool {
	_, is := c.sessions[id]
	return is
}

// note puts a session among the changes.
func (c *changes) note(id session.ID) {
	if c.sessions == nil {
		c.sessions = make(map[session.ID]struct{}, 4)
	}
	c.sessions[id] = struct{}{}
}

// allChanges is the changes of many members.
func allChanges(members []*member) changes {
	return changes{
		inserted: gathered(members, func(c *changes) []*session.Session { return c.inserted }),
		saved:    gathered(members, func(c *changes) []*session.Session { return c.saved }),
		touched:  gathered(members, func(c *changes) []touch { return c.touched }),
		ended:    gathered(members, func(c *changes) []ending { return c.ended }),
		events:   gathered(members, func(c *changes) []*event.Event { return c.events }),
	}
}

func gathered[Change any](members []*member, of func(*changes) []Change) []Change {
	count := 0
	for _, m := range members {
		count += len(of(&m.changes))
	}
	all := make([]Change, 0, count)
	for _, m := range members {
		all = append(all, of(&m.changes)...)
	}
	return all
}

// statements writes the changes. Every statement changes sessions in the order of their IDs, so that two that change
// the same ones do not lock each other out.
func (c *changes) statements(d *decoder, number int32) []statement {
	var all []statement
	if len(c.saved) > 0 {
		saved := onePerSession(c.saved, func(s *session.Session) session.ID { return s.ID })
		all = append(all, saveSessions(number, saved))
	}
	if len(c.touched) > 0 {
		slices.SortFunc(c.touched, func(a, b touch) int { return b.at.Compare(a.at) })
		latest := onePerSession(c.touched, func(t touch) session.ID { return t.id })
		all = append(all, touchSessions(number, latest))
	}
	if len(c.ended) > 0 {
		ended := onePerSession(c.ended, func(e ending) session.ID { return e.id })
		all = append(all, endSessions(d, number, ended))
	}
	if len(c.inserted) > 0 {
		all = append(all, insertSessions(number, c.inserted))
	}
	if len(c.events) > 0 {
		all = append(all, appendEvents(number, c.events))
	}
	return all
}

// onePerSession sorts by session and keeps the first change of each. Only members that have not locked it can have
// changed the same session; then it is open whose change counts.
func onePerSession[Change any](all []Change, id func(Change) session.ID) []Change {
	slices.SortStableFunc(all, func(a, b Change) int { return id(a).Compare(id(b).UID) })
	return slices.CompactFunc(all, func(a, b Change) bool { return id(a) == id(b) })
}
