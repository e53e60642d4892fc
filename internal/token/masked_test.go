package token

import (
	"errors"
	"math"
	"math/bits"
	"strings"
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// opaque is one kind of masked secret, seen through its exported functions.
type opaque struct {
	name   string
	prefix string
	scheme scheme
	make   func(uid.UID) string
	parse  func(string) (uid.UID, session.Hash, string, error)

	knownText, knownHash string // of knownID and the bytes 0, 1, … 31; computed by an independent program
}

var knownID = uid.UID{0x01, 0x90, 0xb5, 0xe2, 0x7c, 0x1f, 0x7a, 0xbc, 0x9d, 0x52, 0x6f, 0x0f, 0x5a, 0x1c, 0x2b, 0x3d}

func knownRandom() hidden[[randomSize]byte] {
	var random [randomSize]byte
	for i := range random {
		random[i] = byte(i)
	}
	return hide(random)
}

func opaques() []opaque {
	return []opaque{
		{
			name: "session secret", prefix: "sjs_", scheme: secretScheme,
			make: func(id uid.UID) string { return NewSecret(session.ID{UID: id}).Reveal() },
			parse: func(text string) (uid.UID, session.Hash, string, error) {
				s, err := ParseSecret(text)
				return s.Session().UID, s.Hash(), s.Reveal(), err
			},
			knownText: "sjs_WMwsAheNpt495wfxIr3rwAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fz8f9Ow",
			knownHash: "f67a04a37ddd425fb12fe1f68c4bcd8a292abe3f574ef547b4d21f2636fc5002",
		},
		{
			name: "API key", prefix: "sjk_", scheme: apiKeyScheme,
			make: func(id uid.UID) string { return NewAPIKey(id).Reveal() },
			parse: func(text string) (uid.UID, session.Hash, string, error) {
				k, err := ParseAPIKey(text)
				return k.ID(), k.Hash(), k.Reveal(), err
			},
			knownText: "sjk_vs3SaDNtqg6yRFfswhH_vQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fpq3otA",
			knownHash: "5eadb37227193b9eb603ac14921ce7e5b274fb3decd7cc30f682c6a4486c2ddb",
		},
	}
}

func TestMaskedKnownAnswers(t *testing.T) {
	t.Parallel()
	for _, kind := range opaques() {
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			m := masked{id: knownID, random: knownRandom()}
			if got := kind.scheme.text(m); got != kind.knownText {
				t.Errorf("text = %s, want %s", got, kind.knownText)
			}
			if got := hexOf(kind.scheme.hash(m)); got != kind.knownHash {
				t.Errorf("hash = %s, want %s", got, kind.knownHash)
			}
			id, hash, text, err := kind.parse(kind.knownText)
			if err != nil || id != knownID || hexOf(hash) != kind.knownHash || text != kind.knownText {
				t.Errorf("parse(known text) = %v, %x, %s, %v, want %v, %s and the same text", id, hash, text, err, knownID, kind.knownHash)
			}
		})
	}
}

// One session ID throughout, so that any structure which it leaves in the text shows.
func TestMaskedTextsAreDistinctAndLookRandom(t *testing.T) {
	t.Parallel()
	const total = 100_000
	for _, kind := range opaques() {
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			seen := make(map[string]bool, total)
			var ones [maskedSize * 8]int
			for range total {
				text := kind.make(knownID)
				if seen[text] {
					t.Fatalf("the same text was made twice")
				}
				seen[text] = true
				body, ok := decode(strings.TrimPrefix(text, kind.prefix))
				if !ok || len(body) != maskedSize || len(text) != 74 {
					t.Fatalf("%d characters that decode to %d bytes, want 74 and %d", len(text), len(body), maskedSize)
				}
				for i := range ones {
					ones[i] += int(body[i/8] >> (7 - i%8) & 1)
				}
			}
			for i, count := range ones {
				if share := float64(count) / total; math.Abs(share-0.5) > 0.01 {
					t.Errorf("bit %d is set in %.4f of the texts, want 0.5 ± 0.01", i, share)
				}
			}
		})
	}
}

func TestSecretsOfOneMillisecondDiffer(t *testing.T) {
	t.Parallel()
	at := time.UnixMilli(1_800_000_000_000)
	user := tenancy.NewUserID(at)
	a, b := NewSecret(session.NewID(user, at)), NewSecret(session.NewID(user, at))
	if a.Session() == b.Session() || a.Hash() == b.Hash() || a.Reveal() == b.Reveal() {
		t.Errorf("two secrets of one user and millisecond have the ID, the hash or the text in common")
	}
	differing := 0
	for i := range prefixSize + 21 { // the characters that the IDs are in
		differing += bits.OnesCount8(a.Reveal()[i] ^ b.Reveal()[i])
	}
	if differing < 20 {
		t.Errorf("masked IDs of one millisecond differ in %d bits of text, want about 60", differing)
	}
}

