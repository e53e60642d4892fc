package session

import (
	"crypto/sha256"
	"encoding/binary"
	"time"

	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// ID names a session. It is public, sorts by sign-in time, and carries the bucket of its user, so that a store
// which is spread over several servers finds a session by its ID alone.
type ID struct{ uid.UID }

// Buckets is how many buckets users fall into. It is fixed for ever: changing it would orphan every session.
const Buckets = 4096

// Bucket is a user's share of the store, from 0 to Buckets-1.
type Bucket uint16

// BucketOf is the bucket of a user.
func BucketOf(user tenancy.UserID) Bucket {
	sum := sha256.Sum256(user.UID[:])
	return Bucket(binary.BigEndian.Uint16(sum[:]) % Buckets)
}

// NewID makes an ID for a session of user that signs in at the given time.
func NewID(user tenancy.UserID, at time.Time) ID {
	return ID{uid.Tagged(at, uint16(BucketOf(user)))}
}

// ParseID reads the 36-character form.
func ParseID(text string) (ID, error) {
	id, err := uid.Parse(text)
	return ID{id}, err
}

// Bucket is the bucket of the session's user.
func (id ID) Bucket() Bucket { return Bucket(id.Tag()) }
