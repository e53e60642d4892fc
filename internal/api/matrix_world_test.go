package api_test

import (
	"cmp"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/api"
	"github.com/sojourn-auth/sojourn/internal/clientip"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
	sojournsettings "github.com/sojourn-auth/sojourn/internal/settings"
	sojournsqlite "github.com/sojourn-auth/sojourn/internal/store/sqlite"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"

	"github.com/sojourn-auth/sojourn/internal/authn"
)

// caller is one column of the matrix: somebody with a credential.
type caller struct {
	name        string
	credential  string
	environment tenancy.EnvironmentID // whose user or key it is; operators for operators
	kind        access.Kind
	role        access.OperatorRole // operators
	in          tenancy.EnvironmentID
	scopes      []access.Scope         // keys
	permissions []access.PermissionKey // users
	dead        bool                   // the session has ended
	ids         ids                    // users: their own
}

// ids is what a route's placeholders stand for.
type ids struct{ user, session, tenant, key string }

// targets are the rows of what a request may be about.
type targets struct{ same, otherTenant, elsewhere, nothing ids }

// matrixWorld is a database that every route gets a copy of, and everybody who may come.
type matrixWorld struct {
	*bundle
	routes    []api.Route
	digest    string
	callers   []caller
	targets   targets
	colleague ids // an operator
	sealed    service.Config
}

func newMatrixWorld(t *testing.T) *matrixWorld {
	t.Helper()
	b := setup(t)
	w := &matrixWorld{bundle: b, sealed: b.service.Config}
	ctx, local := t.Context(), b.local("main")
	_, err := b.service.CreateEnvironment(ctx, b.local("other"), tenancy.Environment{ID: "other"})
	b.must(err)
	b.must(b.service.EnsureOperators(ctx))
	document := sojournsettings.Default()
	for key, permission := range map[tenancy.RoleKey]access.PermissionKey{
		"revoker": access.RevokeUserSessions, "viewer": access.ViewUsers, "reader": access.ViewAudit,
	} {
		document.Roles = append(document.Roles, access.Role{Key: key, Name: string(key), Permissions: []access.PermissionKey{permission}})
	}
	document.Pages.Workspace = sojournsettings.WorkspacePages{Users: true, Security: true}
	for _, environment := range []string{"main", "other"} {
		_, err = b.service.PublishDocument(ctx, b.local(environment), service.Publication{Document: document})
		b.must(err)
		_, err = b.service.SaveDraft(ctx, b.local(environment), service.SettingsDraft{Document: document, Base: 1})
		b.must(err)
	}
	elsewhere, err := b.service.CreateTenant(ctx, local, tenancy.Tenant{Name: "Elsewhere"})
	b.must(err)
	foreign, err := b.service.CreateTenant(ctx, b.local("other"), tenancy.Tenant{Name: "Foreign"})
	b.must(err)
	nothing := uid.New(b.clock.Now()).String()
	w.targets = targets{
		same: w.member("main", "victim@example.com", b.tenant.ID).ids, otherTenant: w.member("main", "neighbor@example.com", elsewhere.ID).ids,
		elsewhere: w.member("other", "foreigner@example.com", foreign.ID).ids, nothing: ids{nothing, nothing, nothing, nothing},
	}
	w.users()
	w.keys()
	w.operators()
	for _, environment := range []tenancy.EnvironmentID{"main", "other"} { // who is refused must find everything recorded
		_, err = b.service.Sweep(ctx, environment, tenancy.TenantID{})
		b.must(err)
	}
	w.routes = api.New(api.Config{Service: b.service, Log: slog.New(slog.DiscardHandler), Version: "test", Now: b.clock.Now}).Routes()
	b.must(b.store.Close())
	w.digest = digest(t, b.dbPath)
	return w
}