func TestMaskedRefusesAllButOneSpelling(t *testing.T) {
	t.Parallel()
	for _, kind := range opaques() {
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			good := kind.knownText
			body := good[len(kind.prefix):]
			bad := map[string]string{
				"empty":                 "",
				"prefix alone":          kind.prefix,
				"without prefix":        body,
				"prefix in upper case":  strings.ToUpper(kind.prefix) + body,
				"another prefix":        "sjx_" + body,
				"the prefix twice":      kind.prefix + good,
				"space before":          " " + good,
				"space after":           good + " ",
				"one character short":   good[:len(good)-1],
				"one character more":    good + "A",
				"padded":                good + "==",
				"padded in place":       good[:len(good)-2] + "==",
				"line feed at the end":  good[:len(good)-1] + "\n",
				"line feed added":       good + "\n",
				"carriage returns":      good[:len(good)-4] + "\r\r\r\r",
				"line feed inside":      good[:20] + "\n" + good[21:],
				"NUL at the end":        good + "\x00",
				"NUL inside":            good[:20] + "\x00" + good[21:],
				"standard alphabet":     good[:20] + "+/" + good[22:],
				"not ASCII":             good[:20] + "é" + good[22:],
				"stray last bits":       good[:len(good)-1] + "x", // w with a bit that decoding drops
				"hexadecimal":           kind.prefix + strings.Repeat("a1", 35),
				"a megabyte":            kind.prefix + strings.Repeat("A", 1<<20),
				"a megabyte of prefix":  strings.Repeat(kind.prefix, 1<<18),
				"two, as cookies may":   good + "; " + good,
				"all zeros, wrong sum":  kind.prefix + strings.Repeat("A", 69) + "Q",
				"percent encoded":       "%73" + good[1:],
				"quoted":                `"` + good + `"`,
				"one character swapped": good[:10] + good[11:12] + good[10:11] + good[12:],
			}
			for name, text := range bad {
				if _, _, _, err := kind.parse(text); !errors.Is(err, ErrMalformed) {
					t.Errorf("%s: parse error = %v, want ErrMalformed", name, err)
				}
			}
		})
	}
}

func TestMaskedRefusesEverySingleBitFlip(t *testing.T) {
	t.Parallel()
	for _, kind := range opaques() {
		for i := range len(kind.knownText) * 8 {
			if _, _, _, err := kind.parse(flip(kind.knownText, i)); err == nil {
				t.Errorf("%s: with bit %d flipped it is accepted", kind.name, i)
			}
		}
	}
}

// Wrong kinds are refused by their prefix; and were the prefix exchanged, they name nothing and match no hash.
func TestMaskedKindsDoNotMix(t *testing.T) {
	t.Parallel()
	secret := NewSecret(session.ID{UID: knownID})
	if _, err := ParseAPIKey(secret.Reveal()); !errors.Is(err, ErrMalformed) {
		t.Errorf("ParseAPIKey(session secret) error = %v, want ErrMalformed", err)
	}
	posing, err := ParseAPIKey(APIKeyPrefix + strings.TrimPrefix(secret.Reveal(), SecretPrefix))
	if err == nil && (posing.ID() == knownID || posing.Hash() == secret.Hash()) {
		t.Errorf("a session secret with the prefix of an API key names the same ID or has the same hash")
	}
	same := masked{id: knownID, random: knownRandom()}
	if (Secret{same}).Hash() == (APIKey{same}).Hash() {
		t.Errorf("a session secret and an API key of the same bytes have one hash")
	}
}

func TestHashDependsOnTheID(t *testing.T) {
	t.Parallel()
	other := knownID
	other[15] ^= 1
	a := Secret{masked{id: knownID, random: knownRandom()}}
	b := Secret{masked{id: other, random: knownRandom()}}
	if a.Hash() == b.Hash() {
		t.Errorf("two sessions with the same random part have one hash")
	}
}

func TestZeroSecretMatchesNothing(t *testing.T) {
	t.Parallel()
	var zero Secret
	if zero.Hash().IsZero() || zero.Hash().Equal(session.Hash{}) {
		t.Errorf("the zero secret has the hash of no secret")
	}
	if !zero.Session().IsZero() {
		t.Errorf("the zero secret names a session")
	}
}

func TestParseSecretIsCheap(t *testing.T) {
	text := NewSecret(session.ID{UID: knownID}).Reveal()
	var kept session.Hash
	allocs := testing.AllocsPerRun(1000, func() {
		secret, err := ParseSecret(text)
		if err != nil {
			t.Fatal(err)
		}
		kept = secret.Hash()
	})
	if allocs > 1 || kept.IsZero() {
		t.Errorf("ParseSecret and Hash allocate %v times, want at most once", allocs)
	}
}

func BenchmarkParseSecret(b *testing.B) {
	text := NewSecret(session.ID{UID: knownID}).Reveal()
	b.ReportAllocs()
	for b.Loop() {
		secret, _ := ParseSecret(text)
		if secret.Hash().IsZero() {
			b.Fatal("no hash")
		}
	}
}

func FuzzParseSecret(f *testing.F) { fuzzMasked(f, opaques()[0]) }

func FuzzParseAPIKey(f *testing.F) { fuzzMasked(f, opaques()[1]) }

// What is accepted has exactly one spelling.
func fuzzMasked(f *testing.F, kind opaque) {
	f.Add(kind.knownText)
	f.Add(kind.prefix)
	f.Add(kind.knownText[:73] + "\n")
	f.Add(kind.knownText[:73] + "x")
	f.Fuzz(func(t *testing.T, text string) {
		_, _, again, err := kind.parse(text)
		if err == nil && again != text {
			t.Errorf("parse(%q) gives a secret whose text is %q", text, again)
		}
	})
}
