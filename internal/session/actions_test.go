package session

import (
	"encoding/binary"
	"slices"
	"time"

	"pgregory.net/rapid"
)

func (m *machine) actions() map[string]func(*rapid.T) {
	return map[string]func(*rapid.T){
		"":                    m.check,
		"sign in":             m.doSignIn,
		"sign in again":       m.doSignIn,
		"be active":           m.doActivity,
		"report late":         m.doLateReport,
		"authenticate again":  m.doAuthenticate,
		"refresh":             m.doRefresh,
		"end one":             m.doEnd,
		"change environment":  m.doChangeEnvironment,
		"change tenant":       m.doChangeTenant,
		"mark":                m.doMark,
		"advance":             m.doAdvance,
		"advance to deadline": m.doAdvanceToDeadline,
		"sweep a group":       m.doSweepGroup,
		"begin sweep":         m.doBeginSweep,
		"go on with sweep":    m.doContinueSweep,
	}
}

func someGroup(t *rapid.T) group {
	return rapid.SampledFrom([]group{{0, 0}, {0, 1}, {1, 0}}).Draw(t, "group")
}

// some chooses one of the sessions; without any, another action is chosen.
func (m *machine) some(t *rapid.T) int {
	if len(m.sessions) == 0 {
		t.Skip()
	}
	return rapid.IntRange(0, len(m.sessions)-1).Draw(t, "session")
}

func (m *machine) doSignIn(t *rapid.T) {
	g := someGroup(t)
	before := m.activeOf(g)
	life := m.signIn(g.user, g.tenant)

	admission := m.swept.signIn(g, m.clock(), true)
	other := m.unswept.signIn(g, m.clock(), false)
	if !admission.SignInAt.Equal(instant(life.signedIn)) || !other.SignInAt.Equal(admission.SignInAt) {
		t.Fatalf("Admit = sign-in at %v, unswept %v, want %v", admission.SignInAt, other.SignInAt, instant(life.signedIn))
	}
	at := admission.SignInAt
	fresh := numbered(at.Sub(start), 0)
	fresh.UID[8] = rapid.SampledFrom([]byte{0x80, 0x81, 0xbe}).Draw(t, "beginning of the random part")
	fresh.UID[9] = byte(2*g.user + g.tenant)
	binary.BigEndian.PutUint32(fresh.UID[12:], 2_654_435_761*uint32(len(m.sessions))) // in place of chance
	newcomer := Session{ID: admission.ID(fresh), SignedInAt: at, AuthenticatedAt: at, LastActiveAt: at,
		Refresh: rotatedTo(1, at.Sub(start))}
	for _, s := range m.swept.siblings(g) {
		if newer := s.SignedInAt.Compare(at); newer > 0 || newer == 0 && s.ID.String() >= newcomer.ID.String() {
			t.Fatalf("newcomer %v of %v is not newer than %v of %v", newcomer.ID, at, s.ID, s.SignedInAt)
		}
	}
	m.both(func(w *world, _ bool) { w.add(newcomer, g) })

	survivors := append(slices.Clone(before), newcomer.ID)
	if most := m.limit(concurrent, g.tenant); most != unlimited {
		survivors = survivors[max(0, len(survivors)-int(most)):]
	}
	if active := m.activeOf(g); !slices.Equal(active, survivors) {
		t.Fatalf("after a sign-in %v are active, want the newest, %v", active, survivors)
	}
}

