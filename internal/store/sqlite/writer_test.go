package sqlite

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/internal/store"
)

// start runs Updates on a writer that is held, one goroutine each, in order. It gives their errors when it is released.
func start(t *testing.T, s *Store, functions ...func(tx store.Tx) error) (results func() []error) {
	t.Helper()
	release := holdWriter(s)
	errs := make([]error, len(functions))
	var group sync.WaitGroup
	for i, fn := range functions {
		group.Go(func() { errs[i] = s.Update(context.Background(), production, fn) })
		awaitQueue(s, i+1)
	}
	return func() []error {
		release()
		group.Wait()
		return errs
	}
}

// countCommits counts the commits that wrote something from here on.
func countCommits(s *Store) *atomic.Int64 {
	var commits atomic.Int64
	s.writer.gate.Lock()
	defer s.writer.gate.Unlock()
	told := s.writer.wrote
	s.writer.wrote = func() { commits.Add(1); told() }
	return &commits
}

func insertTenants(n int) []func(tx store.Tx) error {
	var functions []func(tx store.Tx) error
	for i := range n {
		functions = append(functions, func(tx store.Tx) error { return tx.InsertTenant(newTenant(i)) })
	}
	return functions
}

func TestManyCallersShareACommit(t *testing.T) {
	t.Parallel()
	s := openProduction(t, Config{})
	commits := countCommits(s)
	const most = largestBatch - 1 // beside whoever keeps the writer waiting
	for i, err := range start(t, s, insertTenants(most)...)() {
		if err != nil {
			t.Errorf("caller %d: %v", i, err)
		}
	}
	if got, n := commits.Load(), tenantCount(t, s); got != 1 || n != most {
		t.Errorf("%d callers: %d commits, %d tenants, want 1 and all", most, got, n)
	}
}

func TestABatchHasABound(t *testing.T) {
	t.Parallel()
	s := openProduction(t, Config{})
	commits := countCommits(s)
	start(t, s, insertTenants(largestBatch+1)...)()
	if got := commits.Load(); got < 2 {
		t.Errorf("%d callers shared %d commit, want at least 2", largestBatch+1, got)
	}
}

func TestOneOfABatchFails(t *testing.T) {
	t.Parallel()
	errStop := errors.New("stop")
	fails := func(tx store.Tx) error { return errors.Join(tx.InsertTenant(newTenant(7)), errStop) }
	forgets := func(tx store.Tx) error {
		_, _ = tx.Tenants(store.Page{After: "nonsense", Limit: 1})
		return tx.InsertTenant(newTenant(8))
	}
	good := insertTenants(2)
	for name, functions := range map[string][]func(tx store.Tx) error{
		"the first":   {fails, good[0], good[1]},
		"in between":  {good[0], fails, forgets, good[1]},
		"the last":    {good[0], good[1], fails},
		"all but one": {fails, forgets, good[0], fails},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openProduction(t, Config{})
			commits, kept := countCommits(s), 0
			for _, err := range start(t, s, functions...)() {
				if err == nil {
					kept++
				} else if errors.Is(err, store.ErrUnavailable) {
					t.Errorf("a failing neighbour gave %v", err)
				}
			}
			if got := tenantCount(t, s); got != kept || commits.Load() != 1 {
				t.Errorf("%d tenants after %d commits, want %d after 1", got, commits.Load(), kept)
			}
		})
	}
}

func TestAPanicIsItsCallersAlone(t *testing.T) {
	t.Parallel()
	s := openProduction(t, Config{})
	var recovered any
	panics := func(tx store.Tx) error {
		if err := tx.InsertTenant(newTenant(9)); err != nil {
			return err
		}
		panic("a mistake of ours")
	}
	release := holdWriter(s)
	var group sync.WaitGroup
	group.Go(func() {
		defer func() { recovered = recover() }()
		_ = s.Update(context.Background(), production, panics)
	})
	awaitQueue(s, 1)
	group.Go(func() {
		if err := s.Update(context.Background(), production, insertTenants(1)[0]); err != nil {
			t.Errorf("the neighbour of a panic: %v", err)
		}
	})
	awaitQueue(s, 2)
	release()
	group.Wait()
	if text := fmt.Sprint(recovered); !strings.Contains(text, "a mistake of ours") || !strings.Contains(text, "writer_test.go") {
		t.Errorf("the caller recovered %q, want what was thrown and where", text)
	}
	if got := tenantCount(t, s); got != 1 {
		t.Errorf("%d tenants, want the neighbour's alone", got)
	}
}

func TestAFunctionThatEndsItsGoroutine(t *testing.T) {
	t.Parallel()
	s := openProduction(t, Config{})
	leaves := func(tx store.Tx) error {
		_ = tx.InsertTenant(newTenant(9))
		runtime.Goexit()
		return nil
	}
	for i, err := range start(t, s, insertTenants(1)[0], leaves)() {
		if !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("caller %d: %v, want ErrUnavailable", i, err)
		}
	}
	if err := s.Update(t.Context(), production, insertTenants(1)[0]); err != nil {
		t.Errorf("Update afterwards: %v", err)
	}
	if got := tenantCount(t, s); got != 1 {
		t.Errorf("%d tenants, want the last one alone", got)
	}
}

func TestWhoGivesUpWaitingIsNotRun(t *testing.T) {
	t.Parallel()
	s := openProduction(t, Config{Patience: time.Second})
	release := holdWriter(s)
	ran := atomic.Bool{}
	fn := func(store.Tx) error { ran.Store(true); return nil }
	ctx, cancel := context.WithCancel(t.Context())
	result := make(chan error)
	go func() { result <- s.Update(ctx, production, fn) }()
	awaitQueue(s, 1)
	cancel()
	if err := <-result; !errors.Is(err, context.Canceled) {
		t.Errorf("Update = %v, want context.Canceled", err)
	}
	if err := s.Update(t.Context(), production, fn); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("Update that waits too long = %v, want ErrUnavailable", err)
	}
	release()
	if err := s.Ping(t.Context()); err != nil { // behind the two in the queue
		t.Errorf("Ping: %v", err)
	}
	if ran.Load() {
		t.Error("a function was run whose caller had given up")
	}
}

func TestAQueueHasABound(t *testing.T) {
	t.Parallel()
	s := openProduction(t, Config{})
	release := holdWriter(s)
	var group sync.WaitGroup
	var refused atomic.Int64
	for range longestQueue + 10 {
		group.Go(func() {
			if err := s.Update(context.Background(), production, func(store.Tx) error { return nil }); err != nil {
				if !errors.Is(err, store.ErrUnavailable) {
					t.Errorf("Update = %v, want ErrUnavailable", err)
				}
				refused.Add(1)
			}
		})
	}
	for refused.Load() < 10 {
		runtime.Gosched()
	}
	release()
	group.Wait()
	if got := refused.Load(); got != 10 {
		t.Errorf("%d callers were turned away, want 10", got)
	}
}
