package token

import (
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

const (
	idSize     = 16
	maskedSize = idSize + randomSize + checksumSize
)

// scheme is how one kind of masked secret is written and hashed. The labels differ from kind to kind, so that a
// secret of one kind with the prefix of another names nothing and matches no hash. They are short enough for each
// digest to be a single block of SHA-256.
type scheme struct {
	prefix    string
	maskLabel string
	hashLabel string
}

// masked is a secret of 256 random bits together with the ID of what it opens. Its text is the prefix and the
// base64url form of masked ID, random part and checksum.
type masked struct {
	redacted
	id     uid.UID
	random hidden[[randomSize]byte]
}

func newMasked(id uid.UID) masked { return masked{id: id, random: hide(newRandom())} }

func (s scheme) parse(text string) (masked, error) {
	var body [maskedSize]byte
	if !decodeChecked(body[:], s.prefix, text) {
		return masked{}, ErrMalformed
	}
	id, random := uid.UID(body[:idSize]), [randomSize]byte(body[idSize:])
	mask(id[:], s.maskLabel, random)
	return masked{id: id, random: hide(random)}, nil
}

func (s scheme) text(m masked) string {
	var body [maskedSize]byte
	random := m.random.open()
	copy(body[:], m.id[:])
	mask(body[:idSize], s.maskLabel, random)
	copy(body[idSize:], random[:])
	return encode(s.prefix, body[:])
}

func (s scheme) hash(m masked) session.Hash {
	random := m.random.open() // zeros for the zero value, whose hash is therefore in no store
	return session.Hash(digest(s.hashLabel, m.id[:], random[:]))
}
