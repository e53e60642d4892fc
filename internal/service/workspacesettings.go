package service

import (
	"context"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/settings"
	"github.com/sojourn-auth/sojourn/internal/store"
)

// maySecure is what everything on the workspace's security page needs.
func (s *Service) maySecure(tx store.Reader, who access.Principal) error {
	return s.admit(tx, who, settings.WorkspaceSecurity, access.RevokeUserSessions)
}

// mayAskToSecure is the same before anything else is begun.
func (s *Service) mayAskToSecure(ctx context.Context, who access.Principal) error {
	if err := who.RequireUser(); err != nil {
		return err
	}
	return s.view(ctx, who.Environment, func(tx store.Reader) error { return s.maySecure(tx, who) })
}

// WorkspaceSettings reads the workspace's session settings, with what holds and from which level.
func (s *Service) WorkspaceSettings(ctx context.Context, who access.Principal) (levels Levels, err error) {
	if err := who.RequireUser(); err != nil {
		return levels, err
	}
	err = s.view(ctx, who.Environment, func(tx store.Reader) error {
		if err := s.maySecure(tx, who); err != nil {
			return err
		}
		levels, err = readLevels(tx, who.Tenant)
		return err
	})
	return levels, err
}

// PreviewWorkspaceSettings tells whom settings of the workspace would sign out. Which sessions these are is shown to
// those who may see the users' sessions.
func (s *Service) PreviewWorkspaceSettings(ctx context.Context, who access.Principal, own session.Overrides, show EndingPage) (Impact, error) {
	if err := s.mayAskToSecure(ctx, who); err != nil {
		return Impact{}, err
	}
	if show.Limit > 0 {
		err := s.view(ctx, who.Environment, func(tx store.Reader) error {
			return s.admit(tx, who, settings.WorkspaceUsers, access.ViewUsers, access.RevokeUserSessions)
		})
		if err != nil {
			return Impact{}, err
		}
	}
	return s.previewTenant(ctx, who, TenantSettings{Tenant: who.Tenant, Overrides: own}, show)
}

// ChangeWorkspaceSettings puts settings of the workspace into force. A setting that is left out is the environment's.
// When it returns, every session that they end has ended; the number is told.
func (s *Service) ChangeWorkspaceSettings(ctx context.Context, who access.Principal, own session.Overrides, version int64) (Levels, int, error) {
	// Asked before, too, so that who may not waits for nothing and finds nothing out.
	if err := s.mayAskToSecure(ctx, who); err != nil {
		return Levels{}, 0, err
	}
	in := TenantSettings{Tenant: who.Tenant, Overrides: own, Version: version}
	return s.changeTenant(ctx, who, in, func(tx store.Tx) error { return s.maySecure(tx, who) })
}
