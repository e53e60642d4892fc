package app

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
)

const (
	stepIdle    = 30 * time.Minute
	stepRelogin = 2 * time.Hour
)

// installation is a server's store and use-cases on a machine whose clock is set, put together as a server does.
type installation struct {
	*service.Service
	t       *testing.T
	machine *machine
	where   StoreConfig
	store   store.Store
	who     access.Principal
	visits  []*visit
	lost    time.Duration // by how much the clock may have fallen behind while the process was away
}

// visit is a session with what is true of it by a clock that nobody sets.
type visit struct {
	secret   string
	signedIn time.Duration
	active   time.Duration // last activity
	refused  bool
}

func install(t *testing.T) *installation {
	t.Helper()
	i := &installation{
		t: t, machine: newMachine(), where: StoreConfig{Data: t.TempDir()},
		who: access.Principal{Kind: access.Local, Environment: firstEnvironment},
	}
	t.Cleanup(i.crash)
	i.must(i.boot())
	_, _, err := i.ChangeSettings(t.Context(), i.who, service.EnvironmentSettings{Settings: session.Settings{
		Idle:    session.Timeout{On: true, Seconds: int64(stepIdle / time.Second)},
		Relogin: session.Timeout{On: true, Seconds: int64(stepRelogin / time.Second)},
	}})
	i.must(err)
	return i
}

// boot starts the process.
func (i *installation) boot() error {
	i.t.Helper()
	opened, sealer, err := i.where.open(i.t.Context())
	i.must(err)
	i.store = opened
	s := &server{config: ServeConfig{AccessTokenLife: 5 * time.Minute, SigningKeyLife: 90 * 24 * time.Hour}, log: slog.New(slog.DiscardHandler)}
	clock := i.machine.clock()
	i.Service, err = s.service(opened, sealer, clock, "http://localhost")
	i.must(err)
	return s.prepare(i.t.Context(), opened, i.Service, clock, "http://localhost")
}

// crash ends the process. What it had not written is gone.
func (i *installation) crash() {
	if i.store != nil {
		i.must(i.store.Close())
		i.store = nil
	}
}

func (i *installation) must(err error) {
	i.t.Helper()
	if err != nil {
		i.t.Fatal(err)
	}
}

func (i *installation) signIn() *visit {
	i.t.Helper()
	started, err := i.CreateSession(i.t.Context(), i.who, service.CreateSession{
		User: service.UserRef{ExternalID: "ada"}, Tenant: service.TenantRef{ExternalID: "acme"},
		Missing: true, Delivery: service.DeliverSecret,
	})
	i.must(err)
	v := &visit{secret: started.Secret.Reveal(), signedIn: i.machine.since, active: i.machine.since}
	i.visits = append(i.visits, v)
	if !i.accepts(v, false) {
		i.t.Error("a new session is refused")
	}
	return v
}

// accepts checks a session, and holds the answer to the clock that nobody sets.
func (i *installation) accepts(v *visit, activity bool) bool {
	i.t.Helper()
	_, err := i.Check(i.t.Context(), firstEnvironment, v.secret, activity)
	if err != nil {
		v.refused = true
		return false
	}
	if v.refused {
		i.t.Error("a session that was refused is accepted")
	}
	if idle := i.machine.since - v.active; idle >= stepIdle+i.lost {
		i.t.Errorf("a session is accepted after %v without activity, want at most %v", idle, stepIdle)
	}
	if age := i.machine.since - v.signedIn; age >= stepRelogin+i.lost {
		i.t.Errorf("a session is accepted %v after the sign-in, want at most %v", age, stepRelogin)
	}
	if activity {
		v.active = i.machine.since
	}
	return true
}

// live lets time pass, and looks at every session each minute. Every other one is used every ten minutes.
func (i *installation) live(d time.Duration) (accepted int) {
	i.t.Helper()
	for minute := range int(d / time.Minute) {
		i.machine.pass(time.Minute)
		accepted = 0
		for n, v := range i.visits {
			if i.accepts(v, n%2 == 0 && minute%10 == 0) {
				accepted++
			}
		}
	}
	return accepted
}

