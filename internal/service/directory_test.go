package service_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// A search gives each match once, whatever the size of a page, and ends.
func TestSearchUsersPageByPage(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		var want []string
		for i := range 9 {
			name := fmt.Sprintf("Person-%d", i)
			if i%3 == 0 {
				name = fmt.Sprintf("Match-%d", i)
				want = append(want, name)
			}
			w.start(name, "acme")
			w.advance(time.Second)
		}
		for _, limit := range []int{1, 2, 3, 50} {
			var got []string
			page := store.Page{Limit: limit}
			for rounds := 0; rounds < 10; rounds++ {
				found, next, err := w.SearchUsers(t.Context(), w.who, tenancy.TenantID{}, " mATCH ", page)
				if w.must(err); len(found) > limit {
					t.Errorf("a page of %d has %d", limit, len(found))
				}
				for _, u := range found {
					got = append(got, u.ExternalID)
				}
				if page.After = next; next == "" {
					break
				}
			}
			if page.After != "" || !slices.Equal(got, want) {
				t.Errorf("%d at a time: %v and more after %q, want %v and the end", limit, got, page.After, want)
			}
		}
	})
}

// What the directory tells depends on what its reader may read.
func TestDirectoryNeedsRights(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		w.start("ada", "acme")
		w.start("ada", "acme")
		ended := w.start("bob", "acme")
		_, err := w.EndSession(t.Context(), w.who, ended.ID)
		w.must(err)
		tenants, next, err := w.SearchTenants(t.Context(), w.who, "ACM", store.Page{Limit: 5})
		if w.must(err); len(tenants) != 1 || next != "" {
			t.Fatalf("SearchTenants = %v and more after %q, want acme alone", tenants, next)
		}
		tallies, err := w.TenantTallies(t.Context(), w.who, tenants)
		w.must(err)
		if tally := tallies[tenants[0].ID]; tally.Sessions != 2 || tally.Users != 1 {
			t.Errorf("tally of acme = %+v, want two sessions of one user", tally)
		}
		users, _, err := w.SearchUsers(t.Context(), w.who, tenants[0].ID, "", store.Page{Limit: 5})
		w.must(err)
		counts, err := w.UserTallies(t.Context(), w.who, users)
		w.must(err)
		for _, u := range users {
			if want := map[string]int{"ada": 2, "bob": 0}[u.ExternalID]; counts[u.ID].Sessions != want {
				t.Errorf("tally of %s = %+v, want %d sessions", u.ExternalID, counts[u.ID], want)
			}
		}
		nobody := access.Principal{Kind: access.APIKey, Environment: main}
		wantCode(t, "users", thirdOf(w.SearchUsers(t.Context(), nobody, tenancy.TenantID{}, "", store.Page{Limit: 5})), "scope_missing")
		wantCode(t, "tenants", thirdOf(w.SearchTenants(t.Context(), nobody, "", store.Page{Limit: 5})), "scope_missing")
		wantCode(t, "counts of users", second(w.UserTallies(t.Context(), nobody, users)), "scope_missing")
		wantCode(t, "counts of tenants", second(w.TenantTallies(t.Context(), nobody, tenants)), "scope_missing")
		judged, _, err := w.Session(t.Context(), w.who, ended.ID)
		w.must(err)
		labels, err := w.Labels(t.Context(), nobody, judged)
		if w.must(err); len(labels.Users)+len(labels.Tenants) != 0 {
			t.Errorf("Labels for nobody = %+v, want none", labels)
		}
	})
}
