package service

import (
	"context"
	"time"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// settleAtOnce is how many sessions are read anew and settled in one transaction: few, so that no lock is held for long.
const settleAtOnce = 50

// Swept is what a sweep did.
type Swept struct {
	Active   int // sessions that go on
	Recorded int // ends that were recorded
	ByChange int // of them, ends brought about by the last change of settings
}

// Sweep records the ends of all sessions that have ended without a request: past a deadline, before a mark, or
// beyond a lowered maximum; in the environment, or in one tenant unless it is zero. Then it forgets the replaced
// settings that it has carried out. It may be interrupted and repeated at any time.
func (s *Service) Sweep(ctx context.Context, environment tenancy.EnvironmentID, tenant tenancy.TenantID) (Swept, error) {
	seen, err := s.replaced(ctx, environment, tenant)
	if err != nil {
		return Swept{}, err
	}
	var swept Swept
	err = s.walk(ctx, environment, tenant, func(rules *policies, groups []group) error {
		now := s.now()
		var due []group
		for _, g := range groups {
			held, err := rules.of(g.tenant)
			if err != nil {
				return err
			}
			ends := session.Settle(g.sessions, held, now)
			swept.Active += len(g.sessions) - len(ends)
			if len(ends) > 0 {
				due = append(due, g)
			}
		}
		return s.settle(ctx, environment, due, &swept)
	})
	if err != nil {
		return swept, err
	}
	return swept, s.forget(ctx, environment, seen)
}

// settle records what is due, judged once more under lock.
func (s *Service) settle(ctx context.Context, environment tenancy.EnvironmentID, due []group, swept *Swept) error {
	for len(due) > 0 {
		batch := due[:fewGroups(due)]
		due = due[len(batch):]
		var done Swept
		err := s.update(ctx, environment, func(tx store.Tx) error {
			done = Swept{}
			if err := tx.SharePolicy(); err != nil { // a raised maximum must not meet a sweep that ends by the old one
				return err
			}
			rules := newPolicies(tx)
			for _, g := range batch {
				if err := s.settleGroup(tx, rules, g, &done); err != nil {
					return err
				}
			}
			return credit(tx, done.ByChange)
		})
		if err != nil {
			return err
		}
		swept.Recorded += done.Recorded
		swept.ByChange += done.ByChange
	}
	return nil
}

// fewGroups is how many of the groups are settled at once: one at the least.
func fewGroups(due []group) int {
	sessions := 0
	for i, g := range due {
		if sessions += len(g.sessions); sessions > settleAtOnce {
			return max(1, i)
		}
	}
	return len(due)
}

// credit adds ends that were brought about by the last change of settings to the version that made it, if it was one of
// the environment's. It goes with the ends, so that the number is right whoever sweeps, and whatever crashes.
func credit(tx store.Tx, ended int) error {
	if ended == 0 {
		return nil
	}
	policy, err := tx.EnvironmentPolicy()
	if err != nil || len(policy.Replaced) == 0 {
		return err
	}
	return tx.AddEnded(policy.Version, ended)
}

func (s *Service) settleGroup(tx store.Tx, rules *policies, g group, done *Swept) error {
	if err := tx.LockUser(g.user); err != nil {
		return err
	}
	open, err := tx.OpenTimes(g.user, g.tenant)
	if err != nil {
		return err
	}
	for i := range open {
		s.activity.bring(&open[i])
	}
	held, err := rules.of(g.tenant)
	if err != nil {
		return err
	}
	now := s.now()
	before, changed := held.Before()
	for _, ending := range session.Settle(open, held, now) {
		if err := s.record(tx, ending); err != nil {
			return err
		}
		done.Recorded++
		if changed && session.Evaluate(ending.Session, before, now).Active {
			done.ByChange++
		}
	}
	return nil
}

// covered is the replaced settings that a sweep carries out.
type covered struct {
	environment time.Time // replaced until then at the latest; zero for none
	tenants     map[tenancy.TenantID]time.Time
}

// replaced finds what a sweep that begins now will have carried out when it is through.
func (s *Service) replaced(ctx context.Context, environment tenancy.EnvironmentID, tenant tenancy.TenantID) (seen covered, err error) {
	seen.tenants = map[tenancy.TenantID]time.Time{}
	err = s.view(ctx, environment, func(tx store.Reader) error {
		policy, err := tx.EnvironmentPolicy()
		if err != nil {
			return err
		}
		ids := []tenancy.TenantID{tenant}
		if tenant.IsZero() {
			if n := len(policy.Replaced); n > 0 {
				seen.environment = policy.Replaced[n-1].Until
			}
			if ids, err = tx.ReplacingTenants(); err != nil {
				return err
			}
		}
		for _, id := range ids {
			own, _, err := tx.TenantPolicy(id)
			if err != nil {
				return err
			}
			if n := len(own.Replaced); n > 0 {
				seen.tenants[id] = own.Replaced[n-1].Until
			}
		}
		return nil
	})
	return seen, err
}

// forget drops the replaced settings that were carried out.
func (s *Service) forget(ctx context.Context, environment tenancy.EnvironmentID, seen covered) error {
	if seen.environment.IsZero() && len(seen.tenants) == 0 {
		return nil
	}
	return s.update(ctx, environment, func(tx store.Tx) error {
		if err := tx.LockPolicy(); err != nil {
			return err
		}
		if !seen.environment.IsZero() {
			policy, err := tx.EnvironmentPolicy()
			if err != nil {
				return err
			}
			if err := tx.SaveEnvironmentPolicy(policy.Forget(seen.environment)); err != nil {
				return err
			}
		}
		for id, until := range seen.tenants {
			own, found, err := tx.TenantPolicy(id)
			if err != nil {
				return err
			}
			if !found {
				continue
			}
			if err := tx.SaveTenantPolicy(id, own.Forget(until)); err != nil {
				return err
			}
		}
		return nil
	})
}

// SweepSoon asks for a sweep of everything without waiting for it.
func (s *Service) SweepSoon() {
	select {
	case s.sweepSoon <- struct{}{}:
	default: // one is asked for already
	}
}

// SweepAsked tells when a sweep was asked for.
func (s *Service) SweepAsked() <-chan struct{} { return s.sweepSoon }
