package e2e

import (
	"context"
	crand "crypto/rand"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/sojourn-auth/sojourn/e2e/harness"
)

// targets is what there is to be broken, and the credentials for it.
type targets struct {
	markBegin string

	session, user, tenant        string // IDs
	email, password              string
	key, keyTenants, keySettings string
	secret, access, refresh      string
	cookie, csrf                 string
	revokedKey, endedSecret      string
	foreign                      struct{ session, user, tenant, key, secret string } // of another environment
}

func newTargets(t *testing.T, w *world) *targets {
	t.Helper()
	w.server.Command(t, "", "environment", "create", "staging")
	there := &world{Client: w.server.NewKey(t, "staging"), server: w.server}
	there.tenant = there.newTenant(t)
	stranger := there.start(t, there.newPerson(t), "secret")

	p := w.newPerson(t)
	secret, tokens, ended := w.start(t, p, "secret"), w.start(t, p, "tokens"), w.start(t, p, "secret")
	must(t, w.As(ended.SessionSecret).SignOut(t.Context()))
	browser := w.newBrowser(t, p)
	revoked := w.server.NewKey(t, environment)
	w.server.Command(t, "", "key", "revoke", revoked.KeyID)
	made := &targets{
		markBegin: "zq" + strings.ToLower(crand.Text()[:10]),
		session:   secret.Session.ID, user: p.ID, tenant: w.tenant.ID, email: p.Email, password: p.password,
		key: w.Bearer, keyTenants: w.server.NewKey(t, environment, "tenants:read").Bearer, keySettings: w.server.NewKey(t, environment, "settings:read").Bearer,
		secret: secret.SessionSecret, access: tokens.AccessToken, refresh: tokens.RefreshToken,
		cookie: browser.cookie.Value, csrf: browser.csrf, revokedKey: revoked.Bearer, endedSecret: ended.SessionSecret,
	}
	made.foreign.session, made.foreign.user, made.foreign.tenant = stranger.Session.ID, stranger.User.ID, there.tenant.ID
	made.foreign.key, made.foreign.secret = there.Bearer, stranger.SessionSecret
	return made
}

// credential is what may do an operation.
func (g *targets) credential(op operation) string {
	switch op.audience {
	case "backend":
		return g.key
	case "user":
		return g.secret
	}
	return ""
}

// keyWithout is an API key without a scope.
func (g *targets) keyWithout(scope string) string {
	if strings.HasPrefix(scope, "tenants:") {
		return g.keySettings
	}
	return g.keyTenants
}

// known is the values by which the body of an operation names what is there. A name with a question mark is left out.
func (g *targets) known(operation string) map[string]any {
	all := map[string]any{
		"idle_session_timeout.seconds": 3600, "force_relogin.seconds": 86400, "max_concurrent_sessions.sessions": 7, "version?": true,
		"modes.idle_session_timeout": "choose", "modes.force_relogin": "choose", "modes.max_concurrent_sessions": "choose",
	}
	switch operation {
	case "sign-in":
		all["email"], all["password"], all["tenant"] = g.email, g.password, g.tenant
	case "refresh":
		all["refresh_token"] = g.refresh
	case "create-session":
		all["user.id"], all["tenant.id"], all["client.address"] = g.user, g.tenant, "192.0.2.7"
		all["user.email?"], all["tenant.external_id?"], all["user.external_id?"] = true, true, true
	case "set-password":
		all["password"] = g.password
	case "create-user", "update-user":
		all["email"] = "someone.else@example.com"
	}
	return all
}

// shown is everything that the API shows of both environments, but for what reading it changes.
func (g *targets) shown(t *testing.T, w *world) string {
	t.Helper()
	var all strings.Builder
	for _, c := range []*harness.Client{w.server.Client("main", g.key), w.server.Client("staging", g.foreign.key)} {
		environment := c.Environment
		paths := []string{"/v1/tenants?limit=200", "/v1/users?limit=200", "/v1/session-settings"}
		if environment == "main" {
			paths = append(paths, "/v1/users/"+g.user, "/v1/users/"+g.user+"/memberships", "/v1/tenants/"+g.tenant+"/session-settings")
		}
		for _, path := range paths {
			reply, err := c.Send(t.Context(), harness.Call{Method: http.MethodGet, Path: path})
			must(t, err)
			must(t, reply.Problem())
			fmt.Fprintf(&all, "%s %s %x\n", environment, path, sha256.Sum256(reply.Body))
		}
		for _, state := range []string{"active", "ended"} {
			sessions, err := c.Sessions(t.Context(), url.Values{"state": {state}})
			must(t, err)
			for _, one := range sessions {
				fmt.Fprintf(&all, "%s %s %s %s %s %s\n", environment, state, one.ID, one.Name, one.EndReason, one.EndedAt)
			}
		}
	}
	return all.String()
}

// volatileColumns change by being used, as they should, or by the upkeep; volatileTables count failed sign-ins, and
// pulses.
func volatileColumns() []string { return []string{"last_used_at", "last_active_at", "latest_event_at"} }
func volatileTables() []string  { return []string{"attempts", "pulse"} }

// rowsOf is a digest of every table of a stopped server's database.
func rowsOf(t *testing.T, server *harness.Server, url string) map[string]string {
	t.Helper()
	digests := map[string]string{}
	add := func(table string, rows []string) {
		if !slices.Contains(volatileTables(), table) {
			digests[table] = fmt.Sprintf("%d rows, %x", len(rows), sha256.Sum256([]byte(strings.Join(rows, "\n"))))
		}
	}
	if url == "" {
		readSQLite(t, filepath.Join(server.Data(), "sojourn.db"), add)
	} else {
		readPostgres(t, url, add)
	}
	if len(digests) < 8 {
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
		must(t, sqlitex.ExecuteTransient(conn, "SELECT * FROM "+table+" ORDER BY 1", &sqlitex.ExecOptions{ResultFunc: func(row *sqlite.Stmt) error {
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
		add(table, texts(`SELECT (to_jsonb(one) - '{`+strings.Join(volatileColumns(), ",")+`}'::text[])::text FROM "`+table+`" AS one ORDER BY 1`))
	}
}
