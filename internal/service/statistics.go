package service

import (
	"context"
	"slices"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// MaxSteps is how many steps of time are counted at once.
const MaxSteps = 200

// Statistics counts sign-ins and ends in equal steps of time, and the versions that were published meanwhile.
type Statistics struct {
	store.SessionCounts
	From      time.Time
	Step      time.Duration
	Published []store.SettingsVersion // newest first
}

// Statistics counts the sessions of the environment. The last step is the one that holds the present.
func (s *Service) Statistics(ctx context.Context, who access.Principal, step time.Duration, steps int) (told Statistics, err error) {
	if err := who.Require(access.SessionsRead); err != nil {
		return told, err
	}
	if step < time.Minute || steps < 1 || steps > MaxSteps {
		return told, fault.Field("steps", "1 to %d steps of at least a minute are allowed.", MaxSteps)
	}
	told.Step = step
	told.From = s.now().Truncate(step).Add(-time.Duration(steps-1) * step)
	err = s.view(ctx, who.Environment, func(tx store.Reader) error {
		if told.SessionCounts, err = tx.CountSessions(told.From, step, steps); err != nil {
			return err
		}
		versions, err := tx.SettingsVersions(0, MaxSteps)
		told.Published = slices.DeleteFunc(versions, func(v store.SettingsVersion) bool { return v.PublishedAt.Before(told.From) })
		return err
	})
	return told, err
}

// Spread is how many active sessions there are by how long ago something was: Counts[i] of those for whom it was less
// than Bounds[i] and not less than the bound before; the last count is of the rest.
type Spread struct {
	Bounds []time.Duration
	Counts []int
}

// Spreads is how long ago the active sessions were last active, and signed in.
type Spreads struct {
	Sessions, Users int
	Idle, Age       Spread
}

// Spreads measures every active session of the environment, or of one tenant unless it is zero: what idle timeouts and
// maximum ages act on.
func (s *Service) Spreads(ctx context.Context, who access.Principal, tenant tenancy.TenantID) (Spreads, error) {
	if err := who.Require(access.SessionsRead); err != nil {
		return Spreads{}, err
	}
	const hour, day = time.Hour, 24 * time.Hour
	told := Spreads{
		Idle: newSpread(5*time.Minute, 15*time.Minute, 30*time.Minute, hour, 2*hour, 4*hour, 8*hour, 12*hour, day, 2*day, 7*day, 30*day),
		Age:  newSpread(hour, 4*hour, 12*hour, day, 2*day, 4*day, 7*day, 14*day, 30*day, 60*day, 90*day),
	}
	users := map[tenancy.UserID]bool{}
	count := func(one *session.Session, active bool, now time.Time) {
		if !active {
			return
		}
		told.Sessions++
		users[one.User] = true
		told.Idle.add(now.Sub(one.LastActiveAt))
		told.Age.add(now.Sub(one.AuthenticatedAt))
	}
	err := s.spread(ctx, who.Environment, tenant, count)
	told.Users = len(users)
	return told, err
}

func (s *Service) spread(ctx context.Context, environment tenancy.EnvironmentID, tenant tenancy.TenantID, count witness) error {
	if tenant.IsZero() {
		return s.judgeEvery(ctx, environment, count)
	}
	err := s.view(ctx, environment, func(tx store.Reader) error {
		_, err := knownTenant(tx, tenant)
		return err
	})
	if err != nil {
		return err
	}
	return s.judgeTenant(ctx, environment, tenant, count)
}

func newSpread(bounds ...time.Duration) Spread {
	return Spread{Bounds: bounds, Counts: make([]int, len(bounds)+1)}
}

func (s *Spread) add(d time.Duration) {
	at, found := slices.BinarySearch(s.Bounds, d)
	if found {
		at++
	}
	s.Counts[at]++
}
