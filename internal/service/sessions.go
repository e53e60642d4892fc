package service

import (
	"cmp"
	"context"
	"strings"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// Session reads one session of the environment, and where it was used from last; latest is zero where nothing else is
// known than where it signed in.
func (s *Service) Session(ctx context.Context, who access.Principal, id session.ID) (one Judged, latest session.Seen, err error) {
	if err := who.Require(access.SessionsRead); err != nil {
		return one, latest, err
	}
	err = s.view(ctx, who.Environment, func(tx store.Reader) error {
		found, err := tx.Find(id)
		if err == nil && found.Session.ID.IsZero() {
			err = fault.Absent("session")
		}
		one = s.judge(found, s.now())
		if err == nil {
			latest, _, err = tx.LatestClient(id)
		}
		return err
	})
	return one, latest, err
}

// ListState chooses sessions by the verdict.
type ListState string

// The states of a list.
const (
	ListAny    ListState = ""
	ListActive ListState = "active"
	ListEnded  ListState = "ended"
)

// Sessions lists the sessions that fit, newest sign-in first. A page may hold fewer than asked for although more
// follow: next is where to go on, and empty at the end.
func (s *Service) Sessions(ctx context.Context, who access.Principal, state ListState, search Search, page store.Page) (all []Judged, next string, err error) {
	if err := who.Require(access.SessionsRead); err != nil {
		return nil, "", err
	}
	if byEnd := !search.EndedFrom.IsZero() || !search.EndedTo.IsZero(); byEnd && state == ListActive {
		return nil, "", fault.Field("state", "An active session has no end: leave out ended_from and ended_to, or the state.")
	} else if byEnd {
		search.State = store.Closed
	}
	if state == ListActive {
		search.State = store.Open
	}
	err = s.view(ctx, who.Environment, func(tx store.Reader) error {
		var found []session.Session
		if found, next, err = s.found(tx, search, page); err != nil {
			return err
		}
		all, err = s.judgeAll(tx, found, s.now())
		return err
	})
	switch state {
	case ListActive:
		all = onlyActive(all)
	case ListEnded:
		all = onlyEnded(all)
	}
	return all, next, err
}

// MaxEndNote is how many characters the note of an end may have.
const MaxEndNote = 500

// manages is why sessions end that who, who is not their owner, ends, with a note for the audit log.
func manages(who access.Principal, note string) (cause, error) {
	if err := who.Require(access.SessionsWrite); err != nil {
		return cause{}, err
	}
	why := because(who, session.EndedByAPI)
	if who.Kind == access.Local || who.IsOperator() {
		why.reason = session.EndedByOperator
	}
	why.note = strings.TrimSpace(note)
	return why, tenancy.ValidLabel("note", why.note, MaxEndNote)
}

// EndSession ends one session. It tells whether it did: a session that has ended stays as it is.
func (s *Service) EndSession(ctx context.Context, who access.Principal, id session.ID) (bool, error) {
	why, err := manages(who, "")
	if err != nil {
		return false, err
	}
	return s.endOne(ctx, who, id, why, store.Tx.Find)
}

// EndSessions ends several sessions, each by itself, and says how many: one that has ended stays as it is. When there is
// not every one of them, none ends; when it fails later, some have ended.
func (s *Service) EndSessions(ctx context.Context, who access.Principal, ids []session.ID, note string) (n int, err error) {
	why, err := manages(who, note)
	if err != nil {
		return 0, err
	}
	err = s.view(ctx, who.Environment, func(tx store.Reader) error {
		for _, id := range ids {
			if _, found, err := tx.Session(id); err != nil || !found {
				return cmp.Or(err, error(fault.Absent("session")))
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return s.endEach(ctx, who, ids, why)
}

// EndUserSessions ends all active sessions of a user, in one tenant or in all, and says how many.
func (s *Service) EndUserSessions(ctx context.Context, who access.Principal, user tenancy.UserID, tenant tenancy.TenantID, note string) (int, error) {
	why, err := manages(who, note)
	if err != nil {
		return 0, err
	}
	err = s.view(ctx, who.Environment, func(tx store.Reader) error {
		_, err := knownUser(tx, user)
		return err
	})
	if err != nil {
		return 0, err
	}
	return s.endOfUser(ctx, who, user, tenant, why, session.ID{})
}

// EndTenantSessions ends all sessions of a tenant by one small write; the rows follow.
func (s *Service) EndTenantSessions(ctx context.Context, who access.Principal, tenant tenancy.TenantID, note string) (session.Mark, error) {
	why, err := manages(who, note)
	if err == nil && tenant.IsZero() {
		err = fault.Absent("tenant")
	}
	if err != nil {
		return session.Mark{}, err
	}
	return s.endAllOf(ctx, who, tenant, why)
}

// EndAllSessions ends all sessions of the environment by one small write; the rows follow.
func (s *Service) EndAllSessions(ctx context.Context, who access.Principal, note string) (session.Mark, error) {
	why, err := manages(who, note)
	if err != nil {
		return session.Mark{}, err
	}
	return s.endAllOf(ctx, who, tenancy.TenantID{}, why)
}

// endAllOf moves the not-before mark of a tenant, or of the environment when tenant is zero. LockPolicy makes it
// wait for sign-ins under way, so that every sign-in acknowledged before is older than the mark. That is why the time
// is taken after the policies are read: a store may put off locking until then.
func (s *Service) endAllOf(ctx context.Context, who access.Principal, tenant tenancy.TenantID, why cause) (mark session.Mark, err error) {
	err = s.update(ctx, who.Environment, func(tx store.Tx) error {
		if err := tx.LockPolicy(); err != nil {
			return err
		}
		levels, err := readLevels(tx, tenant)
		if err != nil {
			return err
		}
		e := s.changed(event.SessionsEnded, who).WithNote(why.note)
		e.Tenant, e.Reason = tenant, why.reason
		if err := tx.Append(e); err != nil {
			return err
		}
		if tenant.IsZero() {
			mark = levels.Environment.NotBefore.Forward(e.At, why.reason, e.Actor)
			levels.Environment.NotBefore = mark
			return tx.SaveEnvironmentPolicy(levels.Environment)
		}
		mark = levels.Tenant.NotBefore.Forward(e.At, why.reason, e.Actor)
		levels.Tenant.NotBefore = mark
		return tx.SaveTenantPolicy(tenant, levels.Tenant)
	})
	if err == nil {
		s.SweepSoon()
	}
	return mark, err
}

func knownPolicy(tx store.Reader, tenant tenancy.TenantID) (session.TenantPolicy, error) {
	policy, found, err := tx.TenantPolicy(tenant)
	if err == nil && !found {
		err = fault.Absent("tenant")
	}
	return policy, err
}
