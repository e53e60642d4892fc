package session

import "crypto/subtle"

// Hash is what is kept of a secret: its SHA-256. The zero value stands for no secret and equals nothing.
type Hash [32]byte

// Equal compares in constant time. A zero hash equals nothing, not even another zero hash.
func (h Hash) Equal(other Hash) bool {
	return subtle.ConstantTimeCompare(h[:], other[:]) == 1 && !h.IsZero()
}

// IsZero tells whether there is no secret.
func (h Hash) IsZero() bool { return h == Hash{} }
