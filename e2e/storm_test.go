package e2e

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/e2e/harness"
)

// stormSize is how many requests come at once.
const stormSize = 100

// all does something many times at once, from the same instant on, and collects what it gives.
func all[T any](times int, do func(i int) T) []T {
	results := make([]T, times)
	var ready, done sync.WaitGroup
	begin := make(chan struct{})
	ready.Add(times)
	for i := range times {
		done.Go(func() {
			ready.Done()
			<-begin
			results[i] = do(i)
		})
	}
	ready.Wait()
	close(begin)
	done.Wait()
	return results
}

// result is what one request of a storm gave.
type result[T any] struct {
	value T
	err   error
}

func resultOf[T any](value T, err error) result[T] { return result[T]{value, err} }

// TestStormOfSignIns lets very many sign-ins of one user in at once, each newer than the ones before, and looks on.
func TestStormOfSignIns(t *testing.T) {
	t.Parallel()
	const most = 5
	harness.OnEach(t, func(t *testing.T, engine harness.Engine) {
		shared := newWorld(t, harness.Options{Engine: engine})
		for name, signIn := range map[string]func(ctx context.Context, w *world, p person) (harness.Started, error){
			"by password": func(ctx context.Context, w *world, p person) (harness.Started, error) {
				return w.SignIn(ctx, harness.SignIn{Email: p.Email, Password: p.password})
			},
			"by API key": func(ctx context.Context, w *world, p person) (harness.Started, error) {
				return w.CreateSession(ctx, harness.NewSession{
					User: harness.NamedUser{ID: p.ID}, Tenant: harness.NamedTenant{ID: w.tenant.ID}, Delivery: "secret"})
			},
		} {
			t.Run(name, func(t *testing.T) {
				w := *shared
				w.tenant = w.newTenant(t)
				_, err := w.PutTenantSettings(t.Context(), w.tenant.ID, harness.Settings{Concurrent: &harness.Maximum{On: true, Sessions: most}})
				must(t, err)
				p := w.newPerson(t)
				stop := w.observe(t, p, most)
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute) // a password takes a while, and one waits for the other
				defer cancel()
				results := all(stormSize, func(int) result[harness.Started] { return resultOf(signIn(ctx, &w, p)) })
				if seen := stop(); seen == 0 {
					t.Error("the observer saw nothing while the storm went on")
				}
				w.wantNewest(t, results, most)
			})
		}
	})
}

// observe looks at a person's active sessions until stop is called, and tells how often it saw any.
func (w *world) observe(t *testing.T, p person, most int) (stop func() int) {
	ctx, cancel := context.WithCancel(t.Context())
	seen := make(chan int)
	go func() {
		times, pause := 0, time.NewTicker(3*time.Millisecond)
		defer pause.Stop()
		for ctx.Err() == nil {
			list, err := w.Sessions(ctx, url.Values{"user": {p.ID}, "state": {active}})
			if err == nil && len(list) > most {
				t.Errorf("the observer saw %d active sessions, want at most %d", len(list), most)
			}
			if err == nil && len(list) > 0 {
				times++
			}
			<-pause.C
		}
		seen <- times
	}()
	return func() int { cancel(); return <-seen }
}

// wantNewest holds what is active after a storm to the newest sessions, and asks each session itself.
func (w *world) wantNewest(t *testing.T, results []result[harness.Started], most int) {
	t.Helper()
	var sessions []harness.Started
	evicted := map[string]int{}
	for _, r := range results {
		if r.err != nil {
			t.Fatalf("a sign-in of the storm failed: %v", r.err)
		}
		sessions = append(sessions, r.value)
		for _, e := range r.value.Evicted {
			evicted[e.ID]++
		}
	}
	slices.SortFunc(sessions, func(a, b harness.Started) int {
		return cmp.Or(a.Session.CreatedAt.Compare(b.Session.CreatedAt), cmp.Compare(a.Session.ID, b.Session.ID))
	})
	for i, one := range sessions {
		want, times := active, 0
		if i < len(sessions)-most {
			want, times = "concurrency_limit", 1
		}
		if got := stateOf(t.Context(), w.Client, bearer(one)); got != want {
			t.Errorf("session %d of %d by age: Check() = %s, want %s", i+1, len(sessions), got, want)
		}
		if evicted[one.Session.ID] != times {
			t.Errorf("session %d of %d by age was told to have made room %d times, want %d", i+1, len(sessions), evicted[one.Session.ID], times)
		}
	}
}

// TestStormOfRefreshes sends one refresh token many times at once, as the tabs of a browser do.
func TestStormOfRefreshes(t *testing.T) {
	t.Parallel()
	harness.OnEach(t, func(t *testing.T, engine harness.Engine) {
		w := newWorld(t, harness.Options{Engine: engine})
		p := w.newPerson(t)
		one := w.start(t, p, "tokens")
		for round := range 5 {
			results := all(stormSize, func(int) result[harness.Tokens] { return resultOf(w.Refresh(t.Context(), one.RefreshToken)) })
			for i, r := range results {
				if r.err != nil {
					t.Fatalf("round %d: refresh %d of the storm failed: %v", round, i, r.err)
				}
				if r.value != results[0].value {
					t.Fatalf("round %d: refresh %d of the storm got another pair than the first", round, i)
				}
			}
			if results[0].value.RefreshToken == one.RefreshToken {
				t.Fatalf("round %d: the refresh token was not rotated", round)
			}
			one.Tokens = results[0].value
			if got := stateOf(t.Context(), w.Client, one.AccessToken); got != active {
				t.Fatalf("round %d: after the storm, Check() = %s, want active", round, got)
			}
		}
		if own, err := w.As(one.AccessToken).OwnSessions(t.Context()); err != nil || len(own) != 1 {
			t.Errorf("OwnSessions() = %d, %v, want 1", len(own), err)
		}
	})
}

