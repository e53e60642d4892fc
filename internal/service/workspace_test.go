package service_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/settings"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// as is the user of a session, as whoever comes with it.
func as(s service.Started) access.Principal {
	return access.Principal{Kind: access.User, Environment: main, User: s.Session.User, Tenant: s.Tenant, Session: s.ID.UID}
}

// administrator signs somebody in who administers a tenant whose pages are on.
func (w *world) administrator(user, tenant string) (access.Principal, service.Started) {
	w.t.Helper()
	w.publish(func(*settings.Document) {})
	s := w.start(user, tenant)
	_, err := w.SetMembership(w.t.Context(), w.who, s.Session.User, s.Tenant, []tenancy.RoleKey{"admin"})
	w.must(err)
	return as(s), s
}

func TestWorkspaceUsers(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		admin, _ := w.administrator("carla", "acme")
		for i := range 25 {
			s := w.start(fmt.Sprintf("user-%02d", i), "acme")
			if i%2 == 0 {
				w.advance(time.Second)
				w.start(fmt.Sprintf("user-%02d", i), "acme")
				continue
			}
			_, err := w.EndSession(t.Context(), w.who, s.ID)
			w.must(err)
		}
		w.start("stranger", "globex")
		var names []string
		var place store.MemberPlace
		for more := true; more; more = !place.User.IsZero() {
			page, next, err := w.WorkspaceUsers(t.Context(), admin, store.MemberFilter{}, place, 10)
			w.must(err)
			for _, u := range page {
				names = append(names, u.ExternalID)
				if i := slices.Index([]byte("02468"), u.ExternalID[len(u.ExternalID)-1]); u.ExternalID != "carla" && (i >= 0) != (u.ActiveSessions == 2) {
					t.Errorf("%s has %d active sessions, want 2 or none", u.ExternalID, u.ActiveSessions)
				}
				if want := map[bool]string{true: "Admin", false: "Member"}[u.ExternalID == "carla"]; !slices.Equal(u.RoleNames, []string{want}) {
					t.Errorf("the roles of %s are called %q, want %s", u.ExternalID, u.RoleNames, want)
				}
				if u.LastActiveAt.IsZero() {
					t.Errorf("%s was never active, want a time", u.ExternalID)
				}
			}
			place = next
		}
		if len(names) != 26 || !slices.IsSorted(names) || slices.Contains(names, "stranger") {
			t.Errorf("WorkspaceUsers = %v, want the 26 of the tenant by name", names)
		}
		found, _, err := w.WorkspaceUsers(t.Context(), admin, store.MemberFilter{Search: "r-1", Role: "member"}, store.MemberPlace{}, 50)
		if w.must(err); len(found) != 10 {
			t.Errorf("search found %d, want 10", len(found))
		}
	})
}

func TestWorkspaceAdministratorEndsSessions(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		admin, own := w.administrator("carla", "acme")
		first, again, bob := w.start("ada", "acme"), w.start("ada", "acme"), w.start("bob", "acme")
		elsewhere := w.start("ada", "globex")
		ada := first.Session.User
		ended, err := w.EndWorkspaceSession(ctx, admin, ada, first.ID)
		if w.must(err); !ended || w.active(first) || !w.active(again) {
			t.Error("one session was to end, and the other not")
		}
		if one, _, err := w.Session(ctx, w.who, first.ID); err != nil || one.Verdict.End.Reason != session.EndedByAdmin || one.Verdict.End.By.ID != admin.User.UID {
			t.Errorf("end = %+v, %v, want ended_by_admin by the administrator", one.Verdict.End, err)
		}
		wantCode(t, "a session in another tenant", second(w.EndWorkspaceSession(ctx, admin, ada, elsewhere.ID)), "not_found")
		wantCode(t, "a session of somebody else", second(w.EndWorkspaceSession(ctx, admin, ada, bob.ID)), "not_found")
		stranger := w.start("stranger", "globex")
		wantCode(t, "users of whom one is a stranger", second(w.EndWorkspaceUsers(ctx, admin, []tenancy.UserID{ada, stranger.Session.User})), "not_found")
		if !w.active(again) {
			t.Error("a refused request has ended a session")
		}
		done, err := w.EndWorkspaceUsers(ctx, admin, []tenancy.UserID{ada, bob.Session.User, ada, admin.User})
		w.must(err)
		if len(done) != 3 || done[0].Ended != 1 || done[1].Ended != 1 || done[2].Ended != 1 {
			t.Errorf("EndWorkspaceUsers = %+v, want one session of each of three users", done)
		}
		if w.active(again) || w.active(bob) || w.active(own) || !w.active(elsewhere) {
			t.Error("the sessions in the workspace were to end, and no other")
		}
	})
}

