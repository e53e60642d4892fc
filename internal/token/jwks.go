package token

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"
)

// jwk is the public part of a key as RFC 7517 writes it.
type jwk struct {
	Type      string    `json:"kty"`
	Use       string    `json:"use"`
	Algorithm Algorithm `json:"alg"`
	ID        string    `json:"kid"`
	Curve     string    `json:"crv"`
	X         string    `json:"x"`
	Y         string    `json:"y"`
}

// newJWK describes a P-256 key and names it by its thumbprint.
func newJWK(public *ecdsa.PublicKey) (jwk, error) {
	point, err := public.Bytes() // 4, x, y
	if err != nil {
		return jwk{}, fmt.Errorf("encode public key: %w", err)
	}
	key := jwk{
		Type:      "EC",
		Use:       "sig",
		Algorithm: ES256,
		Curve:     "P-256",
		X:         base64url.EncodeToString(point[1 : 1+coordinateSize]),
		Y:         base64url.EncodeToString(point[1+coordinateSize:]),
	}
	// RFC 7638, section 3: the required members only, in this order, without space.
	sum := sha256.Sum256([]byte(`{"crv":"P-256","kty":"EC","x":"` + key.X + `","y":"` + key.Y + `"}`))
	key.ID = base64url.EncodeToString(sum[:])
	return key, nil
}

// JWKS is the JSON document of the public keys that verify at now: RFC 7517, section 5. It includes keys that will
// sign soon, so that whoever caches it knows them in time.
func (s KeySet) JWKS(now time.Time) ([]byte, error) {
	document := struct {
		Keys []jwk `json:"keys"`
	}{Keys: []jwk{}}
	for _, key := range s.keys {
		if !key.verifiesAt(now, s.overlap) {
			continue
		}
		public, err := newJWK(&key.private.PublicKey)
		if err != nil {
			return nil, fmt.Errorf("publish key %s: %w", key.ID, err)
		}
		document.Keys = append(document.Keys, public)
	}
	return json.Marshal(document)
}
