package service

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
	"sync"
	"time"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/token"
)

const (
	// keysReread is how long keys are held before they are read again. It is far shorter than keyLead, so that every
	// node knows a new key before it signs.
	keysReread = 10 * time.Second
	// keyLead is how long a new signing key is published before it signs: by then verifiers have fetched the JWKS.
	keyLead = 24 * time.Hour
	// keySkew is how far verifiers' clocks may differ; retired keys are published for so much longer.
	keySkew = time.Minute
)

// audience is who accepts access tokens of an environment: whoever trusts its issuer.
func (s *Service) audience(environment tenancy.EnvironmentID) string { return s.Issuer(environment) }

// environmentKeys are the secret keys of one environment, in the clear, in memory only.
type environmentKeys struct {
	set       token.KeySet
	minter    token.Minter
	verifier  token.Verifier
	refresher *token.Refresher
	throttle  []byte // keys what is remembered of sign-in attempts
	readAt    time.Time
}

// keyring holds the keys of every environment that was asked for.
type keyring struct {
	service *Service
	mu      sync.RWMutex
	held    map[tenancy.EnvironmentID]*environmentKeys
}

func newKeyring(s *Service) *keyring {
	return &keyring{service: s, held: map[tenancy.EnvironmentID]*environmentKeys{}}
}

// of is the keys of an environment, read from the store when they were not for a while.
func (k *keyring) of(ctx context.Context, environment tenancy.EnvironmentID) (*environmentKeys, error) {
	now := k.service.now()
	k.mu.RLock()
	keys := k.held[environment]
	k.mu.RUnlock()
	if keys != nil && now.Sub(keys.readAt) < keysReread {
		return keys, nil
	}
	return k.reread(ctx, environment, now)
}

// reread reads the keys of an environment from the store.
func (k *keyring) reread(ctx context.Context, environment tenancy.EnvironmentID, now time.Time) (*environmentKeys, error) {
	var sealed []store.SealedKey
	err := k.service.view(ctx, environment, func(tx store.Reader) (err error) {
		sealed, err = tx.SealedKeys()
		return err
	})
	if err != nil {
		return nil, err
	}
	keys, err := k.service.unseal(environment, sealed)
	if err != nil {
		return nil, fmt.Errorf("keys of environment %s: %w", environment, err)
	}
	keys.readAt = now
	if err := k.service.warm(ctx, environment); err != nil { // whoever needs the keys needs the settings next
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.held[environment] = keys
	return keys, nil
}

// forget makes the next use read the keys again.
func (k *keyring) forget(environment tenancy.EnvironmentID) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.held, environment)
}

// unseal opens stored keys and makes of them what mints and verifies.
func (s *Service) unseal(environment tenancy.EnvironmentID, sealed []store.SealedKey) (*environmentKeys, error) {
	keys := &environmentKeys{}
	var signing []token.SigningKey
	for _, one := range sealed {
		secret, err := s.Sealer.Open(one.Sealed, place(environment, one.Use, one.ID))
		if err != nil {
			return nil, err
		}
		switch one.Use {
		case store.SigningUse:
			key, err := token.ParseSigningKey(secret)
			if err != nil {
				return nil, err
			}
			key.CreatedAt, key.SignsFrom, key.RetiredAt = one.CreatedAt, one.SignsFrom, one.RetiredAt
			signing = append(signing, key)
		case store.RefreshUse:
			if keys.refresher, err = token.NewRefresher(secret); err != nil {
				return nil, err
			}
			if keys.throttle, err = hkdf.Key(sha256.New, secret, nil, "sojourn sign-in throttle", sha256.Size); err != nil {
				return nil, err
			}
		}
	}
	var err error
	if keys.set, err = token.NewKeySet(s.AccessLife+keySkew, signing...); err != nil {
		return nil, err
	}
	if keys.refresher == nil {
		return nil, fmt.Errorf("there is no refresh key")
	}
	issuer := s.Issuer(environment)
	keys.minter = token.Minter{Keys: keys.set, Issuer: issuer}
	keys.verifier = token.Verifier{Keys: keys.set, Issuer: issuer, Audiences: []string{s.audience(environment)}}
	return keys, nil
}

func place(environment tenancy.EnvironmentID, use store.KeyUse, id string) token.Place {
	return token.Place{Environment: environment, Use: string(use), ID: id}
}

// mint makes the access token of a session at an instant. Equal sessions, rights and instants give equal tokens, so that
// a repeated refresh gets the same pair.
func (s *Service) mint(environment tenancy.EnvironmentID, keys *environmentKeys, of Started, at time.Time) (token.Access, time.Time, error) {
	judged := of.Judged
	left := judged.Verdict.EndsAt.Sub(at)
	if left < time.Second { // a token's times are whole seconds, and it must not outlive its session
		return token.Access{}, time.Time{}, refusal(session.End{Reason: judged.Verdict.EndsBy})
	}
	expires := at.Add(token.Lifetime(s.AccessLife, left, judged.ID, judged.Refresh.Generation)).Truncate(time.Second)
	access, err := keys.minter.Mint(token.Claims{
		User: judged.User, Tenant: judged.Tenant, Session: judged.ID,
		Roles: texts(of.Rights.Roles), Permissions: texts(of.Rights.Permissions),
		Client: ClientID, Audience: []string{s.audience(environment)}, Methods: judged.Methods,
		AuthenticatedAt: judged.AuthenticatedAt, IssuedAt: at, ExpiresAt: expires,
	})
	return access, expires, err
}

// texts is keys as tokens carry them.
func texts[K ~string](keys []K) []string {
	all := make([]string, len(keys))
	for i, key := range keys {
		all[i] = string(key)
	}
	return all
}

// ClientID is the client_id of access tokens (RFC 9068, section 2.2): there is one client, the environment itself.
const ClientID = "sojourn"
