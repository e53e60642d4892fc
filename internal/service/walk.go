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

// walk gives every group of the environment, or of one tenant unless it is zero, to visit, page by page. Each page
// is read in a transaction of its own, which visit may use.
func (s *Service) walk(ctx context.Context, environment tenancy.EnvironmentID, tenant tenancy.TenantID,
	visit func(rules *policies, groups []group) error) error {
	var rest []session.Session // of the last user, whose sessions may go on on the next page
	var lastUser tenancy.UserID
	var last session.ID
	for more := true; more; {
		err := s.view(ctx, environment, func(tx store.Reader) error {
			page, err := tx.OpenSessionsByUser(tenant, lastUser, last, sweepPage)
			if err != nil {
				return err
			}
			more = len(page) == sweepPage
			if len(page) > 0 {
				lastUser, last = page[len(page)-1].User, page[len(page)-1].ID
			}
			whole := slices.Concat(rest, page)
			rest = nil
			if more {
				whole, rest = cutLastUser(whole)
			}
			return visit(newPolicies(tx), s.grouped(whole))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// judgePage is how many sessions are read at a time when all are judged one by one.
const judgePage = 4000

// judgeEvery judges every session of the environment whose end is not recorded, by page in a transaction of its own, and
// by the rules that held when the first of its tenant was. What visit gets is good until it returns.
func (s *Service) judgeEvery(ctx context.Context, environment tenancy.EnvironmentID, visit func(one *session.Session, active bool, now time.Time)) error {
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
				visit(&page[i], session.Evaluate(page[i], held[i], now).Active, now)
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

// cutLastUser splits off the sessions of the last user.
func cutLastUser(sessions []session.Session) (whole, rest []session.Session) {
	at := len(sessions)
	for at > 0 && sessions[at-1].User == sessions[len(sessions)-1].User {
		at--
	}
	return sessions[:at], append([]session.Session(nil), sessions[at:]...)
}

// grouped divides sessions, which are ordered by user, into groups, with their noted activity.
func (s *Service) grouped(sessions []session.Session) []group {
	var groups []group
	for from := 0; from < len(sessions); {
		to := from
		byTenant := map[tenancy.TenantID]int{}
		for ; to < len(sessions) && sessions[to].User == sessions[from].User; to++ {
			one := sessions[to]
			s.activity.bring(&one)
			at, known := byTenant[one.Tenant]
			if !known {
				at = len(groups)
				byTenant[one.Tenant] = at
				groups = append(groups, group{user: one.User, tenant: one.Tenant})
			}
			groups[at].sessions = append(groups[at].sessions, one)
		}
		from = to
	}
	return groups
}