// activeOf is the active sessions of a group in the order in which they signed in.
func (m *machine) activeOf(g group) (ids []ID) {
	for i, s := range m.swept.sessions {
		if m.swept.groups[i] == g && m.swept.verdict(i, m.clock()).Active {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

func (m *machine) doActivity(t *rapid.T) {
	i := m.some(t)
	if verdict := m.swept.verdict(i, m.clock()); verdict.Active && rapid.Bool().Draw(t, "noted, to be told later") {
		m.late = append(m.late, late{i, m.now})
		return
	}
	m.tell(late{i, m.now})
}

// doLateReport tells noted activity, by then perhaps of a session that has ended.
func (m *machine) doLateReport(t *rapid.T) {
	if len(m.late) == 0 {
		t.Skip()
	}
	m.tell(m.late[0])
	m.late = m.late[1:]
}

func (m *machine) tell(l late) {
	m.report(m.sessions[l.session], l.at)
	m.both(func(w *world, _ bool) { w.report(l.session, instant(l.at), m.clock()) })
}

func (m *machine) doAuthenticate(t *rapid.T) {
	i := m.some(t)
	m.authenticate(m.sessions[i])
	m.both(func(w *world, _ bool) { w.authenticate(i, m.clock()) })
}

func (m *machine) doRefresh(t *rapid.T) {
	i := m.some(t)
	life := m.sessions[i]
	generation := max(0, life.generation-rapid.Int64Range(-1, 3).Draw(t, "generations back"))
	counts := rapid.Bool().Draw(t, "counts as activity")
	want := Refused
	if !life.dead {
		want = m.refresh(life, generation)
	}
	m.both(func(w *world, _ bool) {
		if got := w.refresh(i, uint32(generation), time.Duration(m.grace)*ms, m.clock()); got != want {
			t.Fatalf("Rotate of generation %d where %d is current = %v, want %v", generation, life.generation, got, want)
		}
	})
	if counts && (want == Rotated || want == Repeated) {
		m.tell(late{i, m.now})
	}
}

func (m *machine) doEnd(t *rapid.T) {
	i := m.some(t)
	m.sessions[i].die(m.now, EndedByUser)
	m.both(func(w *world, _ bool) { w.finish(i, EndedByUser, m.clock()) })
}

// values are what a setting may be changed to, close to one another so that limits of both levels meet.
func values() [3][]int64 {
	const second, minute = 1000, 60 * 1000
	return [3][]int64{
		idle:       {minute, minute + second, 5 * minute, 10 * minute, aDay, aDay + second, 2 * aDay},
		relogin:    {5 * minute, 5*minute + second, 10 * minute, aDay, 100 * aDay},
		concurrent: {1, 2, 3, 5},
	}
}

func someChoice(t *rapid.T, setting int, set bool) choice {
	return choice{
		set: set, on: rapid.IntRange(0, 3).Draw(t, "on") > 0,
		value: rapid.SampledFrom(values()[setting]).Draw(t, "value"),
	}
}

func (m *machine) doChangeEnvironment(t *rapid.T) {
	setting := rapid.IntRange(0, 2).Draw(t, "setting")
	m.apart(0)
	m.environment[setting] = someChoice(t, setting, true)
	m.modes[setting] = rapid.SampledFrom([]Mode{Choose, StricterOnly, Locked, ""}).Draw(t, "mode")
	m.look()
	m.both(func(w *world, _ bool) { w.set(0, m.environment, m.modes, m.clock()) })
}

func (m *machine) doChangeTenant(t *rapid.T) {
	setting, tenant := rapid.IntRange(0, 2).Draw(t, "setting"), rapid.IntRange(0, 1).Draw(t, "tenant")
	m.apart(1 + tenant)
	m.tenants[tenant][setting] = choice{}
	if rapid.IntRange(0, 3).Draw(t, "set") > 0 {
		m.tenants[tenant][setting] = someChoice(t, setting, true)
	}
	m.look()
	m.both(func(w *world, _ bool) { w.set(1+tenant, m.tenants[tenant], m.modes, m.clock()) })
}

// apart keeps changes of different levels a millisecond apart, because their order within one is not recorded
// (TestReplacedAtBothLevelsWithinOneMillisecond tells what then holds); and a change apart from a sweep under way,
// whose end forgets everything up to the last change that it covers.
func (m *machine) apart(level int) {
	if m.changedAt == m.now && (m.changed != level || level == byMark) || m.sweep != nil {
		m.advance(m.now + 1)
	}
	m.changedAt, m.changed = m.now, level
}

// doMark moves a mark. A mark keeps no memory of the one before it: what that had ended takes over its reason and
// time unless it is recorded first.
func (m *machine) doMark(t *rapid.T) {
	level := rapid.IntRange(0, 2).Draw(t, "level")
	m.apart(byMark)
	if m.marked[level] > 0 {
		m.both(func(w *world, _ bool) {
			for i := range w.sessions {
				if verdict := w.verdict(i, m.clock()); !verdict.Active {
					w.sessions[i].End = verdict.End
				}
			}
		})
	}
	m.mark(level)
	m.both(func(w *world, _ bool) { w.mark(level, m.clock()) })
}

func (m *machine) doAdvance(t *rapid.T) {
	m.advance(m.now + rapid.SampledFrom([]int64{1, 2, 1000, 30_000, 60_000, 299_999, aDay}).Draw(t, "by"))
}

// doAdvanceToDeadline goes to, or a millisecond beside, the end of a session or of the grace of its refresh token.
func (m *machine) doAdvanceToDeadline(t *rapid.T) {
	life := m.sessions[m.some(t)]
	to, _ := m.due(life)
	if rapid.IntRange(0, 3).Draw(t, "of") == 0 {
		to = life.rotated + m.grace
	}
	m.advance(max(m.now, to+rapid.Int64Range(-1, 1).Draw(t, "beside")))
}

func (m *machine) doSweepGroup(t *rapid.T) { m.sweepGroup(t, someGroup(t)) }

func (m *machine) sweepGroup(t *rapid.T, g group) {
	m.settle(g.user, g.tenant)
	m.both(func(w *world, all bool) {
		for _, ending := range w.settle(g, m.clock(), all) {
			life := m.sessions[w.index(ending.Session.ID)]
			if want := life.end(); !life.dead || ending.End != want {
				t.Fatalf("Settle ends %v by %+v, want %+v", ending.Session.ID, ending.End, want)
			}
		}
	})
	if open, living := len(m.swept.siblings(g)), len(m.living(g.user, g.tenant)); open != living {
		t.Fatalf("Settle leaves %d sessions open, want %d", open, living)
	}
}

// doBeginSweep begins a sweep of everything. What happens until it is through does not disturb it.
func (m *machine) doBeginSweep(*rapid.T) {
	m.sweep = &sweep{covers: m.swept.replaced(), left: []group{{0, 0}, {0, 1}, {1, 0}}}
}

// doContinueSweep settles one more group. After the last one the replaced settings that were there when the sweep began
// have had their effect.
func (m *machine) doContinueSweep(t *rapid.T) {
	if m.sweep == nil {
		t.Skip()
	}
	m.sweepGroup(t, m.sweep.left[0])
	if m.sweep.left = m.sweep.left[1:]; len(m.sweep.left) > 0 {
		return
	}
	m.swept.forget(m.sweep.covers)
	m.sweep = nil
}
