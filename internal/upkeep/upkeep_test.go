package upkeep_test

import (
	"bytes"
	"context"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/authn"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/store/sqlite"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/token"
	"github.com/sojourn-auth/sojourn/internal/upkeep"
)

const main = tenancy.EnvironmentID("main")

// bundle is upkeep that runs over a store of its own.
type bundle struct {
	t      *testing.T
	uses   *service.Service
	store  store.Store
	away   *away // the same
	keeper *upkeep.Upkeep
	log    *bytes.Buffer

	mu  sync.Mutex
	now time.Time
}

// away is a store that is not there while it is told so.
type away struct {
	store.Store
	is    atomic.Bool
	asked atomic.Int64 // while it was not there
}

func (a *away) Environments(ctx context.Context) ([]tenancy.Environment, error) {
	if a.is.Load() {
		a.asked.Add(1)
		return nil, store.ErrUnavailable
	}
	return a.Store.Environments(ctx)
}

var who = access.Principal{Kind: access.Local, Environment: main}

func setup(t *testing.T) *bundle {
	t.Helper()
	file, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "sojourn.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	opened := &away{Store: file}
	hasher, _ := authn.NewHasher(authn.HasherOptions{})
	sealer, _ := token.NewSealer(token.GenerateMasterKey())
	b := &bundle{t: t, store: opened, away: opened, log: &bytes.Buffer{}, now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)}
	log := slog.New(slog.NewTextHandler(b.log, nil))
	b.uses = service.New(service.Config{
		Store: opened, Now: b.time, Log: log, Hasher: hasher, Policy: authn.NewPolicy(), Sealer: sealer,
		Issuer: func(e tenancy.EnvironmentID) string { return "https://auth.example.com/e/" + string(e) }, AccessLife: 5 * time.Minute,
		KeyLife: 90 * 24 * time.Hour, SessionsKept: 90 * 24 * time.Hour, EventsKept: 365 * 24 * time.Hour,
	})
	b.keeper = &upkeep.Upkeep{Service: b.uses, Log: log, Now: b.time}
	if _, err := b.uses.CreateEnvironment(t.Context(), who, tenancy.Environment{ID: main}); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *bundle) time() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now
}

func (b *bundle) advance(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now = b.now.Add(d)
}

func (b *bundle) start() service.Started {
	b.t.Helper()
	started, err := b.uses.CreateSession(b.t.Context(), who, service.CreateSession{
		User: service.UserRef{ExternalID: "ada"}, Tenant: service.TenantRef{ExternalID: "acme"}, Missing: true, Delivery: service.DeliverSecret,
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return started
}

func (b *bundle) stored(id session.ID) (s session.Session) {
	b.t.Helper()
	err := b.store.View(b.t.Context(), main, func(tx store.Reader) (err error) {
		s, _, err = tx.Session(id)
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

// run does the upkeep while work goes on, and waits for its end.
func (b *bundle) run(work func()) {
	ctx, stop := context.WithCancel(b.t.Context())
	var done sync.WaitGroup
	done.Go(func() { b.keeper.Run(ctx) })
	work()
	stop()
	done.Wait()
}

// eventually waits until a thing that goes on in the background has happened.
func (b *bundle) eventually(what string, happened func() bool) {
	b.t.Helper()
	patience := time.NewTimer(20 * time.Second)
	defer patience.Stop()
	for tick := time.NewTicker(2 * time.Millisecond); !happened(); {
		select {
		case <-patience.C:
			b.t.Fatalf("%s: not after 20 seconds", what)
		case <-tick.C:
		}
	}
}

func TestWhatEndedByItselfIsRecorded(t *testing.T) {
	t.Parallel()
	b := setup(t)
	gone := b.start()
	b.advance(24 * time.Hour)
	alive := b.start() // records the end of the other in passing, so a third is needed
	b.advance(23*time.Hour + 59*time.Minute)
	fresh := b.start()
	b.advance(time.Minute)
	b.run(func() {
		b.eventually("the end is recorded", func() bool { return !b.stored(alive.ID).End.IsZero() })
		b.eventually("the active ones are counted", func() bool { return b.keeper.Active()[main] == 1 })
	})
	if end := b.stored(alive.ID).End; end.Reason != session.IdleTimeout || !end.At.Equal(alive.SignedInAt.Add(24*time.Hour)) {
		t.Errorf("end = %+v, want idle_timeout at the deadline", end)
	}
	if b.stored(gone.ID).End.IsZero() || !b.stored(fresh.ID).End.IsZero() {
		t.Error("the wrong sessions were ended")
	}
}

func TestRowsFollowAMark(t *testing.T) {
	t.Parallel()
	b := setup(t)
	s := b.start()
	b.run(func() {
		b.eventually("the first sweep", func() bool { return b.keeper.Active()[main] == 1 })
		if _, err := b.uses.EndAllSessions(t.Context(), who, ""); err != nil {
			t.Fatal(err)
		}
		b.eventually("the row follows", func() bool { return b.stored(s.ID).End.Reason == session.EndedByOperator })
	})
}

func TestTheLastActivityIsWrittenAtTheEnd(t *testing.T) {
	t.Parallel()
	b := setup(t)
	s := b.start()
	b.run(func() {
		b.eventually("the first sweep", func() bool { return b.keeper.Active()[main] == 1 })
		b.advance(10 * time.Minute)
		if _, err := b.uses.Check(t.Context(), main, s.Secret.Reveal(), true); err != nil {
			t.Fatal(err)
		}
	})
	if got := b.stored(s.ID).LastActiveAt; !got.Equal(b.time()) {
		t.Errorf("last active at %v, want %v", got, b.time())
	}
	if b.log.Len() > 0 {
		t.Errorf("something was complained of: %s", b.log)
	}
}

func TestWhatEndsWhileTheStoreIsAwayIsRecordedSoonAfter(t *testing.T) {
	t.Parallel()
	b := setup(t)
	s := b.start()
	b.run(func() {
		b.eventually("the first sweep", func() bool { return b.keeper.Active()[main] == 1 })
		b.away.is.Store(true)
		b.advance(24 * time.Hour)
		b.uses.SweepSoon()
		b.eventually("a sweep that fails", func() bool { return b.away.asked.Load() > 0 })
		b.away.is.Store(false)
		b.eventually("the end is recorded", func() bool { return b.stored(s.ID).End.Reason == session.IdleTimeout })
	})
}
