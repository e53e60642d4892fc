package service

import (
	"context"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/settings"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// DocumentImpact is what publishing a document would change.
type DocumentImpact struct {
	Impact
	Base     int64 // the version in force that it is held against
	Changes  []settings.Change
	Shifts   []PermissionShift
	Warnings []session.Warning
}

// PermissionShift is how many users would gain or lose a permission, and in how many tenants.
type PermissionShift struct {
	Permission access.Permission
	Gain, Lose store.MemberCount
}

// DocumentImpact tells what publishing a document would change if it were done now, and changes nothing. Show chooses
// which of the sessions that would end it tells of.
func (s *Service) DocumentImpact(ctx context.Context, who access.Principal, d settings.Document, show EndingPage) (DocumentImpact, error) {
	if err := requireAll(who, show.scopes()...); err != nil {
		return DocumentImpact{}, err
	}
	if err := d.Validate(); err != nil {
		return DocumentImpact{}, err
	}
	in := EnvironmentSettings{Settings: d.Sessions.Settings, Modes: d.Sessions.Modes}
	impact, err := s.PreviewSettings(ctx, who, in, show)
	if err != nil {
		return DocumentImpact{}, err
	}
	told := DocumentImpact{Impact: impact, Warnings: in.Settings.Warnings()}
	err = s.view(ctx, who.Environment, func(tx store.Reader) error {
		policy, err := tx.EnvironmentPolicy()
		if err != nil {
			return err
		}
		current, err := s.published(tx, who.Environment, policy)
		if err != nil {
			return err
		}
		told.Base, told.Changes = policy.Version, settings.Diff(current, d)
		told.Shifts, err = shifts(tx, current, d)
		return err
	})
	return told, err
}

// shifts counts who would gain or lose which permission.
func shifts(tx store.Reader, before, after settings.Document) ([]PermissionShift, error) {
	sets, err := tx.RoleSets()
	if err != nil {
		return nil, err
	}
	var roles [][]tenancy.RoleKey
	for _, set := range sets {
		roles = append(roles, set.Roles)
	}
	var all []PermissionShift
	for _, shift := range settings.Shifts(before, after, roles) {
		counted := PermissionShift{Permission: shift.Permission}
		if counted.Gain, err = count(tx, shift.Gain); err != nil {
			return nil, err
		}
		if counted.Lose, err = count(tx, shift.Lose); err != nil {
			return nil, err
		}
		all = append(all, counted)
	}
	return all, nil
}

func count(tx store.Reader, sets [][]tenancy.RoleKey) (store.MemberCount, error) {
	if len(sets) == 0 {
		return store.MemberCount{}, nil
	}
	return tx.CountMembers(sets)
}
