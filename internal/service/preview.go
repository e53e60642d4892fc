package service

import (
	"context"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// SoonAfter is how far a preview looks ahead.
const SoonAfter = 24 * time.Hour

// Impact is whom a change of settings would sign out if it were made now.
type Impact struct {
	Sessions int
	Users    int
	Tenants  int
	Own      bool // whether the session of who asks is one of them
	Soon     int  // sessions that would live on, but end within SoonAfter unless they are used, and would not as it is
	Keeping  int  // tenants whose own value of a setting that changes stays in force

	Ending []Ending    // the sessions that would end, as far as they were asked for
	Next   EndingPlace // where to go on with them; zero at their end
}

// PreviewSettings tells the impact of settings of the environment. Show chooses which of the sessions it tells of.
func (s *Service) PreviewSettings(ctx context.Context, who access.Principal, in EnvironmentSettings, show EndingPage) (Impact, error) {
	if err := requireAll(who, show.scopes()...); err != nil {
		return Impact{}, err
	}
	if err := in.validate(); err != nil {
		return Impact{}, err
	}
	return s.preview(ctx, who, tenancy.TenantID{}, show, func(levels *Levels, now time.Time) error {
		levels.Environment = levels.Environment.Replace(in.Settings, in.Modes, now)
		return nil
	})
}

// PreviewTenantSettings tells the impact of a tenant's own settings.
func (s *Service) PreviewTenantSettings(ctx context.Context, who access.Principal, in TenantSettings, show EndingPage) (Impact, error) {
	if err := requireAll(who, show.scopes()...); err != nil {
		return Impact{}, err
	}
	return s.previewTenant(ctx, who, in, show)
}

func (s *Service) previewTenant(ctx context.Context, who access.Principal, in TenantSettings, show EndingPage) (Impact, error) {
	if err := in.Overrides.Validate(); err != nil {
		return Impact{}, err
	}
	return s.preview(ctx, who, in.Tenant, show, func(levels *Levels, now time.Time) error {
		if err := session.Permit(levels.Environment, in.Overrides); err != nil {
			return err
		}
		levels.Tenant = levels.Tenant.Replace(in.Overrides, now)
		return nil
	})
}

// preview judges every session by the rules that hold and by those that would, with the functions that enforce them.
func (s *Service) preview(ctx context.Context, who access.Principal, tenant tenancy.TenantID, show EndingPage,
	change func(levels *Levels, now time.Time) error) (Impact, error) {
	if err := s.FlushActivity(ctx); err != nil {
		return Impact{}, err
	}
	now := s.now()
	t := tally{own: who.Session, now: now, show: show, tenants: map[tenancy.TenantID]*compared{}}
	// A tenant that does not exist has no preview, and what is not permitted none either, even without sessions.
	err := s.view(ctx, who.Environment, func(tx store.Reader) (err error) {
		t.Keeping, err = keeping(tx, tenant, func(levels *Levels) error { return change(levels, now) })
		return err
	})
	if err != nil {
		return Impact{}, err
	}
	err = s.walk(ctx, who.Environment, tenant, func(rules *policies, groups []group) error {
		for _, g := range groups {
			in, known := t.tenants[g.tenant]
			if !known {
				levels, err := rules.levels(g.tenant)
				if err != nil {
					return err
				}
				in = &compared{held: session.Govern(levels.Environment, levels.Tenant)}
				if err := change(&levels, now); err != nil {
					return err
				}
				in.after = session.Govern(levels.Environment, levels.Tenant)
				t.tenants[g.tenant] = in
			}
			t.add(g, in)
		}
		return nil
	})
	if err != nil {
		return Impact{}, err
	}
	return t.Impact, s.describeEndings(ctx, who, &t)
}

// keeping counts the tenants whose own value of a setting that changes stays in force: none when the change is of one
// tenant.
func keeping(tx store.Reader, tenant tenancy.TenantID, change func(*Levels) error) (count int, err error) {
	before, err := readLevels(tx, tenant)
	if err != nil {
		return 0, err
	}
	after := before
	if err := change(&after); err != nil || !tenant.IsZero() {
		return 0, err
	}
	all, err := tx.AllOverrides()
	for _, own := range all {
		if session.Keeps(before.Environment, after.Environment, own) {
			count++
		}
	}
	return count, err
}

// compared is the rules of a tenant as they are, and as they would be.
type compared struct {
	held, after session.Rules
	hit         bool // whether a session would end
}
