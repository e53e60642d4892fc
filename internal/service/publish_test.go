package service_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/settings"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// wantCode wants an error with a code.
func wantCode(t *testing.T, what string, err error, code string) {
	t.Helper()
	if e, ok := errors.AsType[*fault.Error](err); !ok || e.Code != code {
		t.Errorf("%s: %v, want the code %s", what, err, code)
	}
}

// document is a document that differs from the default.
func document(change func(*settings.Document)) settings.Document {
	d := settings.Default()
	d.Pages.Workspace = settings.WorkspacePages{Users: true, Security: true}
	change(&d)
	return d.Normal()
}

func (w *world) publish(change func(*settings.Document)) service.Published {
	w.t.Helper()
	done, err := w.PublishDocument(w.t.Context(), w.who, service.Publication{Document: document(change), Base: service.AnyVersion})
	w.must(err)
	return done
}

// setIdle switches the idle session timeout on.
func setIdle(after time.Duration) func(*settings.Document) {
	return func(d *settings.Document) {
		d.Sessions.Idle = session.Timeout{On: true, Seconds: int64(after / time.Second)}
	}
}

func TestDraftIsSavedPublishedAndRestored(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		begun, err := w.SettingsDraft(ctx, w.who)
		w.must(err)
		if begun.Revision != 0 || begun.Base != 0 || cmp.Diff(settings.Default(), begun.Document) != "" {
			t.Errorf("SettingsDraft without a draft = %+v, want the default document as revision 0", begun)
		}
		old := w.start("ada", "acme")
		w.advance(2 * time.Hour)
		edited := document(func(d *settings.Document) { d.Sessions.Idle = session.Timeout{On: true, Seconds: 3600} })
		saved, err := w.SaveDraft(ctx, w.who, service.SettingsDraft{Document: edited})
		w.must(err)
		if saved.Revision != 1 || !w.active(old) {
			t.Errorf("SaveDraft = revision %d, session active %v, want 1 and true: a draft changes nothing", saved.Revision, w.active(old))
		}
		done, err := w.PublishDraft(ctx, w.who, 1, "shorter")
		w.must(err)
		if done.Number != 1 || done.Ended != 1 || w.active(old) {
			t.Errorf("PublishDraft = version %d, %d ended, session active %v, want 1, 1 and false", done.Number, done.Ended, w.active(old))
		}
		wantCode(t, "the draft is gone", second(w.PublishDraft(ctx, w.who, 1, "")), "draft_conflict")
		kept, err := w.SettingsVersion(ctx, w.who, 1)
		w.must(err)
		if kept.Ended != 1 || kept.Note != "shorter" || cmp.Diff(edited, kept.Document) != "" {
			t.Errorf("SettingsVersion(1) = %+v, want what was published, and 1 ended", kept)
		}
		w.publish(func(d *settings.Document) { d.DefaultRole = "admin" })
		back, err := w.Restore(ctx, w.who, 1, "")
		w.must(err)
		if back.Number != 3 || back.Restores != 1 || cmp.Diff(edited, back.Document) != "" || w.active(old) {
			t.Errorf("Restore(1) = version %d of %d, session active %v, want 3 of 1, and false", back.Number, back.Restores, w.active(old))
		}
		changes, err := w.CompareVersions(ctx, w.who, 1, 3)
		if w.must(err); len(changes) != 0 {
			t.Errorf("CompareVersions(1, 3) = %v, want none", changes)
		}
		changes, err = w.CompareVersions(ctx, w.who, 2, 3)
		if w.must(err); len(changes) != 2 {
			t.Errorf("CompareVersions(2, 3) = %v, want the default role and the idle timeout", changes)
		}
		all, err := w.SettingsVersions(ctx, w.who, 3, 10)
		if w.must(err); len(all) != 2 || all[0].Number != 2 || all[1].Number != 1 {
			t.Errorf("SettingsVersions below 3 = %d, want 2 and 1", len(all))
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestPublishingRefuses(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.publish(func(*settings.Document) {})
		good := document(func(d *settings.Document) { d.DefaultRole = "admin" })
		bad := document(func(d *settings.Document) { d.DefaultRole = "nobody" })
		wantCode(t, "a base that is behind", second(w.PublishDocument(ctx, w.who, service.Publication{Document: good})), "version_conflict")
		wantCode(t, "a document that is not valid", second(w.PublishDocument(ctx, w.who, service.Publication{Document: bad, Base: 1})), "invalid")
		wantCode(t, "a draft that is not valid", second(w.SaveDraft(ctx, w.who, service.SettingsDraft{Document: bad, Base: 1})), "invalid")
		wantCode(t, "a version that is not there", second(w.Restore(ctx, w.who, 7, "")), "not_found")
		saved, err := w.SaveDraft(ctx, w.who, service.SettingsDraft{Document: good, Base: 1})
		w.must(err)
		wantCode(t, "an edit of an older revision", second(w.SaveDraft(ctx, w.who, service.SettingsDraft{Document: good, Base: 1})), "draft_conflict")
		wantCode(t, "an older revision to be discarded", w.DiscardDraft(ctx, w.who, 7), "draft_conflict")
		w.publish(func(*settings.Document) {})
		wantCode(t, "a draft that is behind", second(w.PublishDraft(ctx, w.who, saved.Revision, "")), "version_conflict")
		still, err := w.SettingsDraft(ctx, w.who)
		if w.must(err); still.Revision != saved.Revision {
			t.Errorf("after a refused publish the draft is at revision %d, want %d", still.Revision, saved.Revision)
		}
		w.must(w.DiscardDraft(ctx, w.who, saved.Revision))
		current, err := w.PublishedSettings(ctx, w.who)
		if w.must(err); current.Number != 2 {
			t.Errorf("version %d is in force, want 2", current.Number)
		}
	})
}

