//go:build unix

package postgres

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/store"
)

// A caller who goes away while an answer is on its way counts once, not twice: a group that takes it for two is over
// before all of its members are, and those who come later are told that their changes are written.
func TestGroupWaitsForAllAlthoughOneIsGone(t *testing.T) {
	t.Parallel()
	f := setup(t)
	if !f.environment.turns.take(f.users[2], &turn{}) {
		t.Fatal("nobody should have the user")
	}
	ctx, goAway := context.WithCancel(t.Context())
	gone, slow, quick := newMember(ctx, f.store, f.environment), newMember(t.Context(), f.store, f.environment), newMember(t.Context(), f.store, f.environment)
	left, answered := make(chan struct{}), make(chan struct{})
	append1 := func(m *member) error { return m.Append(event.New(event.SessionRenamed, noon(), access.TheSystem())) }
	go newGroup(f.store, []*member{gone, slow, quick}, func() {}).run()
	var all sync.WaitGroup
	causes := make([]error, 3)
	play := func(i int, m *member, fn func(*member) error) {
		all.Go(func() {
			m.group = <-m.joined
			causes[i] = m.run(fn)
		})
	}
	play(0, gone, func(m *member) error {
		time.AfterFunc(5*time.Millisecond, goAway) // while the others still keep the group from serving anybody
		_ = m.LockUser(f.users[2])                 // whom somebody else has
		_, err := m.OpenTimes(f.users[2], f.tenant)
		return err
	})
	play(1, slow, func(m *member) error {
		<-left
		if _, _, err := m.Session(f.sessions[0].ID); err != nil {
			return err
		}
		close(answered)
		within(20*time.Millisecond, m.group.done)
		return append1(m)
	})
	play(2, quick, func(m *member) error {
		within(20*time.Millisecond, answered)
		return append1(m)
	})
	go func() {
		<-ctx.Done()
		time.Sleep(5 * time.Millisecond) // it is on its way out
		close(left)
	}()
	all.Wait()
	told := 0
	for _, err := range causes {
		if err == nil {
			told++
		}
	}
	var written []event.Event
	err := f.store.View(t.Context(), "production", func(tx store.Reader) (err error) {
		written, err = tx.Events(store.Page{Limit: 10})
		return err
	})
	if err != nil || len(written) != told {
		t.Errorf("%d changes are written (%v) and %d callers were told so: %v", len(written), err, told, causes)
	}
}

// within waits for something, not for long.
func within(limit time.Duration, what <-chan struct{}) {
	select {
	case <-what:
	case <-time.After(limit):
	}
}
