package service_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// TestParallelSignIns: of 100 sign-ins at once with a limit of 5, exactly the 5 newest live.
func TestParallelSignIns(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		w.start("ada", "acme")
		w.set(most(5))
		var all sync.WaitGroup
		for range 100 {
			all.Go(func() { w.start("ada", "acme") })
		}
		all.Wait()
		sessions, _, err := w.Sessions(t.Context(), w.who, service.ListAny, service.Search{}, store.Page{Limit: 200})
		w.must(err)
		if len(sessions) != 101 {
			t.Fatalf("%d sessions, want 101", len(sessions))
		}
		for i, s := range sessions { // newest first
			if got, want := s.Verdict.Active, i < 5; got != want {
				t.Errorf("session %d from the newest: active = %v, want %v", i+1, got, want)
			}
		}
	})
}

// TestEvictedAreShownWhole: whoever signs in is told which device had to make room, and since when it is idle.
func TestEvictedAreShownWhole(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		in := service.CreateSession{
			User: service.UserRef{ExternalID: "ada"}, Tenant: service.TenantRef{ExternalID: "acme"}, Missing: true,
			Delivery: service.DeliverSecret, Methods: []string{"pwd"}, Name: "Ada's phone",
			Client: session.Client{Address: "192.0.2.7", UserAgent: "Firefox"},
		}
		first, err := w.CreateSession(t.Context(), w.who, in)
		w.must(err)
		w.set(most(1))
		w.advance(2 * time.Minute)
		_, err = w.Check(t.Context(), main, first.Secret.Reveal(), true) // noted, and not yet written
		w.must(err)
		want := first.Session
		want.LastActiveAt = w.time()
		second, err := w.CreateSession(t.Context(), w.who, in)
		w.must(err)
		if len(second.Evicted) != 1 {
			t.Fatalf("%d were evicted, want one", len(second.Evicted))
		}
		got := *second.Evicted[0]
		want.End = got.End
		if diff := cmp.Diff(want, got.Session, cmp.Comparer(func(a, b session.Hash) bool { return a == b })); diff != "" {
			t.Errorf("the evicted session: want (-), got (+):\n%s", diff)
		}
	})
}

// TestMarkEndsWhatWasAcknowledged: whatever sign-in was answered before all sessions were ended, has ended; whatever
// began afterwards lives.
func TestMarkEndsWhatWasAcknowledged(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		tenant := w.start("ada", "acme").Tenant
		for range 5 {
			var mu sync.Mutex
			var before []service.Started
			var clients sync.WaitGroup
			stop := make(chan struct{})
			for i := range 8 {
				clients.Go(func() {
					for {
						select {
						case <-stop:
							return
						default:
						}
						s := w.start(fmt.Sprint("user-", i), "acme")
						mu.Lock()
						before = append(before, s)
						mu.Unlock()
					}
				})
			}
			for reached := 0; reached < 20; {
				mu.Lock()
				reached = len(before)
				mu.Unlock()
			}
			mu.Lock()
			acknowledged := append([]service.Started(nil), before...)
			mu.Unlock()
			_, err := w.EndTenantSessions(t.Context(), w.who, tenant, "")
			w.must(err)
			after := w.start("grace", "acme")
			close(stop)
			clients.Wait()
			for _, s := range acknowledged {
				if w.active(s) {
					t.Fatal("a session that was answered before all were ended is active")
				}
			}
			if !w.active(after) {
				t.Fatal("a session that began after all were ended is not active")
			}
		}
	})
}

