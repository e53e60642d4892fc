package session

import (
	"testing"
	"time"
)

func TestTouch(t *testing.T) {
	t.Parallel()
	const second = time.Second
	tests := []struct {
		name  string
		idle  time.Duration
		since time.Duration
		want  Activity
	}{
		{"at once", day, 0, Ignore},
		{"just under a minute", day, Resolution - ms, Ignore},
		{"a minute", day, Resolution, Note},
		{"a minute and a millisecond", day, Resolution + ms, Note},
		{"just before it becomes urgent", day, day - 3*FlushEvery - ms, Note},
		{"as it becomes urgent", day, day - 3*FlushEvery, WriteNow},
		{"after it became urgent", day, day - 3*FlushEvery + ms, WriteNow},
		{"the last millisecond", day, day - ms, WriteNow},

		{"idle of four minutes, just under one", 4 * time.Minute, Resolution - ms, Ignore},
		{"idle of four minutes, one minute", 4 * time.Minute, Resolution, Note},
		{"idle just under four minutes, just under a quarter", 4*time.Minute - 4*ms, Resolution - 2*ms, Ignore},
		{"idle just under four minutes, a quarter", 4*time.Minute - 4*ms, Resolution - ms, Note},

		{"the least idle, just under a quarter", MinIdle, 15*second - ms, Ignore},
		{"the least idle, a quarter", MinIdle, 15 * second, Note},
		{"the least idle, just before it becomes urgent", MinIdle, 45*second - ms, Note},
		{"the least idle, as it becomes urgent", MinIdle, 45 * second, WriteNow},
		{"the least idle, the last millisecond", MinIdle, MinIdle - ms, WriteNow},

		{"active in the future", day, -time.Hour, Ignore},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			effective := Effective{Idle: EffectiveTimeout{Limit: test.idle}}
			if got := Touch(signedIn(0), effective, after(test.since)); got != test.want {
				t.Errorf("Touch %v after the last activity with idle %v = %v, want %v", test.since, test.idle, got, test.want)
			}
		})
	}
}

// Noted activity reaches the store two flushes before the deadline that the store knows, for every limit.
func TestTouchNotesOnlyWhatCanBeWrittenInTime(t *testing.T) {
	t.Parallel()
	for idle := MinIdle; idle <= 10*time.Minute; idle += time.Second {
		effective := Effective{Idle: EffectiveTimeout{Limit: idle}}
		for since := time.Duration(0); since < idle; since += time.Second {
			switch got := Touch(signedIn(0), effective, after(since)); {
			case got == Note && since+2*FlushEvery >= idle:
				t.Fatalf("Touch %v after the last activity with idle %v = Note, want WriteNow", since, idle)
			case got == Ignore && since > Resolution:
				t.Fatalf("Touch %v after the last activity with idle %v = Ignore, want it recorded", since, idle)
			}
		}
	}
}