// clockSteps are the ways in which the clock of a machine is set.
func clockSteps() map[string]func(time.Time) time.Time {
	by := func(d time.Duration) func(time.Time) time.Time {
		return func(now time.Time) time.Time { return now.Add(d) }
	}
	return map[string]func(time.Time) time.Time{
		"ahead 1 second":  by(time.Second),
		"ahead 5 minutes": by(5 * time.Minute),
		"ahead 1 hour":    by(time.Hour),
		"ahead 10 years":  func(now time.Time) time.Time { return now.AddDate(10, 0, 0) },
		"back 1 second":   by(-time.Second),
		"back 5 minutes":  by(-5 * time.Minute),
		"back 1 hour":     by(-time.Hour),
		"back to 1970":    func(time.Time) time.Time { return time.Unix(0, 0) },
	}
}

// TestClockStepsNeverExtendASession sets the clock while the server runs: at a time when some sessions have ended,
// some are about to, and some are young; and back again.
func TestClockStepsNeverExtendASession(t *testing.T) {
	t.Parallel()
	for name, step := range clockSteps() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i := install(t)
			for range 5 {
				i.signIn()
				i.signIn()
				i.live(17 * time.Minute)
			}
			right := i.machine.wall
			i.machine.wall = step(i.machine.wall)
			i.signIn()
			i.live(45 * time.Minute)
			i.machine.wall = right.Add(45 * time.Minute)
			i.signIn()
			i.live(3 * time.Hour)
			i.wantAllRefused()
		})
	}
}

// TestClockStepsEndNoSessionTooEarly: a step that is not followed must not end what is used.
func TestClockStepsEndNoSessionTooEarly(t *testing.T) {
	t.Parallel()
	for name, early := range map[string]bool{
		"ahead 5 minutes": false, "ahead 1 hour": true, // followed: an hour is longer than the limit
		"ahead 10 years": false, "back 5 minutes": false, "back to 1970": false,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i := install(t)
			v := i.signIn()
			i.live(20 * time.Minute)
			i.machine.wall = clockSteps()[name](i.machine.wall)
			if i.live(time.Minute); v.refused != early {
				t.Errorf("after the step the session is refused: %t, want %t", v.refused, early)
			}
		})
	}
}

func (i *installation) wantAllRefused() {
	i.t.Helper()
	for n, v := range i.visits {
		if !v.refused {
			i.t.Errorf("session %d is accepted past all its limits", n)
		}
	}
}

// TestClockStepsAcrossARestartReviveNothing sets the clock while the server is away. Nobody has swept, so that an end
// which was told and not written would be forgotten.
func TestClockStepsAcrossARestartReviveNothing(t *testing.T) {
	t.Parallel()
	for name, step := range clockSteps() {
		for load, busy := range map[string]bool{"busy": true, "quiet": false} {
			t.Run(name+" of a "+load+" server", func(t *testing.T) {
				t.Parallel()
				i := install(t)
				for range 4 {
					i.signIn()
					i.signIn()
					i.live(8 * time.Minute)
				}
				if i.live(9 * time.Minute); !i.visits[3].refused || i.visits[7].refused {
					t.Fatal("want an old session that is refused and a young one that is not")
				}
				if busy { // the newest record is as old as the process that ends
					i.signIn()
				}
				back := i.restart(step)
				if !busy { // the clock goes on from the newest record, or from where it was set
					i.lost = back
				}
				i.live(10 * time.Minute)
				i.signIn()
				i.live(4 * time.Hour)
				i.wantAllRefused()
			})
		}
	}
}

// restart sets the clock while the process is away. A clock that cannot be right must stop it from starting, until it
// is set right. It tells by how much the clock is behind afterwards.
func (i *installation) restart(step func(time.Time) time.Time) (back time.Duration) {
	i.t.Helper()
	i.crash()
	right := i.machine.wall
	i.machine.wall = step(right)
	behind := right.Sub(i.machine.wall)
	err := i.boot()
	if refuses := behind > maxClockLag; (err != nil) != refuses {
		i.t.Fatalf("with the clock %v behind, the start = %v, want an error: %t", behind, err, refuses)
	}
	if err == nil {
		return max(0, behind)
	}
	if !strings.Contains(err.Error(), "set the clock right") {
		i.t.Errorf("the start = %v, want it to say what to do", err)
	}
	i.crash()
	i.machine.wall = right
	i.must(i.boot())
	return 0
}
