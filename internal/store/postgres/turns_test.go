//go:build unix

package postgres

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// inLine has turns wait for a user, one after the other, and gives where each tells that it has come.
func inLine(t *testing.T, turns *turns, user tenancy.UserID, waiting ...*turn) []chan error {
	t.Helper()
	came := make([]chan error, len(waiting))
	for i, each := range waiting {
		each.granted = make(chan struct{})
		if !turns.join(user, each) {
			t.Fatalf("turn %d did not have to wait", i)
		}
		came[i] = make(chan error, 1)
		go func() { came[i] <- turns.wait(t.Context(), time.Minute, user, each) }()
	}
	return came
}

func TestTurnsComeInOrder(t *testing.T) {
	t.Parallel()
	turns, user := newTurns(), tenancy.NewUserID(noon())
	holder, first, second := &turn{}, &turn{}, &turn{}
	for range 2 {
		if !turns.take(user, holder) {
			t.Fatal("take of a user that nobody else has = false, want true, also when repeated")
		}
	}
	if turns.take(user, first) {
		t.Fatal("take of another's user = true, want false")
	}
	came := inLine(t, turns, user, first, second)
	turns.give(user, first) // not the first one's to give
	turns.give(user, holder)
	if err := <-came[0]; err != nil || !turns.take(user, first) || turns.take(user, second) {
		t.Errorf("the first turn: %v, want it to have come", err)
	}
	turns.give(user, first)
	if err := <-came[1]; err != nil || !turns.take(user, second) {
		t.Errorf("the second turn: %v, want it to have come", err)
	}
	turns.give(user, second)
	if len(turns.holders)+len(turns.waiting) != 0 {
		t.Errorf("turns = %v in the end, want nothing left", turns)
	}
}

func TestTurnThatIsNotWaitedForPassesOn(t *testing.T) {
	t.Parallel()
	turns, user := newTurns(), tenancy.NewUserID(noon())
	holder, impatient, next := &turn{}, &turn{}, &turn{}
	turns.take(user, holder)
	if err := turns.await(t.Context(), time.Nanosecond, user, impatient); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("await for too long = %v, want ErrUnavailable", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := turns.await(gone, time.Minute, user, impatient); !errors.Is(err, context.Canceled) {
		t.Errorf("await of a caller who has gone = %v, want Canceled", err)
	}
	came := inLine(t, turns, user, next)
	turns.give(user, holder)
	if err := <-came[0]; err != nil {
		t.Errorf("the turn behind those who have gone = %v, want it to have come", err)
	}
	turns.leave(user, next)
	if err := turns.await(t.Context(), time.Minute, user, impatient); err != nil {
		t.Errorf("await for a free user = %v, want nil", err)
	}
}
