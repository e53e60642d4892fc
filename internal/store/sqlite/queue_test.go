package sqlite

import (
	"errors"
	"sync/atomic"
	"testing"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

func eventKinds(t *testing.T, s *Store) (kinds []event.Kind) {
	t.Helper()
	err := s.View(t.Context(), production, func(r store.Reader) error {
		events, err := r.Events(store.Page{Limit: 100})
		for _, e := range events {
			kinds = append(kinds, e.Kind)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return kinds
}

func appends(events ...event.Event) func(tx store.Tx) error {
	return func(tx store.Tx) error {
		for _, e := range events {
			if err := tx.Append(e); err != nil {
				return err
			}
		}
		return nil
	}
}

// What is queued may turn out to be wrong only when it is sent, behind what others have written without a mark.
func TestAQueueThatFailsLeavesTheOthersAlone(t *testing.T) {
	t.Parallel()
	s := openProduction(t, Config{})
	made := func(kind event.Kind, i int) event.Event { return event.New(kind, moment(i), access.TheSystem()) }
	twice, runs := made("twice", 2), atomic.Int64{}
	commits := countCommits(s)
	errs := start(t, s,
		func(tx store.Tx) error { runs.Add(1); return appends(made("first", 1))(tx) },
		appends(made("dropped", 3), twice, twice),
		func(tx store.Tx) error {
			if err := tx.InsertTenant(newTenant(1)); err != nil { // which is not queued, and marks a way back
				return err
			}
			return appends(made("with a tenant", 4))(tx)
		},
		func(store.Tx) error { return errors.New("stop here") },
		appends(twice, twice),
		appends(made("last", 5)),
	)()
	for i, fails := range []bool{false, true, false, true, true, false} {
		if (errs[i] != nil) != fails || errors.Is(errs[i], errSpoiled) {
			t.Errorf("caller %d: %v, want an error of its own: %v", i, errs[i], fails)
		}
	}
	if !errors.Is(errs[1], store.ErrExists) || !errors.Is(errs[4], store.ErrExists) {
		t.Errorf("those who append twice: %v, %v, want ErrExists", errs[1], errs[4])
	}
	got := eventKinds(t, s)
	want := []event.Kind{"first", "with a tenant", "last"}
	if len(got) != len(want) || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("events %q, want %q", got, want)
	}
	if runs.Load() < 2 || commits.Load() == 0 {
		t.Errorf("the first ran %d times in %d commits, want it undone with the batch and run again", runs.Load(), commits.Load())
	}
}

func TestWhatIsQueuedIsSeen(t *testing.T) {
	t.Parallel()
	s := openProduction(t, Config{})
	var kinds []event.Kind
	for i, err := range start(t, s, appends(event.New("before", moment(0), access.TheSystem())), func(tx store.Tx) error {
		made := newSession(tenancy.NewUserID(moment(1)), newTenant(1).ID, moment(1))
		changed := made
		changed.Name = "renamed"
		end := session.End{At: moment(9), Reason: session.SignedOut, By: access.TheSystem()}
		for _, step := range []struct {
			write func() error
			name  string
			end   session.End
		}{
			{func() error { return tx.InsertSession(made) }, "", session.End{}},
			{func() error { return tx.SaveSession(changed) }, "renamed", session.End{}},
			{func() error { return tx.EndSession(made.ID, end) }, "renamed", end},
		} {
			failed := step.write()
			got, err := tx.Find(made.ID)
			if failed != nil || err != nil || got.Session.ID != made.ID || got.Session.Name != step.name || got.Session.End != step.end {
				t.Errorf("Find after a write = %+v, %v, %v, want %q and %+v", got.Session, failed, err, step.name, step.end)
			}
		}
		if err := tx.Append(event.New("seen", moment(2), access.TheSystem())); err != nil {
			return err
		}
		events, err := tx.Events(store.Page{Limit: 10})
		for _, e := range events {
			kinds = append(kinds, e.Kind)
		}
		return errors.Join(err, errors.New("stop here"))
	})() {
		if (err != nil) != (i == 1) {
			t.Errorf("caller %d: %v", i, err)
		}
	}
	if len(kinds) != 2 || kinds[1] != "seen" {
		t.Errorf("the function saw the events %q, want its own", kinds)
	}
	if got := eventKinds(t, s); len(got) != 1 || got[0] != "before" {
		t.Errorf("events %q, want what was sent undone with the function that failed", got)
	}
}

// A mark makes the engine copy every page behind it. Writers that only queue need none.
func TestAQueueNeedsNoMark(t *testing.T) {
	t.Parallel()
	s := openProduction(t, Config{})
	for i, err := range start(t, s, appends(event.New("a", moment(0), access.TheSystem())), appends(event.New("b", moment(1), access.TheSystem())))() {
		if err != nil {
			t.Errorf("caller %d: %v", i, err)
		}
	}
	s.writer.gate.Lock()
	defer s.writer.gate.Unlock()
	if s.writer.connection.statements["SAVEPOINT part"] != nil {
		t.Error("a savepoint was made for callers that only queued")
	}
}
