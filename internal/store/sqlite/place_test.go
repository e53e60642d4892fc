package sqlite

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// far moves an empty environment to a number that has no places.
func far(t *testing.T, s *Store) { onWriter(t, s, "UPDATE environments SET no = 100000") }

// crowd is sessions many of which name the same place. Those of one user are made in the same millisecond.
func crowd() (all []session.Session) {
	for user := range 8 {
		id := tenancy.NewUserID(moment(user))
		for range 5 {
			all = append(all, newSession(id, newTenant(1).ID, moment(user/2)))
		}
	}
	never := newSession(all[0].User, newTenant(1).ID, time.UnixMilli(1<<44)) // a time that has no places
	odd := newSession(all[0].User, newTenant(1).ID, moment(1))
	odd.ID.UID[6] = 0x40 // not of version 7
	return append(all, never, odd)
}

func TestAPlaceIsWhatAnIDSays(t *testing.T) {
	t.Parallel()
	user := tenancy.NewUserID(moment(0))
	var before int64
	for i := range 100 {
		id := session.NewID(user, moment(i))
		place, has := placeOf(3, id.UID)
		if !has || place <= before || place < firstPlace(3, 0) || place >= firstPlace(4, 0) {
			t.Fatalf("placeOf(3, %v) = %d, %v, want it behind %d", id, place, has, before)
		}
		before = place
	}
	last, has := placeOf(mostPlaced, highestPlaced().UID)
	if !has || last != firstBehind-1 {
		t.Errorf("the last place is %d, %v, want it right before %d", last, has, int64(firstBehind))
	}
	for _, environment := range []int64{0, -1, mostPlaced + 1} {
		if _, has := placeOf(environment, highestPlaced().UID); has {
			t.Errorf("environment %d has places", environment)
		}
	}
}

// highestPlaced is the last ID that has a place.
func highestPlaced() session.ID {
	id := session.NewID(tenancy.NewUserID(moment(0)), time.UnixMilli(1<<timeBits-1))
	id.UID[6], id.UID[7] = 0x7f, 0xff
	return id
}

func TestWhoeverIsDisplacedIsFound(t *testing.T) {
	t.Parallel()
	for name, placed := range map[string]int64{"near": 8, "far": 0} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, all := openProduction(t, Config{}), crowd()
			if placed == 0 {
				far(t, s)
			}
			for _, i := range rand.Perm(len(all)) {
				one := all[i]
				if err := s.Update(t.Context(), production, func(tx store.Tx) error { return tx.InsertSession(one) }); err != nil {
					t.Fatal(err)
				}
			}
			if got := placedCount(t, s); got != placed {
				t.Errorf("%d of %d sessions are in their places, want %d", got, len(all), placed)
			}
			for i := range all {
				change(t, s, &all[i], i)
			}
			wantFound(t, s, all)
			wantLists(t, s, all)
			for _, one := range all { // its end would be lost
				err := s.Update(t.Context(), production, func(tx store.Tx) error { return tx.InsertSession(one) })
				if !errors.Is(err, store.ErrExists) {
					t.Errorf("inserting %v again = %v, want ErrExists", one.ID, err)
				}
			}
			wantFound(t, s, all)
		})
	}
}

func placedCount(t *testing.T, s *Store) (count int64) {
	t.Helper()
	s.writer.gate.Lock()
	defer s.writer.gate.Unlock()
	_, err := s.writer.connection.prepare("count", "SELECT count(*) FROM sessions WHERE place < ?1").bindNumber(firstBehind).
		first(func(row *statement) { count = row.number() })
	if err != nil {
		t.Fatal(err)
	}
	return count
}

