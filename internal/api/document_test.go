package api_test

import (
	"encoding/base64"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

func TestDraftReviewPublishRestore(t *testing.T) {
	t.Parallel()
	b := setup(t)
	secret := b.secret()
	b.do("GET", "/v1/settings/draft", request{bearer: b.key}).want(200, `"revision":0`, `"default_role":"member"`)
	draft := `{"document":` + strings.Replace(aDocument, `"idle_session_timeout":{"on":false`, `"idle_session_timeout":{"on":true`, 1) + `,"base_version":0,"revision":%d}`
	b.put("/v1/settings/draft", fmt.Sprintf(draft, 0)).want(200, `"revision":1`)
	b.put("/v1/settings/draft", fmt.Sprintf(draft, 0)).want(409, "draft_conflict", `"field":"revision"`)
	b.do("POST", "/v1/settings/impact", request{bearer: b.key, body: aDocument}).want(200, `"sessions":0`, `"roles.member"`, `"version":0`)
	b.clock.advance(11 * 60 * 1e9)
	b.do("POST", "/v1/settings/draft/publish", request{bearer: b.key, body: `{"revision":1,"note":"shorter"}`}).want(200, `"version":1`, `"ended":1`)
	b.do("GET", "/v1/check", request{bearer: secret}).want(401, "idle_timeout")
	b.do("GET", "/v1/settings/versions", request{bearer: b.key}).want(200, `"note":"shorter"`).without(`"document"`)
	b.do("GET", "/v1/settings/versions/1/compare?with=0", request{bearer: b.key}).want(200, "session_settings.idle_session_timeout")
	b.do("POST", "/v1/settings/versions/0/restore", request{bearer: b.key, body: `{}`}).want(404)
	b.do("GET", "/v1/session-settings", request{bearer: b.key}).want(200, `"version":1`)
	b.put("/v1/session-settings", aSettings).want(200, `"version":2`)
	b.do("GET", "/v1/settings", request{bearer: b.key}).want(200, `"version":2`, `"key":"admin"`)
	b.do("GET", "/v1/permissions", request{bearer: b.key}).want(200, "Revoke User Sessions", `"built_in":true`)
}

func TestDocumentsThatCannotBe(t *testing.T) {
	t.Parallel()
	b := setup(t)
	publish := func(document string) answer {
		return b.do("POST", "/v1/settings/publish", request{bearer: b.key, body: `{"document":` + document + `}`})
	}
	publish(strings.Replace(aDocument, `"sojourn.*"`, `"nobody.knows"`, 1)).want(400, `"field":"roles[0].permissions[0]"`)
	publish(strings.Replace(aDocument, `"permissions":[],"roles"`, `"permissions":[{"key":"sojourn.own","name":"x"}],"roles"`, 1)).want(400, `"field":"permissions[0].key"`, "built in")
	publish(strings.Replace(aDocument, `"seconds":600`, `"seconds":1`, 1)).want(400, `"field":"session_settings.idle_session_timeout.seconds"`, "60 seconds")
	publish(strings.Replace(aDocument, `{"permissions":[]`, `{"rolls":[],"permissions":[]`, 1)).want(400, "unknown_member").without("rolls")
	publish(strings.Replace(aDocument, `"pages"`, `"Roles":[{"key":"admin","name":"Admin"}],"pages"`, 1)).want(400, "unknown_member")
	big := strings.Replace(aDocument, `"permissions":[]`, `"permissions":[`+strings.Repeat(`{"key":"a.b","name":"`+strings.Repeat("x", 190)+`"},`, 3000)+`{"key":"a.b","name":"x"}]`, 1)
	publish(big).want(413, "524288")
	if got := b.do("GET", "/v1/settings", request{bearer: b.key}); !strings.Contains(got.Text, `"version":0`) {
		t.Errorf("refused documents have made %s", got.Text)
	}
}

func TestPagesThatAreSwitchedOff(t *testing.T) {
	t.Parallel()
	b := setup(t)
	secret := b.secret()
	b.do("POST", "/v1/settings/publish", request{bearer: b.key,
		body: `{"document":` + strings.Replace(aDocument, `"privacy_and_security":true`, `"privacy_and_security":false`, 1) + `}`}).want(200)
	for method, path := range map[string]string{"GET": "/v1/me/sessions", "POST": "/v1/me/sessions/end-others", "DELETE": "/v1/me/sessions/" + b.user.ID.String()} {
		b.do(method, path, request{bearer: secret}).want(403, "page_switched_off")
	}
	b.do("GET", "/v1/me", request{bearer: secret}).want(200, `"privacy_and_security":false`, `"permissions":[]`)
	b.do("GET", "/v1/workspace/users", request{bearer: secret}).want(403, "permission_missing", `"permission":"sojourn.users.read"`)
	b.do("POST", "/v1/sign-out", request{bearer: secret}).want(204)
}

func TestAuditExport(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, err := b.service.CreateTenant(t.Context(), b.local("main"), tenancy.Tenant{Name: `=HYPERLINK("x"),"quoted"`})
	b.must(err)
	_, err = b.service.CreateUser(t.Context(), b.local("main"), tenancy.User{Email: "formula@example.com", Name: "=1+2"})
	b.must(err)
	evil := b.addUser("evil@example.com", b.tenant.ID)
	_, err = b.service.UpdateUser(t.Context(), b.local("main"), evil.ID, nil, func(u *tenancy.User) { u.Name = "@SUM(A1)" })
	b.must(err)
	b.do("POST", "/v1/sign-in", request{body: `{"email":"evil@example.com","password":"` + password + `"}`}).want(200)
	lines := b.do("GET", "/v1/audit/export", request{bearer: b.key}).want(200, `"kind":"tenant.created"`)
	if got, want := strings.Count(lines.Text, "\n"), len(b.events()); got != want {
		t.Errorf("%d lines were exported, want %d", got, want)
	}
	table := b.do("GET", "/v1/audit/export?format=csv", request{bearer: b.key}).want(200)
	rows, err := csv.NewReader(strings.NewReader(table.Text)).ReadAll()
	b.must(err)
	if len(rows) != len(b.events())+1 {
		t.Errorf("%d rows were exported, want a head and %d", len(rows), len(b.events()))
	}
	signedIn := false
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@") {
				t.Errorf("a cell begins a formula: %s", cell)
			}
			signedIn = signedIn || strings.HasPrefix(cell, "'@SUM(A1) signed in")
		}
	}
	if !signedIn {
		t.Error("no cell tells that @SUM(A1) signed in, with a mark that makes it harmless")
	}
	b.do("GET", "/v1/audit?kind=session.created,tenant.created&limit=200", request{bearer: b.key}).want(200, "tenant.created").without("user.created")
	b.do("GET", "/v1/audit?kind=nonsense", request{bearer: b.key}).want(400, `"field":"kind"`)
	b.do("GET", "/v1/audit/export?format=csv", request{bearer: b.addKey("main", access.SessionsRead)}).want(403, "scope_missing")
}

