package token

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"time"
)

// Algorithm is how a key signs. It belongs to the key and is never taken from a token.
type Algorithm string

// ES256 is ECDSA on P-256 with SHA-256 (RFC 7518, section 3.4).
const ES256 Algorithm = "ES256"

const (
	coordinateSize = 32                 // bytes of a P-256 coordinate or scalar
	signatureSize  = 2 * coordinateSize // r and s
)

// SigningKey is a key pair that signs access tokens from SignsFrom until RetiredAt. It prints as [redacted].
type SigningKey struct {
	redacted
	ID        string    // the "kid": RFC 7638 thumbprint of the public key
	Algorithm Algorithm // fixed for the key's life
	CreatedAt time.Time
	SignsFrom time.Time // when it begins to sign
	RetiredAt time.Time // when it stops to sign; zero while no other key is there to take over
	private   *ecdsa.PrivateKey
}

// GenerateSigningKey makes a key. KeySet.Rotate decides when it signs.
func GenerateSigningKey(now time.Time) (SigningKey, error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return SigningKey{}, fmt.Errorf("generate signing key: %w", err)
	}
	key, err := newSigningKey(private)
	if err != nil {
		return SigningKey{}, err
	}
	key.CreatedAt = now.UTC().Truncate(time.Millisecond)
	key.SignsFrom = key.CreatedAt
	return key, nil
}

// ParseSigningKey reads what MarshalPrivate wrote. The caller restores the times from where it keeps them.
func ParseSigningKey(pkcs8 []byte) (SigningKey, error) {
	parsed, err := x509.ParsePKCS8PrivateKey(pkcs8)
	if err != nil {
		return SigningKey{}, errors.New("signing key: not a private key in PKCS #8") // the cause could quote the input
	}
	private, ok := parsed.(*ecdsa.PrivateKey)
	if !ok || private.Curve != elliptic.P256() {
		return SigningKey{}, errors.New("signing key: not on the curve P-256")
	}
	return newSigningKey(private)
}

func newSigningKey(private *ecdsa.PrivateKey) (SigningKey, error) {
	public, err := newJWK(&private.PublicKey)
	if err != nil {
		return SigningKey{}, fmt.Errorf("signing key: %w", err)
	}
	return SigningKey{ID: public.ID, Algorithm: ES256, private: private}, nil
}

// MarshalPrivate is the private key in PKCS #8. It is to be sealed before it is stored.
func (k SigningKey) MarshalPrivate() ([]byte, error) {
	if k.private == nil {
		return nil, errNoPrivateKey
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(k.private)
	if err != nil {
		return nil, fmt.Errorf("marshal signing key %s: %w", k.ID, err)
	}
	return pkcs8, nil
}

var errNoPrivateKey = errors.New("signing key: made without GenerateSigningKey or ParseSigningKey")

// sign makes the signature r and s of message. It is deterministic (RFC 6979): equal claims give an equal token.
func (k SigningKey) sign(message []byte) ([]byte, error) {
	hash := sha256.Sum256(message)
	der, err := k.private.Sign(nil, hash[:], crypto.SHA256)
	if err != nil {
		return nil, fmt.Errorf("sign with key %s: %w", k.ID, err)
	}
	var pair struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(der, &pair); err != nil {
		return nil, fmt.Errorf("sign with key %s: %w", k.ID, err)
	}
	signature := make([]byte, signatureSize)
	pair.R.FillBytes(signature[:coordinateSize])
	pair.S.FillBytes(signature[coordinateSize:])
	return signature, nil
}

// verify tells whether signature is this key's for message. Zero, or not below the order of the curve, is no
// signature.
func (k SigningKey) verify(message string, signature *[signatureSize]byte) bool {
	hash := sha256.Sum256([]byte(message))
	r := new(big.Int).SetBytes(signature[:coordinateSize])
	s := new(big.Int).SetBytes(signature[coordinateSize:])
	return ecdsa.Verify(&k.private.PublicKey, hash[:], r, s)
}

// signsAt tells whether the key may sign at a time.
func (k SigningKey) signsAt(at time.Time) bool {
	return !at.Before(k.SignsFrom) && (k.RetiredAt.IsZero() || at.Before(k.RetiredAt))
}

// verifiesAt tells whether a token of the key may still be alive overlap after the key signed the last one. A key
// verifies before it signs, so that a clock which is late does not refuse the first tokens.
func (k SigningKey) verifiesAt(at time.Time, overlap time.Duration) bool {
	return k.RetiredAt.IsZero() || at.Before(k.RetiredAt.Add(overlap))
}
