package token

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// KeySet is the signing keys of one environment, in the order in which they sign. It never changes: Rotate gives
// another one. The zero value has no keys.
type KeySet struct {
	overlap time.Duration
	keys    []SigningKey
}

// NewKeySet puts keys in order. A retired key keeps verifying for overlap, which must be at least as long as the longest
// life of an access token plus the clock skew that verifiers allow.
func NewKeySet(overlap time.Duration, keys ...SigningKey) (KeySet, error) {
	ordered := slices.Clone(keys)
	slices.SortFunc(ordered, func(a, b SigningKey) int {
		if order := a.SignsFrom.Compare(b.SignsFrom); order != 0 {
			return order
		}
		return strings.Compare(a.ID, b.ID)
	})
	seen := make(map[string]bool, len(ordered))
	for _, key := range ordered {
		if key.private == nil {
			return KeySet{}, errNoPrivateKey
		}
		if seen[key.ID] {
			return KeySet{}, fmt.Errorf("key set: key %s is there twice", key.ID)
		}
		seen[key.ID] = true
	}
	return KeySet{overlap: overlap, keys: ordered}, nil
}

// Keys are all keys of the set, retired ones included, in the order in which they sign.
func (s KeySet) Keys() []SigningKey { return slices.Clone(s.keys) }

// Signer is the key that signs at a time: the newest of those that may.
func (s KeySet) Signer(at time.Time) (SigningKey, bool) {
	for _, key := range slices.Backward(s.keys) {
		if key.signsAt(at) {
			return key, true
		}
	}
	return SigningKey{}, false
}

// Verifying is the key of that ID, if tokens that it signed are accepted at a time.
func (s KeySet) Verifying(id string, at time.Time) (SigningKey, bool) {
	for _, key := range s.keys {
		if key.ID == id {
			return key, key.verifiesAt(at, s.overlap)
		}
	}
	return SigningKey{}, false
}

// RotationDue tells whether it is time to add a key, so that each signs for the time every and is published for lead
// before it does.
func (s KeySet) RotationDue(now time.Time, every, lead time.Duration) bool {
	soon := now.Add(lead)
	signer, ok := s.Signer(soon)
	return !ok || !soon.Before(signer.SignsFrom.Add(every))
}

// Rotate adds next, which signs lead after now: by then whoever caches the JWKS has it. In a set that has nobody to
// sign at now, it signs at once. Each key that is not retired yet will retire when the one after it takes over.
func (s KeySet) Rotate(next SigningKey, now time.Time, lead time.Duration) (KeySet, error) {
	now = now.UTC().Truncate(time.Millisecond)
	next.SignsFrom = now
	if _, ok := s.Signer(now); ok {
		next.SignsFrom = now.Add(lead)
	}
	rotated, err := NewKeySet(s.overlap, append(s.Keys(), next)...)
	if err != nil {
		return KeySet{}, fmt.Errorf("rotate: %w", err)
	}
	for i := range rotated.keys[:len(rotated.keys)-1] {
		key := &rotated.keys[i]
		if key.RetiredAt.IsZero() || key.RetiredAt.After(now) {
			key.RetiredAt = rotated.keys[i+1].SignsFrom
		}
	}
	return rotated, nil
}

// Dead are the IDs of the keys that neither sign nor verify any more. They can be deleted.
func (s KeySet) Dead(now time.Time) []string {
	var ids []string
	for _, key := range s.keys {
		if !key.verifiesAt(now, s.overlap) {
			ids = append(ids, key.ID)
		}
	}
	return ids
}
