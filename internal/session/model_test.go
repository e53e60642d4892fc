package session

import "math"

// model is the rules of a session's life, said as plainly as they can be. It keeps no history and looks
// nothing up: it is led along from instant to instant, and a session that is past a deadline, behind a mark or beyond
// the maximum is dead from there on. Times are milliseconds after start. It shares no code with the rules.
type model struct {
	now         int64
	environment [3]choice
	modes       [3]Mode
	tenants     [2][3]choice
	marked      [3]int64 // the environment's mark, then the tenants'; 0 when there is none
	sessions    []*life
	grace       int64
}

// The settings, as places in arrays.
const (
	idle = iota
	relogin
	concurrent
)

// choice is one setting at one level, in milliseconds or sessions. An environment's is always set.
type choice struct {
	set, on bool
	value   int64
}

// life is a session as the model knows it.
type life struct {
	user, tenant                    int
	signedIn, authenticated, active int64
	generation, rotated             int64

	dead   bool
	ended  int64
	reason Reason
}

const (
	unlimited = math.MaxInt64
	aDay      = 24 * 60 * 60 * 1000
)

// limit is what holds for a setting in a tenant.
func (m *model) limit(setting, tenant int) int64 {
	amount := func(c choice) int64 {
		switch {
		case c.on:
			return c.value
		case setting == idle:
			return aDay
		}
		return unlimited
	}
	general, own := m.environment[setting], m.tenants[tenant][setting]
	switch {
	case !own.set || m.modes[setting] == Locked:
		return amount(general)
	case m.modes[setting] == StricterOnly:
		return min(amount(general), amount(own))
	}
	return amount(own)
}

// due is when a living session will end unless something happens first, and why.
func (m *model) due(l *life) (int64, Reason) {
	at, why := l.active+m.limit(idle, l.tenant), IdleTimeout
	if age := m.limit(relogin, l.tenant); age != unlimited && l.authenticated+age < at {
		at, why = l.authenticated+age, ForcedRelogin
	}
	return at, why
}

// look ends what is past a deadline. It is called after everything that may bring that about.
func (m *model) look() {
	for _, l := range m.sessions {
		if at, why := m.due(l); !l.dead && at <= m.now {
			l.die(at, why)
		}
	}
}

func (l *life) die(at int64, why Reason) {
	if !l.dead {
		l.dead, l.ended, l.reason = true, at, why
	}
}

func (m *model) advance(to int64) {
	m.now = to
	m.look()
}

// living is the living sessions of a user in a tenant, oldest first.
func (m *model) living(user, tenant int) []*life {
	var all []*life
	for _, l := range m.sessions {
		if !l.dead && l.user == user && l.tenant == tenant {
			all = append(all, l)
		}
	}
	return all
}

// makeRoom leaves at most so many sessions of a user in a tenant: the newest.
func (m *model) makeRoom(user, tenant int, most int64) {
	living := m.living(user, tenant)
	for int64(len(living)) > most {
		living[0].die(m.now, ConcurrencyLimit)
		living = living[1:]
	}
}

func (m *model) signIn(user, tenant int) *life {
	if most := m.limit(concurrent, tenant); most != unlimited {
		m.makeRoom(user, tenant, most-1)
	}
	at := max(m.now, m.marked[0], m.marked[1+tenant])
	l := &life{user: user, tenant: tenant, signedIn: at, authenticated: at, active: at, generation: 1, rotated: at}
	m.sessions = append(m.sessions, l)
	return l
}

// settle is what a sweep brings about: deadlines need no sweep, a lowered maximum does.
func (m *model) settle(user, tenant int) {
	m.makeRoom(user, tenant, m.limit(concurrent, tenant))
}

// mark ends every session of the environment, or of one tenant, for good.
func (m *model) mark(level int) {
	m.marked[level] = max(m.now, m.marked[level]) + 1
	for _, l := range m.sessions {
		if level == 0 || level == 1+l.tenant {
			l.die(m.marked[level], EndedByAdmin)
		}
	}
}

// report is activity at an instant, which may be told late.
func (m *model) report(l *life, at int64) {
	if !l.dead {
		l.active = max(l.active, at)
	}
}

// authenticate is one more full authentication.
func (m *model) authenticate(l *life) {
	if !l.dead {
		l.authenticated, l.active = m.now, max(l.active, m.now)
	}
}

// refresh is what presenting the token of a generation brings about.
func (m *model) refresh(l *life, generation int64) Rotation {
	switch {
	case generation < 1 || generation > l.generation:
		return Refused
	case generation == l.generation:
		l.generation, l.rotated = l.generation+1, m.now
		return Rotated
	case generation == l.generation-1 && m.now < l.rotated+m.grace:
		return Repeated
	}
	l.die(m.now, TokenReuse)
	return Reused
}
