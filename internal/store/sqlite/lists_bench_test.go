package sqlite

import (
	"fmt"
	"testing"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// BenchmarkJudge reads what 100 000 open sessions are judged by.
func BenchmarkJudge(b *testing.B) {
	t := settle(b, 100_000, session.Settings{})
	for _, page := range []int{500, 1000, 2000} {
		b.Run(fmt.Sprint(page), func(b *testing.B) {
			spent := cpuTime()
			for b.Loop() {
				if got := t.judge(b, page); got != len(t.sessions) {
					b.Fatalf("walked %d sessions, want %d", got, len(t.sessions))
				}
			}
			b.ReportMetric(float64(cpuTime()-spent)/float64(b.N), "cpu-ns/op")
		})
	}
}

// judge walks all open sessions by pages, and counts them.
func (t *town) judge(b *testing.B, page int) (count int) {
	b.Helper()
	var last session.Session
	for more := true; more; {
		err := t.View(b.Context(), production, func(r store.Reader) error {
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

// BenchmarkMembers lists 50 of a tenant's 10 000 members.
func BenchmarkMembers(b *testing.B) {
	t := settle(b, 0, session.Settings{})
	tenant := tenancy.NewTenantID(moment(0))
	t.inBatches(b, 10_000, func(tx store.Tx, i int) error {
		user := tenancy.User{ID: tenancy.NewUserID(moment(i)), Name: fmt.Sprintf("User %d", i*7919%10_000), CreatedAt: moment(i)}
		user.Email = user.ID.String() + "@example.com"
		if err := tx.InsertUser(user); err != nil {
			return err
		}
		roles := []tenancy.RoleKey{"member", "viewer"}[:i%3]
		return tx.InsertMembership(tenancy.Membership{User: user.ID, Tenant: tenant, Roles: roles, CreatedAt: moment(i)})
	})
	for _, each := range []struct {
		name   string
		filter store.MemberFilter
		after  store.MemberPlace
	}{
		{"first", store.MemberFilter{}, store.MemberPlace{}},
		{"middle", store.MemberFilter{}, store.MemberPlace{Label: "user 5"}},
		{"many found", store.MemberFilter{Search: "example"}, store.MemberPlace{}},
		{"none found", store.MemberFilter{Search: "nobody"}, store.MemberPlace{}},
		{"role", store.MemberFilter{Role: "viewer"}, store.MemberPlace{}},
	} {
		b.Run(each.name, func(b *testing.B) {
			spent := cpuTime()
			for b.Loop() {
				err := t.View(b.Context(), production, func(r store.Reader) error {
					_, err := r.Members(tenant, each.filter, each.after, 50)
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(cpuTime()-spent)/float64(b.N), "cpu-ns/op")
		})
	}
}