// TestOneOfManyEditsWins: of many who save the same revision, or publish on the same base, one does, and the others know.
func TestOneOfManyEditsWins(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		saves := func(int) error {
			return second(w.SaveDraft(t.Context(), w.who, service.SettingsDraft{Document: document(func(*settings.Document) {})}))
		}
		publishes := func(int) error {
			return second(w.PublishDocument(t.Context(), w.who, service.Publication{Document: document(func(*settings.Document) {})}))
		}
		for code, edit := range map[string]func(int) error{"draft_conflict": saves, "version_conflict": publishes} {
			var won atomic.Int64
			var all sync.WaitGroup
			for i := range 16 {
				all.Go(func() {
					if err := edit(i); err == nil {
						won.Add(1)
					} else {
						wantCode(t, "an edit of many", err, code)
					}
				})
			}
			all.Wait()
			if got := won.Load(); got != 1 {
				t.Errorf("%d of 16 edits of one base succeeded, want 1 and the others %s", got, code)
			}
		}
	})
}

// TestDocumentImpactTellsWhatEnds: for random crowds and documents, the impact is what publishing then does.
func TestDocumentImpactTellsWhatEnds(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		random := rand.New(rand.NewPCG(5, 6))
		for round := range 8 {
			w.crowd(random, 20, 6, 3, 3*time.Hour)
			d := document(func(d *settings.Document) {
				d.Sessions.Idle = session.Timeout{On: random.IntN(3) > 0, Seconds: int64(60 + random.IntN(4*3600))}
				d.Sessions.Concurrent = session.Maximum{On: random.IntN(2) > 0, Sessions: 1 + random.IntN(4)}
				d.Roles[random.IntN(2)].Permissions = []access.PermissionKey{"sojourn.*"}
			})
			impact, err := w.DocumentImpact(t.Context(), w.who, d, service.EndingPage{})
			w.must(err)
			before := w.holders()
			done, err := w.PublishDocument(t.Context(), w.who, service.Publication{Document: d, Base: impact.Base})
			w.must(err)
			if done.Ended != impact.Sessions {
				t.Errorf("round %d: the impact said %d sessions, publishing ended %d", round, impact.Sessions, done.Ended)
			}
			after := w.holders()
			for _, shift := range impact.Shifts {
				key := shift.Permission.Key
				if got := after[key] - before[key]; got != shift.Gain.Users-shift.Lose.Users {
					t.Errorf("round %d: the impact said that %d gain %s and %d lose it, but %d more hold it", round, shift.Gain.Users, key, shift.Lose.Users, got)
				}
				delete(before, key)
				delete(after, key)
			}
			if diff := cmp.Diff(before, after); diff != "" {
				t.Errorf("round %d: holders changed that the impact did not tell of: %s", round, diff)
			}
		}
	})
}

// holders counts the users who hold each permission somewhere.
func (w *world) holders() map[access.PermissionKey]int {
	w.t.Helper()
	count := map[access.PermissionKey]int{}
	current, err := w.PublishedSettings(w.t.Context(), w.who)
	w.must(err)
	users, err := w.Users(w.t.Context(), w.who, tenancy.TenantID{}, store.Page{Limit: 1000})
	w.must(err)
	for _, u := range users {
		held := map[access.PermissionKey]bool{}
		memberships, err := w.Memberships(w.t.Context(), w.who, u.ID)
		w.must(err)
		for _, m := range memberships {
			for _, key := range current.Document.PermissionsOf(m.Roles) {
				held[key] = true
			}
		}
		for key := range held {
			count[key]++
		}
	}
	return count
}

