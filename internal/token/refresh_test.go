package token

import (
	"bytes"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// Texts and hashes of knownID under the key 100, 101, … 131, the first random part being 0, 1, … 31. An
// independent program computed them.
const (
	knownFirst      = "sjr_ZVGPqEzPArZCm7BVgOd0H7EJs00AAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eH6p01HSrIh_3kDUuoxc-k_34f74Y"
	knownFirstHash  = "29d4db29870c50722f6077dd5be53e8edc6eaa33edd11c1e92098474d86cffeb"
	knownSecond     = "sjr_5cMiQzHKeqfXf0b_vNL3AP6xdkky6ShU19G_fXD2smQrtLdmtkMdC6YCkUKmWgNaEC6NB1YPVKlSFKfKrrsa0yAnaTaRRCiJ"
	knownSecondHash = "922a511ce94e40b51d31b3fe90efabae2b9e1fc62da50a1d138d9b563ea7cb32"
	knownZeroth     = "sjr_ZVGPqEzPArZCm7BVgOd0H7EJs0wAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eH3Au_XSDtt2UyQRKN1jOjoZOVSmi"
)

func knownRefresher(t testing.TB) *Refresher {
	t.Helper()
	key := make([]byte, refreshKeySize)
	for i := range key {
		key[i] = byte(100 + i)
	}
	return newRefresher(t, key)
}

func newRefresher(t testing.TB, key []byte) *Refresher {
	t.Helper()
	refresher, err := NewRefresher(key)
	if err != nil {
		t.Fatal(err)
	}
	return refresher
}

func mustParse(t testing.TB, refresher *Refresher, text string) Refresh {
	t.Helper()
	refresh, err := refresher.Parse(text)
	if err != nil {
		t.Fatalf("Parse error = %v, want none", err)
	}
	return refresh
}

func TestRefreshKnownAnswers(t *testing.T) {
	t.Parallel()
	refresher := knownRefresher(t)
	first := mustParse(t, refresher, knownFirst)
	second := refresher.Successor(first)
	for _, test := range []struct {
		name       string
		refresh    Refresh
		generation uint32
		text, hash string
	}{
		{"first", first, 1, knownFirst, knownFirstHash},
		{"second", second, 2, knownSecond, knownSecondHash},
		{"second, parsed", mustParse(t, refresher, knownSecond), 2, knownSecond, knownSecondHash},
	} {
		if got := test.refresh.Session().UID; got != knownID {
			t.Errorf("%s: Session() = %v, want %v", test.name, got, knownID)
		}
		if got := test.refresh.Generation(); got != test.generation {
			t.Errorf("%s: Generation() = %d, want %d", test.name, got, test.generation)
		}
		if got := test.refresh.Reveal(); got != test.text {
			t.Errorf("%s: Reveal() = %s, want %s", test.name, got, test.text)
		}
		if got := hexOf(test.refresh.Hash()); got != test.hash {
			t.Errorf("%s: Hash() = %s, want %s", test.name, got, test.hash)
		}
	}
	if _, err := refresher.Parse(knownZeroth); !errors.Is(err, ErrMalformed) {
		t.Errorf("Parse(well-tagged generation 0) error = %v, want ErrMalformed", err)
	}
}

func TestFirstRefreshTokensDiffer(t *testing.T) {
	t.Parallel()
	refresher := newRefresher(t, GenerateRefreshKey())
	a, b := refresher.First(session.ID{UID: knownID}), refresher.First(session.ID{UID: knownID})
	if a.Generation() != 1 || len(a.Reveal()) != 100 {
		t.Errorf("First() has generation %d and %d characters, want 1 and 100", a.Generation(), len(a.Reveal()))
	}
	if a.Reveal() == b.Reveal() || a.Hash() == b.Hash() {
		t.Errorf("two first tokens of one session are the same")
	}
}

// T2, T4, T5: a repeated refresh gets the same bytes, from many goroutines at once and from a process that has only the key.
func TestSuccessorIsTheSameEachTime(t *testing.T) {
	t.Parallel()
	key := GenerateRefreshKey()
	refresher := newRefresher(t, key)
	text := refresher.First(session.ID{UID: knownID}).Reveal()
	want := refresher.Successor(mustParse(t, refresher, text)).Reveal()
	var group sync.WaitGroup
	for range 100 {
		group.Go(func() {
			restarted, err := NewRefresher(bytes.Clone(key))
			if err != nil {
				t.Error(err)
				return
			}
			presented, err := restarted.Parse(text)
			if err != nil {
				t.Error(err)
				return
			}
			if got := restarted.Successor(presented).Reveal(); got != want {
				t.Errorf("Successor() = %s, want %s", got, want)
			}
		})
	}
	group.Wait()
}

// T1, T3, T9: whatever its age, a token proves which session and generation it is of, and no two share a hash.
func TestEveryGenerationIsRecognised(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		refresher, err := NewRefresher(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(rt, "key"))
		if err != nil {
			rt.Fatal(err)
		}
		id := session.ID{UID: uid.UID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(rt, "id"))}
		hashes := map[session.Hash]bool{}
		current := refresher.First(id)
		for generation := uint32(1); generation <= 20; generation++ {
			parsed, err := refresher.Parse(current.Reveal())
			if err != nil || parsed.Session() != id || parsed.Generation() != generation || parsed.Hash() != current.Hash() {
				rt.Fatalf("Parse(generation %d) = session %v, generation %d, %v", generation, parsed.Session(), parsed.Generation(), err)
			}
			if hashes[current.Hash()] {
				rt.Fatalf("generation %d has the hash of an earlier one", generation)
			}
			hashes[current.Hash()] = true
			current = refresher.Successor(parsed)
		}
	})
}

