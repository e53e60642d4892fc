package service

import (
	"context"
	"slices"
	"time"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// sweepPage is how many sessions are read at a time when many are judged.
const sweepPage = 1000

// group is all sessions of one user in one tenant whose end is not recorded.
type group struct {
	user     tenancy.UserID
	tenant   tenancy.TenantID
	sessions []session.Session
}

// walk gives every group of the environment, or of one tenant unless it is zero, to visit, page by page, in the order of
// the users. Each page is read in a transaction of its own, which visit may use; the rules are read once for all pages.
func (s *Service) walk(ctx context.Context, environment tenancy.EnvironmentID, tenant tenancy.TenantID,
	visit func(rules *policies, groups []group) error) error {
	rules, limit := newPolicies(nil), sweepPage
	var lastUser tenancy.UserID
	var last session.ID
	for more := true; more; {
		err := s.view(ctx, environment, func(tx store.Reader) error {
			page, err := tx.OpenSessionsByUser(tenant, lastUser, last, limit)
			if err != nil {
				return err
			}
			if more = len(page) == limit; more {
				page = withoutLastUser(page) // whose sessions may go on; they are read with the next page
			}
			if more && len(page) == 0 { // one user fills the page
				limit *= 2
				return nil
			}
			if len(page) > 0 {
				limit, lastUser, last = sweepPage, page[len(page)-1].User, page[len(page)-1].ID
			}
			rules.tx = tx
			return visit(rules, s.grouped(page))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// judgePage is how many sessions are read at a time when all are judged one by one.
const judgePage = 4000

// judgeTenant judges every session of one tenant whose end is not recorded, as judgeEvery does.
func (s *Service) judgeTenant(ctx context.Context, environment tenancy.EnvironmentID, tenant tenancy.TenantID, tell witness) error {
	return s.walk(ctx, environment, tenant, func(rules *policies, groups []group) error {
		held, err := rules.of(tenant)
		if err != nil {
			return err
		}
		now := s.now()
		for _, g := range groups {
			for i := range g.sessions {
				tell(&g.sessions[i], session.Evaluate(g.sessions[i], held, now).Active, now)
			}
		}
		return nil
	})
}

// witness is told of a session whether it was active at an instant. The session is good until it returns.
type witness func(one *session.Session, active bool, now time.Time)

// judgeEvery judges every session of the environment whose end is not recorded, by page in a transaction of its own, and
// by the rules that held when the first of its tenant was.
func (s *Service) judgeEvery(ctx context.Context, environment tenancy.EnvironmentID, tell witness) error {
	var last session.ID
	rules := newPolicies(nil)
	for more := true; more; {
		err := s.view(ctx, environment, func(tx store.Reader) error {
			page, err := tx.OpenTimesByID(last, judgePage)
			if err != nil {
				return err
			}
			rules.tx = tx
			now := s.now()
			held := make([]session.Rules, len(page))
			for i := range page { // before anything is counted, as this may be tried again
				if held[i], err = rules.of(page[i].Tenant); err != nil {
					return err
				}
			}
			for i := range page {
				s.activity.bring(&page[i])
				tell(&page[i], session.Evaluate(page[i], held[i], now).Active, now)
				last = page[i].ID
			}
			more = len(page) == judgePage
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// withoutLastUser cuts off the sessions of the last user.
func withoutLastUser(sessions []session.Session) []session.Session {
	at := len(sessions)
	for at > 0 && sessions[at-1].User == sessions[len(sessions)-1].User {
		at--
	}
	return sessions[:at]
}

// grouped divides sessions, which are ordered by user, into groups, with their noted activity. They stay where they
// are: sessions are large, and there may be very many.
func (s *Service) grouped(sessions []session.Session) []group {
	s.activity.bringAll(sessions)
	var groups []group
	for len(sessions) > 0 {
		of := firstRun(sessions, func(a, b *session.Session) bool { return a.User == b.User })
		sessions = sessions[len(of):]
		if len(firstRun(of, sameTenant)) < len(of) {
			slices.SortStableFunc(of, func(a, b session.Session) int { return a.Tenant.Compare(b.Tenant.UID) })
		}
		for len(of) > 0 {
			in := firstRun(of, sameTenant)
			groups = append(groups, group{user: in[0].User, tenant: in[0].Tenant, sessions: in})
			of = of[len(in):]
		}
	}
	return groups
}

func sameTenant(a, b *session.Session) bool { return a.Tenant == b.Tenant }

// firstRun is the sessions that are the same as the first, up to one that is not.
func firstRun(sessions []session.Session, same func(a, b *session.Session) bool) []session.Session {
	n := 1
	for n < len(sessions) && same(&sessions[0], &sessions[n]) {
		n++
	}
	return sessions[:n]
}