// member makes a user with a session.
func (w *matrixWorld) member(environment, email string, tenant tenancy.TenantID, roles ...tenancy.RoleKey) caller {
	w.t.Helper()
	ctx, who := w.t.Context(), w.local(environment)
	u, err := w.service.CreateUser(ctx, who, tenancy.User{Email: email, Name: email})
	w.must(err)
	w.must(w.service.SetPassword(ctx, who, u.ID, authn.NewPassword(password)))
	_, err = w.service.SetMembership(ctx, who, u.ID, tenant, append([]tenancy.RoleKey{}, roles...))
	w.must(err)
	started, err := w.service.CreateSession(ctx, who, service.CreateSession{
		User: service.UserRef{ID: u.ID}, Tenant: service.TenantRef{ID: tenant}, Delivery: service.DeliverSecret,
	})
	w.must(err)
	key, err := w.service.CreateAPIKey(ctx, who, "of "+email, []access.Scope{access.SessionsCheck})
	w.must(err)
	return caller{
		name: email, credential: started.Secret.Reveal(), environment: tenancy.EnvironmentID(environment), kind: access.User,
		ids: ids{u.ID.String(), started.ID.String(), tenant.String(), key.ID().String()},
	}
}

func (w *matrixWorld) add(c caller, name string) { c.name = name; w.callers = append(w.callers, c) }

func (w *matrixWorld) users() {
	w.add(caller{environment: "main", kind: access.Anonymous}, "anonymous")
	tenant := w.tenant.ID
	w.add(w.member("main", "plain@example.com", tenant), "a plain user")
	for role, permission := range map[tenancy.RoleKey]access.PermissionKey{
		"revoker": access.RevokeUserSessions, "viewer": access.ViewUsers, "reader": access.ViewAudit,
	} {
		u := w.member("main", string(role)+"@example.com", tenant, role)
		u.permissions = []access.PermissionKey{permission}
		w.add(u, "a user with "+string(permission)+" alone")
	}
	admin := w.member("main", "admin@example.com", tenant, "admin")
	admin.permissions = []access.PermissionKey{access.RevokeUserSessions, access.ViewUsers, access.ViewAudit}
	w.add(admin, "an administrator of the tenant")
	ended := w.member("main", "ended@example.com", tenant, "admin")
	id, err := session.ParseID(ended.ids.session)
	w.must(err)
	_, err = w.service.EndSession(w.t.Context(), w.local("main"), id)
	w.must(err)
	ended.dead = true
	w.add(ended, "an ended session")
	expired := w.member("main", "expired@example.com", tenant, "admin")
	w.clock.advance(25 * time.Hour)
	expired.dead = true
	w.add(expired, "an expired session")
	for i, c := range w.callers { // the others were active meanwhile
		if c.kind == access.User && !c.dead {
			fresh, err := w.service.CreateSession(w.t.Context(), w.local("main"), service.CreateSession{
				User: service.UserRef{ID: parsedUser(c.ids.user)}, Tenant: service.TenantRef{ID: tenant}, Delivery: service.DeliverSecret,
			})
			w.must(err)
			w.callers[i].credential, w.callers[i].ids.session = fresh.Secret.Reveal(), fresh.ID.String()
		}
	}
	for _, each := range []struct {
		environment string
		of          *ids
	}{{"main", &w.targets.same}, {"main", &w.targets.otherTenant}, {"other", &w.targets.elsewhere}} {
		tenant, err := tenancy.ParseTenantID(each.of.tenant)
		w.must(err)
		fresh, err := w.service.CreateSession(w.t.Context(), w.local(each.environment), service.CreateSession{
			User: service.UserRef{ID: parsedUser(each.of.user)}, Tenant: service.TenantRef{ID: tenant}, Delivery: service.DeliverSecret,
		})
		w.must(err)
		each.of.session = fresh.ID.String()
	}
}

func parsedUser(text string) tenancy.UserID {
	id, _ := tenancy.ParseUserID(text)
	return id
}

func (w *matrixWorld) keys() {
	for _, scope := range access.AllScopes() {
		w.add(caller{credential: w.addKey("main", scope), environment: "main", kind: access.APIKey, scopes: []access.Scope{scope}}, "a key with "+string(scope)+" alone")
	}
	w.add(caller{credential: w.addKey("main", access.AllScopes()...), environment: "main", kind: access.APIKey, scopes: access.AllScopes()}, "a key with every scope")
	w.add(caller{credential: w.addKey("other", access.AllScopes()...), environment: "other", kind: access.APIKey, scopes: access.AllScopes()}, "a key of another environment")
}

