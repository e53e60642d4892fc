//go:build !linux

package app

import "time"

// sinceBoot is the time since the process was started. On this system, sleep is not part of it.
func sinceBoot() time.Duration { return sinceStart() }
