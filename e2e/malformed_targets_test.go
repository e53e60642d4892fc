package e2e

import (
	crand "crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/sojourn-auth/sojourn/e2e/harness"
)

// targets is what there is to be broken, and the credentials for it.
type targets struct {
	markBegin string

	tenant, user, session        string // IDs
	email, password              string
	key, keyTenants, keySettings string
	spareKey                     string // the ID of a key that nobody uses
	secret, access, refresh      string
	browser                      browser
	revokedKey, endedSecret      string
	owner, admin, auditor        string // secrets of operators' sessions; the last two act in the environment main
	ownerBrowser                 browser
	operator                     string // the auditor's ID
	version, revision            int64  // of the settings in force, and of the draft

	neighbor struct{ session, user string }                             // of another tenant
	foreign  struct{ session, user, tenant, key, keyID, secret string } // of another environment
}

func newTargets(t *testing.T, w *world) *targets {
	t.Helper()
	revoked := w.server.NewKey(t, environment)
	w.server.Command(t, "", "key", "revoke", revoked.KeyID)
	g := &targets{
		markBegin: "zq" + strings.ToLower(crand.Text()[:10]), key: w.Bearer, revokedKey: revoked.Bearer,
		keyTenants: w.server.NewKey(t, environment, "tenants:read").Bearer, keySettings: w.server.NewKey(t, environment, "settings:read").Bearer,
		spareKey: w.server.NewKey(t, environment).KeyID,
	}
	g.makeOperators(t, w)
	w.call(t, http.MethodPost, "/v1/settings/publish", `{"document":`+aDocument+`,"note":"first"}`, nil)
	w.call(t, http.MethodPost, "/v1/settings/publish", `{"document":`+strings.Replace(aDocument, "Reader", "Writer", 1)+`}`, nil)
	g.draft(t, w)

	g.browser = w.newBrowser(t, g.makeMember(t, w))
	next := world{Client: w.Client, server: w.server, tenant: w.newTenant(t)}
	stranger := next.start(t, next.newPerson(t), "secret")
	g.neighbor.session, g.neighbor.user = stranger.Session.ID, stranger.User.ID

	w.server.Command(t, "", "environment", "create", "staging")
	there := &world{Client: w.server.NewKey(t, "staging"), server: w.server}
	there.tenant = there.newTenant(t)
	stranger = there.start(t, there.newPerson(t), "secret")
	g.foreign.session, g.foreign.user, g.foreign.tenant = stranger.Session.ID, stranger.User.ID, there.tenant.ID
	g.foreign.key, g.foreign.keyID, g.foreign.secret = there.Bearer, there.KeyID, stranger.SessionSecret
	return g
}

// aDocument is a settings document under which members with the role admin administer their workspace.
const aDocument = `{"permissions":[{"key":"reports.read","name":"Read"}],"roles":[{"key":"admin","name":"Admin","permissions":["sojourn.*"]},
	{"key":"reader","name":"Reader","permissions":["reports.read"]}],"default_role":"admin",
	"pages":{"personal":{"privacy_and_security":true},"workspace":{"users":true,"security":true}},
	"session_settings":{"idle_session_timeout":{"on":true,"seconds":7200},"force_relogin":{"on":false,"seconds":86400},
	"max_concurrent_sessions":{"on":false,"sessions":7}}}`

func (g *targets) makeOperators(t *testing.T, w *world) {
	t.Helper()
	owner, admin, auditor := w.server.NewOperator(t, "owner", "*"), w.server.NewOperator(t, "admin", environment), w.server.NewOperator(t, "auditor", environment)
	g.owner, g.admin, g.auditor, g.operator = owner.Bearer, admin.Bearer, auditor.Bearer, auditor.ID
	among := &world{Client: owner.Client, server: w.server}
	g.ownerBrowser = among.newBrowser(t, person{User: harness.User{Email: owner.Email}, password: owner.Password})
}

// makeMember gives the tenant settings of its own, and a member with sessions.
func (g *targets) makeMember(t *testing.T, w *world) person {
	t.Helper()
	p := w.newPerson(t)
	secret, tokens, ended := w.start(t, p, "secret"), w.start(t, p, "tokens"), w.start(t, p, "secret")
	must(t, w.As(ended.SessionSecret).SignOut(t.Context()))
	_, err := w.PutTenantSettings(t.Context(), w.tenant.ID, harness.Settings{Concurrent: &harness.Maximum{On: true, Sessions: 9}})
	must(t, err)
	g.tenant, g.user, g.session, g.email, g.password = w.tenant.ID, p.ID, secret.Session.ID, p.Email, p.password
	g.secret, g.access, g.refresh, g.endedSecret = secret.SessionSecret, tokens.AccessToken, tokens.RefreshToken, ended.SessionSecret
	return p
}

