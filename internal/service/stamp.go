package service

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/settings"
	"github.com/sojourn-auth/sojourn/internal/store"
)

// A stamp is a short text that is another one whenever what it stands for has changed, on any node. It says nothing by
// itself: whoever keeps the last one knows when to look again.

// OwnStamp stands for what a signed-in user sees of their own: active sessions, what holds for them, and rights. An
// error of kind Unauthenticated says why the session that asks has ended.
func (s *Service) OwnStamp(ctx context.Context, who access.Principal) (stamp string, err error) {
	if err := who.RequireUser(); err != nil {
		return "", err
	}
	err = s.view(ctx, who.Environment, func(tx store.Reader) error {
		rights, err := s.rightsOf(tx, who)
		if err != nil {
			return err
		}
		found, err := s.own(tx, who, session.ID{UID: who.Session})
		if err != nil {
			return err
		}
		now := s.now()
		if judged := s.judge(found, now); !judged.Verdict.Active {
			return refusal(judged.Verdict.End)
		}
		open, err := tx.OpenSessions(who.User, who.Tenant)
		if err != nil {
			return err
		}
		all, err := s.judgeAll(tx, open, now)
		stamp = stampOf(rights, onlyActive(all))
		return err
	})
	return stamp, err
}

// stampOf leaves out what changes with every request: activity is shown to the minute.
func stampOf(rights Rights, active []Judged) string {
	sum := sha256.New() // never fails
	slices.SortFunc(active, func(a, b Judged) int { return a.ID.Compare(b.ID.UID) })
	_, _ = fmt.Fprintf(sum, "%q %q %v\n", rights.Roles, rights.Permissions, rights.Pages)
	for _, one := range active {
		_, _ = fmt.Fprintf(sum, "%s %q %d %v\n", one.ID, one.Name, one.LastActiveAt.Truncate(time.Minute).Unix(), one.Rules.Effective)
	}
	return base64.RawURLEncoding.EncodeToString(sum.Sum(nil)[:12])
}

// scannedEvents is among how many of the newest events those of one workspace are looked for. Where they have been pushed
// out, the stamp changes once although nothing has.
const scannedEvents = 400

// WorkspaceStamp stands for everything in the workspace that is changed with an event, for a member who administers its
// users; and for what is their own.
func (s *Service) WorkspaceStamp(ctx context.Context, who access.Principal) (stamp string, err error) {
	own, err := s.OwnStamp(ctx, who)
	if err != nil {
		return "", err
	}
	err = s.view(ctx, who.Environment, func(tx store.Reader) error {
		if err := s.admit(tx, who, settings.WorkspaceUsers, access.ViewUsers, access.RevokeUserSessions); err != nil {
			return err
		}
		newest, _, err := tx.FindEvents(store.EventFilter{Tenant: who.Tenant}, store.Page{Limit: stampedEvents}, scannedEvents)
		stamp = stampEvents(newest, own)
		return err
	})
	return stamp, err
}

// stampedEvents is of how many of the newest events a stamp is made: those that are saved together come in any order.
const stampedEvents = 20

// Stamp stands for everything in the environment that is changed with an event.
func (s *Service) Stamp(ctx context.Context, who access.Principal) (stamp string, err error) {
	if err := who.Require(access.SessionsRead); err != nil {
		return "", err
	}
	err = s.view(ctx, who.Environment, func(tx store.Reader) error {
		newest, _, err := tx.FindEvents(store.EventFilter{}, store.Page{Limit: stampedEvents}, stampedEvents)
		stamp = stampEvents(newest)
		return err
	})
	return stamp, err
}

func stampEvents(newest []event.Event, further ...any) string {
	sum := sha256.New()
	for _, e := range newest {
		_, _ = fmt.Fprintln(sum, e.ID)
	}
	_, _ = fmt.Fprintln(sum, further...)
	return base64.RawURLEncoding.EncodeToString(sum.Sum(nil)[:12])
}
