package service

import (
	"context"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/settings"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// EnvironmentSettings are an environment's session settings, to be put into force.
type EnvironmentSettings struct {
	Settings session.Settings
	Modes    session.Modes
	Version  int64 // the version that was edited; 0 to replace whatever is there
}

// TenantSettings are a tenant's own session settings, to be put into force.
type TenantSettings struct {
	Tenant    tenancy.TenantID
	Overrides session.Overrides
	Version   int64 // the version that was edited; 0 to replace whatever is there
}

// Levels are the settings of both levels and what holds.
type Levels struct {
	Environment session.EnvironmentPolicy
	Tenant      session.TenantPolicy // zero at the level of the environment
	Effective   session.Effective
}

// Settings reads the settings of the environment or, unless tenant is zero, those that hold in a tenant.
func (s *Service) Settings(ctx context.Context, who access.Principal, tenant tenancy.TenantID) (levels Levels, err error) {
	if err := who.Require(access.SettingsRead); err != nil {
		return levels, err
	}
	err = s.view(ctx, who.Environment, func(tx store.Reader) error {
		levels, err = readLevels(tx, tenant)
		return err
	})
	return levels, err
}

func readLevels(tx store.Reader, tenant tenancy.TenantID) (levels Levels, err error) {
	if levels.Environment, err = tx.EnvironmentPolicy(); err != nil {
		return levels, err
	}
	if !tenant.IsZero() {
		if levels.Tenant, err = knownPolicy(tx, tenant); err != nil {
			return levels, err
		}
	}
	levels.Effective = session.Govern(levels.Environment, levels.Tenant).Effective
	return levels, nil
}

// ChangeSettings puts an environment's session settings into force: it publishes the document in force with them in
// it. When it returns, every session that they end has ended; the number is told.
func (s *Service) ChangeSettings(ctx context.Context, who access.Principal, in EnvironmentSettings) (Levels, int, error) {
	if err := who.Require(access.SettingsWrite); err != nil {
		return Levels{}, 0, err
	}
	if err := in.validate(); err != nil {
		return Levels{}, 0, err
	}
	done, err := s.publish(ctx, who, func(_ store.Tx, current settings.Document) (Publication, error) {
		current.Sessions = settings.Sessions{Settings: in.Settings, Modes: in.Modes}
		base := in.Version
		if base == 0 {
			base = AnyVersion
		}
		return Publication{Document: current, Base: base}, nil
	})
	return done.Levels, done.Ended, err
}

func (in EnvironmentSettings) validate() error {
	if err := in.Settings.Validate(); err != nil {
		return err
	}
	return in.Modes.Validate()
}

// ChangeTenantSettings does the same for a tenant's own settings. A value that the environment's mode does not
// allow is refused.
func (s *Service) ChangeTenantSettings(ctx context.Context, who access.Principal, in TenantSettings) (Levels, int, error) {
	if err := who.Require(access.SettingsWrite); err != nil {
		return Levels{}, 0, err
	}
	return s.changeTenant(ctx, who, in)
}

// changeTenant does the work of ChangeTenantSettings for somebody who may. What must hold besides is checked in the
// transaction.
func (s *Service) changeTenant(ctx context.Context, who access.Principal, in TenantSettings, must ...func(store.Tx) error) (Levels, int, error) {
	if err := in.Overrides.Validate(); err != nil {
		return Levels{}, 0, err
	}
	return s.change(ctx, who, in.Tenant, func(tx store.Tx, levels *Levels) error {
		for _, check := range must {
			if err := check(tx); err != nil {
				return err
			}
		}
		if current := levels.Tenant.Version; in.Version != 0 && in.Version != current {
			return versionConflict("version", current)
		}
		e := s.changed(event.SettingsChanged, who)
		e.Tenant = in.Tenant
		if err := session.Permit(levels.Environment, in.Overrides); err != nil {
			return err
		}
		before := levels.Tenant
		levels.Tenant = before.Replace(in.Overrides, e.At)
		if err := tx.SaveTenantPolicy(in.Tenant, levels.Tenant); err != nil {
			return err
		}
		return tx.Append(e.With(map[string]any{"before": before.Overrides, "after": in.Overrides}))
	})
}

// change replaces the settings of one level and carries the change out. While an earlier change is still being
// carried out, that is brought to its end first, so that each has its full effect.
func (s *Service) change(ctx context.Context, who access.Principal, tenant tenancy.TenantID,
	replace func(store.Tx, *Levels) error) (levels Levels, ended int, err error) {
	defer func() {
		switch fault.KindOf(err) {
		case fault.Unavailable, fault.Internal: // the settings may be in force, and then somebody must carry them out
			s.SweepSoon()
		}
	}()
	if err := s.FlushActivity(ctx); err != nil {
		return levels, 0, err
	}
	for underWay := true; underWay; {
		err := s.update(ctx, who.Environment, func(tx store.Tx) error {
			if err := tx.LockPolicy(); err != nil {
				return err
			}
			if levels, err = readLevels(tx, tenant); err != nil {
				return err
			}
			if underWay = len(levels.Environment.Replaced)+len(levels.Tenant.Replaced) > 0; underWay {
				return nil
			}
			return replace(tx, &levels)
		})
		if err != nil {
			return levels, 0, err
		}
		if underWay {
			if _, err := s.Sweep(ctx, who.Environment, tenancy.TenantID{}); err != nil {
				return levels, 0, err
			}
		}
	}
	var swept Swept
	if len(levels.Environment.Replaced)+len(levels.Tenant.Replaced) > 0 {
		swept, err = s.Sweep(ctx, who.Environment, tenant)
	}
	levels.Effective = session.Govern(levels.Environment, levels.Tenant).Effective
	return levels, swept.ByChange, err
}
