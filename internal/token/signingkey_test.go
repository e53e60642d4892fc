package token

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"testing"
	"time"
)

func TestSigningKeyRoundTrip(t *testing.T) {
	t.Parallel()
	key := newKey(t, start)
	if !key.CreatedAt.Equal(start.Truncate(time.Millisecond)) || key.Algorithm != ES256 || len(key.ID) != 43 {
		t.Errorf("generated key: created %v, %s, ID %q, want %v, ES256 and 43 characters", key.CreatedAt, key.Algorithm, key.ID, start)
	}
	pkcs8, err := key.MarshalPrivate()
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := ParseSigningKey(pkcs8)
	if err != nil || parsed.ID != key.ID || parsed.Algorithm != ES256 || !parsed.private.Equal(key.private) {
		t.Errorf("ParseSigningKey(MarshalPrivate()) = %s, %v, want the same key %s", parsed.ID, err, key.ID)
	}
	if _, err := (SigningKey{}).MarshalPrivate(); err == nil {
		t.Errorf("MarshalPrivate of the zero key gave no error")
	}
}

func TestParseSigningKeyRefusesOthers(t *testing.T) {
	t.Parallel()
	marshal := func(key any, err error) []byte {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			t.Fatal(err)
		}
		return pkcs8
	}
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	good := marshal(newKey(t, start).private, nil)
	for name, pkcs8 := range map[string][]byte{
		"nothing":     nil,
		"garbage":     []byte("not a key"),
		"cut":         good[:len(good)-1],
		"P-384":       marshal(ecdsa.GenerateKey(elliptic.P384(), rand.Reader)),
		"Ed25519":     marshal(edwards, err),
		"RSA":         marshal(rsa.GenerateKey(rand.Reader, 2048)),
		"a megabyte":  make([]byte, 1<<20),
		"zero scalar": zeroScalar(t, good),
	} {
		if _, err := ParseSigningKey(pkcs8); err == nil {
			t.Errorf("%s: ParseSigningKey gave no error", name)
		}
	}
}

// zeroScalar overwrites the private scalar in a PKCS #8 document.
func zeroScalar(t *testing.T, pkcs8 []byte) []byte {
	t.Helper()
	parsed, err := x509.ParsePKCS8PrivateKey(pkcs8)
	if err != nil {
		t.Fatal(err)
	}
	scalar, err := parsed.(*ecdsa.PrivateKey).Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Replace(pkcs8, scalar, make([]byte, len(scalar)), 1)
}

func TestJWKSIsPublicOnly(t *testing.T) {
	t.Parallel()
	w := setup(t)
	document, err := w.keys.JWKS(start)
	if err != nil {
		t.Fatal(err)
	}
	var set struct {
		Keys []map[string]string `json:"keys"`
	}
	if err := json.Unmarshal(document, &set); err != nil || len(set.Keys) != 1 {
		t.Fatalf("JWKS = %s, %v, want one key", document, err)
	}
	point, err := w.key.private.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"kty": "EC", "use": "sig", "alg": "ES256", "crv": "P-256", "kid": w.key.ID,
		"x": base64url.EncodeToString(point[1:33]), "y": base64url.EncodeToString(point[33:]),
	}
	for name, value := range want {
		if set.Keys[0][name] != value {
			t.Errorf("JWKS member %s = %q, want %q", name, set.Keys[0][name], value)
		}
	}
	if len(set.Keys[0]) != len(want) {
		t.Errorf("JWKS members = %v, want %d and no private one", set.Keys[0], len(want))
	}
	if got, err := (KeySet{}).JWKS(start); err != nil || string(got) != `{"keys":[]}` {
		t.Errorf("JWKS of no keys = %s, %v, want an empty list", got, err)
	}
}

func publishedIDs(t testing.TB, keys KeySet, at time.Time) []string {
	t.Helper()
	document, err := keys.JWKS(at)
	if err != nil {
		t.Fatal(err)
	}
	var set struct{ Keys []jwk }
	if err := json.Unmarshal(document, &set); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, key := range set.Keys {
		ids = append(ids, key.ID)
	}
	return ids
}

func FuzzParseSigningKey(f *testing.F) {
	pkcs8, err := newKey(f, start).MarshalPrivate()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(pkcs8)
	f.Add(pkcs8[:40])
	f.Fuzz(func(t *testing.T, input []byte) {
		key, err := ParseSigningKey(input)
		if err != nil {
			return
		}
		signature, err := key.sign([]byte("message"))
		if err != nil || !key.verify("message", (*[signatureSize]byte)(signature)) {
			t.Errorf("a key that parses does not sign what it verifies: %v", err)
		}
	})
}
