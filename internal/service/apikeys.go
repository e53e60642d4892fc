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
	if err := who.Require(access.KeysWrite); err != nil {
		return token.APIKey{}, err
	}
	return s.createKey(ctx, who, store.APIKey{Name: name, Scopes: scopes})
}

// CreateOperatorKey makes an API key for a program of the operators, with roles as an operator has them.
func (s *Service) CreateOperatorKey(ctx context.Context, who access.Principal, name string, grants []access.Grant) (token.APIKey, error) {
	if err := who.Require(access.OperatorsWrite); err != nil {
		return token.APIKey{}, err
	}
	if len(grants) == 0 || len(grants) > maxKeyGrants {
		return token.APIKey{}, fault.Field("grants", "1 to %d grants are allowed.", maxKeyGrants).Breaking("number", 1, maxKeyGrants)
	}
	for _, g := range grants {
		if err := g.Validate(); err != nil {
			return token.APIKey{}, err
		}
		if err := s.knownTarget(ctx, g.Environment); err != nil {
			return token.APIKey{}, err
		}
	}
	who.Environment = tenancy.Operators
	return s.createKey(ctx, who, store.APIKey{Name: name, Grants: grants})
}

// maxKeyGrants is how many grants an operator key may have.
const maxKeyGrants = 50

func (s *Service) createKey(ctx context.Context, who access.Principal, made store.APIKey) (token.APIKey, error) {
	if made.Name == "" {
		return token.APIKey{}, fault.Field("name", "A key needs a name that says who uses it.").Breaking("key_name")
	}
	if err := tenancy.ValidLabel("name", made.Name, tenancy.MaxName); err != nil {
		return token.APIKey{}, err
	}
	now := s.now()
	key := token.NewAPIKey(uid.New(now))
	made.ID, made.Hash, made.CreatedAt = key.ID(), key.Hash(), now
	err := s.update(ctx, who.Environment, func(tx store.Tx) error {
		if err := tx.InsertAPIKey(made); err != nil {
			return err
		}
		e := event.New(event.APIKeyCreated, now, who.Actor())
		return tx.Append(e.With(struct {
			ID     uid.UID        `json:"id"`
			Name   string         `json:"name"`
			Scopes []access.Scope `json:"scopes,omitempty"`
			Grants []access.Grant `json:"grants,omitempty"`
		}{made.ID, made.Name, made.Scopes, made.Grants}))
	})
	return key, err
}

// APIKeys lists the API keys of the environment.
func (s *Service) APIKeys(ctx context.Context, who access.Principal) (all []store.APIKey, err error) {
	if err := who.Require(access.KeysRead); err != nil {
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
	if err := who.Require(access.KeysWrite); err != nil {
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

// authenticateKey says which API key it is.
func (s *Service) authenticateKey(ctx context.Context, environment tenancy.EnvironmentID, text, address string) (access.Principal, error) {
	presented, err := token.ParseAPIKey(text)
	if err != nil {
		return access.Principal{}, unknownCredential()
	}
	key, found, err := s.store.APIKey(ctx, environment, presented.ID())
	err = translate(err)
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
	who := access.Principal{Kind: access.APIKey, Environment: environment, Key: key.ID, Scopes: key.Scopes, Address: address}
	if len(key.Grants) > 0 {
		who.Kind, who.Grants, who.Scopes = access.OperatorKey, key.Grants, access.ScopesIn(key.Grants, environment)
	}
	return who, nil
}
