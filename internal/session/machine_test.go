package session

import (
	"flag"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sojourn-auth/sojourn/internal/access"
)

// sequences is how many random sequences of operations the rules are led through; operations is how many each has on
// average.
const (
	sequences  = 100_000
	operations = 15
)

// TestRulesAgreeWithTheModel leads the rules and the model through the same operations in the same order, and wants
// the same verdict on every session after each.
//
// The rules are kept in two worlds. One is looked after as a service does it: sweeps record what has ended, and
// replaced settings are then forgotten. In the other nothing is ever swept. Nobody can tell them apart.
func TestRulesAgreeWithTheModel(t *testing.T) {
	setFlag(t, "rapid.steps", operations)
	setFlag(t, "rapid.checks", sequences/2)
	began := time.Now()
	var ran, done atomic.Int64
	t.Run("sequences", func(t *testing.T) {
		for _, half := range []string{"one half", "other half"} {
			t.Run(half, func(t *testing.T) {
				t.Parallel()
				rapid.Check(t, func(t *rapid.T) {
					m := newMachine(t)
					t.Repeat(m.actions())
					ran.Add(1)
					done.Add(m.done)
				})
			})
		}
	})
	t.Logf("%d sequences, %d operations, %v", ran.Load(), done.Load(), time.Since(began).Round(time.Millisecond))
}

// setFlag sets a number for the property tests of a test that runs alone, unless the command line gives it.
func setFlag(t *testing.T, name string, value int) {
	t.Helper()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == name })
	if given {
		return
	}
	number := flag.Lookup(name).Value
	before := number.String()
	if err := number.Set(strconv.Itoa(value)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := number.Set(before); err != nil {
			t.Error(err)
		}
	})
}

// machine is the model and both worlds.
type machine struct {
	model
	swept, unswept world
	told           map[int]Verdict // the end that a session had when it was first found ended
	late           []late
	sweep          *sweep // nil when none is under way
	changedAt      int64  // when settings were last changed
	changed        int    // at which level; byMark when it was a mark that was set
	done           int64  // operations
}

// late is activity that has happened and is not yet recorded.
type late struct {
	session int
	at      int64
}

// sweep is a sweep of everything that is under way, group by group.
type sweep struct {
	covers [3]time.Time
	left   []group
}

// byMark stands in machine.changed for a mark.
const byMark = -1

func newMachine(t *rapid.T) *machine {
	m := &machine{told: map[int]Verdict{}, changedAt: -1}
	m.grace = rapid.SampledFrom([]int64{0, DefaultGrace.Milliseconds(), MaxGrace.Milliseconds()}).Draw(t, "grace")
	for setting := range m.environment {
		m.environment[setting].set = true
	}
	return m
}

// both does the same in both worlds; all tells whether ends are recorded by the way.
func (m *machine) both(do func(w *world, all bool)) {
	do(&m.swept, true)
	do(&m.unswept, false)
}

func instant(milliseconds int64) time.Time { return after(time.Duration(milliseconds) * ms) }

func (m *machine) clock() time.Time { return instant(m.now) }

// end is the end of a session that is dead.
func (l *life) end() End {
	return End{At: instant(l.ended), Reason: l.reason, By: access.TheSystem()}
}

// check compares everything there is. It changes nothing.
func (m *machine) check(t *rapid.T) {
	m.done++
	m.checkEffective(t)
	for i, life := range m.sessions {
		want := Verdict{End: life.end()}
		if !life.dead {
			at, why := m.due(life)
			want = Verdict{Active: true, EndsAt: instant(at), EndsBy: why}
		}
		m.both(func(w *world, swept bool) {
			got := w.verdict(i, m.clock())
			if got != want {
				t.Fatalf("verdict on session %d at %v, swept %v = %+v, want %+v", i, m.clock(), swept, got, want)
			}
			if told, ended := m.told[i]; ended && got != told {
				t.Fatalf("session %d was told %+v, and later, swept %v, %+v", i, told, swept, got)
			}
			if !got.Active {
				m.told[i] = got
			}
		})
	}
}

// checkEffective compares the settings that hold.
func (m *machine) checkEffective(t *rapid.T) {
	for tenant := range m.tenants {
		effective := m.swept.rules(tenant).Effective
		for setting, limit := range [3]int64{
			effective.Idle.Limit.Milliseconds(), effective.Relogin.Limit.Milliseconds(), int64(effective.Concurrent.Limit),
		} {
			if limit == 0 {
				limit = unlimited
			}
			if want := m.limit(setting, tenant); limit != want {
				t.Fatalf("setting %d in tenant %d = %d, want %d", setting, tenant, limit, want)
			}
		}
	}
}
