//go:build unix

package postgres_test

import (
	"context"
	"math/rand/v2"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/store/pgtest"
	"github.com/sojourn-auth/sojourn/internal/store/postgres"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// The benchmarks stand next to their floors: what a bare statement costs on the same server, with commits that
// survive a power failure.

const (
	benchUsers    = 20_000
	benchSessions = 100_000
	callers       = 64
)

// bench is a store with users and sessions, and a pool of bare connections to the same database.
type bench struct {
	store    *postgres.Store
	bare     *pgxpool.Pool
	tenant   tenancy.TenantID
	users    []tenancy.UserID
	sessions []session.Session
}

const benchEnvironment tenancy.EnvironmentID = "bench"

func setupBench(b *testing.B) *bench {
	b.Helper()
	url := pgtest.Start(b, pgtest.Config{Fsync: true})
	w := &bench{store: openAt(b, postgres.Config{URL: url})}
	now := time.UnixMilli(1_790_000_000_000)
	tenant := tenancy.Tenant{ID: tenancy.NewTenantID(now), Name: "Bench", CreatedAt: now}
	w.tenant = tenant.ID
	err := w.store.CreateEnvironment(b.Context(), tenancy.Environment{ID: benchEnvironment, Name: "Bench", CreatedAt: now},
		func(tx store.Tx) error {
			policy := session.EnvironmentPolicy{Settings: session.Settings{Concurrent: session.Maximum{On: true, Sessions: 5}}}
			if err := tx.SaveEnvironmentPolicy(policy); err != nil {
				return err
			}
			return tx.InsertTenant(tenant)
		})
	if err != nil {
		b.Fatal(err)
	}
	if w.bare, err = pgxpool.New(b.Context(), url+"&pool_max_conns=16"); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(w.bare.Close)
	w.fill(b, now)
	return w
}

func (w *bench) fill(b *testing.B, now time.Time) {
	b.Helper()
	uuid := func(id [16]byte) pgtype.UUID { return pgtype.UUID{Bytes: id, Valid: true} }
	var users, members [][]any
	for range benchUsers {
		id := tenancy.NewUserID(now)
		w.users = append(w.users, id)
		users = append(users, []any{1, uuid(id.UID), id.String() + "@example.com", "User", "user", false, now})
		members = append(members, []any{1, uuid(id.UID), uuid(w.tenant.UID), "[]", now})
	}
	copyIn := func(table string, columns []string, rows [][]any) {
		if _, err := w.bare.CopyFrom(b.Context(), pgx.Identifier{table}, columns, pgx.CopyFromRows(rows)); err != nil {
			b.Fatal(err)
		}
	}
	copyIn("users", []string{"environment", "id", "email", "name", "label", "disabled", "created_at"}, users)
	copyIn("memberships", []string{"environment", "user_id", "tenant_id", "roles", "created_at"}, members)
	for i := range benchSessions {
		w.sessions = append(w.sessions, w.newSession(w.users[i%benchUsers], now))
	}
	for i := 0; i < benchSessions; i += 1000 {
		err := w.store.Update(b.Context(), benchEnvironment, func(tx store.Tx) error {
			for _, s := range w.sessions[i : i+1000] {
				if err := tx.InsertSession(s); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	for _, sql := range []string{"CREATE TABLE floor (id uuid PRIMARY KEY, n bigint NOT NULL, pad text NOT NULL) WITH (fillfactor = 80)",
		"INSERT INTO floor SELECT id, 0, repeat('x', 200) FROM sessions", "VACUUM ANALYZE", "CHECKPOINT"} {
		if _, err := w.bare.Exec(b.Context(), sql); err != nil {
			b.Fatal(err)
		}
	}
}

func (w *bench) newSession(user tenancy.UserID, at time.Time) session.Session {
	return session.Session{
		ID: session.NewID(user, at), User: user, Tenant: w.tenant, SignedInAt: at, AuthenticatedAt: at, LastActiveAt: at,
		Secret: session.Hash{1}, Refresh: session.Refresh{Generation: 1, Current: session.Hash{2}, Previous: session.Hash{3}, RotatedAt: at},
		Methods: []string{"pwd"}, Client: session.Client{Address: "192.0.2.7", UserAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"},
	}
}

// each runs fn from a number of callers at once.
func (w *bench) each(b *testing.B, callers int, fn func(i int) error) {
	b.Helper()
	b.SetParallelism(max(1, callers/runtime.GOMAXPROCS(0)))
	var next atomic.Int64
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := fn(int(next.Add(1))); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "op/s")
}

func (w *bench) lookup(int) error {
	_, err := w.store.Lookup(context.Background(), benchEnvironment, w.sessions[rand.IntN(benchSessions)].ID)
	return err
}

func (w *bench) floorSelect(int) error {
	id := w.sessions[rand.IntN(benchSessions)].ID
	var n int64
	return w.bare.QueryRow(context.Background(), "SELECT n FROM floor WHERE id = $1", pgtype.UUID{Bytes: id.UID, Valid: true}).Scan(&n)
}

func (w *bench) floorUpdate(int) error {
	id := w.sessions[rand.IntN(benchSessions)].ID
	_, err := w.bare.Exec(context.Background(), "UPDATE floor SET n = n + 1 WHERE id = $1", pgtype.UUID{Bytes: id.UID, Valid: true})
	return err
}

func (w *bench) create(i int) error {
	user := w.users[rand.IntN(benchUsers)]
	now := time.UnixMilli(1_790_000_100_000 + int64(i))
	return w.store.Update(context.Background(), benchEnvironment, func(tx store.Tx) error {
		if err := tx.LockUser(user); err != nil {
			return err
		}
		if err := tx.SharePolicy(); err != nil {
			return err
		}
		if _, _, err := tx.User(user); err != nil {
			return err
		}
		if _, _, err := tx.Membership(user, w.tenant); err != nil {
			return err
		}
		environment, err := tx.EnvironmentPolicy()
		if err != nil {
			return err
		}
		own, _, err := tx.TenantPolicy(w.tenant)
		if err != nil {
			return err
		}
		siblings, err := tx.OpenTimes(user, w.tenant)
		if err != nil {
			return err
		}
		admission := session.Admit(siblings, session.Govern(environment, own), now)
		for i := range admission.Ends {
			e := &admission.Ends[i]
			if err := tx.EvictSession(e.Session.ID, e.End, &e.Session); err != nil {
				return err
			}
			if err := tx.Append(event.Ended(*e, e.End.At)); err != nil {
				return err
			}
		}
		s := w.newSession(user, admission.SignInAt)
		s.ID = admission.ID(s.ID)
		if err := tx.InsertSession(s); err != nil {
			return err
		}
		created := event.New(event.SessionCreated, admission.SignInAt, access.TheSystem())
		created.User, created.Tenant, created.Session = user, w.tenant, s.ID
		return tx.Append(created.With(map[string]any{"methods": s.Methods}))
	})
}

func (w *bench) refresh(i int) error {
	id := w.sessions[rand.IntN(benchSessions)].ID
	now := time.UnixMilli(1_790_000_100_000 + int64(i))
	return w.store.Update(context.Background(), benchEnvironment, func(tx store.Tx) error {
		found, err := tx.Find(id)
		if err != nil {
			return err
		}
		s := found.Session
		s.Refresh = session.Refresh{Generation: s.Refresh.Generation + 1, Current: session.Hash{byte(i)}, Previous: s.Refresh.Current, RotatedAt: now}
		s.LastActiveAt = now
		return tx.SaveSession(s)
	})
}

func BenchmarkStore(b *testing.B) {
	w := setupBench(b)
	for _, each := range []struct {
		name    string
		callers int
		fn      func(i int) error
	}{
		{"FloorSelect1", 1, w.floorSelect}, {"Lookup1", 1, w.lookup},
		{"FloorSelect16", 16, w.floorSelect}, {"Lookup16", 16, w.lookup},
		{"FloorSelect64", callers, w.floorSelect}, {"Lookup64", callers, w.lookup},
		{"FloorUpdate1", 1, w.floorUpdate}, {"Refresh1", 1, w.refresh}, {"Create1", 1, w.create},
		{"FloorUpdate64", callers, w.floorUpdate}, {"Refresh64", callers, w.refresh}, {"Create64", callers, w.create},
	} {
		b.Run(each.name, func(b *testing.B) { reportCPU(b, func() { w.each(b, each.callers, each.fn) }) })
	}
}
