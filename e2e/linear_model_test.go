package e2e

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/anishathalye/porcupine"
)

// deed is what a client asks for.
type deed string

const (
	create       deed = "create"
	check        deed = "check"
	refresh      deed = "refresh"
	end          deed = "end"
	endUser      deed = "end all of the user"
	endEverybody deed = "end all of the tenant"
	list         deed = "list"
	limitTenant  deed = "tenant's maximum"
	limitAll     deed = "environment's maximum"
)

// forEverybody tells whether a deed concerns the sessions of every user.
func (d deed) forEverybody() bool { return d == endEverybody || d == limitTenant || d == limitAll }

// ask is a deed with what it is done to. Sessions go by the names that their makers gave them.
type ask struct {
	deed       deed
	user       int
	session    string
	generation int // of the refresh token that is presented
	most       int // a maximum, unlimited or, for a tenant, unset
	last       bool
}

// Maxima that are no numbers.
const (
	unlimited = 0
	unset     = -1
)

// answer is what a client was told.
type answer struct {
	unknown bool   // nothing: the deed may have been done, now or later, or not at all
	state   string // active, or why not
	ended   int
	evicted []string // names
	shown   []shown  // oldest first
}

// shown is a session as a list shows it.
type shown struct{ name, state string }

// fates is what will have become of every session, as the last list shows it.
type fates map[string]fate

type fate struct {
	rank  int // by age
	state string
}

// standing is what holds for one user: the two levels of the maximum, and all sessions. The active ones come first, in
// the order of the sign-ins.
type standing struct {
	environment int
	tenant      int
	sessions    []one
	over        bool // whether the last list was seen: what happens afterwards shows nowhere
}

// one is a session of the model.
type one struct {
	name       string
	state      string
	generation int  // of the current refresh token
	told       bool // whether somebody was told that this session has made room
}

func (s standing) most() int {
	if s.tenant != unset {
		return s.tenant
	}
	return s.environment
}

// copied may be changed without changing s.
func (s standing) copied() standing {
	s.sessions = slices.Clone(s.sessions)
	return s
}

// settled forgets what makes no difference any more: the order and the refresh tokens of sessions that have ended.
func (s standing) settled() standing {
	for i := range s.sessions {
		if s.sessions[i].state != active {
			s.sessions[i].generation = 0
		}
	}
	slices.SortStableFunc(s.sessions, func(a, b one) int {
		switch {
		case a.state == active && b.state == active:
			return 0
		case a.state == active:
			return -1
		case b.state == active:
			return 1
		}
		return strings.Compare(a.name, b.name)
	})
	return s
}

// leadsTo tells whether a standing can become the one that was seen last: each session will have been there, and an
// active one is newer than those that were let in before it. None has ended in another way than the one it will have
// ended in, because ended is final; that follows from the other rules, too, but only after every order of everything
// else was tried.
func (s standing) leadsTo(last fates) bool {
	newest := -1
	for _, one := range s.sessions {
		fate, known := last[one.name]
		switch {
		case !known:
			return false
		case one.state != active:
			if one.state != fate.state {
				return false
			}
		case fate.rank <= newest:
			return false
		default:
			newest = fate.rank
		}
	}
	return true
}

// shows tells whether a list shows what holds.
func (s standing) shows(all []shown) bool {
	for _, one := range all {
		if i := s.find(one.name); i < 0 || s.sessions[i].state != one.state {
			return false
		}
	}
	return len(all) == len(s.sessions)
}

func (s standing) equal(t standing) bool {
	return s.environment == t.environment && s.tenant == t.tenant && s.over == t.over && slices.Equal(s.sessions, t.sessions)
}

func (s standing) find(name string) int {
	return slices.IndexFunc(s.sessions, func(one one) bool { return one.name == name })
}

// endActive ends the oldest active sessions until only some are left, and gives their places.
func (s standing) endActive(leave int, reason string) (ended []int) {
	var all []int
	for i, one := range s.sessions {
		if one.state == active {
			all = append(all, i)
		}
	}
	if len(all) <= leave {
		return nil
	}
	for _, i := range all[:len(all)-leave] {
		s.sessions[i].state = reason
	}
	return all[:len(all)-leave]
}

const (
	evicted    = "concurrency_limit"
	endedByApp = "ended_by_api"
	reused     = "token_reuse"
)

