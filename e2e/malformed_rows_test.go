package e2e

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/sojourn-auth/sojourn/e2e/harness"
)

// shown is everything that the API shows: of both environments and the operators' own, to an owner, and to a member of
// the tenant. What changes by being used is left out.
func (g *targets) shown(t *testing.T, w *world) string {
	t.Helper()
	var all strings.Builder
	read := func(c *harness.Client, paths ...string) {
		for _, path := range paths {
			reply, err := c.Send(t.Context(), harness.Call{Method: http.MethodGet, Path: path, Header: http.Header{"Sojourn-Activity": {"none"}}})
			must(t, err)
			must(t, reply.Problem())
			fmt.Fprintf(&all, "%s %s %x\n", c.Environment, path, sha256.Sum256(volatileMembers.ReplaceAll(reply.Body, nil)))
		}
	}
	for environment, tenant := range map[string]string{"main": g.tenant, "staging": g.foreign.tenant} {
		read(w.server.Client(environment, g.owner), "/v1/tenants?limit=200", "/v1/users?limit=200", "/v1/tenants/"+tenant+"/users", "/v1/tenants/"+tenant+"/session-settings",
			"/v1/sessions?state=active", "/v1/sessions?state=ended", "/v1/session-settings", "/v1/settings", "/v1/settings/draft", "/v1/settings/versions",
			"/v1/permissions", "/v1/changes", "/v1/api-keys", "/v1/audit?limit=200", "/v1/audit/export")
	}
	read(w.server.Client("operators", g.owner), "/v1/environments", "/v1/operators", "/v1/api-keys", "/v1/users", "/v1/sessions", "/v1/audit/export?format=csv")
	read(w.server.Client("main", g.owner), "/v1/users/"+g.user, "/v1/users/"+g.user+"/memberships", "/v1/settings/versions/1", "/v1/settings/versions/1/compare?with=2")
	read(w.As(g.secret), "/v1/me", "/v1/me/sessions", "/v1/me/sign-outs", "/v1/me/changes", "/v1/workspace/users", "/v1/workspace/users/"+g.user+"/sessions",
		"/v1/workspace/session-settings", "/v1/workspace/audit")
	lines := strings.Split(all.String(), "\n")
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// volatileMembers change by being used, as they should.
var volatileMembers = regexp.MustCompile(`,?"(last_used_at|last_active_at|ends_at|ends_by)":"[^"]*"`)

// volatileColumns change by being used, as they should, or by the upkeep; so do volatileTables: failed sign-ins, pulses, and
// where sessions were used from.
func volatileColumns() []string { return []string{"last_used_at", "last_active_at", "latest_event_at"} }
func volatileTables() []string  { return []string{"attempts", "pulse", "session_clients"} }

// rowsOf is a digest of every table of a stopped server's database.
func rowsOf(t *testing.T, server *harness.Server, url string) map[string]string {
	t.Helper()
	digests := map[string]string{}
	add := func(table string, rows []string) {
		if slices.Contains(volatileTables(), table) {
			return
		}
		if len(rows) == 0 {
			t.Errorf("the table %s is empty, want something that could be changed", table)
		}
		slices.Sort(rows)
		digests[table] = fmt.Sprintf("%d rows, %x", len(rows), sha256.Sum256([]byte(strings.Join(rows, "\n"))))
	}
	if url == "" {
		readSQLite(t, filepath.Join(server.Data(), "sojourn.db"), add)
	} else {
		readPostgres(t, url, add)
	}
	if len(digests) < 13 {
		t.Fatalf("the database has %d tables, want all", len(digests))
	}
	return digests
}

func readSQLite(t *testing.T, file string, add func(table string, rows []string)) {
	t.Helper()
	conn, err := sqlite.OpenConn(file, sqlite.OpenReadWrite)
	must(t, err)
	defer func() { must(t, conn.Close()) }()
	var tables []string
	must(t, sqlitex.ExecuteTransient(conn, "SELECT name FROM sqlite_schema WHERE type = 'table'", &sqlitex.ExecOptions{
		ResultFunc: func(row *sqlite.Stmt) error { tables = append(tables, row.ColumnText(0)); return nil }}))
	for _, table := range tables {
		var rows []string
		must(t, sqlitex.ExecuteTransient(conn, "SELECT * FROM "+table, &sqlitex.ExecOptions{ResultFunc: func(row *sqlite.Stmt) error {
			var cells []string
			for i := range row.ColumnCount() {
				if !slices.Contains(volatileColumns(), row.ColumnName(i)) {
					cells = append(cells, row.ColumnText(i))
				}
			}
			rows = append(rows, fmt.Sprintf("%q", cells))
			return nil
		}}))
		add(table, rows)
	}
}

func readPostgres(t *testing.T, url string, add func(table string, rows []string)) {
	t.Helper()
	ctx := t.Context()
	conn, err := pgx.Connect(ctx, url)
	must(t, err)
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	texts := func(query string) []string {
		rows, err := conn.Query(ctx, query)
		must(t, err)
		all, err := pgx.CollectRows(rows, pgx.RowTo[string])
		must(t, err)
		return all
	}
	for _, table := range texts("SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()") {
		add(table, texts(`SELECT (to_jsonb(one) - '{`+strings.Join(volatileColumns(), ",")+`}'::text[])::text FROM "`+table+`" AS one`))
	}
}