// The rule and the tokens together: one rotation, the same answer for a retry, and reuse told from garbage.
func TestRefreshTokensFollowTheRule(t *testing.T) {
	t.Parallel()
	refresher := newRefresher(t, GenerateRefreshKey())
	present := func(r Refresh) session.Presented {
		return session.Presented{Generation: r.Generation(), Hash: r.Hash(), Successor: refresher.Successor(r).Hash()}
	}
	first := refresher.First(session.ID{UID: knownID})
	second := refresher.Successor(first)
	third := refresher.Successor(second)
	state := session.Refresh{Generation: 1, Current: first.Hash()}
	now := start
	for _, step := range []struct {
		name    string
		refresh Refresh
		want    session.Rotation
	}{
		{"the first", first, session.Rotated},
		{"the first again", first, session.Repeated},
		{"its successor", second, session.Rotated},
		{"the first, no longer the predecessor", first, session.Reused},
		{"the predecessor", second, session.Repeated},
		{"another line of the same session", refresher.Successor(refresher.Successor(refresher.First(first.Session()))), session.Refused},
		{"the current one", third, session.Rotated},
	} {
		now = now.Add(time.Second)
		next, got := state.Rotate(present(step.refresh), session.DefaultGrace, now)
		if got != step.want {
			t.Errorf("%s: Rotate() = %v, want %v", step.name, got, step.want)
		}
		state = next
	}
}