// sessionsModel says what one user's sessions may do. A deed for everybody takes effect for each user by itself, at
// one moment between its call and its return. What was seen last of all sessions, by name, cuts the search short.
func sessionsModel(last fates) porcupine.Model {
	return porcupine.Model{
		Partition: partition,
		Init:      func() any { return standing{tenant: unset} },
		Step: func(state, input, output any) (bool, any) {
			before, in, out := state.(standing), input.(ask), output.(answer)
			if before.over {
				return out.unknown, before
			}
			ok, after := step(before.copied(), in, out)
			after.over = in.last
			if !ok || !after.leadsTo(last) {
				return false, before
			}
			after = after.settled()
			if out.unknown && after.equal(before) { // may as well happen when it is over
				return false, before
			}
			return true, after
		},
		Equal:             func(a, b any) bool { return a.(standing).equal(b.(standing)) },
		DescribeOperation: func(input, output any) string { return describe(input.(ask), output.(answer)) },
		DescribeState:     func(state any) string { return fmt.Sprintf("%+v", state) },
	}
}

// partition divides a history by user; what concerns everybody belongs to every part.
func partition(history []porcupine.Operation) [][]porcupine.Operation {
	parts := map[int][]porcupine.Operation{}
	for _, o := range history {
		if in := o.Input.(ask); !in.deed.forEverybody() {
			parts[in.user] = nil
		}
	}
	for _, o := range history {
		in := o.Input.(ask)
		for user := range parts {
			if in.deed.forEverybody() || in.user == user {
				parts[user] = append(parts[user], o)
			}
		}
	}
	return slices.Collect(maps.Values(parts))
}

// step does a deed in the model, and tells whether the answer is one that it may have.
func step(s standing, in ask, out answer) (bool, standing) {
	switch in.deed {
	case create:
		return stepCreate(s, in, out)
	case check, refresh, end:
		i := s.find(in.session)
		if i < 0 {
			return out.unknown, s
		}
		return stepOne(s, &s.sessions[i], in, out)
	case endUser:
		ended := s.endActive(0, endedByApp)
		return out.unknown || out.state == active && out.ended == len(ended), s
	case endEverybody:
		s.endActive(0, endedByApp)
	case limitTenant, limitAll:
		if in.deed == limitTenant {
			s.tenant = in.most
		} else {
			s.environment = in.most
		}
		if s.most() != unlimited {
			s.endActive(s.most(), evicted)
		}
	case list:
		return out.unknown || out.state == active && s.shows(out.shown), s
	}
	return out.unknown || out.state == active, s
}

// stepCreate lets a newcomer in. Whoever made room must be named in the answer. So may sessions that had to go at
// that moment because the maximum had just been lowered; but nobody is named to two newcomers.
func stepCreate(s standing, in ask, out answer) (bool, standing) {
	var ended []int
	if s.most() != unlimited {
		ended = s.endActive(s.most()-1, evicted)
	}
	for _, i := range ended {
		if !out.unknown && !slices.Contains(out.evicted, s.sessions[i].name) {
			return false, s
		}
	}
	for _, name := range out.evicted {
		i := s.find(name)
		if i < 0 || s.sessions[i].state != evicted || s.sessions[i].told {
			return false, s
		}
		s.sessions[i].told = true
	}
	s.sessions = append(s.sessions, one{name: in.session, state: active, generation: 1})
	return out.unknown || out.state == active, s
}

// stepOne does what concerns a single session.
func stepOne(s standing, one *one, in ask, out answer) (bool, standing) {
	before := one.state
	switch {
	case in.deed == end:
		ended := 0
		if before == active {
			one.state, ended = endedByApp, 1
		}
		return out.unknown || out.state == active && out.ended == ended, s
	case in.deed == refresh && before == active:
		switch {
		case in.generation == one.generation:
			one.generation++
		case in.generation < one.generation-1:
			one.state = reused
		case in.generation > one.generation:
			return out.unknown, s
		}
	}
	return out.unknown || out.state == one.state, s
}

func describe(in ask, out answer) string {
	text := fmt.Sprintf("%s %s", in.deed, in.session)
	switch in.deed {
	case refresh:
		text += fmt.Sprintf(" with token %d", in.generation)
	case limitTenant, limitAll:
		text += fmt.Sprint(in.most)
	}
	switch {
	case out.unknown:
		return text + " → ?"
	case len(out.evicted) > 0:
		return text + " → evicted " + strings.Join(out.evicted, ", ")
	case in.deed == end || in.deed == endUser:
		return fmt.Sprintf("%s → %d", text, out.ended)
	case in.deed == list:
		return fmt.Sprintf("%s → %v", text, out.shown)
	}
	return text + " → " + out.state
}
