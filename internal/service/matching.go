package service

import (
	"cmp"
	"context"
	"math"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// Matching is how many active sessions fit a search.
type Matching struct {
	Sessions int
	Users    int
	Own      bool      // whether the session of who asks is one of them
	At       time.Time // when they were counted
}

// mostAtOnce is how many sessions one request ends.
const mostAtOnce = 10_000

// CountMatching counts the active sessions that fit.
func (s *Service) CountMatching(ctx context.Context, who access.Principal, search Search) (Matching, error) {
	if err := who.Require(access.SessionsRead); err != nil {
		return Matching{}, err
	}
	counted, _, err := s.matching(ctx, who, search)
	return counted, err
}

// EndMatching ends the active sessions that fit, each by itself, mostAtOnce at the most, and says how many are left. If
// more than expected fit, none ends, unless nothing is expected.
func (s *Service) EndMatching(ctx context.Context, who access.Principal, search Search, expected int, note string) (ended, left int, err error) {
	why, err := manages(who, note)
	if err == nil {
		err = who.Require(access.SessionsRead) // the number tells of them
	}
	if err != nil {
		return 0, 0, err
	}
	counted, ids, err := s.matching(ctx, who, search)
	if err != nil {
		return 0, 0, err
	}
	if expected > 0 && counted.Sessions > expected {
		return 0, 0, fault.New(fault.Conflict, "%d sessions match by now, which is more than expected. None was ended.", counted.Sessions).
			WithCode("more_than_expected")
	}
	ids = ids[:min(len(ids), mostAtOnce)]
	ended, err = s.endEach(ctx, who, ids, why)
	return ended, counted.Sessions - len(ids), err
}

// matching goes through all that fit, and judges them.
func (s *Service) matching(ctx context.Context, who access.Principal, search Search) (counted Matching, ids []session.ID, err error) {
	search.State = store.Open
	err = s.view(ctx, who.Environment, func(tx store.Reader) error {
		counted, ids = Matching{At: s.now()}, nil
		users := map[tenancy.UserID]struct{}{}
		rules := newPolicies(tx)
		var failed error
		_, err := s.look(tx, search, "", math.MaxInt, func(one *session.Session) bool {
			held, err := rules.of(one.Tenant)
			if failed = err; err == nil && session.Evaluate(*one, held, counted.At).Active {
				ids = append(ids, one.ID)
				users[one.User] = struct{}{}
				counted.Own = counted.Own || one.ID.UID == who.Session
			}
			return failed == nil
		})
		counted.Sessions, counted.Users = len(ids), len(users)
		return cmp.Or(err, failed)
	})
	return counted, ids, err
}
