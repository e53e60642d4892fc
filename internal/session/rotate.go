package session

import (
	"math"
	"time"
)

// Bounds of the grace window in which the immediate predecessor of a refresh token still gets its successor.
const (
	DefaultGrace = 30 * time.Second
	MaxGrace     = 300 * time.Second
)

// Refresh is the state of a session's refresh token. It is all there is: there is no row per refresh.
type Refresh struct {
	Generation uint32 // of the current token, from 1; 0 when there is none
	Current    Hash
	Previous   Hash // zero in the first generation
	RotatedAt  time.Time
}

// Presented is a refresh token whose tag has proved that it was issued for this session, with its derived successor.
type Presented struct {
	Generation uint32
	Hash       Hash
	Successor  Hash
}

// Rotation is what a presented refresh token brings about.
type Rotation int

// The outcomes of Rotate.
const (
	Refused  Rotation = iota // not a token of this session's line, or the last there can be; nothing changes
	Rotated                  // the current token: the successor takes its place
	Repeated                 // the immediate predecessor within the grace window: the same successor once more
	Reused                   // an older token, or the predecessor after the window: the session must end
)

// Rotate decides about a presented refresh token of a session that was judged active. Only with Rotated does the
// returned state differ from r, and must be saved.
func (r Refresh) Rotate(p Presented, grace time.Duration, now time.Time) (Refresh, Rotation) {
	switch {
	case r.Generation == 0 || p.Generation == 0 || p.Generation > r.Generation:
		return r, Refused
	case p.Generation == r.Generation:
		if !p.Hash.Equal(r.Current) || r.Generation == math.MaxUint32 {
			return r, Refused
		}
		return Refresh{Generation: r.Generation + 1, Current: p.Successor, Previous: r.Current, RotatedAt: now}, Rotated
	case p.Generation == r.Generation-1 && p.Hash.Equal(r.Previous) && max(0, now.Sub(r.RotatedAt)) < grace:
		return r, Repeated
	}
	return r, Reused
}
