package token

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// RefreshPrefix begins every refresh token. 96 characters of base64url follow.
const RefreshPrefix = "sjr_"

const (
	nameSize       = idSize + 4 // session ID and generation
	refreshTagSize = 16
	refreshSize    = nameSize + randomSize + refreshTagSize + checksumSize

	refreshKeySize        = randomSize
	refreshMaskLabel      = "sojourn refresh id mask"
	refreshHashLabel      = "sojourn refresh hash"
	refreshTagLabel       = "sojourn refresh tag"
	refreshSuccessorLabel = "sojourn refresh successor"
)

// Refresh is a refresh token of some generation, the first being 1. That one exists means that it was issued here:
// its tag has been checked, so that a token which is not the current one can be told from garbage, and garbage never
// ends anybody's session. It prints as [redacted].
type Refresh struct {
	redacted
	id         session.ID
	generation uint32
	secret     hidden[refreshSecret]
}

type refreshSecret struct {
	random [randomSize]byte
	tag    [refreshTagSize]byte
}

// Session is the session that the token was issued for.
func (r Refresh) Session() session.ID { return r.id }

// Generation counts the tokens of the session from 1.
func (r Refresh) Generation() uint32 { return r.generation }

// Hash is what to store, and to compare with what is stored.
func (r Refresh) Hash() session.Hash {
	name, secret := r.name(), r.secret.open()
	return session.Hash(digest(refreshHashLabel, name[:], secret.random[:]))
}

// Reveal is the text to hand to the client, and to nobody else.
func (r Refresh) Reveal() string {
	var body [refreshSize]byte
	name, secret := r.name(), r.secret.open()
	mask(name[:], refreshMaskLabel, secret.random)
	copy(body[:], name[:])
	copy(body[nameSize:], secret.random[:])
	copy(body[nameSize+randomSize:], secret.tag[:])
	return encode(RefreshPrefix, body[:])
}

// name is the session ID and the generation.
func (r Refresh) name() [nameSize]byte {
	var name [nameSize]byte
	copy(name[:], r.id.UID[:])
	binary.BigEndian.PutUint32(name[idSize:], r.generation)
	return name
}

// Refresher issues and reads the refresh tokens of one environment. It prints as [redacted].
type Refresher struct {
	redacted
	key hidden[[refreshKeySize]byte]
}

// GenerateRefreshKey makes the 32-byte key of an environment's Refresher. It is to be sealed before it is stored.
func GenerateRefreshKey() []byte {
	key := newRandom()
	return key[:]
}

// NewRefresher makes the Refresher of an environment from its key.
func NewRefresher(key []byte) (*Refresher, error) {
	if len(key) != refreshKeySize {
		return nil, fmt.Errorf("refresh key: %d bytes are expected, not %d", refreshKeySize, len(key))
	}
	return &Refresher{key: hide([refreshKeySize]byte(key))}, nil
}

// First makes the first refresh token of a session.
func (r *Refresher) First(id session.ID) Refresh {
	return r.tagged(Refresh{id: id, generation: 1}, newRandom())
}

// Successor is the token that follows. It is derived from its predecessor, so that a client which repeats a refresh
// gets the same bytes although nobody stored them. After 2³²-1 generations the successor no longer parses, and the
// user signs in again.
func (r *Refresher) Successor(of Refresh) Refresh {
	next := Refresh{id: of.id, generation: of.generation + 1}
	return r.tagged(next, r.authenticate(refreshSuccessorLabel, next, of.secret.open().random))
}

// Parse reads a refresh token of any generation. The error is ErrMalformed, or ErrSignature for a well-formed token
// that this environment did not issue.
func (r *Refresher) Parse(text string) (Refresh, error) {
	var body [refreshSize]byte
	if !decodeChecked(body[:], RefreshPrefix, text) {
		return Refresh{}, ErrMalformed
	}
	name, random := [nameSize]byte(body[:]), [randomSize]byte(body[nameSize:])
	mask(name[:], refreshMaskLabel, random)
	token := r.tagged(Refresh{
		id:         session.ID{UID: uid.UID(name[:idSize])},
		generation: binary.BigEndian.Uint32(name[idSize:]),
	}, random)
	tag := token.secret.open().tag
	if !hmac.Equal(tag[:], body[nameSize+randomSize:refreshSize-checksumSize]) {
		return Refresh{}, ErrSignature
	}
	if token.generation == 0 {
		return Refresh{}, ErrMalformed
	}
	return token, nil
}

// tagged completes a token with its random part and the tag that only this environment can make.
func (r *Refresher) tagged(token Refresh, random [randomSize]byte) Refresh {
	sum := r.authenticate(refreshTagLabel, token, random)
	token.secret = hide(refreshSecret{random: random, tag: [refreshTagSize]byte(sum[:])})
	return token
}

// authenticate is the HMAC of a token's name and a secret, for the purpose that label states.
func (r *Refresher) authenticate(label string, token Refresh, secret [randomSize]byte) [sha256.Size]byte {
	name := token.name()
	message := append(make([]byte, 0, 128), label...)
	message = append(append(message, name[:]...), secret[:]...)
	key := r.key.open()
	mac := hmac.New(sha256.New, key[:])
	mac.Write(message)
	return [sha256.Size]byte(mac.Sum(nil))
}
