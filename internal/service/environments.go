package service

import (
	"context"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/token"
)

// Environment is an environment as it is shown.
type Environment struct {
	tenancy.Environment
	Archived bool // no session begins in it
	Version  int64
	Scopes   []access.Scope // what whoever asks may do there; not told of single environments
}

// CreateEnvironment makes an environment with the keys that it needs.
func (s *Service) CreateEnvironment(ctx context.Context, who access.Principal, e tenancy.Environment) (tenancy.Environment, error) {
	if err := who.Require(access.EnvironmentsCreate); err != nil {
		return e, err
	}
	if e.Name == "" {
		e.Name = string(e.ID)
	}
	if err := e.Validate(); err != nil {
		return e, err
	}
	e.CreatedAt = s.now()
	return e, s.makeEnvironment(ctx, who, e, func(store.Tx) error { return nil })
}

// makeEnvironment makes an environment and what more fill puts into it.
func (s *Service) makeEnvironment(ctx context.Context, who access.Principal, e tenancy.Environment, fill func(store.Tx) error) error {
	return translate(s.store.CreateEnvironment(ctx, e, func(tx store.Tx) error {
		refresh := store.SealedKey{ID: string(store.RefreshUse), Use: store.RefreshUse, CreatedAt: e.CreatedAt}
		refresh.Sealed = s.Sealer.Seal(token.GenerateRefreshKey(), place(e.ID, refresh.Use, refresh.ID))
		if err := tx.SaveSealedKey(refresh); err != nil {
			return err
		}
		if _, err := s.addSigningKey(tx, e.ID, who, token.KeySet{}); err != nil {
			return err
		}
		if err := tx.Append(s.changed(event.EnvironmentCreated, who).With(map[string]any{"id": e.ID, "name": e.Name})); err != nil {
			return err
		}
		return fill(tx)
	}))
}

// Environments lists all environments, for the parts of the program that work on each.
func (s *Service) Environments(ctx context.Context) ([]tenancy.Environment, error) {
	all, err := s.store.Environments(ctx)
	return all, translate(err)
}

// OwnEnvironments lists the environments in which somebody may do anything.
func (s *Service) OwnEnvironments(ctx context.Context, who access.Principal) ([]Environment, error) {
	if who.Kind != access.Local {
		if err := who.RequireOperator(); err != nil {
			return nil, err
		}
	}
	all, err := s.Environments(ctx)
	if err != nil {
		return nil, err
	}
	shown := []Environment{}
	for _, e := range all {
		one := Environment{Environment: e, Scopes: access.ScopesIn(who.Grants, e.ID)}
		if who.IsOperator() && len(one.Scopes) == 0 {
			continue
		}
		err := s.view(ctx, e.ID, func(tx store.Reader) error {
			policy, err := tx.EnvironmentPolicy()
			one.Archived, one.Version = policy.Closed, policy.Version
			return err
		})
		if err != nil {
			return nil, err
		}
		shown = append(shown, one)
	}
	return shown, nil
}

// EnvironmentChange is what is to become of an environment; what is nil stays as it is.
type EnvironmentChange struct {
	Name     *string
	Archived *bool
}

// UpdateEnvironment gives the environment another name, and archives it or takes that back; all of it or nothing. Its ID
// stays for good. An archive has no sessions and lets none begin; everything else in it stays.
func (s *Service) UpdateEnvironment(ctx context.Context, who access.Principal, change EnvironmentChange) error {
	if err := who.Require(access.EnvironmentWrite); err != nil {
		return err
	}
	if change.Name != nil {
		if err := (tenancy.Environment{ID: who.Environment, Name: *change.Name}).Validate(); err != nil {
			return err
		}
	}
	if change.Archived != nil && who.Environment == tenancy.Operators {
		return fault.New(fault.Conflict, "The environment of the operators cannot be archived.").WithCode("environment_needed")
	}
	err := s.update(ctx, who.Environment, func(tx store.Tx) error {
		if change.Archived != nil {
			if err := s.archive(tx, who, *change.Archived); err != nil {
				return err
			}
		}
		if change.Name == nil {
			return nil
		}
		if err := tx.RenameEnvironment(*change.Name); err != nil {
			return err
		}
		return tx.Append(s.changed(event.EnvironmentRenamed, who).With(map[string]any{"name": *change.Name}))
	})
	if err == nil && change.Archived != nil {
		s.SweepSoon()
	}
	return err
}

// archive ends all sessions of the environment and lets none begin, or lets them begin again.
func (s *Service) archive(tx store.Tx, who access.Principal, archived bool) error {
	if err := tx.LockPolicy(); err != nil {
		return err
	}
	policy, err := tx.EnvironmentPolicy()
	if err != nil || policy.Closed == archived {
		return err
	}
	kind := event.EnvironmentRevived
	if policy.Closed = archived; archived {
		kind = event.EnvironmentArchived
	}
	e := s.changed(kind, who)
	if archived {
		policy.NotBefore = policy.NotBefore.Forward(e.At, session.EndedByOperator, e.Actor)
	}
	if err := tx.SaveEnvironmentPolicy(policy); err != nil {
		return err
	}
	return tx.Append(e)
}