func (w *matrixWorld) operators() {
	ctx, local := w.t.Context(), w.local("operators")
	for _, each := range []struct {
		role access.OperatorRole
		in   tenancy.EnvironmentID
	}{
		{access.Owner, "*"}, {access.Admin, "*"}, {access.Admin, "main"}, {access.Admin, "other"},
		{access.Support, "main"}, {access.Auditor, "main"}, {access.Auditor, "operators"},
	} {
		name := strings.NewReplacer("*", "all").Replace(string(each.role) + "-" + string(each.in))
		o, err := w.service.CreateOperator(ctx, local, service.NewOperator{
			Email: name + "@example.com", Password: authn.NewPassword(password), Grant: access.Grant{Role: each.role, Environment: each.in},
		})
		w.must(err)
		w.add(w.operator(o.User, each.role, each.in), "an operator: "+name)
	}
	none, err := w.service.CreateOperator(ctx, local, service.NewOperator{
		Email: "none@example.com", Password: authn.NewPassword(password), Grant: access.Grant{Role: access.Auditor, Environment: "main"},
	})
	w.must(err)
	c := w.operator(none.User, "", "")
	w.must(w.service.Ungrant(ctx, local, none.ID, "main"))
	w.colleague = c.ids
	w.add(c, "an operator without a grant")
	key, err := w.service.CreateOperatorKey(ctx, local, "program", []access.Grant{{Role: access.Admin, Environment: "main"}})
	w.must(err)
	w.add(caller{credential: key.Reveal(), environment: "operators", kind: access.OperatorKey, role: access.Admin, in: "main"}, "an operator key: admin-main")
}

func (w *matrixWorld) operator(u tenancy.User, role access.OperatorRole, in tenancy.EnvironmentID) caller {
	started, err := w.service.CreateSession(w.t.Context(), w.local("operators"), service.CreateSession{
		User: service.UserRef{ID: u.ID}, Tenant: service.TenantRef{ExternalID: "operators"}, Delivery: service.DeliverSecret,
	})
	w.must(err)
	return caller{credential: started.Secret.Reveal(), environment: "operators", kind: access.Operator, role: role, in: in,
		ids: ids{user: u.ID.String(), session: started.ID.String(), tenant: started.Tenant.String(), key: uid.New(w.clock.Now()).String()}}
}

// copied is the world anew, with its digest.
func (w *matrixWorld) copied(t *testing.T) *bundle {
	t.Helper()
	path := filepath.Join(t.TempDir(), "copy.db")
	text, err := os.ReadFile(w.dbPath)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	opened, err := sojournsqlite.Open(t.Context(), sojournsqlite.Config{Path: path, Readers: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = opened.Close() })
	config := w.sealed
	config.Store = opened
	b := *w.bundle
	b.t, b.store, b.service = t, opened, service.New(config)
	clients, _ := clientip.New(nil)
	b.handler = api.New(api.Config{Service: b.service, Log: slog.New(slog.DiscardHandler), Clients: clients, Version: "test", Secure: true, Now: b.clock.Now}).Handler()
	b.dbPath = path
	return &b
}

// digest is everything in a closed database but for when somebody was last seen, and how often a password was tried.
func digest(t *testing.T, path string) string {
	t.Helper()
	conn, err := sqlite.OpenConn(path, sqlite.OpenReadWrite)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	var tables []string
	read := func(sql string, row func(*sqlite.Stmt)) {
		t.Helper()
		err := sqlitex.ExecuteTransient(conn, sql, &sqlitex.ExecOptions{ResultFunc: func(s *sqlite.Stmt) error { row(s); return nil }})
		if err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	read("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
		func(s *sqlite.Stmt) { tables = append(tables, s.ColumnText(0)) })
	var all strings.Builder
	for _, table := range tables {
		if table == "attempts" || table == "pulse" {
			continue
		}
		read("SELECT * FROM "+table+" ORDER BY 1, 2", func(s *sqlite.Stmt) {
			all.WriteString(table)
			for i := range s.ColumnCount() {
				if name := s.ColumnName(i); name != "last_active_at" && name != "last_used_at" {
					all.WriteString("|" + name + "=" + cmp.Or(s.ColumnText(i), "-"))
				}
			}
			all.WriteString("\n")
		})
	}
	return all.String()
}
