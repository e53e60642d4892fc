//go:build unix

package postgres_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// BenchmarkLists reads what 100 000 open sessions are judged by, and lists 50 of a tenant's 10 000 members.
func BenchmarkLists(b *testing.B) {
	w := setupBench(b)
	for _, page := range []int{500, 1000, 2000} {
		b.Run(fmt.Sprintf("Judge%d", page), func(b *testing.B) {
			reportCPU(b, func() {
				for range b.N {
					if got := w.judge(b, page); got != benchSessions {
						b.Fatalf("walked %d sessions, want %d", got, benchSessions)
					}
				}
			})
		})
	}
	for _, page := range []int{1000, 4000, 20000} {
		b.Run(fmt.Sprintf("ByID%d", page), func(b *testing.B) {
			reportCPU(b, func() {
				for range b.N {
					if got := w.judgeByID(b, page); got != benchSessions {
						b.Fatalf("walked %d sessions, want %d", got, benchSessions)
					}
				}
			})
		})
	}
	tenant := w.employ(b)
	for _, each := range []struct {
		name   string
		filter store.MemberFilter
		after  store.MemberPlace
	}{
		{"First", store.MemberFilter{}, store.MemberPlace{}},
		{"Middle", store.MemberFilter{}, store.MemberPlace{Label: "user 5"}},
		{"ManyFound", store.MemberFilter{Search: "example"}, store.MemberPlace{}},
		{"NoneFound", store.MemberFilter{Search: "nobody"}, store.MemberPlace{}},
		{"Role", store.MemberFilter{Role: "viewer"}, store.MemberPlace{}},
	} {
		b.Run("Members"+each.name, func(b *testing.B) {
			reportCPU(b, func() {
				for range b.N {
					err := w.store.View(b.Context(), benchEnvironment, func(r store.Reader) error {
						_, err := r.Members(tenant, each.filter, each.after, 50)
						return err
					})
					if err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

// judgeByID walks them in the order of their IDs.
func (w *bench) judgeByID(b *testing.B, page int) (count int) {
	b.Helper()
	var last session.ID
	for more := true; more; {
		err := w.store.View(b.Context(), benchEnvironment, func(r store.Reader) error {
			some, err := r.OpenTimesByID(last, page)
			if len(some) > 0 {
				last = some[len(some)-1].ID
			}
			count, more = count+len(some), len(some) == page
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return count
}

// judge walks all open sessions by pages, and counts them.
func (w *bench) judge(b *testing.B, page int) (count int) {
	b.Helper()
	var last session.Session
	for more := true; more; {
		err := w.store.View(b.Context(), benchEnvironment, func(r store.Reader) error {
			some, err := r.OpenSessionsByUser(tenancy.TenantID{}, last.User, last.ID, page)
			if len(some) > 0 {
				last = some[len(some)-1]
			}
			count, more = count+len(some), len(some) == page
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return count
}

// employ makes a tenant of 10 000 members.
func (w *bench) employ(b *testing.B) tenancy.TenantID {
	b.Helper()
	now := time.UnixMilli(1_790_000_000_000)
	tenant := tenancy.NewTenantID(now)
	uuid := func(id [16]byte) pgtype.UUID { return pgtype.UUID{Bytes: id, Valid: true} }
	roles := []string{"[]", `["member"]`, `["member","viewer"]`}
	var users, members [][]any
	for i := range 10_000 {
		id, name := tenancy.NewUserID(now), fmt.Sprintf("user %d", i*7919%10_000)
		users = append(users, []any{1, uuid(id.UID), id.String() + "@example.com", name, name, false, now})
		members = append(members, []any{1, uuid(id.UID), uuid(tenant.UID), roles[i%3], now})
	}
	for table, rows := range map[string][][]any{"users": users, "memberships": members} {
		columns := []string{"environment", "id", "email", "name", "label", "disabled", "created_at"}
		if table == "memberships" {
			columns = []string{"environment", "user_id", "tenant_id", "roles", "created_at"}
		}
		if _, err := w.bare.CopyFrom(b.Context(), pgx.Identifier{table}, columns, pgx.CopyFromRows(rows)); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := w.bare.Exec(b.Context(), "VACUUM ANALYZE"); err != nil {
		b.Fatal(err)
	}
	return tenant
}