func TestWorkspaceSettings(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		admin, _ := w.administrator("carla", "acme")
		hour := session.Timeout{On: true, Seconds: 3600}
		w.publish(func(d *settings.Document) {
			d.Sessions.Idle, d.Sessions.Modes = session.Timeout{On: true, Seconds: 1800}, session.Modes{Idle: session.StricterOnly, Relogin: session.Locked}
		})
		wantCode(t, "a looser value", thirdOf(w.ChangeWorkspaceSettings(ctx, admin, session.Overrides{Idle: &hour}, 0)), "setting_too_loose")
		wantCode(t, "a locked value", thirdOf(w.ChangeWorkspaceSettings(ctx, admin, session.Overrides{Relogin: &hour}, 0)), "setting_locked")
		idle := w.start("ada", "acme")
		w.advance(20 * time.Minute)
		fresh := w.start("bob", "acme")
		elsewhere := w.start("ada", "globex")
		strict := session.Overrides{Idle: &session.Timeout{On: true, Seconds: 600}}
		_, err := w.Check(ctx, main, w.restart("carla", "acme", &admin).Secret.Reveal(), true)
		w.must(err)
		impact, err := w.PreviewWorkspaceSettings(ctx, admin, strict, service.EndingPage{})
		w.must(err)
		levels, ended, err := w.ChangeWorkspaceSettings(ctx, admin, strict, 0)
		w.must(err)
		if ended != impact.Sessions || impact.Own || w.active(idle) || !w.active(fresh) || !w.active(elsewhere) {
			t.Errorf("%d ended, the preview said %+v; active: idle %v, fresh %v, elsewhere %v", ended, impact, w.active(idle), w.active(fresh), w.active(elsewhere))
		}
		if levels.Effective.Idle.Source != session.FromTenant || levels.Effective.Idle.Limit != 10*time.Minute {
			t.Errorf("effective idle = %+v, want 10 minutes of the tenant", levels.Effective.Idle)
		}
		back, _, err := w.ChangeWorkspaceSettings(ctx, admin, session.Overrides{}, levels.Tenant.Version)
		if w.must(err); back.Effective.Idle.Source != session.FromEnvironment {
			t.Errorf("effective idle = %+v, want the environment's", back.Effective.Idle)
		}
		wantCode(t, "an edit of an older version", thirdOf(w.ChangeWorkspaceSettings(ctx, admin, strict, levels.Tenant.Version)), "version_conflict")
	})
}

// restart signs a user in anew, as whom they then act.
func (w *world) restart(user, tenant string, who *access.Principal) service.Started {
	s := w.start(user, tenant)
	*who = as(s)
	return s
}

func thirdOf[A, B any](_ A, _ B, err error) error { return err }

func TestWorkspaceAudit(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		admin, _ := w.administrator("carla", "acme")
		w.start("ada", "acme")
		w.start("stranger", "globex")
		w.publish(func(d *settings.Document) { d.DefaultRole = "" })
		all, next, err := w.WorkspaceAudit(ctx, admin, store.EventFilter{}, store.Page{Limit: 100})
		w.must(err)
		if next != "" || len(all) == 0 {
			t.Fatalf("WorkspaceAudit = %d events, next %q, want some and no more", len(all), next)
		}
		for _, e := range all {
			if e.Tenant != admin.Tenant || e.Actor.Kind != access.User && (e.Actor.Address != "" || !e.Actor.ID.IsZero()) {
				t.Errorf("the workspace sees %+v, want its own events, and of others only of what kind they are", e.Event)
			}
		}
		got, _, err := w.Audit(ctx, w.who, store.EventFilter{Kinds: []event.Kind{event.SettingsPublished}}, store.Page{Limit: 100})
		if w.must(err); len(got) != 2 || got[0].Sentence != "Somebody at the command line published a version of the settings." {
			t.Errorf("Audit of publishes = %+v, want two with a sentence", got)
		}
		narrow := store.EventFilter{User: admin.User, From: w.time().Add(-time.Hour)}
		mine, _, err := w.Audit(ctx, w.who, narrow, store.Page{Limit: 100})
		w.must(err)
		for _, e := range mine {
			if e.User != admin.User {
				t.Errorf("Audit of one user tells of %v", e.User)
			}
		}
	})
}

// Who is not signed in is refused before the store is asked for anything: here the context would not let it answer.
func TestWorkspaceOpensNothingForNobody(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		nobody, user, id := access.Principal{Kind: access.Anonymous, Environment: main}, tenancy.UserID{UID: uid.New(w.time())}, session.ID{}
		for name, ask := range map[string]func() error{
			"WorkspaceUsers": func() error {
				_, _, err := w.WorkspaceUsers(ctx, nobody, store.MemberFilter{}, store.MemberPlace{}, 1)
				return err
			},
			"WorkspaceUserSessions": func() error { _, err := w.WorkspaceUserSessions(ctx, nobody, user); return err },
			"EndWorkspaceSession":   func() error { _, err := w.EndWorkspaceSession(ctx, nobody, user, id); return err },
			"EndWorkspaceUsers":     func() error { _, err := w.EndWorkspaceUsers(ctx, nobody, []tenancy.UserID{user}); return err },
			"WorkspaceSettings":     func() error { _, err := w.WorkspaceSettings(ctx, nobody); return err },
			"PreviewWorkspaceSettings": func() error {
				_, err := w.PreviewWorkspaceSettings(ctx, nobody, session.Overrides{}, service.EndingPage{})
				return err
			},
			"ChangeWorkspaceSettings": func() error {
				_, _, err := w.ChangeWorkspaceSettings(ctx, nobody, session.Overrides{}, 0)
				return err
			},
			"WorkspaceAudit": func() error {
				_, _, err := w.WorkspaceAudit(ctx, nobody, store.EventFilter{}, store.Page{Limit: 1})
				return err
			},
		} {
			wantCode(t, name, ask(), "unauthenticated")
		}
	})
}
