//go:build unix

package postgres

import (
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// A walk through a tenant with many sessions gives what one through a tenant with few does.
func TestWalksThroughTenantsAreTheSame(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for _, sql := range []string{walkOfFew, walkOfTenant} {
		var walked []session.ID
		err := f.store.View(t.Context(), "production", func(tx store.Reader) error {
			var last session.Session
			for {
				some, err := tx.(reader).judged(1, sql, f.environment.number, idValue(last.User.UID), idValue(last.ID.UID), 1, idValue(f.tenant.UID))
				if err != nil || len(some) == 0 {
					return err
				}
				last = some[0]
				walked = append(walked, last.ID)
			}
		})
		want := []session.ID{f.sessions[0].ID, f.sessions[1].ID, f.sessions[2].ID}
		slices.SortFunc(want, func(a, b session.ID) int { return f.userOf(a).Compare(f.userOf(b).UID) })
		if err != nil || !slices.Equal(walked, want) {
			t.Errorf("%s\nwalks %v (%v), want %v", sql, walked, err, want)
		}
	}
}

// Each statement about open sessions goes by the index that is meant for it.
func TestOpenSessionsAreFoundByTheirIndexes(t *testing.T) {
	t.Parallel()
	f := setup(t)
	conn, err := f.store.acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	for sql, index := range map[string]string{
		walkAll: "sessions_open_of_user", walkOfTenant: "sessions_open_of_user", walkOfFew: "sessions_open_of_tenant",
		countOpen: "sessions_open_of_tenant", accountSessions: "sessions_open_of_user",
	} {
		if plan := planOf(t, conn.Conn(), sql); !strings.Contains(plan, " using "+index+" ") {
			t.Errorf("%s\nis done without %s:\n%s", sql, index, plan)
		}
	}
}

// planOf is how a statement is done, whatever its arguments.
func planOf(t *testing.T, conn *pgx.Conn, sql string) string {
	t.Helper()
	prepared, err := conn.Prepare(t.Context(), "planned", sql)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Deallocate(t.Context(), "planned") }()
	nulls := strings.TrimSuffix(strings.Repeat("NULL, ", len(prepared.ParamOIDs)), ", ")
	rows, err := conn.Query(t.Context(), "EXPLAIN EXECUTE planned("+nulls+")", pgx.QueryExecModeSimpleProtocol)
	if err != nil {
		t.Fatal(err)
	}
	steps, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(steps, "\n")
}

// userOf is whose a session is.
func (f *fixture) userOf(id session.ID) tenancy.UserID {
	for _, s := range f.sessions {
		if s.ID == id {
			return s.User
		}
	}
	return tenancy.UserID{}
}
