package authn

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/sojourn-auth/sojourn/internal/fault"
)

func TestTurnsOneAfterTheOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		turns := NewTurns(3)
		mine, other := [32]byte{1}, [32]byte{2}
		var inside, most, passed, refused atomic.Int64
		proceed := make(chan struct{})
		for range 5 {
			go func() {
				done, err := turns.Take(context.Background(), mine)
				if err != nil {
					if fault.KindOf(err) != fault.TooMany {
						t.Errorf("Take: %v, want too many", err)
					}
					refused.Add(1)
					return
				}
				most.Store(max(most.Load(), inside.Add(1)))
				<-proceed
				inside.Add(-1)
				done()
				done() // a second call must not give the turn away twice
				passed.Add(1)
			}()
		}
		synctest.Wait()
		if inside.Load() != 1 || refused.Load() != 2 {
			t.Errorf("at first %d inside and %d refused, want 1 and 2", inside.Load(), refused.Load())
		}
		done, err := turns.Take(t.Context(), other)
		if err != nil {
			t.Fatalf("Take(another key): %v, want no wait", err)
		}
		done()
		close(proceed)
		synctest.Wait()
		if most.Load() != 1 || passed.Load() != 3 || len(turns.lines) != 0 {
			t.Errorf("at most %d inside, %d passed, %d lines left, want 1, 3, 0", most.Load(), passed.Load(), len(turns.lines))
		}
	})
}

func TestTurnsHonourTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		turns := NewTurns(2)
		done, err := turns.Take(t.Context(), [32]byte{})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		result := make(chan error, 1)
		go func() {
			_, err := turns.Take(ctx, [32]byte{})
			result <- err
		}()
		synctest.Wait()
		cancel()
		if err := <-result; !errors.Is(err, context.Canceled) {
			t.Errorf("waiting caller got %v, want context.Canceled", err)
		}
		if _, err := turns.Take(ctx, [32]byte{9}); !errors.Is(err, context.Canceled) {
			t.Errorf("caller who is gone already got %v, want context.Canceled", err)
		}
		done()
		if len(turns.lines) != 0 {
			t.Errorf("%d lines left, want none", len(turns.lines))
		}
	})
}
