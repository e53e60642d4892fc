package e2e

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sojourn-auth/sojourn/e2e/harness"
)

// account is what a client knows to be true of a tenant that nobody but itself changes: what the server has
// acknowledged, and nothing else.
type account struct {
	tenant string
	most   int // the maximum of concurrent sessions; 0 when it is off
	owners []*owner
}

// owner is a user of an account.
type owner struct {
	id       string
	email    string
	password string // the last that was acknowledged
	disabled bool
	sessions []*holding // oldest first
}

// holding is a session, with what was handed out for it.
type holding struct {
	id      string
	state   string // active, or the end reason
	secret  string
	access  string
	refresh []string // the last few refresh tokens, the current one last
}

// kept is how many refresh tokens are kept: the current one, its predecessor and one that is too old.
const kept = 3

// clone is a copy that shares nothing.
func (a *account) clone() *account {
	copied := *a
	copied.owners = nil
	for _, o := range a.owners {
		one := *o
		one.sessions = nil
		for _, s := range o.sessions {
			held := *s
			held.refresh = slices.Clone(s.refresh)
			one.sessions = append(one.sessions, &held)
		}
		copied.owners = append(copied.owners, &one)
	}
	return &copied
}

// sessions is how many sessions there ever were.
func (a *account) sessions() (n int) {
	for _, o := range a.owners {
		n += len(o.sessions)
	}
	return n
}

// owner is the user of an ID.
func (a *account) owner(id string) *owner {
	at := slices.IndexFunc(a.owners, func(o *owner) bool { return o.id == id })
	return a.owners[at]
}

// session is the session of an ID.
func (o *owner) session(id string) *holding {
	at := slices.IndexFunc(o.sessions, func(s *holding) bool { return s.id == id })
	return o.sessions[at]
}

// active is the sessions that are active, oldest first.
func (o *owner) active() []*holding {
	return slices.DeleteFunc(slices.Clone(o.sessions), func(s *holding) bool { return s.state != active })
}

// end ends active sessions but for the newest few, and gives the IDs of those that have ended.
func (o *owner) end(reason string, keep int) []string {
	var ended []string
	open := o.active()
	for _, s := range open[:max(0, len(open)-keep)] {
		s.state = reason
		ended = append(ended, s.id)
	}
	return ended
}

// admit adds a session as the newest, and gives the IDs of those that make room.
func (a *account) admit(o *owner, s *holding) (evicted []string) {
	if a.most > 0 {
		evicted = o.end("concurrency_limit", a.most-1)
	}
	s.state = active
	o.sessions = append(o.sessions, s)
	return evicted
}

// endAll ends all sessions of all users.
func (a *account) endAll(reason string) {
	for _, o := range a.owners {
		o.end(reason, 0)
	}
}

// limit changes the maximum, and tells how many sessions that ends.
func (a *account) limit(most int) (ended int) {
	a.most = most
	if most > 0 {
		for _, o := range a.owners {
			ended += len(o.end("concurrency_limit", most))
		}
	}
	return ended
}

// hand notes what was handed out for a session.
func (s *holding) hand(t harness.Tokens) {
	s.access = t.AccessToken
	if s.refresh = append(s.refresh, t.RefreshToken); len(s.refresh) > kept {
		s.refresh = s.refresh[1:]
	}
}

func holdingOf(s harness.Started) *holding {
	h := &holding{id: s.Session.ID, secret: s.SessionSecret}
	if s.RefreshToken != "" {
		h.hand(s.Tokens)
	}
	return h
}

// credential is what a check is made with; empty when none was ever received.
func (s *holding) credential() string {
	if s.secret != "" {
		return s.secret
	}
	return s.access
}

// observed is what the server says of an account.
type observed struct {
	most   int
	owners map[string]seen
}

type seen struct {
	disabled bool
	sessions map[string]string // ID to active or the end reason
	names    map[string]string // ID to the name of the device
}

// differences says where what is known and what is there are not the same; empty when they are.
func (a *account) differences(there observed) string {
	var all []string
	differ := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	if a.most != there.most {
		differ("the maximum is %d, want %d", there.most, a.most)
	}
	for _, o := range a.owners {
		s := there.owners[o.id]
		if s.disabled != o.disabled {
			differ("user %s is disabled: %t, want %t", o.id, s.disabled, o.disabled)
		}
		extra := maps.Clone(s.sessions)
		for _, known := range o.sessions {
			if got := s.sessions[known.id]; got != known.state {
				differ("session %s is %q, want %s", known.id, got, known.state)
			}
			delete(extra, known.id)
		}
		for id, state := range extra {
			differ("session %s is there (%s), and nobody knows of it", id, state)
		}
	}
	return strings.Join(all, "\n")
}
