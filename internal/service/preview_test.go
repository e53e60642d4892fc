package service_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/settings"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// TestPreviewIsWhatHappens: of two worlds that are the same, one is changed. What the preview told is what then ends in
// it at once; what ends in it within a day, and lives on in the other; and which tenants keep values of their own.
func TestPreviewIsWhatHappens(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(testing.TB) store.Store{"sqlite": openSQLite, "postgres": openPostgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			soon := 0
			for round := range uint64(4) {
				soon += foresee(t, round, newWorld(t, open(t)), newWorld(t, open(t)))
			}
			if soon == 0 {
				t.Error("in no round anything ends within a day: the test shows nothing")
			}
		})
	}
}

func foresee(t *testing.T, seed uint64, changed, left *world) int {
	t.Helper()
	worlds, crowds := []*world{changed, left}, [][]service.Started{}
	for _, w := range worlds {
		random := rand.New(rand.NewPCG(seed, 1))
		w.set(session.Settings{Idle: session.Timeout{On: true, Seconds: 5 * 86400}, Relogin: session.Timeout{On: true, Seconds: 20 * 86400}})
		crowd := w.crowd(random, 40, 6, 4, 60*time.Hour)
		for tenant := range tenantsOf(crowd) {
			w.setOwn(tenant, session.Overrides{Idle: &session.Timeout{On: true, Seconds: int64(tenantsOf(crowd)[tenant]) * 20 * 3600}})
		}
		crowds = append(crowds, crowd)
	}
	random := rand.New(rand.NewPCG(seed, 2))
	modes := []session.Mode{session.Choose, session.StricterOnly, session.Locked}
	in := service.EnvironmentSettings{Settings: session.Settings{
		Idle:       session.Timeout{On: true, Seconds: int64(3600 + random.IntN(72*3600))},
		Relogin:    session.Timeout{On: random.IntN(2) > 0, Seconds: int64(3600 + random.IntN(100*3600))},
		Concurrent: session.Maximum{On: random.IntN(2) > 0, Sessions: 1 + random.IntN(3)},
	}, Modes: session.Modes{Idle: modes[random.IntN(3)]}}

	before := changed.alive(crowds[0])
	told, listed := changed.previewed(in)
	_, _, err := changed.ChangeSettings(t.Context(), changed.who, in)
	changed.must(err)
	after := changed.alive(crowds[0])
	ended := map[session.ID]session.Reason{}
	for id := range before {
		if !after[id] {
			one, _, err := changed.Session(t.Context(), changed.who, id)
			changed.must(err)
			ended[id] = one.Verdict.End.Reason
		}
	}
	if diff := cmp.Diff(ended, listed); diff != "" {
		t.Errorf("seed %d: what has ended is not what was shown: %s", seed, diff)
	}
	if told.Sessions != len(ended) {
		t.Errorf("seed %d: the preview told of %d sessions, and %d have ended", seed, told.Sessions, len(ended))
	}
	keeping := 0
	for tenant := range tenantsOf(crowds[0]) {
		levels, err := changed.Settings(t.Context(), changed.who, tenant)
		if changed.must(err); levels.Effective.Idle.Source == session.FromTenant {
			keeping++
		}
	}
	if told.Keeping != keeping {
		t.Errorf("seed %d: the preview told that %d tenants keep their own, and %d do", seed, told.Keeping, keeping)
	}
	for _, w := range worlds {
		w.advance(service.SoonAfter)
	}
	soon := 0
	for i, s := range crowds[0] {
		if after[s.ID] && !changed.active(s) && left.active(crowds[1][i]) {
			soon++
		}
	}
	if told.Soon != soon {
		t.Errorf("seed %d: the preview told of %d that end within a day, and %d have", seed, told.Soon, soon)
	}
	return soon
}

// tenantsOf numbers the tenants of sessions from 1 on, but for every third one.
func tenantsOf(all []service.Started) map[tenancy.TenantID]int {
	seen, numbers := map[tenancy.TenantID]bool{}, map[tenancy.TenantID]int{}
	for _, s := range all {
		if !seen[s.Tenant] && len(seen)%3 < 2 {
			numbers[s.Tenant] = len(numbers) + 1
		}
		seen[s.Tenant] = true
	}
	return numbers
}

func (w *world) setOwn(tenant tenancy.TenantID, own session.Overrides) {
	w.t.Helper()
	_, _, err := w.ChangeTenantSettings(w.t.Context(), w.who, service.TenantSettings{Tenant: tenant, Overrides: own})
	w.must(err)
}

func (w *world) alive(all []service.Started) map[session.ID]bool {
	w.t.Helper()
	alive := map[session.ID]bool{}
	for _, s := range all {
		if w.active(s) {
			alive[s.ID] = true
		}
	}
	return alive
}

// previewed is a preview with all sessions that it tells of, page by page.
func (w *world) previewed(in service.EnvironmentSettings) (told service.Impact, by map[session.ID]session.Reason) {
	w.t.Helper()
	by = map[session.ID]session.Reason{}
	show := service.EndingPage{Limit: 3}
	for range 100 {
		page, err := w.PreviewSettings(w.t.Context(), w.who, in, show)
		w.must(err)
		for _, one := range page.Ending {
			by[one.ID] = one.By
		}
		if told, show.After = page, page.Next; page.Next.IsZero() {
			return told, by
		}
		if len(page.Ending) != show.Limit {
			w.t.Errorf("a page that is not the last has %d sessions, want %d", len(page.Ending), show.Limit)
		}
	}
	w.t.Error("the pages have no end")
	return told, by
}

func TestWhoMayNotSeeSessionsIsShownNone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, openSQLite(t))
	w.start("ada", "acme")
	key := access.Principal{Kind: access.APIKey, Environment: main, Scopes: []access.Scope{access.SettingsRead}}
	in := service.EnvironmentSettings{Settings: idle(time.Minute)}
	_, err := w.PreviewSettings(t.Context(), key, in, service.EndingPage{})
	w.must(err)
	wantCode(t, "a preview with sessions", second(w.PreviewSettings(t.Context(), key, in, service.EndingPage{Limit: 1})), "scope_missing")
}

func TestAWorkspaceIsShownItsOwnSessions(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		admin, _ := w.administrator("carla", "acme")
		w.start("ada", "acme")
		w.start("ada", "globex")
		one := session.Overrides{Idle: &session.Timeout{On: true, Seconds: 60}}
		w.advance(time.Hour)
		impact, err := w.PreviewWorkspaceSettings(t.Context(), admin, one, service.EndingPage{Limit: 10})
		w.must(err)
		if len(impact.Ending) != 2 || impact.Sessions != 2 || !impact.Own || impact.Keeping != 0 {
			t.Errorf("the preview tells of %d sessions and shows %d, want 2 of the workspace, and the own one", impact.Sessions, len(impact.Ending))
		}
		for _, ending := range impact.Ending {
			if ending.Session.Tenant != admin.Tenant || ending.User.ExternalID == "" || ending.Current != (ending.Session.User == admin.User) {
				t.Errorf("the preview shows %+v, want sessions of the workspace with their users, and the own one marked", ending)
			}
		}
		w.publish(func(d *settings.Document) { d.Pages.Workspace.Users = false })
		_, err = w.PreviewWorkspaceSettings(t.Context(), admin, one, service.EndingPage{})
		w.must(err)
		wantCode(t, "sessions without the page of users", second(w.PreviewWorkspaceSettings(t.Context(), admin, one, service.EndingPage{Limit: 10})), "page_switched_off")
	})
}
