package sqlite

import (
	"errors"
	"testing"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// leaves counts the pages that hold the rows of sessions.
func leaves(t *testing.T, s *Store) (count int64) {
	t.Helper()
	s.writer.gate.Lock()
	defer s.writer.gate.Unlock()
	_, err := s.writer.connection.prepare("count pages", `SELECT count(*) FROM dbstat WHERE name = 'sessions' AND pagetype = 'leaf'`).
		first(func(row *statement) { count = row.number() })
	if err != nil {
		t.Fatal(err)
	}
	return count
}

// A row that grew in a full page would split it, and cost three pages where one is enough.
func TestEndsAndRefreshesSplitNoPages(t *testing.T) {
	t.Parallel()
	s := openProduction(t, Config{})
	var sessions []session.Session
	for i := range 400 {
		made := newSession(tenancy.NewUserID(moment(i)), newTenant(1).ID, moment(i))
		if i%2 == 0 {
			made.Secret = session.Hash{}
			made.Refresh = session.Refresh{Generation: 2, Current: session.Hash{1}, RotatedAt: moment(i)}
		}
		sessions = append(sessions, made)
	}
	each := func(write func(tx store.Tx, one session.Session) error) {
		t.Helper()
		err := s.Update(t.Context(), production, func(tx store.Tx) (err error) {
			for _, one := range sessions {
				err = errors.Join(err, write(tx, one))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	each(func(tx store.Tx, one session.Session) error { return tx.InsertSession(one) })
	before := leaves(t, s)
	each(func(tx store.Tx, one session.Session) error {
		if one.Refresh.Generation > 0 {
			one.Refresh.Previous, one.Refresh.RotatedAt = session.Hash{2}, moment(500)
		}
		return tx.SaveSession(one)
	})
	each(func(tx store.Tx, one session.Session) error {
		return tx.EndSession(one.ID, session.End{At: moment(600), Reason: session.ConcurrencyLimit, By: access.TheSystem()})
	})
	if after := leaves(t, s); after != before || before < 20 {
		t.Errorf("sessions fill %d pages after they were refreshed and ended, want the %d of before", after, before)
	}
}
