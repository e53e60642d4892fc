package token

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

func TestLifetimeStaysWithinItsBounds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		base := time.Duration(rapid.Int64().Draw(rt, "base"))
		left := time.Duration(rapid.Int64().Draw(rt, "left"))
		id := session.ID{UID: uid.UID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(rt, "id"))}
		generation := rapid.Uint32().Draw(rt, "generation")
		got := Lifetime(base, left, id, generation)
		if got < 0 || got > max(base, 0) || got > max(left, 0) {
			rt.Fatalf("Lifetime(%v, %v) = %v, want between 0 and both", base, left, got)
		}
		if least := base - base/20; base > 0 && left > base && got < least {
			rt.Fatalf("Lifetime(%v, %v) = %v, want at least %v", base, left, got, least)
		}
		if again := Lifetime(base, left, id, generation); again != got {
			rt.Fatalf("Lifetime() = %v and then %v", got, again)
		}
	})
}

func TestLifetimesSpread(t *testing.T) {
	t.Parallel()
	const base = 5 * time.Minute
	id := session.ID{UID: knownID}
	shortest, longest := base, time.Duration(0)
	for generation := range uint32(1000) {
		life := Lifetime(base, time.Hour, id, generation)
		shortest, longest = min(shortest, life), max(longest, life)
	}
	if shortest > base-14*time.Second || longest < base-time.Second {
		t.Errorf("1000 lifetimes lie between %v and %v, want about 4m45s to 5m0s", shortest, longest)
	}
	if got := Lifetime(base, time.Second, id, 1); got != time.Second {
		t.Errorf("Lifetime(%v, 1s) = %v, want 1s", base, got)
	}
	if got := Lifetime(base, -time.Second, id, 1); got != 0 {
		t.Errorf("Lifetime(%v, -1s) = %v, want 0", base, got)
	}
}
