package token

import "github.com/sojourn-auth/sojourn/internal/session"

// SecretPrefix begins every session secret. 70 characters of base64url follow.
const SecretPrefix = "sjs_"

var secretScheme = scheme{
	prefix:    SecretPrefix,
	maskLabel: "sojourn session id mask",
	hashLabel: "sjs/sum",
}

// Secret is what a browser's cookie or an opaque bearer token holds: whoever has it is the session. Only its Hash is
// ever stored. It prints as [redacted].
type Secret struct{ masked }

// NewSecret makes a new secret for a session.
func NewSecret(id session.ID) Secret { return Secret{newMasked(id.UID)} }

// ParseSecret reads the text of a secret. It proves nothing: the session named must exist and have the secret's hash.
// The error is ErrMalformed.
func ParseSecret(text string) (Secret, error) {
	m, err := secretScheme.parse(text)
	return Secret{m}, err
}

// Session is the session that the secret claims to open.
func (s Secret) Session() session.ID { return session.ID{UID: s.id} }

// Hash is what to store, and to compare with what is stored.
func (s Secret) Hash() session.Hash { return secretScheme.hash(s.masked) }

// Reveal is the text to hand to the user, and to nobody else.
func (s Secret) Reveal() string { return secretScheme.text(s.masked) }
