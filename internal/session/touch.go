package session

import "time"

// How coarsely activity is recorded.
const (
	// Resolution is the most by which the recorded last activity lags behind the real one. Screens say so.
	Resolution = time.Minute
	// FlushEvery is how often noted activity is written.
	FlushEvery = 5 * time.Second
)

// Activity is what to do about a user's activity.
type Activity int

// What to do about activity.
const (
	Ignore   Activity = iota // recorded recently enough
	Note                     // to be written with the next batch
	WriteNow                 // to be written before the caller is told that the session is active
)

// Touch says what to do about activity at now of a session that was judged active. Activity is noted at most once
// a minute, and at most four times in an idle limit. Close to the idle deadline it is written at once: noted
// activity that reached the store only after the deadline would have to be dropped, because ended is final.
func Touch(s Session, settings Effective, now time.Time) Activity {
	since := now.Sub(s.LastActiveAt)
	switch {
	case since < min(Resolution, settings.Idle.Limit/4):
		return Ignore
	case settings.Idle.Limit-since <= 3*FlushEvery:
		return WriteNow
	}
	return Note
}
