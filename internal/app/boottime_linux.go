package app

import (
	"time"

	"golang.org/x/sys/unix"
)

// sinceBoot is the time since the machine was started, sleep included.
func sinceBoot() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &t); err != nil {
		return sinceStart() // a kernel older than any that Go runs on
	}
	return time.Duration(t.Nano())
}
