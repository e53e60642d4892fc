package e2e

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/sojourn-auth/sojourn/e2e/harness"
	"github.com/sojourn-auth/sojourn/internal/store/pgtest"
)

// TestKillLosesNothing kills the server at random instants while many clients change things, and holds what is there
// after each restart to what was acknowledged: nothing of it is lost, nothing that has ended is alive, no refresh
// token has a second successor, and what was not acknowledged has happened wholly or not at all.
func TestKillLosesNothing(t *testing.T) {
	t.Parallel()
	for engine, cycles := range map[harness.Engine]int{
		harness.SQLite: rounds(50, 1000), harness.PostgreSQL: rounds(10, 200),
	} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			b := newBattle(t, harness.Options{Engine: engine})
			for range cycles {
				b.fight(t, func() { b.server.Kill() })
				if engine == harness.SQLite {
					wantIntact(t, b.server.Data())
				}
				b.server.AwaitQuiet(t)
				b.server.Restart()
				b.settle(t, false)
			}
			b.settle(t, true)
			b.report(t, cycles)
		})
	}
}

// TestKillOfDatabaseLosesNothing kills PostgreSQL instead. The server stays, and goes on by itself.
func TestKillOfDatabaseLosesNothing(t *testing.T) {
	t.Parallel()
	database := pgtest.New(t, pgtest.Config{Fsync: true})
	b := newBattle(t, harness.Options{Engine: harness.PostgreSQL, URL: database.URL()})
	cycles := rounds(5, 50)
	for range cycles {
		b.fight(t, func() { database.Stop(t) })
		database.Start(t)
		b.server.AwaitReady(t)
		b.settle(t, false)
	}
	b.settle(t, true)
	b.report(t, cycles)
}

// battle is a server with the clients that change it.
type battle struct {
	*world
	actors []*actor
	random *rand.Rand
}

// usersEach is how many users every client has to itself.
const usersEach = 3

func newBattle(t *testing.T, options harness.Options) *battle {
	t.Helper()
	options.Flags = append(options.Flags, "--refresh-grace=5m") // a repeat is one, however long a restart takes
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	b := &battle{world: newWorld(t, options), random: rand.New(rand.NewPCG(seed, 0))}
	for i := range rounds(16, 32) {
		x := &actor{Client: b.Client, random: rand.New(rand.NewPCG(seed, uint64(i)+1)), successors: map[string]string{}}
		must(t, x.open(t.Context()))
		b.actors = append(b.actors, x)
	}
	return b
}

// open gives the client a new account: a tenant and its users.
func (x *actor) open(ctx context.Context) error {
	tenant, err := x.CreateTenant(ctx, "of one client")
	if err != nil {
		return err
	}
	x.known = &account{tenant: tenant.ID}
	for i := range usersEach {
		user, err := x.CreateUser(ctx, newEmail())
		if err != nil {
			return err
		}
		o := &owner{id: user.ID, email: user.Email}
		x.known.owners = append(x.known.owners, o)
		if err := x.Join(ctx, user.ID, tenant.ID); err != nil {
			return err
		}
		if i > 0 { // each password costs as much as hundreds of other requests
			continue
		}
		o.password = newPassword()
		if err := x.SetPassword(ctx, user.ID, o.password); err != nil {
			return err
		}
	}
	return nil
}

