package service

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// cause is why sessions are ended that could have gone on, and by whom.
type cause struct {
	reason session.Reason
	by     access.Actor
	note   string // in the words of who ends them; for the audit log
}

func because(who access.Principal, reason session.Reason) cause {
	return cause{reason: reason, by: who.Actor()}
}

func (c cause) end(at time.Time) session.End { return session.End{At: at, Reason: c.reason, By: c.by} }

// endOne ends a session that pick finds. A session that has ended already stays as it is, and ended is false. If
// it is past an end that is not recorded, that end is recorded, not this one. The policies stay as they are until
// then: of a mark that is set meanwhile, somebody may be told before.
func (s *Service) endOne(ctx context.Context, who access.Principal, id session.ID, why cause,
	pick func(store.Tx, session.ID) (store.Found, error)) (ended bool, err error) {
	err = s.update(ctx, who.Environment, func(tx store.Tx) error {
		ended = false
		if err := tx.SharePolicy(); err != nil {
			return err
		}
		found, err := pick(tx, id)
		if err != nil {
			return err
		}
		if found.Session.ID.IsZero() {
			return fault.Absent("session")
		}
		if !found.Session.End.IsZero() {
			return nil
		}
		now := s.now()
		ending := session.Ending{Session: found.Session, End: why.end(now), Note: why.note}
		if judged := s.judge(found, now); judged.Verdict.Active {
			ended = true
		} else {
			ending.End, ending.Note = judged.Verdict.End, ""
		}
		return s.record(tx, ending)
	})
	return ended, err
}

// endAtOnce is how many transactions end sessions side by side, so that a store can commit them together.
const endAtOnce = 32

// endEach ends sessions, each in a transaction of its own. After an error it begins with no more.
func (s *Service) endEach(ctx context.Context, who access.Principal, ids []session.ID, why cause) (int, error) {
	var next, ended atomic.Int64
	var failed atomic.Pointer[error]
	var workers sync.WaitGroup
	for range min(endAtOnce, len(ids)) {
		workers.Go(func() {
			for i := next.Add(1) - 1; int(i) < len(ids) && failed.Load() == nil; i = next.Add(1) - 1 {
				done, err := s.endOne(ctx, who, ids[i], why, store.Tx.Find)
				if err != nil && fault.KindOf(err) != fault.NotFound { // it may have been deleted meanwhile
					failed.Store(&err)
				}
				if done {
					ended.Add(1)
				}
			}
		})
	}
	workers.Wait()
	if err := failed.Load(); err != nil {
		return int(ended.Load()), *err
	}
	return int(ended.Load()), nil
}

// endOfUser ends the active sessions of a user, in one tenant or in all, but for the one to keep; and says how many.
func (s *Service) endOfUser(ctx context.Context, who access.Principal, user tenancy.UserID, tenant tenancy.TenantID,
	why cause, keep session.ID) (int, error) {
	var ended int
	err := s.update(ctx, who.Environment, func(tx store.Tx) (err error) {
		if err := tx.LockUser(user); err != nil {
			return err
		}
		ended, err = s.endOfLockedUser(tx, user, tenant, why, keep)
		return err
	})
	return ended, err
}

// endOfLockedUser does the work of endOfUser in a transaction that has locked the user. The policies stay as they
// are until its end, as in endOne.
func (s *Service) endOfLockedUser(tx store.Tx, user tenancy.UserID, tenant tenancy.TenantID, why cause, keep session.ID) (int, error) {
	if err := tx.SharePolicy(); err != nil {
		return 0, err
	}
	open, err := tx.OpenTimes(user, tenant)
	if err != nil {
		return 0, err
	}
	now := s.now()
	judged, err := s.judgeAll(tx, open, now)
	if err != nil {
		return 0, err
	}
	ended := 0
	for _, one := range judged {
		ending := session.Ending{Session: one.Session, End: one.Verdict.End}
		if one.Verdict.Active {
			if one.ID == keep {
				continue
			}
			ending.End, ending.Note = why.end(now), why.note
			ended++
		}
		if err := s.record(tx, ending); err != nil {
			return 0, err
		}
	}
	return ended, nil
}

// recordOverdue records that a session is past a deadline before anybody is told so: a process that starts with its
// clock set back must not accept what was refused. A store that cannot be written is no reason not to refuse.
func (s *Service) recordOverdue(ctx context.Context, environment tenancy.EnvironmentID, id session.ID) {
	err := s.update(ctx, environment, func(tx store.Tx) error {
		if err := tx.SharePolicy(); err != nil {
			return err
		}
		found, err := tx.Find(id)
		if err != nil || found.Session.ID.IsZero() || !found.Session.End.IsZero() {
			return err
		}
		judged := s.judge(found, s.now())
		if end := judged.Verdict.End; end.Reason == session.IdleTimeout || end.Reason == session.ForcedRelogin {
			return s.record(tx, session.Ending{Session: judged.Session, End: end})
		}
		return nil // ended by a mark, which is in the store already
	})
	if err != nil {
		s.Log.WarnContext(ctx, "end of a refused session was not recorded", "session_id", id.String(), "error", err.Error())
	}
}
