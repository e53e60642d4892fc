package service

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/token"
)

// Check judges the session of a credential: a session secret or an access token. Only with counts is it taken as
// activity of the user; a background renewal is not. An error of kind Unauthenticated says why it was refused:
// to whoever holds a genuine credential the end reason, to anybody else nothing.
func (s *Service) Check(ctx context.Context, environment tenancy.EnvironmentID, credential string, counts bool) (Judged, error) {
	found, err := s.find(ctx, environment, credential)
	if err != nil {
		s.counts.refuse(err)
		return Judged{}, err
	}
	now := s.now()
	judged := s.judge(found, now)
	if !judged.Verdict.Active {
		s.counts.ended.Add(1)
		if found.Session.End.IsZero() {
			s.recordOverdue(ctx, environment, found.Session.ID)
		}
		return Judged{}, refusal(judged.Verdict.End)
	}
	if counts {
		if judged, err = s.touch(ctx, environment, judged, now); err != nil {
			return Judged{}, err
		}
	}
	s.counts.active.Add(1)
	return judged, nil
}

// find reads the session that a credential proves, whatever its state.
func (s *Service) find(ctx context.Context, environment tenancy.EnvironmentID, credential string) (store.Found, error) {
	if strings.HasPrefix(credential, token.SecretPrefix) {
		return s.findBySecret(ctx, environment, credential)
	}
	claims, err := s.verifyAccess(ctx, environment, credential)
	if err != nil {
		return store.Found{}, err
	}
	found, err := s.lookup(ctx, environment, claims.Session)
	if err == nil && (found.Session.User != claims.User || found.Session.Tenant != claims.Tenant) {
		err = unknownCredential()
	}
	return found, err
}

func (s *Service) findBySecret(ctx context.Context, environment tenancy.EnvironmentID, credential string) (store.Found, error) {
	secret, err := token.ParseSecret(credential)
	if err != nil {
		return store.Found{}, unknownCredential()
	}
	found, err := s.lookup(ctx, environment, secret.Session())
	if err == nil && !found.Session.Secret.Equal(secret.Hash()) {
		err = unknownCredential()
	}
	return found, err
}

// lookup reads a session by ID; one that is not there is an unknown credential.
func (s *Service) lookup(ctx context.Context, environment tenancy.EnvironmentID, id session.ID) (store.Found, error) {
	found, err := s.store.Lookup(ctx, environment, id)
	switch {
	case errors.Is(err, store.ErrNoEnvironment):
		return found, unknownCredential()
	case err != nil:
		return found, translate(err)
	case found.Session.ID.IsZero():
		return found, unknownCredential()
	}
	return found, nil
}

// verifyAccess verifies an access token of the environment.
func (s *Service) verifyAccess(ctx context.Context, environment tenancy.EnvironmentID, text string) (token.Claims, error) {
	keys, err := s.keys.of(ctx, environment)
	if err != nil {
		if fault.KindOf(err) == fault.NotFound {
			err = unknownCredential()
		}
		return token.Claims{}, err
	}
	claims, err := keys.verifier.Verify(text, s.now())
	switch {
	case err == nil:
		return claims, nil
	case errors.Is(err, token.ErrExpired):
		return token.Claims{}, fault.New(fault.Unauthenticated, "The access token has expired. Refresh it.").WithCode("token_expired")
	}
	return token.Claims{}, unknownCredential()
}

// touch takes the request as activity of the user. Activity that is written at once is noted all the same, and
// first: no check on this node may refuse the session while it is being written. What it takes and gives are values,
// because a pointer would put a kilobyte on the heap at every check.
func (s *Service) touch(ctx context.Context, environment tenancy.EnvironmentID, judged Judged, now time.Time) (Judged, error) {
	written := judged.Session
	written.LastActiveAt = judged.written
	what := session.Touch(written, judged.Rules.Effective, now)
	if what == session.Ignore {
		return judged, nil
	}
	deadline := judged.written.Add(judged.Rules.Effective.Idle.Limit)
	id := judged.ID
	s.activity.add(environment, id, now, deadline)
	if what == session.WriteNow {
		err := s.update(ctx, environment, func(tx store.Tx) error { return tx.TouchSession(id, now) })
		if err != nil {
			return judged, err
		}
	}
	judged.LastActiveAt = now
	judged.Verdict = session.Evaluate(judged.Session, judged.Rules, now)
	return judged, nil
}

// From is where a request comes from. Browser is its user agent when it is known that a user's own browser has sent it:
// what comes with a cookie. Whatever else comes may be an application's backend, which is not where the user is.
type From struct {
	Address string
	Browser string
}

// checkFrom is Check of a request that may tell where a session is used.
func (s *Service) checkFrom(ctx context.Context, environment tenancy.EnvironmentID, credential string, from From, counts bool) (Judged, error) {
	judged, err := s.Check(ctx, environment, credential, counts)
	if err == nil && counts && from.Browser != "" {
		s.activity.see(judged.ID, cleanClient(session.Client{Address: from.Address, UserAgent: from.Browser}))
	}
	return judged, err
}

// Authenticate says who comes with a credential of any kind: a session secret, an access token or an API key.
// A request by a signed-in user counts as activity unless told otherwise.
func (s *Service) Authenticate(ctx context.Context, environment tenancy.EnvironmentID, credential string, from From, counts bool) (access.Principal, error) {
	if credential == "" {
		return access.Principal{Kind: access.Anonymous, Environment: environment, Address: from.Address}, nil
	}
	if strings.HasPrefix(credential, token.APIKeyPrefix) {
		return s.authenticateKey(ctx, environment, credential, from.Address)
	}
	judged, err := s.checkFrom(ctx, environment, credential, from, counts)
	if err != nil {
		return access.Principal{}, err
	}
	return access.Principal{
		Kind: access.User, Environment: environment, Address: from.Address,
		User: judged.User, Tenant: judged.Tenant, Session: judged.ID.UID,
	}, nil
}

// APIKeyPrefix begins every API key.
const APIKeyPrefix = token.APIKeyPrefix
