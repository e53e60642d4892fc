package service

import (
	"context"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/settings"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// Me is the signed-in user with where and how they are signed in.
type Me struct {
	User    tenancy.User
	Tenant  tenancy.Tenant
	Session Judged
	Rights  Rights
	Holds   session.Effective // the session settings that hold for the session
}

// Me tells who is signed in.
func (s *Service) Me(ctx context.Context, who access.Principal) (Me, error) {
	if err := who.RequireUser(); err != nil {
		return Me{}, err
	}
	var me Me
	err := s.view(ctx, who.Environment, func(tx store.Reader) (err error) {
		if me.User, _, err = tx.User(who.User); err != nil {
			return err
		}
		if me.Tenant, _, err = tx.Tenant(who.Tenant); err != nil {
			return err
		}
		found, err := tx.Find(session.ID{UID: who.Session})
		me.Session = s.judge(found, s.now())
		me.Session.Current = true
		if err != nil {
			return err
		}
		if me.Rights, err = s.rightsOf(tx, who); err != nil {
			return err
		}
		me.Holds = me.Session.Rules.Effective
		return nil
	})
	return me, err
}

// OwnSessions lists the active sessions of the user in the tenant they are signed in to: the current one first,
// then by last activity.
func (s *Service) OwnSessions(ctx context.Context, who access.Principal) ([]Judged, error) {
	if err := who.RequireUser(); err != nil {
		return nil, err
	}
	var own []Judged
	err := s.view(ctx, who.Environment, func(tx store.Reader) error {
		if err := s.admit(tx, who, settings.PrivacyAndSecurity); err != nil {
			return err
		}
		open, err := tx.OpenSessions(who.User, who.Tenant)
		if err != nil {
			return err
		}
		own, err = s.judgeAll(tx, open, s.now())
		return err
	})
	own = onlyActive(own)
	for i := range own {
		own[i].Current = own[i].ID.UID == who.Session
	}
	sortForOwner(own)
	return own, err
}

// RecentSignOuts is how long ended sessions are shown to their owner.
const RecentSignOuts = 7 * 24 * time.Hour

// maxSignOuts is how many of them.
const maxSignOuts = 100

// OwnSignOuts lists the user's sessions that ended in the last seven days, the latest first, with their reasons.
func (s *Service) OwnSignOuts(ctx context.Context, who access.Principal) ([]Judged, error) {
	if err := who.RequireUser(); err != nil {
		return nil, err
	}
	var ended []Judged
	err := s.view(ctx, who.Environment, func(tx store.Reader) error {
		if err := s.admit(tx, who, settings.PrivacyAndSecurity); err != nil {
			return err
		}
		now := s.now()
		closed, err := tx.EndedSessions(who.User, who.Tenant, now.Add(-RecentSignOuts), maxSignOuts)
		if err != nil {
			return err
		}
		open, err := tx.OpenSessions(who.User, who.Tenant)
		if err != nil {
			return err
		}
		ended, err = s.judgeAll(tx, append(open, closed...), now)
		return err
	})
	ended = onlyEnded(ended)
	sortByEnd(ended)
	return ended[:min(len(ended), maxSignOuts)], err
}

// RenameOwn gives one of the user's sessions a name; an empty name takes it away.
func (s *Service) RenameOwn(ctx context.Context, who access.Principal, id session.ID, name string) (Judged, error) {
	if err := who.RequireUser(); err != nil {
		return Judged{}, err
	}
	if err := tenancy.ValidLabel("name", name, session.MaxName); err != nil {
		return Judged{}, err
	}
	var renamed Judged
	err := s.update(ctx, who.Environment, func(tx store.Tx) error {
		if err := s.admit(tx, who, settings.PrivacyAndSecurity); err != nil {
			return err
		}
		found, err := s.own(tx, who, id)
		if err != nil {
			return err
		}
		now := s.now()
		if renamed = s.judge(found, now); !renamed.Verdict.Active {
			return fault.Absent("active session")
		}
		renamed.Current = id.UID == who.Session
		if renamed.Name == name {
			return nil
		}
		before := renamed.Name
		renamed.Name = name
		if err := tx.SaveSession(renamed.Session); err != nil {
			return err
		}
		e := event.New(event.SessionRenamed, now, who.Actor())
		e.User, e.Tenant, e.Session = who.User, who.Tenant, id
		return tx.Append(e.With(map[string]any{"before": before, "after": name}))
	})
	return renamed, err
}

// own finds a session of the user in the tenant they are signed in to. Anybody else's does not exist for them.
func (s *Service) own(tx store.Reader, who access.Principal, id session.ID) (store.Found, error) {
	found, err := tx.Find(id)
	if err == nil && (found.Session.User != who.User || found.Session.Tenant != who.Tenant) {
		err = fault.Absent("session")
	}
	return found, err
}

// SignOut ends the session that the request came with.
func (s *Service) SignOut(ctx context.Context, who access.Principal) error {
	if err := who.RequireUser(); err != nil {
		return err
	}
	_, err := s.endOne(ctx, who, session.ID{UID: who.Session}, because(who, session.SignedOut), func(tx store.Tx, id session.ID) (store.Found, error) {
		return s.own(tx, who, id)
	})
	return err
}

// EndOwn ends one of the user's sessions.
func (s *Service) EndOwn(ctx context.Context, who access.Principal, id session.ID) error {
	if err := who.RequireUser(); err != nil {
		return err
	}
	reason := session.EndedByUser
	if id.UID == who.Session {
		reason = session.SignedOut
	}
	_, err := s.endOne(ctx, who, id, because(who, reason), func(tx store.Tx, id session.ID) (store.Found, error) {
		if err := s.admit(tx, who, settings.PrivacyAndSecurity); err != nil {
			return store.Found{}, err
		}
		return s.own(tx, who, id)
	})
	return err
}

// EndOwnAll ends the user's sessions in this tenant, the current one only with included, and says how many.
func (s *Service) EndOwnAll(ctx context.Context, who access.Principal, included bool) (int, error) {
	if err := who.RequireUser(); err != nil {
		return 0, err
	}
	err := s.view(ctx, who.Environment, func(tx store.Reader) error { return s.admit(tx, who, settings.PrivacyAndSecurity) })
	if err != nil {
		return 0, err
	}
	keep := session.ID{UID: who.Session}
	if included {
		keep = session.ID{}
	}
	return s.endOfUser(ctx, who, who.User, who.Tenant, because(who, session.EndedByUser), keep)
}
