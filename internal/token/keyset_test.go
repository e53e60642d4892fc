package token

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const (
	lead  = 24 * time.Hour
	every = 90 * 24 * time.Hour
	tick  = time.Millisecond
)

func rotate(t testing.TB, keys KeySet, now time.Time) KeySet {
	t.Helper()
	rotated, err := keys.Rotate(newKey(t, now), now, lead)
	if err != nil {
		t.Fatal(err)
	}
	return rotated
}

func TestFirstKeySignsAtOnce(t *testing.T) {
	t.Parallel()
	var none KeySet
	if _, ok := none.Signer(start); ok {
		t.Errorf("an empty set has a signer")
	}
	if !none.RotationDue(start, every, lead) {
		t.Errorf("no rotation is due in an empty set")
	}
	keys := rotate(t, none, start)
	signer, ok := keys.Signer(start.Truncate(tick))
	if !ok || !signer.SignsFrom.Equal(start) || !signer.RetiredAt.IsZero() {
		t.Errorf("Signer() = from %v until %v, %v, want from %v on", signer.SignsFrom, signer.RetiredAt, ok, start)
	}
}

func TestRotationAtItsBoundaries(t *testing.T) {
	t.Parallel()
	first := rotate(t, KeySet{overlap: overlap}, start)
	old := first.Keys()[0]
	turn := start.Add(every)
	if first.RotationDue(turn.Add(-lead-tick), every, lead) || !first.RotationDue(turn.Add(-lead), every, lead) {
		t.Errorf("RotationDue() does not turn true at the lead before the next key's turn")
	}
	both := rotate(t, first, turn.Add(-lead))
	if len(both.Keys()) != 2 {
		t.Fatalf("%d keys after a rotation, want 2", len(both.Keys()))
	}
	fresh := both.Keys()[1]
	dead := turn.Add(overlap)
	for _, test := range []struct {
		name     string
		at       time.Time
		signer   string
		verifies []string
		due      bool
		dead     []string
	}{
		{"when it is added", turn.Add(-lead), old.ID, []string{old.ID, fresh.ID}, false, nil},
		{"just before its turn", turn.Add(-tick), old.ID, []string{old.ID, fresh.ID}, false, nil},
		{"at its turn", turn, fresh.ID, []string{old.ID, fresh.ID}, false, nil},
		{"while the last old tokens live", dead.Add(-tick), fresh.ID, []string{old.ID, fresh.ID}, false, nil},
		{"when the last one has died", dead, fresh.ID, []string{fresh.ID}, false, []string{old.ID}},
		{"before the next rotation", turn.Add(every - lead - tick), fresh.ID, []string{fresh.ID}, false, []string{old.ID}},
		{"at the next rotation", turn.Add(every - lead), fresh.ID, []string{fresh.ID}, true, []string{old.ID}},
	} {
		if signer, ok := both.Signer(test.at); !ok || signer.ID != test.signer {
			t.Errorf("%s: Signer() = %s, %v, want %s", test.name, signer.ID, ok, test.signer)
		}
		for _, key := range []SigningKey{old, fresh} {
			_, got := both.Verifying(key.ID, test.at)
			if want := slices.Contains(test.verifies, key.ID); got != want {
				t.Errorf("%s: Verifying(%s) = %v, want %v", test.name, key.ID, got, want)
			}
		}
		if got := publishedIDs(t, both, test.at); !slices.Equal(got, test.verifies) {
			t.Errorf("%s: JWKS has %v, want %v", test.name, got, test.verifies)
		}
		if got := both.RotationDue(test.at, every, lead); got != test.due {
			t.Errorf("%s: RotationDue() = %v, want %v", test.name, got, test.due)
		}
		if got := both.Dead(test.at); !slices.Equal(got, test.dead) {
			t.Errorf("%s: Dead() = %v, want %v", test.name, got, test.dead)
		}
	}
}

func TestRotateDoesNotChangeTheSet(t *testing.T) {
	t.Parallel()
	keys := rotate(t, KeySet{overlap: overlap}, start)
	rotated := rotate(t, keys, start.Add(every))
	if len(keys.Keys()) != 1 || !keys.Keys()[0].RetiredAt.IsZero() {
		t.Errorf("Rotate changed the set that it was called on")
	}
	rotated.Keys()[0].RetiredAt = time.Time{}
	if rotated.Keys()[0].RetiredAt.IsZero() {
		t.Errorf("a change of what Keys returned changed the set")
	}
}