// T7: a token that only looks right was not issued here, and so can be blamed on nobody.
func TestForgedRefreshTokensAreNotOurs(t *testing.T) {
	t.Parallel()
	key := GenerateRefreshKey()
	refresher := newRefresher(t, key)
	genuine := refresher.First(session.ID{UID: knownID})
	other := key
	other[31] ^= 1
	elsewhere := newRefresher(t, other)

	altered := func(change func(*Refresh, *refreshSecret)) string {
		forged, secret := genuine, genuine.secret.open()
		change(&forged, &secret)
		forged.secret = hide(secret)
		return forged.Reveal()
	}
	victim := session.NewID(tenancy.NewUserID(start), start)
	forgeries := map[string]string{
		"another environment's":     elsewhere.First(genuine.Session()).Reveal(),
		"for another session":       altered(func(r *Refresh, _ *refreshSecret) { r.id = victim }),
		"of an older generation":    altered(func(r *Refresh, _ *refreshSecret) { r.generation-- }),
		"of a later generation":     altered(func(r *Refresh, _ *refreshSecret) { r.generation++ }),
		"with another secret":       altered(func(_ *Refresh, s *refreshSecret) { s.random[0] ^= 1 }),
		"with another tag":          altered(func(_ *Refresh, s *refreshSecret) { s.tag[15] ^= 1 }),
		"with a zero tag":           altered(func(_ *Refresh, s *refreshSecret) { s.tag = [refreshTagSize]byte{} }),
		"the zero value":            Refresh{}.Reveal(),
		"tagged with the secret":    altered(func(_ *Refresh, s *refreshSecret) { copy(s.tag[:], s.random[:]) }),
		"tag of its successor step": altered(func(_ *Refresh, s *refreshSecret) { s.tag = refresher.Successor(genuine).secret.open().tag }),
	}
	for name, text := range forgeries {
		if _, err := refresher.Parse(text); !errors.Is(err, ErrSignature) {
			t.Errorf("%s: Parse error = %v, want ErrSignature", name, err)
		}
	}
}

func TestRefreshRefusesAllButOneSpelling(t *testing.T) {
	t.Parallel()
	refresher := knownRefresher(t)
	for name, text := range map[string]string{
		"empty":               "",
		"prefix alone":        RefreshPrefix,
		"a session secret":    opaques()[0].knownText,
		"prefix of a secret":  SecretPrefix + knownFirst[4:],
		"cut":                 knownFirst[:99],
		"extended":            knownFirst + "A",
		"a quantum more":      knownFirst + "AAAA",
		"padded":              knownFirst + "=",
		"line feed inside":    knownFirst[:50] + "\n" + knownFirst[51:],
		"line feeds added":    knownFirst + "\n\n\n\n",
		"four line feeds":     knownFirst[:96] + "\n\n\n\n",
		"NUL inside":          knownFirst[:50] + "\x00" + knownFirst[51:],
		"standard alphabet":   strings.Replace(knownFirst, "_3kD", "/3kD", 1),
		"a megabyte":          RefreshPrefix + strings.Repeat("A", 1<<20),
		"an access token":     "eyJhbGciOiJFUzI1NiJ9.e30.AAAA",
		"wrong checksum":      knownFirst[:99] + "Z",
		"another known token": knownFirst[:50] + knownSecond[50:],
	} {
		if _, err := refresher.Parse(text); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: Parse error = %v, want ErrMalformed", name, err)
		}
	}
	for i := range len(knownFirst) * 8 {
		if _, err := refresher.Parse(flip(knownFirst, i)); err == nil {
			t.Errorf("with bit %d flipped it is accepted", i)
		}
	}
}

func TestNewRefresherWantsWholeKeys(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 31, 33} {
		if _, err := NewRefresher(make([]byte, size)); err == nil {
			t.Errorf("NewRefresher(%d bytes) gave no error", size)
		}
	}
	key := GenerateRefreshKey()
	refresher := newRefresher(t, key)
	text := refresher.First(session.ID{UID: knownID}).Reveal()
	clear(key)
	if _, err := refresher.Parse(text); err != nil {
		t.Errorf("clearing the caller's copy of the key changed the refresher: %v", err)
	}
}

func FuzzParseRefresh(f *testing.F) {
	refresher := knownRefresher(f)
	f.Add(knownFirst)
	f.Add(knownSecond)
	f.Add(knownZeroth)
	f.Add(knownFirst[:96] + "\n\n\n\n")
	f.Fuzz(func(t *testing.T, text string) {
		refresh, err := refresher.Parse(text)
		if err != nil {
			return
		}
		if refresh.Reveal() != text {
			t.Errorf("Parse(%q) gives a token whose text is %q", text, refresh.Reveal())
		}
		if text != knownFirst && text != knownSecond {
			t.Errorf("Parse(%q) accepts a token that nobody issued", text)
		}
	})
}