// again puts others in the place of a tenant, a user and sessions that an operation may have ended.
func (g *targets) again(t *testing.T, w *world) {
	t.Helper()
	w.tenant = w.newTenant(t)
	g.makeMember(t, w)
}

// draft sees to it that there is a draft that can be published.
func (g *targets) draft(t *testing.T, w *world) {
	t.Helper()
	var live struct{ Version int64 }
	var draft struct {
		Base     int64 `json:"base_version"`
		Revision int64
	}
	w.call(t, http.MethodGet, "/v1/settings", "", &live)
	w.call(t, http.MethodGet, "/v1/settings/draft", "", &draft)
	if draft.Revision == 0 || draft.Base != live.Version {
		body := fmt.Sprintf(`{"document":%s,"base_version":%d,"revision":%d}`, aDocument, live.Version, draft.Revision)
		w.call(t, http.MethodPut, "/v1/settings/draft", body, &draft)
	}
	g.version, g.revision = live.Version, draft.Revision
}

// call sends a request that must be accepted, and reads the answer into out unless that is nil.
func (w *world) call(t *testing.T, method, path, body string, out any) {
	t.Helper()
	call := harness.Call{Method: method, Path: path}
	if body != "" {
		call.Body = body
	}
	reply, err := w.Send(t.Context(), call)
	must(t, err)
	must(t, reply.Problem())
	if out != nil {
		must(t, json.Unmarshal(reply.Body, out))
	}
}

// credential is what may do an operation, and as little else as possible.
func (g *targets) credential(op operation) string {
	switch {
	case op.audience == "backend":
		return g.key
	case op.audience == "user":
		return g.secret
	case op.audience == "operator" && op.global():
		return g.owner
	case op.audience == "operator":
		return g.admin
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

// known is the values by which the body of an operation names what is there, by the last parts of their paths. A name
// with a question mark is left out.
func (g *targets) known(operation string) map[string]any {
	email := strings.ToLower(crand.Text()[:10]) + "@example.com"
	all := map[string]any{
		"idle_session_timeout.seconds": 3600, "force_relogin.seconds": 86400, "max_concurrent_sessions.sessions": 7, "version?": true,
		"modes.idle_session_timeout": "choose", "modes.force_relogin": "choose", "modes.max_concurrent_sessions": "choose",
		"permissions.0.key": "reports.read", "roles.0.key": "admin", "roles.0.permissions.0": "sojourn.*", "default_role": "admin", "accent_color": "#336699",
		"pages.workspace.users": true, "pages.workspace.security": true, "pages.personal.privacy_and_security": true,
		"base_version": g.version, "revision": g.revision,
	}
	switch operation {
	case "sign-in":
		all["email"], all["password"], all["tenant"] = g.email, g.password, g.tenant
	case "change-own-password":
		all["current_password"], all["new_password"] = g.password, "new "+g.password
	case "refresh":
		all["refresh_token"] = g.refresh
	case "create-session":
		all["user.id"], all["tenant.id"], all["client.address"] = g.user, g.tenant, "192.0.2.7"
		all["user.email?"], all["tenant.external_id?"], all["user.external_id?"] = true, true, true
	case "set-password":
		all["password"] = g.password
	case "create-user", "update-user":
		all["email"] = email
	case "add-membership":
		all["roles.0"] = "admin"
	case "end-workspace-sessions":
		all["users.0"] = g.user
	case "end-matching-sessions":
		all["expected?"] = true
	case "end-sessions":
		all["sessions.0"] = g.session
	case "create-api-key":
		all["scopes.0"] = "sessions:read"
	case "update-environment":
		all["archived?"] = true // and with no name either, there is nothing to change: that is not for everybody
	case "create-operator":
		all["email"], all["password"], all["role"], all["environment"] = email, g.password, "support", "main"
	case "grant-operator", "create-operator-key":
		all["role"], all["environment"] = "support", "main"
	}
	return all
}
