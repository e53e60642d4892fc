package session

import (
	"math"
	"testing"
	"time"
)

// tokenHash is the hash of the session's refresh token of a generation.
func tokenHash(generation uint32) Hash {
	return Hash{1, byte(generation >> 24), byte(generation >> 16), byte(generation >> 8), byte(generation)}
}

func presented(generation uint32) Presented {
	return Presented{Generation: generation, Hash: tokenHash(generation), Successor: tokenHash(generation + 1)}
}

// rotatedTo is the state after the token of this generation was issued at a time after start.
func rotatedTo(generation uint32, at time.Duration) Refresh {
	r := Refresh{Generation: generation, Current: tokenHash(generation), RotatedAt: after(at)}
	if generation > 1 {
		r.Previous = tokenHash(generation - 1)
	}
	return r
}

func TestRotate(t *testing.T) {
	t.Parallel()
	const last = math.MaxUint32
	forged := func(p Presented) Presented { p.Hash[31] ^= 1; return p }
	tests := []struct {
		name  string
		state Refresh
		token Presented
		grace time.Duration
		now   time.Duration // since the last rotation
		want  Rotation
	}{
		{"the first token", rotatedTo(1, 0), presented(1), DefaultGrace, time.Hour, Rotated},
		{"the current token", rotatedTo(7, 0), presented(7), DefaultGrace, time.Hour, Rotated},
		{"the current token at once", rotatedTo(7, 0), presented(7), 0, 0, Rotated},
		{"the last generation but one", rotatedTo(last-1, 0), presented(last - 1), DefaultGrace, time.Hour, Rotated},
		{"the last generation has no successor", rotatedTo(last, 0), presented(last), DefaultGrace, time.Hour, Refused},
		{"the predecessor of the last generation", rotatedTo(last, 0), presented(last - 1), DefaultGrace, 0, Repeated},

		{"the predecessor at once", rotatedTo(2, 0), presented(1), DefaultGrace, 0, Repeated},
		{"the predecessor just within the grace", rotatedTo(2, 0), presented(1), DefaultGrace, DefaultGrace - ms, Repeated},
		{"the predecessor as the grace ends", rotatedTo(2, 0), presented(1), DefaultGrace, DefaultGrace, Reused},
		{"the predecessor after the grace", rotatedTo(2, 0), presented(1), DefaultGrace, DefaultGrace + ms, Reused},
		{"the predecessor just within the longest grace", rotatedTo(9, 0), presented(8), MaxGrace, MaxGrace - ms, Repeated},
		{"the predecessor as the longest grace ends", rotatedTo(9, 0), presented(8), MaxGrace, MaxGrace, Reused},
		{"the predecessor without a grace", rotatedTo(2, 0), presented(1), 0, 0, Reused},
		{"the predecessor without a grace, the clock behind", rotatedTo(2, 0), presented(1), 0, -ms, Reused},
		{"the predecessor within the grace, the clock behind", rotatedTo(2, 0), presented(1), DefaultGrace, -ms, Repeated},

		{"an older token within the grace", rotatedTo(3, 0), presented(1), MaxGrace, 0, Reused},
		{"an older token with the predecessor's hash", rotatedTo(3, 0), Presented{Generation: 1, Hash: tokenHash(2)}, MaxGrace, 0, Reused},
		{"the oldest token of many", rotatedTo(last, 0), presented(1), MaxGrace, 0, Reused},

		{"no token was handed out", Refresh{}, presented(1), DefaultGrace, 0, Refused},
		{"no token was handed out, none presented", Refresh{}, Presented{}, DefaultGrace, 0, Refused},
		{"generation 0", rotatedTo(1, 0), Presented{Hash: tokenHash(0), Successor: tokenHash(1)}, DefaultGrace, 0, Refused},
		{"a generation that was never issued", rotatedTo(3, 0), presented(4), DefaultGrace, 0, Refused},
		{"the largest generation was never issued", rotatedTo(1, 0), presented(last), DefaultGrace, 0, Refused},
		{"another token of the current generation", rotatedTo(3, 0), forged(presented(3)), DefaultGrace, 0, Refused},
		{"a zero hash of the current generation", Refresh{Generation: 1}, Presented{Generation: 1}, DefaultGrace, 0, Refused},
		{"another token of the previous generation", rotatedTo(3, 0), forged(presented(2)), DefaultGrace, 0, Reused},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			want := test.state
			if test.want == Rotated {
				want = rotatedTo(test.state.Generation+1, test.now)
			}
			state, got := test.state.Rotate(test.token, test.grace, after(test.now))
			if got != test.want {
				t.Errorf("Rotate = %v, want %v", got, test.want)
			}
			if state != want { // not by cmp.Diff: a zero hash equals nothing
				t.Errorf("Rotate = state %+v, want %+v", state, want)
			}
		})
	}
}

// A retry gets the successor that is current, and the line never branches, however the tokens are mixed.
func TestRotateRepeatsTheSameSuccessor(t *testing.T) {
	t.Parallel()
	state := rotatedTo(1, 0)
	state, _ = state.Rotate(presented(1), DefaultGrace, after(time.Hour))
	for range 100 {
		again, outcome := state.Rotate(presented(1), DefaultGrace, after(time.Hour+29*time.Second))
		if outcome != Repeated || again.Current != presented(1).Successor {
			t.Fatalf("Rotate of the predecessor = %v with successor %v, want %v with %v", outcome, again.Current, Repeated, presented(1).Successor)
		}
		state = again
	}
	if _, outcome := state.Rotate(presented(1), DefaultGrace, after(time.Hour+DefaultGrace)); outcome != Reused {
		t.Errorf("Rotate of the predecessor after many repeats = %v, want %v: repeats must not prolong the grace", outcome, Reused)
	}
	state, _ = state.Rotate(presented(2), DefaultGrace, after(time.Hour+29*time.Second))
	if _, outcome := state.Rotate(presented(1), MaxGrace, after(time.Hour+29*time.Second)); outcome != Reused {
		t.Errorf("Rotate of the first token after the third was issued = %v, want %v", outcome, Reused)
	}
}
