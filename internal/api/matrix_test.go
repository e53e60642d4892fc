package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/api"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// cell is one request of the matrix: who asks for what about whom, and what must come of it.
type cell struct {
	caller      caller
	variant     string
	environment tenancy.EnvironmentID
	ids         ids
	want        int
}

// TestAuthorizationMatrix asks every route as everybody, about what is their own, their tenant's, another tenant's,
// another environment's and nobody's. What is refused must change nothing. A route without a row fails.
func TestAuthorizationMatrix(t *testing.T) {
	t.Parallel()
	w := newMatrixWorld(t)
	rows := matrixRows()
	cells := 0
	for _, route := range w.routes {
		row, known := rows[route.ID]
		if !known {
			t.Errorf("%s has no row in the authorization matrix", route.ID)
			continue
		}
		delete(rows, route.ID)
		if got := slices.Concat(route.Credentials...); !slices.Equal(got, described(row)) {
			t.Errorf("the description of %s names the credentials %v, want %v", route.ID, got, described(row))
		}
		all := w.cells(route, row)
		cells += len(all)
		t.Run(route.ID, func(t *testing.T) {
			t.Parallel()
			w.refuse(t, route, row, all)
			w.allow(t, route, row, all)
		})
	}
	for id := range rows {
		t.Errorf("the authorization matrix has a row for %s, which is no route", id)
	}
	t.Logf("%d cells of %d routes", cells, len(w.routes))
}

// described is the credentials that the description must name.
func described(row matrixRow) []string {
	onlyOperators := func(s access.Scope) bool { return slices.Contains(access.OperatorScopes(), s) }
	switch {
	case row.who == everybody:
		return nil
	case row.who == members:
		return []string{"session", "access_token", "cookie"}
	case row.who == backend, row.keys:
		return []string{"api_key"}
	case row.grants, slices.ContainsFunc(row.scopes, onlyOperators):
		return []string{"operator", "operator_cookie"}
	}
	return []string{"api_key", "operator", "operator_cookie"}
}

// cells is all requests to a route.
func (w *matrixWorld) cells(route api.Route, row matrixRow) (all []cell) {
	about := strings.Contains(route.Path+row.body, "{user}") || strings.Contains(route.Path+row.body, "{tenant}") ||
		strings.Contains(route.Path+row.body, "{session}") || strings.Contains(route.Path+row.body, "{key}")
	home := tenancy.EnvironmentID("main")
	if strings.HasPrefix(route.Path, "/e/operators/") {
		home = tenancy.Operators
	}
	for _, c := range w.callers {
		add := func(variant string, environment tenancy.EnvironmentID, ids ids, exists bool) {
			want := verdict(row, c, environment)
			if want == row.status && about && !exists {
				want = 404
			}
			all = append(all, cell{c, variant, environment, ids, want})
		}
		workspace := row.who == members && !row.own
		switch {
		case row.who == everybody || !about:
			add("all", home, w.targets.same, true)
		case home == tenancy.Operators:
			add("own", home, w.colleague, true)
			add("other environment", home, w.targets.same, false)
			add("nothing", home, w.targets.nothing, false)
		default:
			if c.kind == access.User {
				add("own", home, c.ids, true)
			}
			add("same tenant", home, w.targets.same, row.who == managers || workspace)
			add("other tenant", home, w.targets.otherTenant, row.who == managers)
			add("other environment", home, w.targets.elsewhere, false)
			add("nothing", home, w.targets.nothing, false)
		}
		if row.who != everybody && home == "main" {
			add("in another environment", "other", w.targets.elsewhere, true)
		}
	}
	return all
}

// verdict is what must come of a request about something that exists, told independently of the code.
func verdict(row matrixRow, c caller, environment tenancy.EnvironmentID) int {
	at := c.environment == environment
	switch {
	case row.who == everybody:
		return row.status
	case c.kind == access.Anonymous, c.kind == access.User && (c.dead || !at):
		return 401
	case row.who == members:
		return ofMember(row, c, at)
	case row.who == backend && (c.kind != access.APIKey || !at):
		return 401
	case c.kind == access.User:
		return 403
	case c.kind == access.APIKey:
		switch {
		case !at:
			return 401
		case row.grants || !all(row.scopes, func(s access.Scope) bool { return slices.Contains(c.scopes, s) }):
			return 403
		}
		return row.status
	}
	return ofOperator(row, c, environment)
}

func ofMember(row matrixRow, c caller, at bool) int {
	switch {
	case c.kind == access.APIKey && at && !row.credentialOnly:
		return 403
	case c.kind != access.User:
		return 401
	case len(row.anyOf) > 0 && !slices.ContainsFunc(row.anyOf, func(p access.PermissionKey) bool { return slices.Contains(c.permissions, p) }):
		return 403
	}
	return row.status
}

func ofOperator(row matrixRow, c caller, environment tenancy.EnvironmentID) int {
	covers := c.in == environment || c.in == "*" && (environment != "operators" || c.role == "owner")
	switch {
	case row.grants:
		return row.status
	case !covers && environment != "operators":
		return 404
	case !covers, row.keys, !all(row.scopes, func(s access.Scope) bool { return mayByRole(c.role, s) }):
		return 403
	}
	return row.status
}

func all[T any](list []T, is func(T) bool) bool {
	return !slices.ContainsFunc(list, func(one T) bool { return !is(one) })
}

// refuse asks everything that must be refused, of one copy of the world, which must be as before.
func (w *matrixWorld) refuse(t *testing.T, route api.Route, row matrixRow, cells []cell) {
	t.Helper()
	b := w.copied(t)
	for _, c := range cells {
		if c.want != row.status || row.who == everybody && row.status >= 400 {
			w.ask(t, b, route, row, c)
		}
	}
	b.must(b.store.Close())
	if got := digest(t, b.dbPath); got != w.digest {
		t.Errorf("refused requests have changed something:\n%s", difference(w.digest, got))
	}
}

// allow asks everything that is allowed. What changes anything gets a copy of the world each time.
func (w *matrixWorld) allow(t *testing.T, route api.Route, row matrixRow, cells []cell) {
	t.Helper()
	var b *bundle
	for _, c := range cells {
		if c.want != row.status || row.status >= 400 {
			continue
		}
		if b == nil || route.Method != "GET" {
			b = w.copied(t)
		}
		w.ask(t, b, route, row, c)
		if route.Method != "GET" {
			b.must(b.store.Close())
		}
	}
}

func (w *matrixWorld) ask(t *testing.T, b *bundle, route api.Route, row matrixRow, c cell) {
	t.Helper()
	fill := strings.NewReplacer("{environment}", string(c.environment), "{user}", c.ids.user, "{tenant}", c.ids.tenant,
		"{session}", c.ids.session, "{key}", c.ids.key, "{version}", "1", "{target}", "main")
	in := request{bearer: c.caller.credential, body: fill.Replace(row.body)}
	if row.form {
		in.headers = map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
	}
	got := b.do(route.Method, fill.Replace(route.Path)+row.query, in)
	if got.Status != c.want {
		t.Errorf("%s by %s about %s = %d, want %d: %s", route.ID, c.caller.name, c.variant, got.Status, c.want, got.Text)
	}
}

// difference is the lines that are not in both.
func difference(before, after string) string {
	var all strings.Builder
	b, a := strings.Split(before, "\n"), strings.Split(after, "\n")
	for _, line := range b {
		if !slices.Contains(a, line) {
			fmt.Fprintln(&all, "-", line)
		}
	}
	for _, line := range a {
		if !slices.Contains(b, line) {
			fmt.Fprintln(&all, "+", line)
		}
	}
	return all.String()
}
