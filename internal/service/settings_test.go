package service_test

import (
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

func TestLongerLimitsReviveNothing(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		w.set(idle(time.Hour))
		gone := w.start("ada", "acme")
		w.advance(30 * time.Minute)
		alive := w.start("ada", "acme")
		w.advance(45 * time.Minute) // gone is past its deadline, and nobody has noticed
		w.set(idle(24 * time.Hour))
		if w.active(gone) {
			t.Error("a session that was past its deadline is active again after the limit was lengthened")
		}
		if !w.active(alive) {
			t.Error("a session within both limits has ended")
		}
		w.advance(23 * time.Hour)
		if !w.active(alive) {
			t.Error("the longer limit does not hold for a live session")
		}
	})
}

func TestShorterLimitsActAtOnceAndSayHowMany(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		old := w.start("ada", "acme")
		w.advance(2 * time.Hour)
		fresh := w.start("grace", "acme")
		if got := w.set(idle(time.Hour)); got != 1 {
			t.Errorf("ended = %d, want 1", got)
		}
		if w.active(old) || !w.active(fresh) {
			t.Errorf("active = %v, %v, want false, true", w.active(old), w.active(fresh))
		}
		one, _, err := w.Session(t.Context(), w.who, old.ID)
		w.must(err)
		if want := old.SignedInAt.Add(time.Hour); !one.Verdict.End.At.Equal(want) || one.Verdict.End.Reason != session.IdleTimeout {
			t.Errorf("end = %v, want idle_timeout at the deadline %v", one.Verdict.End, want)
		}
	})
}

func TestLowerMaximumEndsTheOldest(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		var all []service.Started
		for range 5 {
			all = append(all, w.start("ada", "acme"))
		}
		elsewhere := w.start("ada", "globex")
		if got := w.set(most(2)); got != 3 {
			t.Errorf("ended = %d, want 3", got)
		}
		for i, s := range all {
			if got, want := w.active(s), i >= 3; got != want {
				t.Errorf("session %d of 5: active = %v, want %v", i+1, got, want)
			}
		}
		if !w.active(elsewhere) {
			t.Error("the limit of one tenant ended a session in another")
		}
	})
}

// TestPreviewTellsWhatEnds: for random crowds and settings, the preview is what the change then ends.
func TestPreviewTellsWhatEnds(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		random := rand.New(rand.NewPCG(1, 2))
		for round := range 12 {
			all := w.crowd(random, 30, 6, 3, 3*time.Hour)
			in := service.EnvironmentSettings{Settings: session.Settings{
				Idle:       session.Timeout{On: random.IntN(3) > 0, Seconds: int64(60 + random.IntN(4*3600))},
				Relogin:    session.Timeout{On: random.IntN(2) > 0, Seconds: int64(300 + random.IntN(6*3600))},
				Concurrent: session.Maximum{On: random.IntN(2) > 0, Sessions: 1 + random.IntN(4)},
			}}
			preview, err := w.PreviewSettings(t.Context(), w.who, in, service.EndingPage{})
			w.must(err)
			before := 0
			for _, s := range all {
				if w.active(s) {
					before++
				}
			}
			_, ended, err := w.ChangeSettings(t.Context(), w.who, in)
			w.must(err)
			if preview.Sessions != ended {
				t.Errorf("round %d: the preview said %d, the change ended %d", round, preview.Sessions, ended)
			}
			for _, s := range all {
				if w.active(s) {
					before--
				}
			}
			if before > ended {
				t.Errorf("round %d: %d of this round's sessions ended, but only %d were told", round, before, ended)
			}
		}
	})
}

func TestPreviewChangesNothing(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		s := w.start("ada", "acme")
		w.advance(2 * time.Hour)
		impact, err := w.PreviewSettings(t.Context(), w.who, service.EnvironmentSettings{Settings: idle(time.Hour)}, service.EndingPage{})
		w.must(err)
		if impact.Sessions != 1 || impact.Users != 1 || impact.Tenants != 1 || impact.Own {
			t.Errorf("impact = %+v, want one session of one user in one tenant", impact)
		}
		if !w.active(s) {
			t.Error("the preview ended a session")
		}
	})
}

func TestAChangeWithAnOldVersionIsRefused(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		w.set(idle(time.Hour)) // version 1
		w.set(idle(2 * time.Hour))
		_, _, err := w.ChangeSettings(t.Context(), w.who, service.EnvironmentSettings{Settings: idle(3 * time.Hour), Version: 1})
		if err == nil {
			t.Fatal("no error")
		}
		levels, err := w.Settings(t.Context(), w.who, tenancy.TenantID{})
		w.must(err)
		if levels.Environment.Settings != idle(2*time.Hour) || levels.Environment.Version != 2 {
			t.Errorf("settings = %+v", levels.Environment)
		}
	})
}

// TestChangesAtOnceAreEachCarriedOut: of a lower and a higher maximum at once, the lower one has ended what it must,
// whichever came first.
func TestChangesAtOnceAreEachCarriedOut(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		for range 5 {
			for range 5 {
				w.start("ada", "acme")
			}
			var both sync.WaitGroup
			for _, n := range []int{2, 50} {
				both.Go(func() { w.set(most(n)) })
			}
			both.Wait()
			all, _, err := w.Sessions(t.Context(), w.who, service.ListActive, service.Search{}, store.Page{Limit: 100})
			w.must(err)
			if len(all) != 2 {
				t.Errorf("%d sessions are active after the maximum was 2 for a moment, want 2", len(all))
			}
			w.set(session.Settings{})
		}
	})
}

func TestReplacedSettingsAreForgottenWhenCarriedOut(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		started := w.start("ada", "acme")
		w.set(idle(time.Hour))
		_, _, err := w.ChangeTenantSettings(t.Context(), w.who, service.TenantSettings{
			Tenant: started.Tenant, Overrides: session.Overrides{Idle: &session.Timeout{On: true, Seconds: 60}},
		})
		w.must(err)
		levels, err := w.Settings(t.Context(), w.who, started.Tenant)
		w.must(err)
		if n := len(levels.Environment.Replaced) + len(levels.Tenant.Replaced); n != 0 {
			t.Errorf("%d replaced settings are kept after both changes were carried out", n)
		}
		if levels.Effective.Idle.Source != session.FromTenant || levels.Effective.Idle.Limit != time.Minute {
			t.Errorf("effective idle = %+v, want the tenant's minute", levels.Effective.Idle)
		}
	})
}
