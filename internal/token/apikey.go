package token

import (
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// APIKeyPrefix begins every API key. 70 characters of base64url follow.
const APIKeyPrefix = "sjk_"

var apiKeyScheme = scheme{
	prefix:    APIKeyPrefix,
	maskLabel: "sojourn api key id mask",
	hashLabel: "sjk/sum",
}

// APIKey is the key of an application's backend. It is shown once, and only its Hash is ever stored. It prints as
// [redacted].
type APIKey struct{ masked }

// NewAPIKey makes a new key with the given ID.
func NewAPIKey(id uid.UID) APIKey { return APIKey{newMasked(id)} }

// ParseAPIKey reads the text of a key. It proves nothing: the key named must exist and have this key's hash. The
// error is ErrMalformed.
func ParseAPIKey(text string) (APIKey, error) {
	m, err := apiKeyScheme.parse(text)
	return APIKey{m}, err
}

// ID names the key in the store.
func (k APIKey) ID() uid.UID { return k.id }

// Hash is what to store, and to compare with what is stored.
func (k APIKey) Hash() session.Hash { return apiKeyScheme.hash(k.masked) }

// Reveal is the text to show once, to whoever made the key.
func (k APIKey) Reveal() string { return apiKeyScheme.text(k.masked) }
