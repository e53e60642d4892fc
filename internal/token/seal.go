package token

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

const (
	sealVersion     = 1
	masterKeyIDSize = 8
	sealHeaderSize  = 1 + masterKeyIDSize
)

// Place says what is sealed and where it is stored. What was sealed for one place does not open in another, so
// nobody who can write to the database can swap two secrets.
type Place struct {
	Environment tenancy.EnvironmentID
	Use         string // such as "signing"
	ID          string // of the stored row
}

// Sealer encrypts secrets for storage: AES-256-GCM under a master key. Sealed bytes are a version, the ID of the
// master key, a random nonce, and the ciphertext with its tag. It prints as [redacted].
type Sealer struct {
	redacted
	keys []sealingKey
}

type sealingKey struct {
	header [sealHeaderSize]byte // version and ID, which begin all that this key sealed
	aead   cipher.AEAD
}

// NewSealer makes a Sealer. The first key seals, and any of them opens: to change the master key, put the new one in
// front, Rewrap all that is stored, and then drop the old one.
func NewSealer(keys ...MasterKey) (*Sealer, error) {
	if len(keys) == 0 {
		return nil, errors.New("sealer: a master key is needed")
	}
	sealer := &Sealer{}
	for _, key := range keys {
		made, err := newSealingKey(key)
		if err != nil {
			return nil, fmt.Errorf("sealer: %w", err)
		}
		sealer.keys = append(sealer.keys, made)
	}
	return sealer, nil
}

func newSealingKey(key MasterKey) (sealingKey, error) {
	if key.bytes == nil {
		return sealingKey{}, errors.New("the master key is empty")
	}
	raw := key.bytes()
	block, err := aes.NewCipher(raw[:])
	if err != nil {
		return sealingKey{}, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return sealingKey{}, err
	}
	made := sealingKey{aead: aead}
	id := digest("sojourn master key id", raw[:])
	made.header[0] = sealVersion
	copy(made.header[1:], id[:])
	return made, nil
}

// Seal encrypts a secret for a place, under the newest master key.
func (s *Sealer) Seal(secret []byte, place Place) []byte {
	key := s.keys[0]
	sealed := make([]byte, 0, sealHeaderSize+len(secret)+key.aead.Overhead())
	sealed = append(sealed, key.header[:]...)
	return key.aead.Seal(sealed, nil, secret, place.bind(key.header))
}

// Open decrypts what was sealed for that place. The error is ErrMasterKey when no known master key sealed it, and
// else ErrSealed.
func (s *Sealer) Open(sealed []byte, place Place) ([]byte, error) {
	if len(sealed) < sealHeaderSize {
		return nil, ErrSealed
	}
	header, rest := [sealHeaderSize]byte(sealed), sealed[sealHeaderSize:]
	for _, key := range s.keys {
		if key.header != header {
			continue
		}
		secret, err := key.aead.Open(nil, nil, rest, place.bind(header))
		if err != nil {
			return nil, ErrSealed
		}
		return secret, nil
	}
	return nil, ErrMasterKey
}

// Rewrap seals again, under the newest master key, what an older one sealed. It tells whether anything changed.
func (s *Sealer) Rewrap(sealed []byte, place Place) ([]byte, bool, error) {
	secret, err := s.Open(sealed, place)
	if err != nil {
		return nil, false, err
	}
	if bytes.HasPrefix(sealed, s.keys[0].header[:]) {
		return sealed, false, nil
	}
	return s.Seal(secret, place), true, nil
}

// bind is the data that is authenticated with the ciphertext. Lengths keep two places from giving the same bytes.
func (p Place) bind(header [sealHeaderSize]byte) []byte {
	bound := header[:]
	for _, part := range []string{string(p.Environment), p.Use, p.ID} {
		bound = binary.BigEndian.AppendUint32(bound, uint32(len(part)))
		bound = append(bound, part...)
	}
	return bound
}