func TestMembershipRoles(t *testing.T) {
	t.Parallel()
	b := setup(t)
	path := "/v1/users/" + b.user.ID.String() + "/memberships/" + b.tenant.ID.String()
	b.do("PUT", path, request{bearer: b.key}).want(200, `"roles":["member"]`)
	b.put(path, `{"roles":["member","admin","admin"]}`).want(200, `"roles":["admin","member"]`)
	b.put(path, `{}`).want(200, `"roles":["admin","member"]`)
	b.put(path, `{"roles":["ghost"]}`).want(400, `"field":"roles[0]"`, "role_unknown")
	b.put(path, `{"roles":[]}`).want(200, `"roles":[]`)
	b.do("GET", "/v1/tenants/"+b.tenant.ID.String()+"/users?search=LOVELACE", request{bearer: b.key}).want(200, `"active_sessions":0`, `"roles":[]`)
	for name, cursor := range map[string][]byte{
		"nonsense": []byte("nonsense"), "no place": make([]byte, 16), "no UTF-8": []byte("sixteen bytes id\xff"), "not one line": []byte("sixteen bytes id\n"),
	} {
		path := "/v1/tenants/" + b.tenant.ID.String() + "/users?cursor=" + base64.RawURLEncoding.EncodeToString(cursor)
		if got := b.do("GET", path, request{bearer: b.key}); got.Status != 400 || !strings.Contains(got.Text, `"field":"cursor"`) {
			t.Errorf("a cursor with %s = %d %s, want 400", name, got.Status, got.Text)
		}
	}
}
