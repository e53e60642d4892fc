package service

import (
	"context"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/token"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// keyUseEvery is how coarsely the last use of an API key is recorded.
const keyUseEvery = time.Minute

// CreateAPIKey makes an API key. This is the only time that it can be seen.
func (s *Service) CreateAPIKey(ctx context.Context, who access.Principal, name string, scopes []access.Scope) (token.APIKey, error) {
	if err := requireLocal(who); err != nil {
		return token.APIKey{}, err
	}
	if name == "" {
		return token.APIKey{}, fault.Field("name", "A key needs a name that says who uses it.")
	}
	if err := tenancy.ValidLabel("name", name, tenancy.MaxName); err != nil {
		return token.APIKey{}, err
	}
	now := s.now()
	key := token.NewAPIKey(uid.New(now))
	err := s.update(ctx, who.Environment, func(tx store.Tx) error {
		err := tx.InsertAPIKey(store.APIKey{ID: key.ID(), Name: name, Hash: key.Hash(), Scopes: scopes, CreatedAt: now})
		if err != nil {
			return err
		}
		e := event.New(event.APIKeyCreated, now, who.Actor())
		return tx.Append(e.With(map[string]any{"id": key.ID(), "name": name, "scopes": scopes}))
	})
	return key, err
}

// APIKeys lists the API keys of the environment.
func (s *Service) APIKeys(ctx context.Context, who access.Principal) (all []store.APIKey, err error) {
	if err := requireLocal(who); err != nil {
		return nil, err
	}
	err = s.view(ctx, who.Environment, func(tx store.Reader) (err error) {
		all, err = tx.APIKeys()
		return err
	})
	return all, err
}

// RevokeAPIKey makes a key useless at once.
func (s *Service) RevokeAPIKey(ctx context.Context, who access.Principal, id uid.UID) error {
	if err := requireLocal(who); err != nil {
		return err
	}
	return s.update(ctx, who.Environment, func(tx store.Tx) error {
		key, found, err := tx.APIKey(id)
		if err != nil || found && !key.RevokedAt.IsZero() {
			return err
		}
		if !found {
			return fault.Absent("API key")
		}
		e := s.changed(event.APIKeyRevoked, who)
		if err := tx.RevokeAPIKey(id, e.At); err != nil {
			return err
		}
		return tx.Append(e.With(map[string]any{"id": id, "name": key.Name}))
	})
}

// requireLocal refuses everybody but the command line.
func requireLocal(who access.Principal) error {
	if who.Kind != access.Local {
		return fault.New(fault.Forbidden, "API keys are managed at the command line.")
	}
	return nil
}

// authenticateKey says which API key it is.
func (s *Service) authenticateKey(ctx context.Context, environment tenancy.EnvironmentID, text, address string) (access.Principal, error) {
	presented, err := token.ParseAPIKey(text)
	if err != nil {
		return access.Principal{}, unknownCredential()
	}
	var key store.APIKey
	var found bool
	err = s.view(ctx, environment, func(tx store.Reader) (err error) {
		key, found, err = tx.APIKey(presented.ID())
		return err
	})
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return access.Principal{}, unknownCredential()
	case err != nil:
		return access.Principal{}, err
	case !found || !key.Hash.Equal(presented.Hash()) || !key.RevokedAt.IsZero():
		return access.Principal{}, unknownCredential()
	}
	if now := s.now(); now.Sub(key.LastUsedAt) >= keyUseEvery {
		err := s.update(ctx, environment, func(tx store.Tx) error { return tx.TouchAPIKey(key.ID, now) })
		if err != nil && fault.KindOf(err) != fault.Unavailable { // a store that only reads still answers checks
			return access.Principal{}, err
		}
	}
	return access.Principal{Kind: access.APIKey, Environment: environment, Key: key.ID, Scopes: key.Scopes, Address: address}, nil
}