// TestStormOfRefreshesThroughCrash kills the server while tabs refresh, each pair of them with the same token. Whoever
// got no answer asks again after the restart, and must get what the other tab has got.
func TestStormOfRefreshesThroughCrash(t *testing.T) {
	t.Parallel()
	harness.OnEach(t, func(t *testing.T, engine harness.Engine) {
		w := newWorld(t, harness.Options{Engine: engine})
		p := w.newPerson(t)
		var tabs []*tabs
		for range 8 {
			tabs = append(tabs, newTabs(w.start(t, p, "tokens")))
		}
		var lost, unheard int
		for range rounds(10, 200) {
			one, none := stormOnce(t, w, tabs)
			lost, unheard = lost+one, unheard+none
		}
		t.Logf("one tab got no answer %d times, neither did %d times", lost, unheard)
		if lost+unheard == 0 {
			t.Error("the server was never killed between commit and answer")
		}
	})
}

// stormOnce refreshes until the server is killed, restarts it, and asks again for what was lost. It tells how often
// the answer was lost to one tab, and how often to both although the token was rotated.
func stormOnce(t *testing.T, w *world, all []*tabs) (lost, unheard int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var running sync.WaitGroup
	enough := make(chan struct{}, len(all)*2)
	for _, s := range all {
		for tab := range s.at {
			running.Go(func() { s.refresh(ctx, w.Client, tab, enough) })
		}
	}
	stopped := make(chan struct{})
	go func() { defer close(stopped); running.Wait() }()
	for range 60 + randomBelow(60) { // refreshes that were answered; then, in the middle of the next ones
		select {
		case <-enough:
		case <-stopped:
			t.Fatal("refreshes fail although the server runs")
		}
	}
	w.server.Kill()
	cancel()
	<-stopped
	w.server.Restart()
	for _, s := range all {
		current, err := w.Introspect(t.Context(), s.newest())
		must(t, err)
		if !current {
			unheard++
		}
		for _, token := range s.at {
			if token == s.newest() {
				continue
			}
			lost++
			next, err := w.Refresh(t.Context(), token)
			if err != nil {
				t.Fatalf("after the restart, the tab whose answer was lost asks again: %v", err)
			}
			if err := s.record(token, next.RefreshToken); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.meet(t.Context(), w.Client); err != nil {
			t.Fatal(err)
		}
	}
	return lost, unheard
}

// tabs are two tabs of a browser with one session between them.
type tabs struct {
	mu    sync.Mutex
	moved *sync.Cond // when a tab has got a token, or gives up
	stop  bool
	next  map[string]string // of a refresh token: the successor that was handed out for it
	at    [2]string         // the token that each tab has
	chain []string          // the tokens in order
}

func newTabs(s harness.Started) *tabs {
	both := &tabs{next: map[string]string{}, at: [2]string{s.RefreshToken, s.RefreshToken}, chain: []string{s.RefreshToken}}
	both.moved = sync.NewCond(&both.mu)
	return both
}

// refresh refreshes a tab's token again and again, until there is no answer.
func (s *tabs) refresh(ctx context.Context, c *harness.Client, tab int, done chan<- struct{}) {
	defer s.give(tab, "")
	for {
		token, more := s.take(tab)
		if !more {
			return
		}
		next, err := c.Refresh(ctx, token)
		if err != nil || s.record(token, next.RefreshToken) != nil {
			return // the server is gone; what it has done with this one shows when the tabs meet
		}
		s.give(tab, next.RefreshToken)
		select {
		case done <- struct{}{}:
		case <-ctx.Done():
		}
	}
}

// take is the token that a tab has. It waits for the other tab when it would get two tokens ahead of it.
func (s *tabs) take(tab int) (token string, more bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for !s.stop && s.at[tab] == s.chain[len(s.chain)-1] && s.at[1-tab] != s.at[tab] {
		s.moved.Wait()
	}
	return s.at[tab], !s.stop
}

// give hands a tab its next token; none when it gives up, and the other with it.
func (s *tabs) give(tab int, token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if token == "" {
		s.stop = true
	} else {
		s.at[tab] = token
	}
	s.moved.Broadcast()
}

// record notes the successor of a token. There must never be two.
func (s *tabs) record(token, successor string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if known, is := s.next[token]; is {
		if known != successor {
			return fmt.Errorf("a refresh token got two different successors")
		}
		return nil
	}
	s.next[token] = successor
	s.chain = append(s.chain, successor)
	return nil
}

func (s *tabs) newest() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.chain[len(s.chain)-1]
}

// meet brings both tabs to the successor of the newest token, which must be the same for both and open the session.
func (s *tabs) meet(ctx context.Context, c *harness.Client) error {
	token := s.newest()
	for tab := range s.at {
		next, err := c.Refresh(ctx, token)
		if err != nil {
			return fmt.Errorf("the newest refresh token is refused: %w", err)
		}
		if err := s.record(token, next.RefreshToken); err != nil {
			return err
		}
		if _, err := c.As(next.AccessToken).Check(ctx, false); err != nil {
			return fmt.Errorf("the session of the tabs is gone: %w", err)
		}
		s.at[tab] = next.RefreshToken
	}
	s.stop = false
	return nil
}
