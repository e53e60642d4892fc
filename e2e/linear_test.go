package e2e

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"sync"
	"testing"

	"github.com/sojourn-auth/sojourn/e2e/harness"
)

// sideBySide is how many histories run at once on one server, each in an environment of its own.
const sideBySide = 3

// TestLinear holds what parallel clients are told, over HTTP, to what could have been told if everything had
// happened one after the other. Some clients give up on requests, and some histories go through a crash.
func TestLinear(t *testing.T) {
	t.Parallel()
	harness.OnEach(t, func(t *testing.T, engine harness.Engine) {
		server := suite.Start(t, harness.Options{Engine: engine, Flags: []string{"--refresh-grace=5m"}})
		var crash sync.RWMutex // held while the server is away
		var clients [sideBySide]*harness.Client
		for i := range clients {
			name := fmt.Sprint("linear-", i)
			server.Command(t, "", "environment", "create", name)
			clients[i] = server.NewKey(t, name)
		}
		var total judged
		crashes := 0
		for round := range rounds(150, 9000) / sideBySide {
			half := make(chan struct{}, sideBySide)
			var histories []*history
			for _, made := range all(sideBySide, func(i int) result[*history] {
				return resultOf(newHistory(t.Context(), clients[i], &crash, uint64(round*sideBySide+i)))
			}) {
				must(t, made.err)
				made.value.half = func() { half <- struct{}{} }
				histories = append(histories, made.value)
			}
			done := playAll(t.Context(), histories)
			if round%5 == 4 {
				<-half
				crash.Lock()
				server.Kill()
				server.Restart()
				crash.Unlock()
				crashes++
			}
			<-done
			for _, h := range histories {
				total.add(t, h)
			}
			if t.Failed() {
				break
			}
		}
		t.Logf("%d histories of %d operations are linearizable; %d operations stayed open; %d crashes",
			total.histories, total.operations, total.open, crashes)
		if total.open == 0 {
			t.Error("the outcome of every operation was known: no client ever gave up, and no crash hit one")
		}
	})
}

// playAll plays histories side by side.
func playAll(ctx context.Context, all []*history) <-chan struct{} {
	done := make(chan struct{})
	var running sync.WaitGroup
	for _, h := range all {
		running.Go(func() { h.play(ctx) })
	}
	go func() {
		defer close(done)
		running.Wait()
	}()
	return done
}

// overHTTP is the program, asked by an application's backend.
type overHTTP struct {
	*harness.Client
	tenant harness.Tenant
	people []harness.User
	crash  *sync.RWMutex
}

// newHistory makes a tenant with users of its own in an environment without settings.
func newHistory(ctx context.Context, c *harness.Client, crash *sync.RWMutex, seed uint64) (h *history, err error) {
	a := &overHTTP{Client: c, crash: crash}
	if _, err = c.PutSettings(ctx, harness.Settings{}); err != nil {
		return nil, err
	}
	if a.tenant, err = c.CreateTenant(ctx, fmt.Sprint("Tenant ", seed)); err != nil {
		return nil, err
	}
	for range 3 + seed%3 {
		user, err := c.CreateUser(ctx, newEmail())
		if err != nil {
			return nil, err
		}
		if err := c.Join(ctx, user.ID, a.tenant.ID); err != nil {
			return nil, err
		}
		a.people = append(a.people, user)
	}
	return &history{authority: a, seed: seed, users: len(a.people), rare: true}, nil
}

func (a *overHTTP) create(ctx context.Context, user int, name string, tokens bool) (opened, []string, error) {
	delivery := "secret"
	if tokens {
		delivery = "tokens"
	}
	started, err := a.CreateSession(ctx, harness.NewSession{
		User: harness.NamedUser{ID: a.people[user].ID}, Tenant: harness.NamedTenant{ID: a.tenant.ID},
		Delivery: delivery, DeviceName: name,
	})
	var evicted []string
	for _, e := range started.Evicted {
		evicted = append(evicted, e.Name)
	}
	return opened{id: started.Session.ID, credential: bearer(started), refresh: started.RefreshToken}, evicted, err
}

func (a *overHTTP) check(ctx context.Context, o opened) error {
	_, err := a.As(o.credential).Check(ctx, false)
	return err
}

func (a *overHTTP) refresh(ctx context.Context, token string) (string, error) {
	tokens, err := a.Refresh(ctx, token)
	return tokens.RefreshToken, err
}

func (a *overHTTP) end(ctx context.Context, o opened) (int, error) { return a.EndSession(ctx, o.id) }

func (a *overHTTP) endUser(ctx context.Context, user int) (int, error) {
	return a.EndUserSessions(ctx, a.people[user].ID)
}

func (a *overHTTP) endEverybody(ctx context.Context) error {
	return a.EndTenantSessions(ctx, a.tenant.ID)
}

func (a *overHTTP) list(ctx context.Context, user int) ([]shown, error) {
	all, err := a.Sessions(ctx, url.Values{"user": {a.people[user].ID}})
	var list []shown
	for _, one := range slices.Backward(all) {
		list = append(list, shown{name: one.Name, state: cmp.Or(one.EndReason, one.State)})
	}
	return list, err
}

func (a *overHTTP) limit(ctx context.Context, what deed, most int) error {
	settings := harness.Settings{}
	if most != unset {
		settings.Concurrent = &harness.Maximum{On: most != unlimited, Sessions: max(most, 1)}
	}
	var err error
	if what == limitAll {
		_, err = a.PutSettings(ctx, settings)
	} else {
		_, err = a.PutTenantSettings(ctx, a.tenant.ID, settings)
	}
	return err
}

func (a *overHTTP) recovered(context.Context) {
	a.crash.RLock()
	defer a.crash.RUnlock()
}
