package sqlite

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// town is a store with many tenants, users and sessions.
type town struct {
	*Store
	path     string
	users    []tenancy.UserID
	tenants  []tenancy.TenantID
	sessions []session.ID
}

// settle fills a new store and empties its write-ahead log.
func settle(b *testing.B, sessions int, limits session.Settings) *town {
	b.Helper()
	path := filepath.Join(b.TempDir(), "bench.db")
	s, err := Open(b.Context(), Config{Path: path, Patience: time.Minute})
	if err != nil {
		b.Fatal(err)
	}
	t := &town{Store: s, path: path}
	err = s.CreateEnvironment(b.Context(), tenancy.Environment{ID: production, Name: "P", CreatedAt: moment(0)},
		func(tx store.Tx) error { return tx.SaveEnvironmentPolicy(session.EnvironmentPolicy{Settings: limits}) })
	if err != nil {
		b.Fatal(err)
	}
	for range 1000 {
		t.tenants = append(t.tenants, tenancy.NewTenantID(moment(0)))
	}
	for range 20_000 {
		t.users = append(t.users, tenancy.NewUserID(moment(0)))
	}
	t.inBatches(b, len(t.tenants), func(tx store.Tx, i int) error {
		return tx.InsertTenant(tenancy.Tenant{ID: t.tenants[i], Name: "Tenant", CreatedAt: moment(0)})
	})
	t.inBatches(b, len(t.users), func(tx store.Tx, i int) error {
		user := tenancy.User{ID: t.users[i], Email: t.users[i].String() + "@example.com", CreatedAt: moment(0)}
		if err := tx.InsertUser(user); err != nil {
			return err
		}
		return tx.InsertMembership(tenancy.Membership{User: user.ID, Tenant: t.tenantOf(i), CreatedAt: moment(0)})
	})
	t.inBatches(b, sessions, func(tx store.Tx, i int) error {
		n := i % len(t.users) // as many for each
		made := newSession(t.users[n], t.tenantOf(n), moment(i))
		t.sessions = append(t.sessions, made.ID)
		return tx.InsertSession(made)
	})
	return t.reopen(b)
}

// reopen empties the write-ahead log and the caches.
func (t *town) reopen(b *testing.B) *town {
	b.Helper()
	path := t.path
	if err := t.Close(); err != nil {
		b.Fatal(err)
	}
	s, err := Open(b.Context(), Config{Path: path, Patience: time.Minute})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	t.Store = s
	return t
}

func (t *town) tenantOf(user int) tenancy.TenantID { return t.tenants[user%len(t.tenants)] }

func (t *town) inBatches(b *testing.B, n int, fn func(tx store.Tx, i int) error) {
	b.Helper()
	for from := 0; from < n; from += 1000 {
		err := t.Update(b.Context(), production, func(tx store.Tx) error {
			for i := from; i < min(n, from+1000); i++ {
				if err := fn(tx, i); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// together runs fn b.N times from 64 goroutines and reports the rate.
func together(b *testing.B, fn func(i int) error) {
	b.Helper()
	b.ReportAllocs()
	var next atomic.Int64
	var group sync.WaitGroup
	b.ResetTimer()
	spent := cpuTime()
	for range 64 {
		group.Go(func() {
			for i := next.Add(1); i <= int64(b.N); i = next.Add(1) {
				if err := fn(int(i)); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "op/s")
	b.ReportMetric(float64(cpuTime()-spent)/float64(b.N), "cpu-ns/op")
}

func BenchmarkLookup(b *testing.B) {
	t := settle(b, 100_000, session.Settings{})
	ctx := context.Background()
	b.ReportAllocs()
	spent := cpuTime()
	defer func() { b.ReportMetric(float64(cpuTime()-spent)/float64(b.N), "cpu-ns/op") }()
	for b.Loop() {
		id := t.sessions[rand.IntN(len(t.sessions))]
		if found, err := t.Lookup(ctx, production, id); err != nil || found.Session.ID != id {
			b.Fatal(found, err)
		}
	}
}

func BenchmarkCreate64(b *testing.B) {
	b.Run("free", func(b *testing.B) { benchmarkCreate(b, session.Settings{}) })
	b.Run("evicting", func(b *testing.B) {
		benchmarkCreate(b, session.Settings{Concurrent: session.Maximum{On: true, Sessions: 5}})
	})
}

func benchmarkCreate(b *testing.B, limits session.Settings) {
	t := settle(b, 100_000, limits)
	ctx := b.Context()
	together(b, func(i int) error {
		n := rand.IntN(len(t.users))
		return t.Update(ctx, production, func(tx store.Tx) error {
			return admit(tx, t.users[n], t.tenantOf(n), moment(200_000+i))
		})
	})
}

// admit does to the store what a sign-in does.
func admit(tx store.Tx, user tenancy.UserID, tenant tenancy.TenantID, now time.Time) error {
	if err := tx.SharePolicy(); err != nil {
		return err
	}
	if err := tx.LockUser(user); err != nil {
		return err
	}
	if _, found, err := tx.User(user); err != nil || !found {
		return fmt.Errorf("user %v: %w", found, err)
	}
	if _, found, err := tx.Membership(user, tenant); err != nil || !found {
		return fmt.Errorf("membership %v: %w", found, err)
	}
	environment, err := tx.EnvironmentPolicy()
	if err != nil {
		return err
	}
	own, _, err := tx.TenantPolicy(tenant)
	if err != nil {
		return err
	}
	siblings, err := tx.OpenTimes(user, tenant)
	if err != nil {
		return err
	}
	admission := session.Admit(siblings, session.Govern(environment, own), now)
	for i := range admission.Ends {
		ending := &admission.Ends[i]
		if err := tx.EvictSession(ending.Session.ID, ending.End, &ending.Session); err != nil {
			return err
		}
		if err := tx.Append(event.Ended(*ending, ending.End.At)); err != nil {
			return err
		}
	}
	s := newSession(user, tenant, admission.SignInAt)
	s.ID = admission.ID(s.ID)
	if err := tx.InsertSession(s); err != nil {
		return err
	}
	created := event.New(event.SessionCreated, now, access.Actor{Kind: access.User, ID: user.UID})
	created.User, created.Tenant, created.Session = user, tenant, s.ID
	created.Data = json.RawMessage(`{"methods":["pwd"]}`)
	return tx.Append(created)
}

func BenchmarkRefresh64(b *testing.B) {
	t := settle(b, 100_000, session.Settings{})
	ctx := b.Context()
	together(b, func(i int) error {
		id := t.sessions[rand.IntN(len(t.sessions))]
		return t.Update(ctx, production, func(tx store.Tx) error {
			found, err := tx.Find(id)
			if err != nil {
				return err
			}
			s := found.Session
			s.Refresh.Generation++
			s.Refresh.Previous, s.Refresh.RotatedAt, s.LastActiveAt = s.Refresh.Current, moment(i), moment(i)
			s.Refresh.Current[30] ^= byte(i)
			return tx.SaveSession(s)
		})
	})
}

// cpuTime is the processor time that this process has used, which other work on the machine disturbs less.
func cpuTime() int64 {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return used.Utime.Nano() + used.Stime.Nano()
}
