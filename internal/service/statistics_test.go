package service_test

import (
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

func TestStatistics(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		old := w.start("ada", "acme")
		w.advance(5 * time.Hour)
		w.publish(setIdle(time.Hour)) // ends the old one
		w.start("bob", "acme")
		w.advance(20 * time.Minute)
		w.start("bob", "acme")
		told, err := w.Statistics(t.Context(), w.who, time.Hour, 4)
		w.must(err)
		last := len(told.SignIns) - 1
		if told.SignIns[last] != 2 || told.Before != 0 || len(told.Published) != 1 || !told.From.Equal(w.time().Truncate(time.Hour).Add(-3*time.Hour)) {
			t.Errorf("Statistics of 4 hours = %+v, want 2 sign-ins in the last and one publish", told)
		}
		told, err = w.Statistics(t.Context(), w.who, time.Hour, 6)
		w.must(err)
		if told.SignIns[0] != 1 || told.Ends[1][session.IdleTimeout] != 1 {
			t.Errorf("Statistics of 6 hours = %+v, want the sign-in of %s first, and its end after an hour", told, old.ID)
		}
		spread, err := w.Spreads(t.Context(), w.who, tenancy.TenantID{})
		w.must(err)
		if spread.Sessions != 2 || spread.Users != 1 || spread.Idle.Counts[0] != 1 || spread.Idle.Counts[2] != 1 || spread.Age.Counts[0] != 2 {
			t.Errorf("Spreads = %+v, want one session just active, one for 20 minutes not", spread)
		}
		globex := w.start("bob", "globex").Tenant
		if spread, err = w.Spreads(t.Context(), w.who, globex); err != nil || spread.Sessions != 1 || spread.Users != 1 || spread.Age.Counts[0] != 1 {
			t.Errorf("Spreads of a tenant = %+v, %v, want its one session", spread, err)
		}
		wantCode(t, "a tenant that is not there", second(w.Spreads(t.Context(), w.who, tenancy.TenantID{UID: uid.New(w.time())})), "not_found")
		wantCode(t, "too many steps", second(w.Statistics(t.Context(), w.who, time.Hour, 201)), "invalid")
	})
}
