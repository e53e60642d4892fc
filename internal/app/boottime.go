package app

import "time"

// started is a reading of the monotonic clock that all others are measured against.
var started = time.Now()

func sinceStart() time.Duration { return time.Since(started) }
