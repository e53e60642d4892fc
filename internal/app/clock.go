package app

import (
	"fmt"
	"log/slog"
	"sync"
	"time"
)

const (
	// maxClockLag is how far the clock may be behind the newest record of the store at the start: what a correction
	// of the clock explains. Beyond it something is wrong that must not be guessed at.
	maxClockLag = time.Hour
	// maxClockStep is how far the clock follows the wall clock forward while the process runs. A larger step is a
	// mistake more often than a correction, and following it would end every session there is.
	maxClockStep = time.Hour
	// askEvery is how long a reading of the time since boot is good for.
	askEvery = 100 * time.Millisecond
)

// clock gives the time and never runs backward. Sessions are judged by it: a step back would lengthen them.
//
// Within a process it goes by the time since boot, which nobody can set and which goes on while a machine sleeps. It
// follows the wall clock forward by up to maxClockStep, and never back. Across a restart, the newest record of the
// store is its floor.
type clock struct {
	wall  func() time.Time
	since func() time.Duration // since boot
	ticks func() time.Duration // on a clock that stands still while a machine sleeps
	log   *slog.Logger

	mu     sync.Mutex
	start  time.Time
	booted time.Duration // since, at the start
	told   reading       // what the clocks said when since was asked last
	latest time.Time     // the latest time that was given
	warned bool
}

func newClock(wall func() time.Time, since func() time.Duration, log *slog.Logger) *clock {
	return &clock{wall: wall, since: since, ticks: sinceStart, log: log, start: wall().Round(0), booted: since()}
}

// Now is the time.
func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	wall := c.wall().Round(0)
	now := c.start.Add(c.sinceBoot(wall) - c.booted)
	switch step := wall.Sub(now); {
	case step > maxClockStep || step < -maxClockStep:
		c.warn(step)
	case step > 0:
		c.start = c.start.Add(step)
		now = wall
	}
	if now.Before(c.latest) {
		now = c.latest // by as much as passed while the system was asked
	}
	c.latest = now
	return now.UTC()
}

// reading is what the clocks say at a moment.
type reading struct {
	wall         time.Time
	ticks, since time.Duration
}

// sinceBoot is the time since boot. Asking for it costs a system call, so it is asked for ten times a second, and in
// between the ticks tell how much has passed. After a sleep, the wall clock does not agree with them.
func (c *clock) sinceBoot(wall time.Time) time.Duration {
	ticks := c.ticks()
	passed := ticks - c.told.ticks
	apart := wall.Sub(c.told.wall) - passed
	if passed > askEvery || apart.Abs() > time.Millisecond {
		c.told = reading{wall: wall, ticks: ticks, since: c.since()}
		passed = 0
	}
	return c.told.since + passed
}

// warn tells once that the wall clock was set to something that cannot be followed.
func (c *clock) warn(step time.Duration) {
	if !c.warned {
		c.warned = true
		c.log.Error("the system clock was set; sessions go on by the time since the start, so restart when the clock is right",
			"step_seconds", int64(step.Seconds()))
	}
}

// floor makes the clock start no earlier than the newest record of the store.
func (c *clock) floor(newest time.Time) error {
	now := c.Now()
	lag := newest.Sub(now)
	if lag <= 0 {
		return nil
	}
	if lag > maxClockLag {
		return fmt.Errorf("the system clock says %s, but the store holds records up to %s: set the clock right, then start again",
			now.Format(time.RFC3339), newest.UTC().Format(time.RFC3339))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.start = c.start.Add(lag)
	return nil
}
