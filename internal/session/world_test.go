package session

import (
	"slices"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
)

// world is what a store would hold: the policies and the sessions of one environment with two tenants.
type world struct {
	environment EnvironmentPolicy
	tenants     [2]TenantPolicy
	sessions    []Session
	groups      []group   // of each session
	held        [2]*Rules // of the tenants, as long as no policy is changed
}

// group is one user in one tenant, among whose sessions room is made.
type group struct{ user, tenant int }

func (w *world) rules(tenant int) Rules {
	if w.held[tenant] == nil {
		rules := Govern(w.environment, w.tenants[tenant])
		w.held[tenant] = &rules
	}
	return *w.held[tenant]
}

func (w *world) verdict(i int, now time.Time) Verdict {
	return Evaluate(w.sessions[i], w.rules(w.groups[i].tenant), now)
}

// siblings is all sessions of a group whose end is not recorded, newest first: their order must not matter.
func (w *world) siblings(g group) []Session {
	var all []Session
	for i, s := range slices.Backward(w.sessions) {
		if w.groups[i] == g && s.End.IsZero() {
			all = append(all, s)
		}
	}
	return all
}

// record writes ends: all of them or, in a world that nothing sweeps, only those that nothing but a write brings about.
func (w *world) record(ends []Ending, all bool) {
	for _, e := range ends {
		if all || e.End.Reason == ConcurrencyLimit {
			w.sessions[w.index(e.Session.ID)].End = e.End
		}
	}
}

func (w *world) index(id ID) int {
	return slices.IndexFunc(w.sessions, func(s Session) bool { return s.ID == id })
}

// settle sweeps one group.
func (w *world) settle(g group, now time.Time, all bool) []Ending {
	ends := Settle(w.siblings(g), w.rules(g.tenant), now)
	w.record(ends, all)
	return ends
}

func (w *world) signIn(g group, now time.Time, all bool) Admission {
	admission := Admit(w.siblings(g), w.rules(g.tenant), now)
	w.record(admission.Ends, all)
	return admission
}

func (w *world) add(s Session, g group) {
	w.sessions, w.groups = append(w.sessions, s), append(w.groups, g)
}

// finish records an end that somebody brings about, unless the session has ended.
func (w *world) finish(i int, reason Reason, now time.Time) {
	if w.verdict(i, now).Active {
		w.sessions[i].End = End{At: now, Reason: reason, By: access.TheSystem()}
	}
}

// report records activity, which may be told late, of a session that is active.
func (w *world) report(i int, at, now time.Time) {
	if w.verdict(i, now).Active {
		w.sessions[i].LastActiveAt = latest(w.sessions[i].LastActiveAt, at)
	}
}

// authenticate is one more full authentication of a session that is active.
func (w *world) authenticate(i int, now time.Time) {
	if w.verdict(i, now).Active {
		w.sessions[i].AuthenticatedAt = now
		w.report(i, now, now)
	}
}

// refresh presents the token of a generation.
func (w *world) refresh(i int, generation uint32, grace time.Duration, now time.Time) Rotation {
	if !w.verdict(i, now).Active {
		return Refused
	}
	state, outcome := w.sessions[i].Refresh.Rotate(presented(generation), grace, now)
	w.sessions[i].Refresh = state
	if outcome == Reused {
		w.finish(i, TokenReuse, now)
	}
	return outcome
}

// mark ends every session of a level: the environment is 0, the tenants follow.
func (w *world) mark(level int, now time.Time) {
	w.held = [2]*Rules{}
	held := &w.environment.NotBefore
	if level > 0 {
		held = &w.tenants[level-1].NotBefore
	}
	*held = held.Forward(now, EndedByAdmin, access.TheSystem())
}

// set puts the choices of a level into force.
func (w *world) set(level int, choices [3]choice, modes [3]Mode, now time.Time) {
	w.held = [2]*Rules{}
	timeout := func(c choice) *Timeout {
		if !c.set {
			return nil
		}
		return &Timeout{On: c.on, Seconds: c.value / 1000}
	}
	own := Overrides{Idle: timeout(choices[idle]), Relogin: timeout(choices[relogin])}
	if c := choices[concurrent]; c.set {
		own.Concurrent = &Maximum{On: c.on, Sessions: int(c.value)}
	}
	if level > 0 {
		w.tenants[level-1] = w.tenants[level-1].Replace(own, now)
		return
	}
	w.environment = w.environment.Replace(
		Settings{Idle: *own.Idle, Relogin: *own.Relogin, Concurrent: *own.Concurrent},
		Modes{Idle: modes[idle], Relogin: modes[relogin], Concurrent: modes[concurrent]}, now)
}

// replaced is the last instant that a sweep of everything, which begins now, will have carried out at each level.
func (w *world) replaced() (until [3]time.Time) {
	if n := len(w.environment.Replaced); n > 0 {
		until[0] = w.environment.Replaced[n-1].Until
	}
	for i, tenant := range w.tenants {
		if n := len(tenant.Replaced); n > 0 {
			until[1+i] = tenant.Replaced[n-1].Until
		}
	}
	return until
}

// forget drops the replaced settings that were carried out.
func (w *world) forget(until [3]time.Time) {
	w.held = [2]*Rules{}
	w.environment = w.environment.Forget(until[0])
	for i := range w.tenants {
		w.tenants[i] = w.tenants[i].Forget(until[1+i])
	}
}
