package store

import (
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// APIKey is an application's key to one environment. The key itself is not kept.
type APIKey struct {
	ID         uid.UID
	Name       string
	Hash       session.Hash
	Scopes     []access.Scope
	Grants     []access.Grant // of an operator key, which has no scopes
	CreatedAt  time.Time
	LastUsedAt time.Time // zero when never; recorded about once a minute
	RevokedAt  time.Time // zero while it is good
}

// SealedKey is a secret key of an environment, encrypted under a master key from outside the database.
type SealedKey struct {
	ID        string // the key ID of a signing key (RFC 7638 thumbprint), or "refresh"
	Use       KeyUse
	Sealed    []byte
	CreatedAt time.Time
	SignsFrom time.Time // of a signing key: when it begins to sign
	RetiredAt time.Time // of a signing key: when it stopped to sign; zero while it may
}

// KeyUse says what a sealed key is for.
type KeyUse string

// The uses.
const (
	SigningUse KeyUse = "signing" // signs access tokens
	RefreshUse KeyUse = "refresh" // tags refresh tokens and derives their successors
)

// KeyReader reads keys.
type KeyReader interface {
	// APIKey reads one key, revoked or not.
	APIKey(id uid.UID) (APIKey, bool, error)

	// APIKeys lists all keys of the environment, oldest first.
	APIKeys() ([]APIKey, error)

	// SealedKeys lists the environment's secret keys, oldest first.
	SealedKeys() ([]SealedKey, error)
}

// KeyWriter changes keys.
type KeyWriter interface {
	// InsertAPIKey adds a key.
	InsertAPIKey(key APIKey) error

	// RevokeAPIKey marks a key as revoked unless it is.
	RevokeAPIKey(id uid.UID, at time.Time) error

	// TouchAPIKey moves the last use forward, never backward.
	TouchAPIKey(id uid.UID, at time.Time) error

	// SaveSealedKey adds or replaces a secret key by its ID.
	SaveSealedKey(key SealedKey) error

	// DeleteSealedKey deletes a secret key.
	DeleteSealedKey(id string) error
}
