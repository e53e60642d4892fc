package service

import (
	"context"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// Impact is whom a change of settings would sign out if it were made now.
type Impact struct {
	Sessions int
	Users    int
	Tenants  int
	Own      bool // whether the session of who asks is one of them
}

// PreviewSettings tells the impact of settings of the environment.
func (s *Service) PreviewSettings(ctx context.Context, who access.Principal, in EnvironmentSettings) (Impact, error) {
	if err := who.Require(access.SettingsRead); err != nil {
		return Impact{}, err
	}
	if err := in.validate(); err != nil {
		return Impact{}, err
	}
	return s.preview(ctx, who, tenancy.TenantID{}, func(levels *Levels) error {
		levels.Environment = levels.Environment.Replace(in.Settings, in.Modes, s.now())
		return nil
	})
}

// PreviewTenantSettings tells the impact of a tenant's own settings.
func (s *Service) PreviewTenantSettings(ctx context.Context, who access.Principal, in TenantSettings) (Impact, error) {
	if err := who.Require(access.SettingsRead); err != nil {
		return Impact{}, err
	}
	return s.previewTenant(ctx, who, in)
}

func (s *Service) previewTenant(ctx context.Context, who access.Principal, in TenantSettings) (Impact, error) {
	if err := in.Overrides.Validate(); err != nil {
		return Impact{}, err
	}
	return s.preview(ctx, who, in.Tenant, func(levels *Levels) error {
		if err := session.Permit(levels.Environment, in.Overrides); err != nil {
			return err
		}
		levels.Tenant = levels.Tenant.Replace(in.Overrides, s.now())
		return nil
	})
}

// preview judges every session by the rules that hold and by those that would, with the functions that enforce them.
func (s *Service) preview(ctx context.Context, who access.Principal, tenant tenancy.TenantID, change func(*Levels) error) (Impact, error) {
	if err := s.FlushActivity(ctx); err != nil {
		return Impact{}, err
	}
	if !tenant.IsZero() { // a tenant that does not exist has no preview, even without sessions
		if _, err := s.Settings(ctx, access.Principal{Kind: access.System, Environment: who.Environment}, tenant); err != nil {
			return Impact{}, err
		}
	}
	tally := tally{own: who.Session, users: map[tenancy.UserID]bool{}, tenants: map[tenancy.TenantID]bool{}}
	err := s.walk(ctx, who.Environment, tenant, func(rules *policies, groups []group) error {
		would := map[tenancy.TenantID]session.Rules{}
		for _, g := range groups {
			after, known := would[g.tenant]
			if !known {
				var err error
				if after, err = rules.changed(g.tenant, change); err != nil {
					return err
				}
				would[g.tenant] = after
			}
			held, err := rules.of(g.tenant)
			if err != nil {
				return err
			}
			tally.add(g, held, after, s)
		}
		return nil
	})
	return Impact{Sessions: tally.sessions, Users: len(tally.users), Tenants: len(tally.tenants), Own: tally.ownEnds}, err
}

// changed is the rules of a tenant as they would be after a change.
func (p *policies) changed(tenant tenancy.TenantID, change func(*Levels) error) (session.Rules, error) {
	levels, err := policiesOf(p.tx, tenant)
	if err != nil {
		return session.Rules{}, err
	}
	if err := change(&levels); err != nil {
		return session.Rules{}, err
	}
	return session.Govern(levels.Environment, levels.Tenant), nil
}

// policiesOf reads both levels; a tenant that is gone has none of its own.
func policiesOf(tx store.Reader, tenant tenancy.TenantID) (levels Levels, err error) {
	if levels.Environment, err = tx.EnvironmentPolicy(); err != nil {
		return levels, err
	}
	levels.Tenant, _, err = tx.TenantPolicy(tenant)
	return levels, err
}

// tally counts what would end.
type tally struct {
	sessions int
	users    map[tenancy.UserID]bool
	tenants  map[tenancy.TenantID]bool
	own      uid.UID
	ownEnds  bool
}

func (t *tally) add(g group, held, after session.Rules, s *Service) {
	now := s.now()
	for _, ending := range session.Settle(g.sessions, after, now) {
		if !session.Evaluate(ending.Session, held, now).Active {
			continue // has ended without the change
		}
		t.sessions++
		t.users[g.user] = true
		t.tenants[g.tenant] = true
		t.ownEnds = t.ownEnds || ending.Session.ID.UID == t.own && !t.own.IsZero()
	}
}
