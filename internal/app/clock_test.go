package app

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"
)

// machine is a machine whose wall clock can be set while time goes on.
type machine struct {
	wall  time.Time
	since time.Duration
	slept time.Duration // of since
	asked int           // how often for since
	log   bytes.Buffer
}

func newMachine() *machine {
	return &machine{wall: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), since: 7 * time.Hour}
}

func (m *machine) clock() *clock {
	since := func() time.Duration { m.asked++; return m.since }
	c := newClock(func() time.Time { return m.wall }, since, slog.New(slog.NewTextHandler(&m.log, nil)))
	c.ticks = func() time.Duration { return m.since - m.slept }
	return c
}

func (m *machine) pass(d time.Duration) { m.wall, m.since = m.wall.Add(d), m.since+d }

func TestClockStepsNeverTurnTimeBack(t *testing.T) {
	t.Parallel()
	for _, step := range []struct {
		name string
		by   time.Duration
		want time.Duration // by which the clock follows at once
	}{
		{"back 5 minutes", -5 * time.Minute, 0},
		{"ahead 5 minutes", 5 * time.Minute, 5 * time.Minute},
		{"ahead 1 hour", time.Hour, time.Hour},
		{"ahead just over 1 hour", time.Hour + time.Millisecond, 0},
		{"ahead 10 years", 10 * 365 * 24 * time.Hour, 0},
		{"back to 1970", -56 * 365 * 24 * time.Hour, 0},
	} {
		t.Run(step.name, func(t *testing.T) {
			t.Parallel()
			m := newMachine()
			c := m.clock()
			before := c.Now()
			m.wall = m.wall.Add(step.by)
			if got := c.Now().Sub(before); got != step.want {
				t.Errorf("after the step the clock moved by %v, want %v", got, step.want)
			}
			m.pass(time.Minute)
			if got := c.Now().Sub(before); got != step.want+time.Minute {
				t.Errorf("a minute after the step the clock has moved by %v, want %v", got, step.want+time.Minute)
			}
		})
	}
}

func TestClockWarnsOnceAboutAStepThatItDoesNotFollow(t *testing.T) {
	t.Parallel()
	m := newMachine()
	c := m.clock()
	m.wall = m.wall.Add(48 * time.Hour)
	c.Now()
	c.Now()
	if got := strings.Count(m.log.String(), "the system clock was set"); got != 1 {
		t.Errorf("warned %d times, want once: %s", got, m.log.String())
	}
}

func TestClockGoesOnWhileTheMachineSleeps(t *testing.T) {
	t.Parallel()
	m := newMachine()
	c := m.clock()
	before := c.Now()
	m.pass(30 * time.Hour)
	if got := c.Now().Sub(before); got != 30*time.Hour {
		t.Errorf("the clock moved by %v, want 30h", got)
	}
}

func TestClockSeesASleepAtOnce(t *testing.T) {
	t.Parallel()
	m := newMachine()
	c := m.clock()
	for range 1000 {
		m.pass(10 * time.Microsecond)
		c.Now()
	}
	if m.asked > 5 {
		t.Errorf("a thousand readings asked the system %d times", m.asked)
	}
	before := c.Now()
	m.slept += 8 * time.Hour
	m.pass(8 * time.Hour)
	if got := c.Now().Sub(before); got != 8*time.Hour || m.log.Len() > 0 {
		t.Errorf("after a sleep of 8h the clock has moved by %v; logged: %s", got, m.log.String())
	}
	before = c.Now()
	m.wall = m.wall.Add(-time.Minute)
	m.slept += time.Minute // while the wall clock is set back as much
	m.since += time.Minute
	m.pass(askEvery + time.Millisecond)
	if got := c.Now().Sub(before); got != time.Minute+askEvery+time.Millisecond {
		t.Errorf("after a sleep that the wall clock hides the clock has moved by %v", got)
	}
}

func TestClockNeverRunsBackward(t *testing.T) {
	t.Parallel()
	c := newClock(time.Now, sinceBoot, slog.New(slog.DiscardHandler))
	for last, end := c.Now(), time.Now().Add(300*time.Millisecond); time.Now().Before(end); {
		now := c.Now()
		if now.Before(last) {
			t.Fatalf("%v came after %v", now, last)
		}
		last = now
	}
}

func TestClockStartsNoEarlierThanTheNewestRecord(t *testing.T) {
	t.Parallel()
	for _, each := range []struct {
		name    string
		lag     time.Duration
		refuses bool
	}{
		{"no records", -200 * 365 * 24 * time.Hour, false},
		{"older record", -time.Second, false},
		{"5 minutes ahead", 5 * time.Minute, false},
		{"1 hour ahead", time.Hour, false},
		{"more than 1 hour ahead", time.Hour + time.Millisecond, true},
		{"machine in 1970", 56 * 365 * 24 * time.Hour, true},
	} {
		t.Run(each.name, func(t *testing.T) {
			t.Parallel()
			m := newMachine()
			c := m.clock()
			newest := m.wall.Add(each.lag)
			err := c.floor(newest)
			if (err != nil) != each.refuses {
				t.Fatalf("floor = %v, want an error: %v", err, each.refuses)
			}
			if err != nil && !strings.Contains(err.Error(), "set the clock right") {
				t.Errorf("floor = %v, want it to say what to do", err)
			}
			if now := c.Now(); err == nil && now.Before(newest) {
				t.Errorf("Now() = %v, before the newest record %v", now, newest)
			}
		})
	}
}

func TestSinceBootMoves(t *testing.T) {
	t.Parallel()
	if a, b := sinceBoot(), sinceBoot(); b < a || a <= 0 {
		t.Errorf("sinceBoot() = %v, then %v", a, b)
	}
}