func TestRolesHoldFromTheNextRequest(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.publish(func(*settings.Document) {})
		s := w.start("ada", "acme")
		ada := access.Principal{Kind: access.User, Environment: main, User: s.Session.User, Tenant: s.Tenant, Session: s.ID.UID}
		users := func() error {
			_, _, err := w.WorkspaceUsers(ctx, ada, store.MemberFilter{}, store.MemberPlace{}, 10)
			return err
		}
		wantCode(t, "a member", users(), "permission_missing")
		_, err := w.SetMembership(ctx, w.who, ada.User, ada.Tenant, []tenancy.RoleKey{"admin"})
		w.must(err)
		w.must(users())
		w.publish(func(d *settings.Document) { d.Pages.Workspace.Users = false })
		wantCode(t, "the page switched off", users(), "page_switched_off")
		w.publish(func(d *settings.Document) { d.Roles[0].Permissions = nil })
		wantCode(t, "the role emptied", users(), "permission_missing")
		_, err = w.SetMembership(ctx, w.who, ada.User, ada.Tenant, []tenancy.RoleKey{"admin", "nobody"})
		wantCode(t, "a role that is not published", err, "role_unknown")
	})
}

// rights reads roles and permissions out of an access token.
func rights(t *testing.T, access string) (claims struct{ Roles, Permissions []string }) {
	t.Helper()
	payload, err := base64.RawURLEncoding.DecodeString(strings.Split(access, ".")[1])
	if err == nil {
		err = json.Unmarshal(payload, &claims)
	}
	if err != nil {
		t.Fatal(err)
	}
	return claims
}

func TestAccessTokensCarryRolesAndPermissions(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.publish(func(d *settings.Document) {
			d.Permissions = []access.Permission{{Key: "reports.read", Name: "Read"}, {Key: "reports.export", Name: "Export"}}
			d.Roles[0].Permissions = []access.PermissionKey{"reports.*"}
		})
		w.start("ada", "acme")
		begun, err := w.CreateSession(ctx, w.who, service.CreateSession{
			User: service.UserRef{ExternalID: "ada"}, Tenant: service.TenantRef{ExternalID: "acme"}, Delivery: service.DeliverTokens,
		})
		w.must(err)
		if got := rights(t, begun.Tokens.Access.Reveal()); cmp.Diff([]string{"member"}, got.Roles) != "" || len(got.Permissions) != 0 {
			t.Errorf("the first token carries %+v, want the role member without permissions", got)
		}
		_, err = w.SetMembership(ctx, w.who, begun.Session.User, begun.Tenant, []tenancy.RoleKey{"admin"})
		w.must(err)
		next, err := w.Refresh(ctx, main, begun.Tokens.Refresh.Reveal(), true)
		w.must(err)
		got := rights(t, next.Tokens.Access.Reveal())
		if cmp.Diff([]string{"admin"}, got.Roles) != "" || cmp.Diff([]string{"reports.export", "reports.read"}, got.Permissions) != "" {
			t.Errorf("the next token carries %+v, want the role admin with all of reports", got)
		}
		w.publish(func(*settings.Document) {})
		last, err := w.Refresh(ctx, main, next.Tokens.Refresh.Reveal(), true)
		w.must(err)
		if got := rights(t, last.Tokens.Access.Reveal()); len(got.Permissions) != 3 {
			t.Errorf("after a publish the token carries %+v, want the built-in permissions of the role", got)
		}
	})
}

func TestEndsAreCreditedToTheVersionWhoeverSweeps(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		for range 4 {
			w.start("ada", "acme")
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		d := document(func(d *settings.Document) { d.Sessions.Concurrent = session.Maximum{On: true, Sessions: 1} })
		if err := second(w.PublishDocument(ctx, w.who, service.Publication{Document: d})); err == nil {
			t.Fatal("PublishDocument for somebody who has left = nil, want an error")
		}
		w.publish(func(d *settings.Document) { d.Sessions.Concurrent = session.Maximum{On: true, Sessions: 2} })
		w.publish(func(*settings.Document) {})
		v, err := w.SettingsVersion(t.Context(), w.who, 1)
		if w.must(err); v.Ended != 2 {
			t.Errorf("version 1 has ended %d sessions, want 2", v.Ended)
		}
	})
}
