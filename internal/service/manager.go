package service

import (
	"context"
	"errors"
	"strings"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/token"
)

// AuthenticateManager says who comes with a credential to manage a whole environment: an API key of the environment, an
// operator by a session of theirs, or a program of the operators by a key of their environment. What operators may do
// is read anew for each request. A user of the environment is told that this is not for them.
func (s *Service) AuthenticateManager(ctx context.Context, environment tenancy.EnvironmentID, credential string, from From, counts bool) (access.Principal, error) {
	switch {
	case credential == "":
		return access.Principal{Kind: access.Anonymous, Environment: environment, Address: from.Address}, nil
	case strings.HasPrefix(credential, token.APIKeyPrefix):
		who, err := s.authenticateKey(ctx, environment, credential, from.Address)
		if environment == tenancy.Operators || !unknown(err) {
			return who, err
		}
		return s.authenticateOperatorKey(ctx, environment, credential, from.Address)
	}
	judged, err := s.checkFrom(ctx, tenancy.Operators, credential, from, counts)
	if environment != tenancy.Operators && unknown(err) {
		return s.Authenticate(ctx, environment, credential, from, counts)
	}
	if err != nil {
		return access.Principal{}, err
	}
	return s.operatorIn(ctx, environment, access.Principal{
		Kind: access.Operator, User: judged.User, Session: judged.ID.UID, Address: from.Address,
	})
}

// unknown tells whether a credential may belong to another environment.
func unknown(err error) bool {
	e, ok := errors.AsType[*fault.Error](err)
	return ok && e.Code == credentialUnknown
}

// operatorIn adds what an operator may do in an environment. Where that is nothing, the environment does not exist for
// them; but their own does.
func (s *Service) operatorIn(ctx context.Context, environment tenancy.EnvironmentID, who access.Principal) (access.Principal, error) {
	err := s.view(ctx, tenancy.Operators, func(tx store.Reader) error {
		held, err := tx.Grants(who.User)
		who.Grants = nil
		for _, g := range held {
			who.Grants = append(who.Grants, g.Grant)
		}
		return err
	})
	if err != nil {
		return access.Principal{}, err
	}
	return actIn(environment, who)
}

func actIn(environment tenancy.EnvironmentID, who access.Principal) (access.Principal, error) {
	who.Environment, who.Scopes = environment, access.ScopesIn(who.Grants, environment)
	if len(who.Scopes) == 0 && environment != tenancy.Operators {
		return access.Principal{}, fault.Absent("environment")
	}
	return who, nil
}

func (s *Service) authenticateOperatorKey(ctx context.Context, environment tenancy.EnvironmentID, credential, address string) (access.Principal, error) {
	who, err := s.authenticateKey(ctx, tenancy.Operators, credential, address)
	switch {
	case err != nil:
		return access.Principal{}, err
	case who.Kind != access.OperatorKey:
		return access.Principal{}, unknownCredential()
	}
	return actIn(environment, who)
}
