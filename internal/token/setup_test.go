package token

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"encoding/hex"
	"slices"
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

const (
	issuer  = "https://sojourn.example/e/production"
	overlap = time.Hour
)

// start is when the tests' keys are made and their tokens issued.
var start = time.UnixMilli(1_800_000_000_123).UTC()

// world is one environment with a key that signs from start.
type world struct {
	key      SigningKey
	keys     KeySet
	minter   Minter
	verifier Verifier
}

func setup(t testing.TB) world {
	t.Helper()
	key := knownKey(t)
	keys := newKeySet(t, key)
	return world{
		key:      key,
		keys:     keys,
		minter:   Minter{Keys: keys, Issuer: issuer},
		verifier: Verifier{Keys: keys, Issuer: issuer, Audiences: []string{"shop", "api"}},
	}
}

func newKey(t testing.TB, at time.Time) SigningKey {
	t.Helper()
	key, err := GenerateSigningKey(at)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// knownKey is the same in each run, so that what fuzzing found can be replayed.
func knownKey(t testing.TB) SigningKey {
	t.Helper()
	scalar := knownRandom()()
	private, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), scalar[:])
	if err != nil {
		t.Fatal(err)
	}
	key, err := newSigningKey(private)
	if err != nil {
		t.Fatal(err)
	}
	key.CreatedAt, key.SignsFrom = start, start
	return key
}

func newKeySet(t testing.TB, keys ...SigningKey) KeySet {
	t.Helper()
	set, err := NewKeySet(overlap, keys...)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func (w world) mint(t testing.TB, claims Claims) string {
	t.Helper()
	access, err := w.minter.Mint(claims)
	if err != nil {
		t.Fatal(err)
	}
	return access.Reveal()
}

// sampleClaims are complete claims of a token that is issued at start and lives for five minutes.
func sampleClaims() Claims {
	user, tenant := knownID, knownID
	user[15], tenant[15] = 1, 2
	return Claims{
		User:            tenancy.UserID{UID: user},
		Tenant:          tenancy.TenantID{UID: tenant},
		Session:         session.ID{UID: knownID},
		Client:          "web",
		Audience:        []string{"shop"},
		Roles:           []string{"admin", "support"},
		Permissions:     []string{"sojourn.sessions.revoke"},
		Methods:         []string{"pwd"},
		AuthenticatedAt: start.Add(-time.Hour).Truncate(time.Second),
		IssuedAt:        start,
		ExpiresAt:       start.Add(5 * time.Minute),
	}
}

func hexOf(hash session.Hash) string { return hex.EncodeToString(hash[:]) }

// flip inverts one bit of text.
func flip(text string, bit int) string {
	flipped := slices.Clone([]byte(text))
	flipped[bit/8] ^= 0x80 >> (bit % 8)
	return string(flipped)
}
