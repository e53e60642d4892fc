package token

import (
	"encoding/binary"
	"time"

	"github.com/sojourn-auth/sojourn/internal/session"
)

// jitterShare is the part of a life, one in so many, that jitter may take away.
const jitterShare = 20

// Lifetime is how long an access token lives: base, less up to 5 % so that clients which signed in together do not
// refresh together, and never more than left, the time until the session's nearest deadline. It is the same each
// time for one generation of one session.
func Lifetime(base, left time.Duration, id session.ID, generation uint32) time.Duration {
	if base <= 0 || left <= 0 {
		return 0
	}
	sum := digest("sojourn access token jitter", id.UID[:], binary.BigEndian.AppendUint32(nil, generation))
	jitter := binary.BigEndian.Uint64(sum[:]) % (uint64(base/jitterShare) + 1)
	return min(base-time.Duration(jitter), left)
}