// change does to a session what may be done.
func change(t *testing.T, s *Store, one *session.Session, i int) {
	t.Helper()
	one.Name, one.LastActiveAt = "renamed", one.LastActiveAt.Add(time.Second)
	saved := *one
	one.LastActiveAt = one.LastActiveAt.Add(time.Second)
	if i%3 == 0 {
		one.End = session.End{At: moment(i), Reason: session.SignedOut, By: access.TheSystem()}
	}
	err := s.Update(t.Context(), production, func(tx store.Tx) error {
		err := errors.Join(tx.SaveSession(saved), tx.TouchSession(one.ID, one.LastActiveAt))
		if !one.End.IsZero() {
			err = errors.Join(err, tx.EndSession(one.ID, one.End))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// checked is what Lookup reads of a session.
func checked(s session.Session) session.Session {
	s.Refresh, s.Name, s.Client = session.Refresh{}, "", session.Client{}
	return s
}

func same(a, b session.Session) bool {
	return a.ID == b.ID && a.Name == b.Name && a.LastActiveAt.Equal(b.LastActiveAt) && a.End == b.End
}

func wantFound(t *testing.T, s *Store, all []session.Session) {
	t.Helper()
	for _, want := range all {
		got, err := s.Lookup(t.Context(), production, want.ID)
		if err != nil || !same(got.Session, checked(want)) {
			t.Errorf("Lookup = %+v, %v, want %+v", got.Session, err, want)
		}
		err = s.Update(t.Context(), production, func(tx store.Tx) error {
			found, err1 := tx.Find(want.ID)
			read, _, err2 := tx.Session(want.ID)
			if !same(found.Session, want) || !same(read, want) {
				t.Errorf("Find = %+v, Session = %+v, want %+v", found.Session, read, want)
			}
			return errors.Join(err1, err2)
		})
		if err != nil {
			t.Error(err)
		}
	}
	unknown := all[0].ID
	unknown.UID[15]++ // of the same place
	if got, err := s.Lookup(t.Context(), production, unknown); err != nil || !got.Session.ID.IsZero() {
		t.Errorf("Lookup of a stranger = %+v, %v", got.Session, err)
	}
}

// wantLists reads all lists of the environment, page by page.
func wantLists(t *testing.T, s *Store, all []session.Session) {
	t.Helper()
	for _, state := range []store.SessionState{store.AnyState, store.Open, store.Closed} {
		for _, from := range []time.Time{{}, moment(2)} {
			var want []session.ID
			for _, one := range all {
				if (state == store.AnyState || one.End.IsZero() == (state == store.Open)) && !one.SignedInAt.Before(from) {
					want = append(want, one.ID)
				}
			}
			slices.SortFunc(want, func(a, b session.ID) int { return b.Compare(a.UID) })
			for _, limit := range []int{1, 3, 7, 100} {
				if got := pages(t, s, store.SessionFilter{State: state, SignedInFrom: from}, limit); !slices.Equal(got, want) {
					t.Errorf("%d at a time, state %v from %v: %v, want %v", limit, state, from, got, want)
				}
			}
		}
	}
}

func pages(t *testing.T, s *Store, filter store.SessionFilter, limit int) (ids []session.ID) {
	t.Helper()
	err := s.View(context.Background(), production, func(r store.Reader) error {
		page := store.Page{Limit: limit}
		for {
			some, err := r.Sessions(filter, page)
			for _, one := range some {
				ids = append(ids, one.ID)
			}
			if err != nil || len(some) < limit {
				return err
			}
			page.After = some[len(some)-1].ID.String()
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

// What one environment holds must be in nobody else's way.
func TestTheSameIDInTwoEnvironments(t *testing.T) {
	t.Parallel()
	s := openProduction(t, Config{})
	err := s.CreateEnvironment(t.Context(), tenancy.Environment{ID: "other", Name: "O", CreatedAt: moment(0)}, func(store.Tx) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	one := newSession(tenancy.NewUserID(moment(0)), newTenant(1).ID, moment(0))
	for _, environment := range []tenancy.EnvironmentID{production, "other"} {
		one.Name = string(environment)
		if err := s.Update(t.Context(), environment, func(tx store.Tx) error { return tx.InsertSession(one) }); err != nil {
			t.Fatal(err)
		}
	}
	for _, environment := range []tenancy.EnvironmentID{production, "other"} {
		var got session.Session
		err := s.View(t.Context(), environment, func(r store.Reader) (err error) {
			got, _, err = r.Session(one.ID)
			return err
		})
		if err != nil || got.Name != string(environment) {
			t.Errorf("Session in %s = %+v, %v", environment, got, err)
		}
	}
}
