package service

import (
	"context"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/token"
)

// JWKS is the public keys with which access tokens of an environment are verified (RFC 7517).
func (s *Service) JWKS(ctx context.Context, environment tenancy.EnvironmentID) ([]byte, error) {
	keys, err := s.keys.of(ctx, environment)
	if err != nil {
		return nil, err
	}
	return keys.set.JWKS(s.now())
}

// RotateSigningKey adds a signing key, which signs after a day in the JWKS, and removes those that are of no use any
// more. It returns the ID of the new key.
func (s *Service) RotateSigningKey(ctx context.Context, who access.Principal) (id string, err error) {
	if err := who.Require(access.KeysWrite); err != nil {
		return "", err
	}
	keys, err := s.keys.reread(ctx, who.Environment, s.now())
	if err != nil {
		return "", err
	}
	err = s.update(ctx, who.Environment, func(tx store.Tx) error {
		if err := tx.LockPolicy(); err != nil {
			return err
		}
		if id, err = s.addSigningKey(tx, who.Environment, who, keys.set); err != nil {
			return err
		}
		return s.removeDeadKeys(tx, who, keys.set)
	})
	s.keys.forget(who.Environment)
	return id, err
}

// RotateWhenDue rotates the signing key when its life is over. It is called from time to time.
func (s *Service) RotateWhenDue(ctx context.Context, environment tenancy.EnvironmentID) error {
	keys, err := s.keys.of(ctx, environment)
	if err != nil || !keys.set.RotationDue(s.now(), s.KeyLife, keyLead) {
		return err
	}
	_, err = s.RotateSigningKey(ctx, access.Principal{Kind: access.System, Environment: environment})
	return err
}

// addSigningKey saves a new key and the retirement of the one that it takes over from.
func (s *Service) addSigningKey(tx store.Tx, environment tenancy.EnvironmentID, who access.Principal, set token.KeySet) (string, error) {
	next, err := token.GenerateSigningKey(s.now())
	if err != nil {
		return "", err
	}
	rotated, err := set.Rotate(next, s.now(), keyLead)
	if err != nil {
		return "", err
	}
	for _, key := range rotated.Keys() {
		sealed, err := s.sealSigningKey(environment, key)
		if err != nil {
			return "", err
		}
		if err := tx.SaveSealedKey(sealed); err != nil {
			return "", err
		}
	}
	return next.ID, tx.Append(s.changed(event.SigningKeyCreated, who).With(map[string]any{"kid": next.ID}))
}

func (s *Service) sealSigningKey(environment tenancy.EnvironmentID, key token.SigningKey) (store.SealedKey, error) {
	private, err := key.MarshalPrivate()
	if err != nil {
		return store.SealedKey{}, err
	}
	return store.SealedKey{
		ID: key.ID, Use: store.SigningUse, Sealed: s.Sealer.Seal(private, place(environment, store.SigningUse, key.ID)),
		CreatedAt: key.CreatedAt, SignsFrom: key.SignsFrom, RetiredAt: key.RetiredAt,
	}, nil
}

func (s *Service) removeDeadKeys(tx store.Tx, who access.Principal, set token.KeySet) error {
	for _, id := range set.Dead(s.now()) {
		if err := tx.DeleteSealedKey(id); err != nil {
			return err
		}
		if err := tx.Append(s.changed(event.SigningKeyRemoved, who).With(map[string]any{"kid": id})); err != nil {
			return err
		}
	}
	return nil
}
