package service_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/settings"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// BenchmarkImpact judges 100 000 sessions of 10 000 users by a document that is not in force.
func BenchmarkImpact(b *testing.B) {
	for name, open := range map[string]func(testing.TB) store.Store{"sqlite": openSQLite, "postgres": openPostgres} {
		b.Run(name, func(b *testing.B) {
			w := newWorld(b, open(b))
			tenant, err := w.CreateTenant(b.Context(), w.who, tenancy.Tenant{Name: "Acme"})
			w.must(err)
			for user := range 10_000 {
				if user%500 == 0 {
					w.must(w.store.Update(b.Context(), main, func(tx store.Tx) error { return insertCrowd(tx, w.time(), tenant.ID, 500) }))
				}
			}
			b.Run("spread", func(b *testing.B) {
				for b.Loop() {
					told, err := w.Spreads(b.Context(), w.who, tenancy.TenantID{})
					if w.must(err); told.Sessions != 100_000 {
						b.Fatalf("%d sessions are active, want 100000", told.Sessions)
					}
				}
			})
			d := document(func(d *settings.Document) {
				d.Sessions.Idle, d.Sessions.Concurrent = session.Timeout{On: true, Seconds: 1800}, session.Maximum{On: true, Sessions: 3}
			})
			for b.Loop() {
				impact, err := w.DocumentImpact(b.Context(), w.who, d, service.EndingPage{})
				if w.must(err); impact.Sessions != 70_000 {
					b.Fatalf("the impact tells of %d sessions, want 70000", impact.Sessions)
				}
			}
		})
	}
}

func insertCrowd(tx store.Tx, now time.Time, tenant tenancy.TenantID, users int) error {
	for range users {
		u := tenancy.User{ID: tenancy.NewUserID(now), Name: "U", CreatedAt: now}
		if err := tx.InsertUser(u); err != nil {
			return err
		}
		if err := tx.InsertMembership(tenancy.Membership{User: u.ID, Tenant: tenant, Roles: []tenancy.RoleKey{"member"}, CreatedAt: now}); err != nil {
			return err
		}
		for i := range 10 {
			at := now.Add(-time.Duration(i) * time.Second)
			s := session.Session{ID: session.NewID(u.ID, at), User: u.ID, Tenant: tenant, SignedInAt: at, AuthenticatedAt: at, LastActiveAt: at,
				Methods: []string{"pwd"}, Client: session.Client{Address: "192.0.2.7", UserAgent: fmt.Sprint("agent of ", access.User)}}
			if err := tx.InsertSession(s); err != nil {
				return err
			}
		}
	}
	return nil
}
