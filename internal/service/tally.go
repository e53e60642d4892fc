package service

import (
	"context"
	"slices"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// MaxEndings is how many sessions a preview shows at the most at once.
const MaxEndings = 100

// EndingPage chooses which of the sessions that would end are shown: those after a place, by user and ID.
type EndingPage struct {
	After EndingPlace
	Limit int // 0 for none
}

// EndingPlace is a place among them.
type EndingPlace struct {
	User    tenancy.UserID
	Session session.ID
}

// IsZero tells whether it is no place.
func (p EndingPlace) IsZero() bool { return p == EndingPlace{} }

func (p EndingPlace) compare(q EndingPlace) int {
	if order := p.User.Compare(q.User.UID); order != 0 {
		return order
	}
	return p.Session.Compare(q.Session.UID)
}

// scopes is what is needed to see a preview with these sessions.
func (p EndingPage) scopes() []access.Scope {
	if p.Limit > 0 {
		return []access.Scope{access.SettingsRead, access.SessionsRead}
	}
	return []access.Scope{access.SettingsRead}
}

// Ending is a session that would end, and by what.
type Ending struct {
	Judged
	By     session.Reason
	User   tenancy.User   // for those who may read users, and in a workspace
	Tenant tenancy.Tenant // for those who may read tenants
}

// tally counts what would end.
type tally struct {
	Impact
	own     uid.UID
	now     time.Time
	tenants map[tenancy.TenantID]*compared
	user    tenancy.UserID // the last one counted; users come in order
	show    EndingPage
	shown   []shownEnding
}

type shownEnding struct {
	at EndingPlace
	by session.Reason
}

// add judges a group, whose sessions it may write to.
func (t *tally) add(g group, in *compared) {
	session.EachEnd(g.sessions, &in.after, t.now, func(s *session.Session, end session.End) {
		if session.Evaluate(*s, in.held, t.now).Active { // else it has ended without the change
			t.count(g, in, s, end.Reason)
		}
		s.End = end
	})
	later := t.now.Add(SoonAfter)
	for i := range g.sessions {
		s := &g.sessions[i]
		if s.End.IsZero() && !session.Evaluate(*s, in.after, later).Active && session.Evaluate(*s, in.held, later).Active {
			t.Soon++
		}
	}
}

func (t *tally) count(g group, in *compared, s *session.Session, by session.Reason) {
	t.Sessions++
	if t.Users == 0 || t.user != g.user {
		t.user = g.user
		t.Users++
	}
	if !in.hit {
		in.hit = true
		t.Tenants++
	}
	t.Own = t.Own || s.ID.UID == t.own && !t.own.IsZero()
	if at := (EndingPlace{g.user, s.ID}); t.show.Limit > 0 && at.compare(t.show.After) > 0 && !t.full(g.user) {
		t.shown = append(t.shown, shownEnding{at, by})
	}
}

// full tells whether enough is known: one more than are shown, and all of their users.
func (t *tally) full(next tenancy.UserID) bool {
	n := len(t.shown)
	return n > t.show.Limit && t.shown[n-1].at.User != next
}

// describeEndings reads the sessions that are to be shown.
func (s *Service) describeEndings(ctx context.Context, who access.Principal, t *tally) error {
	slices.SortFunc(t.shown, func(a, b shownEnding) int { return a.at.compare(b.at) })
	if len(t.shown) > t.show.Limit {
		t.shown = t.shown[:t.show.Limit]
		t.Next = t.shown[t.show.Limit-1].at
	}
	if len(t.shown) == 0 {
		return nil
	}
	return s.view(ctx, who.Environment, func(tx store.Reader) error {
		t.Ending = nil
		for _, one := range t.shown {
			found, there, err := tx.Session(one.at.Session)
			if err != nil {
				return err
			}
			if !there { // deleted meanwhile
				continue
			}
			judged, err := s.judgeAll(tx, []session.Session{found}, t.now)
			if err != nil {
				return err
			}
			judged[0].Current = found.ID.UID == t.own && !t.own.IsZero()
			ending := Ending{Judged: judged[0], By: one.by}
			if err := ending.label(tx, who); err != nil {
				return err
			}
			t.Ending = append(t.Ending, ending)
		}
		return nil
	})
}

// label adds whose session it is, as far as who may read it.
func (e *Ending) label(tx store.Reader, who access.Principal) (err error) {
	if who.Kind == access.User || who.Require(access.UsersRead) == nil {
		if e.User, _, err = tx.User(e.Session.User); err != nil {
			return err
		}
	}
	if who.Require(access.TenantsRead) == nil {
		e.Tenant, _, err = tx.Tenant(e.Session.Tenant)
	}
	return err
}