// A key that is found out is deleted, and the one added then signs at once: waiting would leave nobody to sign.
func TestRotateAfterTheSignerIsGone(t *testing.T) {
	t.Parallel()
	old := newKey(t, start)
	old.RetiredAt = start.Add(every)
	keys := newKeySet(t, old)
	now := start.Add(every + time.Minute)
	rotated := rotate(t, keys, now)
	if signer, ok := rotated.Signer(now); !ok || signer.ID == old.ID {
		t.Errorf("Signer() = %s, %v, want the key just added", signer.ID, ok)
	}
	if got := rotated.Keys()[0].RetiredAt; !got.Equal(old.RetiredAt) {
		t.Errorf("a key that was retired is now retired at %v, want still %v", got, old.RetiredAt)
	}
}

// Two keys may both be good for a moment, as after a rotation that was saved in part: then the newest signs.
func TestSignerIsTheNewest(t *testing.T) {
	t.Parallel()
	old, fresh := newKey(t, start), newKey(t, start.Add(time.Hour))
	keys := newKeySet(t, fresh, old)
	for _, test := range []struct {
		at   time.Time
		want string
	}{
		{start, old.ID}, {fresh.SignsFrom.Add(-tick), old.ID}, {fresh.SignsFrom, fresh.ID}, {start.Add(every), fresh.ID},
	} {
		if got, ok := keys.Signer(test.at); !ok || got.ID != test.want {
			t.Errorf("Signer(%v) = %s, %v, want %s", test.at, got.ID, ok, test.want)
		}
	}
}

func TestSignerUntilItRetires(t *testing.T) {
	t.Parallel()
	key := newKey(t, start)
	key.RetiredAt = start.Add(every)
	keys := newKeySet(t, key)
	for at, want := range map[time.Time]bool{
		start.Add(-tick): false, start: true, key.RetiredAt.Add(-tick): true, key.RetiredAt: false,
	} {
		if _, got := keys.Signer(at); got != want {
			t.Errorf("Signer(%v) = %v, want %v", at, got, want)
		}
	}
}

// The key that was to take over is deleted before its turn: the old one goes on until the replacement's turn.
func TestRotateClosesTheGapOfADeletedSuccessor(t *testing.T) {
	t.Parallel()
	both := rotate(t, rotate(t, KeySet{overlap: overlap}, start), start.Add(time.Hour))
	alone := newKeySet(t, both.Keys()[0])
	now := start.Add(2 * time.Hour)
	if !alone.RotationDue(now, every, lead) {
		t.Errorf("no rotation is due although the signer will retire with nobody after it")
	}
	repaired := rotate(t, alone, now)
	for at := now; at.Before(now.Add(2 * lead)); at = at.Add(time.Hour) {
		if _, ok := repaired.Signer(at); !ok {
			t.Fatalf("nobody signs at %v", at)
		}
	}
}

func TestNewKeySetRefusesBadKeys(t *testing.T) {
	t.Parallel()
	key := newKey(t, start)
	if _, err := NewKeySet(overlap, key, key); err == nil {
		t.Errorf("NewKeySet with one key twice gave no error")
	}
	if _, err := NewKeySet(overlap, SigningKey{ID: "x", Algorithm: ES256}); err == nil {
		t.Errorf("NewKeySet with a key without private part gave no error")
	}
	if _, err := newKeySet(t, key).Rotate(key, start, lead); err == nil {
		t.Errorf("Rotate with a key that is there gave no error")
	}
}

// Whenever keys are added, at each later moment one key signs, and all that it signed verifies as long as it may live.
func TestRotationsNeverLeaveAGap(t *testing.T) {
	t.Parallel()
	pool := make([]SigningKey, 8)
	for i := range pool {
		pool[i] = newKey(t, start)
	}
	rapid.Check(t, func(rt *rapid.T) {
		keys := KeySet{overlap: overlap}
		now := start
		for i := range rapid.IntRange(1, len(pool)).Draw(rt, "rotations") {
			key := pool[i]
			lead := time.Duration(rapid.Int64Range(0, int64(2*time.Hour/tick)).Draw(rt, "lead")) * tick
			rotated, err := keys.Rotate(key, now, lead)
			if err != nil {
				rt.Fatal(err)
			}
			keys = rotated
			now = now.Add(time.Duration(rapid.Int64Range(0, int64(2*time.Hour/tick)).Draw(rt, "pause")) * tick)
		}
		for range 20 {
			issued := start.Add(time.Duration(rapid.Int64Range(0, int64(20*time.Hour/tick)).Draw(rt, "issued")) * tick)
			signer, ok := keys.Signer(issued)
			if !ok {
				rt.Fatalf("nobody signs at %v", issued)
			}
			last := issued.Add(overlap - tick)
			if _, ok := keys.Verifying(signer.ID, last); !ok {
				rt.Fatalf("a token issued at %v by %s does not verify at %v", issued, signer.ID, last)
			}
		}
	})
}