// fight lets all clients loose, and strikes at a random instant.
func (b *battle) fight(t *testing.T, strike func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var running sync.WaitGroup
	for _, x := range b.actors {
		running.Go(func() {
			if err := x.run(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	b.warmUp(t)
	time.Sleep(time.Duration(b.random.IntN(5000)) * time.Microsecond) // the instant is the point
	strike()
	ended := make(chan struct{})
	go func() { defer close(ended); running.Wait() }()
	select {
	case <-ended: // each has lost an answer
	case <-time.After(10 * time.Second):
		cancel() // some had none to lose
		<-ended
	}
	if t.Failed() {
		t.FailNow()
	}
}

// warmUp waits until a random number of requests has been acknowledged.
func (b *battle) warmUp(t *testing.T) {
	t.Helper()
	before := b.acknowledged()
	many := int64(len(b.actors) * (2 + b.random.IntN(15)))
	again := time.NewTicker(time.Millisecond)
	defer again.Stop()
	for begin := time.Now(); b.acknowledged()-before < many; <-again.C {
		if time.Since(begin) > time.Minute || t.Failed() {
			t.Fatalf("%d requests were acknowledged within a minute, want %d", b.acknowledged()-before, many)
		}
	}
}

func (b *battle) acknowledged() (sum int64) {
	for _, x := range b.actors {
		sum += x.acknowledged.Load()
	}
	return sum
}

// settle holds what is there to what is known, client by client; everything that ever was, or what is most telling.
func (b *battle) settle(t *testing.T, everything bool) {
	t.Helper()
	var running sync.WaitGroup
	for _, x := range b.actors {
		running.Go(func() {
			if err := x.settle(t.Context(), everything); err != nil {
				t.Error(err)
			}
		})
	}
	running.Wait()
	if t.Failed() {
		t.FailNow()
	}
}

func (b *battle) report(t *testing.T, cycles int) {
	t.Helper()
	sessions, lost := 0, 0
	for _, x := range b.actors {
		lost += x.lost
		for _, a := range append(x.retired, x.known) {
			sessions += a.sessions()
		}
	}
	t.Logf("%d kills, %d acknowledged operations, %d lost answers, %d sessions", cycles, b.acknowledged(), lost, sessions)
	if lost < cycles {
		t.Errorf("%d answers were lost in %d kills: the server was idle when it was killed", lost, cycles)
	}
}

// carriedOut is how long the server may take to carry out, after a restart, what it had begun.
const carriedOut = 10 * time.Second

// settle finds out whether the request without an answer was done, and holds everything to what must be then.
func (x *actor) settle(ctx context.Context, everything bool) error {
	pending := x.pending
	if err := x.resolve(ctx); err != nil {
		return err
	}
	if pending != nil && pending.traded != nil { // its successor may be waiting, and nobody knows of it yet
		if err := x.tradeTwice(ctx, pending.traded); err != nil {
			return err
		}
	}
	if err := x.prove(ctx, everything); err != nil {
		return err
	}
	if !everything {
		return x.retire(ctx)
	}
	for _, old := range x.retired {
		x.known = old
		if err := errors.Join(x.resolve(ctx), x.prove(ctx, true)); err != nil {
			return err
		}
	}
	return nil
}

// prove presents what was handed out for the sessions of the account; for all of them, or for the most telling.
func (x *actor) prove(ctx context.Context, everything bool) error {
	for _, o := range x.known.owners {
		for i, s := range o.sessions {
			chosen := everything || i >= len(o.sessions)-recent || x.random.IntN(20) == 0
			if s.credential() != "" && (chosen || s.state == active) {
				if err := insist(func() error { return x.judge(ctx, s) }); err != nil {
					return fmt.Errorf("after the restart: %w", err)
				}
			}
			if len(s.refresh) > 0 && chosen {
				if err := x.tradeTwice(ctx, s); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// retire replaces an account that has had so many sessions that looking at all of them takes long. It is looked at
// once more at the very end.
func (x *actor) retire(ctx context.Context) error {
	if x.known.sessions() < 300 {
		return nil
	}
	if err := insist(func() error { return x.EndTenantSessions(ctx, x.known.tenant) }); err != nil {
		return err
	}
	x.known.endAll("ended_by_api")
	x.retired = append(x.retired, x.known)
	return x.open(ctx)
}

// recent is how many of the newest sessions of a user are looked at after each restart, besides all active ones.
const recent = 3

// resolve compares what is there with what is known, without and with the effect of the pending move.
func (x *actor) resolve(ctx context.Context) error {
	pending := x.pending
	x.pending = nil
	if pending != nil {
		x.lost++
	}
	for begin := time.Now(); ; {
		var there observed
		err := insist(func() (err error) { there, err = x.observe(ctx); return err })
		if err != nil {
			return fmt.Errorf("after the restart: %w", err)
		}
		without := x.known.differences(there)
		if without == "" {
			return nil
		}
		with := without
		if pending != nil && pending.effect != nil {
			done := x.known.clone()
			pending.effect(done, there)
			if with = done.differences(there); with == "" {
				x.known = done
				return nil
			}
		}
		if pending == nil || !pending.later || time.Since(begin) > carriedOut {
			return fmt.Errorf("after the restart, what is there is neither what was before nor what was after the request without an answer (%v):\n%s\nor\n%s",
				pending, without, with)
		}
	}
}

// tradeTwice trades the current refresh token of a session, and then repeats that, which must give the same.
func (x *actor) tradeTwice(ctx context.Context, s *holding) error {
	if err := insist(func() error { return x.trade(ctx, s, len(s.refresh)-1) }); err != nil {
		return fmt.Errorf("after the restart: refresh: %w", err)
	}
	if s.state != active {
		return nil
	}
	if err := insist(func() error { return x.trade(ctx, s, len(s.refresh)-2) }); err != nil {
		return fmt.Errorf("after the restart: repeat of a refresh: %w", err)
	}
	return nil
}

// insist asks again while the server says that it cannot tell, as a client is told to do.
func insist(ask func() error) error {
	for begin := time.Now(); ; {
		err := ask()
		if !harness.Unknown(err) || time.Since(begin) > time.Minute {
			return err
		}
	}
}

// String names the move.
func (m *move) String() string {
	if m == nil {
		return "there is none"
	}
	return m.name
}

// wantIntact lets the engine search a copy of the database for damage, as the crash has left it. The original is left
// to the server to bring in order.
func wantIntact(t *testing.T, folder string) {
	t.Helper()
	copied := t.TempDir()
	for _, name := range []string{"sojourn.db", "sojourn.db-wal"} {
		must(t, copyFile(filepath.Join(folder, name), filepath.Join(copied, name)))
	}
	conn, err := sqlite.OpenConn(filepath.Join(copied, "sojourn.db"), sqlite.OpenReadWrite)
	must(t, err)
	defer func() { must(t, errors.Join(conn.Close(), os.RemoveAll(copied))) }()
	for _, pragma := range []string{"integrity_check", "foreign_key_check"} {
		var found []string
		must(t, sqlitex.ExecuteTransient(conn, "PRAGMA "+pragma, &sqlitex.ExecOptions{ResultFunc: func(row *sqlite.Stmt) error {
			found = append(found, row.ColumnText(0))
			return nil
		}}))
		if got := strings.Join(found, "\n"); got != "ok" && got != "" {
			t.Fatalf("PRAGMA %s says %s, want ok", pragma, got)
		}
	}
}

// copyFile copies a file; one that is not there becomes none.
func copyFile(from, to string) error {
	source, err := os.Open(from)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = source.Close() }()
	target, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	return errors.Join(err, target.Close())
}