// TestSweepChangesNoVerdict: what is judged of a session before the sweep, is judged after it. A check would record what
// the sweep is to find.
func TestSweepChangesNoVerdict(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		random := rand.New(rand.NewPCG(3, 4))
		w.set(session.Settings{Idle: session.Timeout{On: true, Seconds: 3600}, Relogin: session.Timeout{On: true, Seconds: 7200}})
		all := w.crowd(random, 800, 150, 4, 5*time.Hour)
		before := make([]bool, len(all))
		active, unrecorded := 0, 0
		for i, s := range all {
			if before[i] = w.judgedActive(s); before[i] {
				active++
			} else if w.stored(s.ID).End.IsZero() {
				unrecorded++
			}
		}
		if unrecorded == 0 {
			t.Fatal("there is nothing for the sweep to do")
		}
		swept, err := w.Sweep(t.Context(), main, tenancy.TenantID{})
		w.must(err)
		if swept.Active != active || swept.Recorded != unrecorded {
			t.Errorf("swept = %+v, want %d active and %d recorded", swept, active, unrecorded)
		}
		for i, s := range all {
			if w.judgedActive(s) != before[i] {
				t.Errorf("session %d: active = %v before the sweep, %v after", i, before[i], !before[i])
			}
		}
		again, err := w.Sweep(t.Context(), main, tenancy.TenantID{})
		w.must(err)
		if again.Recorded != 0 || again.Active != active {
			t.Errorf("a second sweep did %+v", again)
		}
	})
}

// judgedActive tells whether a session is active, and leaves its end to be recorded by others.
func (w *world) judgedActive(s service.Started) bool {
	w.t.Helper()
	judged, _, err := w.Session(w.t.Context(), w.who, s.ID)
	w.must(err)
	return judged.Verdict.Active
}

func TestActivityIsNotedThenWritten(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		w.set(idle(time.Hour))
		s := w.start("ada", "acme")
		w.advance(50 * time.Minute)
		judged, err := w.Check(t.Context(), main, s.Secret.Reveal(), true)
		w.must(err)
		if want := w.time().Add(time.Hour); !judged.Verdict.EndsAt.Equal(want) {
			t.Errorf("ends at %v after activity, want %v", judged.Verdict.EndsAt, want)
		}
		w.advance(session.FlushEvery)
		if !w.active(s) || !w.stored(s.ID).LastActiveAt.Equal(s.SignedInAt) {
			t.Error("noted activity does not count, or was written before its time")
		}
		w.must(w.FlushActivity(t.Context()))
		if got, want := w.stored(s.ID).LastActiveAt, w.time().Add(-session.FlushEvery); !got.Equal(want) {
			t.Errorf("last active at %v after the flush, want %v", got, want)
		}
	})
}

// TestActivityWrittenTooLateIsDropped: another node may have refused the session already.
func TestActivityWrittenTooLateIsDropped(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		w.set(idle(time.Hour))
		s := w.start("ada", "acme")
		w.advance(50 * time.Minute)
		_, err := w.Check(t.Context(), main, s.Secret.Reveal(), true)
		w.must(err)
		w.advance(10 * time.Minute)
		w.must(w.FlushActivity(t.Context()))
		if got := w.stored(s.ID).LastActiveAt; !got.Equal(s.SignedInAt) {
			t.Errorf("last active at %v, want %v as before", got, s.SignedInAt)
		}
		if w.active(s) {
			t.Error("the session lives on by activity that was written too late")
		}
	})
}

// TestActivityNearTheDeadlineIsWrittenAtOnce: there is no time to wait for the next flush.
func TestActivityNearTheDeadlineIsWrittenAtOnce(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		w.set(idle(time.Hour))
		s := w.start("ada", "acme")
		w.advance(time.Hour - time.Millisecond)
		_, err := w.Check(t.Context(), main, s.Secret.Reveal(), true)
		w.must(err)
		if got := w.stored(s.ID).LastActiveAt; !got.Equal(w.time()) {
			t.Errorf("last active at %v, want %v", got, w.time())
		}
	})
}

func (w *world) stored(id session.ID) (s session.Session) {
	w.t.Helper()
	w.must(w.store.View(w.t.Context(), main, func(tx store.Reader) (err error) {
		s, _, err = tx.Session(id)
		return err
	}))
	return s
}

func TestRetention(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		old := w.start("ada", "acme")
		_, err := w.EndSession(t.Context(), w.who, old.ID)
		w.must(err)
		w.advance(89 * 24 * time.Hour)
		w.must(w.Retain(t.Context(), main))
		if _, _, err := w.Session(t.Context(), w.who, old.ID); err != nil {
			t.Errorf("after 89 days: %v", err)
		}
		w.advance(2 * 24 * time.Hour)
		w.must(w.Retain(t.Context(), main))
		if _, _, err := w.Session(t.Context(), w.who, old.ID); err == nil {
			t.Error("an ended session is kept for more than 90 days")
		}
	})
}
