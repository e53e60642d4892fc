package api_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

func TestCookie(t *testing.T) {
	t.Parallel()
	b := setup(t)
	in := b.signIn("cookie").want(200, `"csrf_token":"`)
	raw := in.Header.Get("Set-Cookie")
	for _, part := range []string{"__Host-Http-sid-main=sjs_", "; Path=/", "; HttpOnly", "; Secure", "; SameSite=Lax"} {
		if !strings.Contains(raw, part) {
			t.Errorf("Set-Cookie = %s, want it to hold %s", raw, part)
		}
	}
	for _, part := range []string{"Domain", "Expires", "Max-Age"} {
		if strings.Contains(raw, part) {
			t.Errorf("Set-Cookie = %s, want no %s", raw, part)
		}
	}
	response := http.Response{Header: in.Header}
	cookie, csrf := response.Cookies()[0], in.member("csrf_token")
	in.without(cookie.Value)

	b.do("GET", "/v1/me", request{cookie: cookie}).want(200, `"csrf_token":"`+csrf+`"`, `"current":true`).without(cookie.Value)
	b.do("GET", "/v1/check", request{cookie: cookie}).want(200)
	b.do("POST", "/v1/me/sessions/end-others", request{cookie: cookie}).want(403, "csrf_token_missing")
	other := b.signIn("cookie").member("csrf_token")
	b.do("POST", "/v1/me/sessions/end-others", request{cookie: cookie, headers: map[string]string{"X-CSRF-Token": other}}).want(403, "csrf_token_missing")
	b.do("POST", "/v1/me/sessions/end-others", request{cookie: cookie, headers: map[string]string{"X-CSRF-Token": csrf}}).want(200, `"ended":1`)
	b.do("POST", "/v1/sign-out", request{cookie: cookie, headers: map[string]string{"X-CSRF-Token": csrf, "Sec-Fetch-Site": "cross-site"}}).want(403, "cross_origin")

	out := b.do("POST", "/v1/sign-out", request{cookie: cookie, headers: map[string]string{"X-CSRF-Token": csrf}}).want(204)
	if got := out.Header.Get("Set-Cookie"); !strings.Contains(got, "__Host-Http-sid-main=;") || !strings.Contains(got, "Max-Age=0") {
		t.Errorf("Set-Cookie at sign-out = %s, want one that removes the cookie", got)
	}
	if got := out.Header.Get("Clear-Site-Data"); got == "" {
		t.Error("no Clear-Site-Data at sign-out")
	}
	b.do("GET", "/v1/me", request{cookie: cookie}).want(401, "signed_out")
}

func TestBearerGoesBeforeCookieAndIsNeverMergedWithIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	cookie := (&http.Response{Header: b.signIn("cookie").Header}).Cookies()[0]
	b.do("GET", "/v1/me", request{cookie: cookie, bearer: "sjs_nonsense"}).want(401, "credential_unknown")
	b.do("GET", "/v1/me", request{cookie: &http.Cookie{Name: cookie.Name, Value: b.key}}).want(401)
	b.do("GET", "/v1/me?access_token="+b.secret(), request{}).want(400, "unknown_parameter").without("sjs_")
}

// TestIDOfNothingIsNotEverything: inside, the zero value stands for a name that was left out. From outside it must not,
// or else a caller with an empty variable would end every session instead of those of one tenant.
func TestIDOfNothingIsNotEverything(t *testing.T) {
	t.Parallel()
	b := setup(t)
	secret, nothing := b.secret(), uid.UID{}.String()
	for _, each := range []struct {
		method, path, body string
		status             int
	}{
		{"POST", "/v1/users/" + b.user.ID.String() + "/sessions/end?tenant=" + nothing, "", 400},
		{"POST", "/v1/users/" + nothing + "/sessions/end", "", 404},
		{"POST", "/v1/tenants/" + nothing + "/sessions/end", "", 404},
		{"DELETE", "/v1/tenants/" + nothing, "", 404},
		{"GET", "/v1/sessions?tenant=" + nothing, "", 400},
		{"GET", "/v1/sessions?user=" + nothing, "", 400},
		{"GET", "/v1/users?tenant=" + nothing, "", 400},
		{"GET", "/v1/tenants/" + nothing + "/session-settings", "", 404},
		{"POST", "/v1/tenants/" + nothing + "/session-settings/preview", "{}", 404},
		{"PUT", "/v1/tenants/" + nothing + "/session-settings", "{}", 404},
	} {
		b.do(each.method, each.path, request{bearer: b.key, body: each.body}).want(each.status)
	}
	b.do("GET", "/v1/check", request{bearer: secret}).want(200)
}

func TestWhoMayDoWhat(t *testing.T) {
	t.Parallel()
	b := setup(t)
	secret := b.secret()
	for _, each := range []struct {
		method, path, body string
		scope              access.Scope
	}{
		{"POST", "/v1/tenants", `{"name":"Globex"}`, access.TenantsWrite},
		{"GET", "/v1/tenants", "", access.TenantsRead},
		{"POST", "/v1/users", `{"email":"grace@example.com"}`, access.UsersWrite},
		{"GET", "/v1/users", "", access.UsersRead},
		{"GET", "/v1/sessions", "", access.SessionsRead},
		{"GET", "/v1/session-settings", "", access.SettingsRead},
		{"PUT", "/v1/session-settings", settings(`"force_relogin":{"on":false,"seconds":600}`), access.SettingsWrite},
		{"POST", "/v1/sessions/end-all", "", access.SessionsWrite},
	} {
		t.Run(each.method+each.path, func(t *testing.T) {
			b := b.with(t)
			var others []access.Scope
			for _, scope := range access.AllScopes() {
				if scope != each.scope {
					others = append(others, scope)
				}
			}
			before := len(b.events())
			b.do(each.method, each.path, request{body: each.body}).want(401)
			b.do(each.method, each.path, request{body: each.body, bearer: secret}).want(403)
			lacking := b.addKey("main", others...)
			b.do(each.method, each.path, request{body: each.body, bearer: lacking}).want(403, "scope_missing")
			if got := len(b.events()); got != before+1 { // the key's own
				t.Errorf("%d events after refusals, want %d", got, before+1)
			}
			if status := b.do(each.method, each.path, request{body: each.body, bearer: b.addKey("main", each.scope)}).Status; status >= 300 {
				t.Errorf("with the scope: status %d", status)
			}
		})
	}
}

func TestNothingCrossesEnvironments(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, err := b.service.CreateEnvironment(t.Context(), b.local("other"), tenancy.Environment{ID: "other"})
	b.must(err)
	foreign := b.addKey("other", access.AllScopes()...)
	started := b.signIn("secret").want(200)
	secret, id := started.member("session_secret"), started.member("session.id")
	tokens := b.signIn("tokens").want(200)

	b.do("GET", "/e/other/v1/check", request{bearer: secret}).want(401, "credential_unknown")
	b.do("GET", "/e/other/v1/check", request{bearer: tokens.member("access_token")}).want(401, "credential_unknown")
	b.do("POST", "/e/other/v1/refresh", request{body: `{"refresh_token":"` + tokens.member("refresh_token") + `"}`}).want(401, "credential_unknown")
	b.do("GET", "/v1/sessions/"+id, request{bearer: foreign}).want(401, "credential_unknown")
	for _, path := range []string{"/sessions/" + id, "/users/" + b.user.ID.String(), "/tenants/" + b.tenant.ID.String(), "/tenants/" + b.tenant.ID.String() + "/session-settings"} {
		there := b.do("GET", "/e/other/v1"+path, request{bearer: foreign}).want(404, `"code":"not_found"`)
		nowhere := b.do("GET", "/e/other/v1"+path[:len(path)-1]+"z", request{bearer: foreign}).want(404)
		if strings.HasPrefix(path, "/sessions") && there.Text != nowhere.Text {
			t.Errorf("foreign and absent differ: %s, %s", there.Text, nowhere.Text)
		}
	}
	b.do("DELETE", "/e/other/v1/sessions/"+id, request{bearer: foreign}).want(404)
	b.do("GET", "/e/nowhere/v1/check", request{bearer: secret}).want(401, "credential_unknown")
	b.do("GET", "/v1/check", request{bearer: secret}).want(200)
}

func TestOwnSessionsAreOfThisTenantAndUserOnly(t *testing.T) {
	t.Parallel()
	b := setup(t)
	other := b.addUser("grace@example.com", b.tenant.ID)
	_ = other
	theirs := b.do("POST", "/v1/sign-in", request{body: `{"email":"grace@example.com","password":"` + password + `","delivery":"secret"}`}).want(200)
	mine := b.secret()
	id := theirs.member("session.id")
	b.do("GET", "/v1/me/sessions", request{bearer: mine}).want(200).without(id)
	b.do("DELETE", "/v1/me/sessions/"+id, request{bearer: mine}).want(404, "There is no such session.")
	b.do("PATCH", "/v1/me/sessions/"+id, request{bearer: mine, body: `{"name":"mine now"}`}).want(404)
	b.do("GET", "/v1/check", request{bearer: theirs.member("session_secret")}).want(200)
}

func TestBadInputIsNamedAndNeverRepeated(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const marker = "hunter2marker"
	for _, each := range []struct {
		name, method, path, body string
		status                   int
		want                     string
	}{
		{"unknown member", "POST", "/v1/sign-in", `{"email":"ada@example.com","password":"` + marker + `","role":"` + marker + `"}`, 400, "unknown_member"},
		{"unknown member by a secret name", "POST", "/v1/sign-in", `{"email":"ada@example.com","password":"x","` + marker + `":1}`, 400, "unknown_member"},
		{"wrong type", "POST", "/v1/sign-in", `{"email":["` + marker + `"],"password":"x"}`, 400, `"field":"email"`},
		{"missing member", "POST", "/v1/sign-in", `{"email":"` + marker + `@example.com"}`, 400, `"field":"password"`},
		{"too long", "POST", "/v1/sign-in", `{"email":"ada@example.com","password":"` + strings.Repeat(marker, 100) + `"}`, 400, `"field":"password"`},
		{"no JSON", "POST", "/v1/sign-in", `{"email":"` + marker, 400, `"code":"invalid"`},
		{"twice the same member", "POST", "/v1/sign-in", `{"email":"a@b.c","email":"` + marker + `","password":"x"}`, 400, `"code":"invalid"`},
		{"unknown delivery", "POST", "/v1/sign-in", `{"email":"ada@example.com","password":"x","delivery":"` + marker + `"}`, 400, `"field":"delivery"`},
		{"unknown parameter", "GET", "/v1/sessions?" + marker + "=1", "", 400, "unknown_parameter"},
		{"bad cursor", "GET", "/v1/sessions?cursor=" + marker, "", 400, `"field":"cursor"`},
		{"malformed query", "GET", "/v1/sessions?state=active&%zz", "", 400, "malformed_query"},
		{"parameter given twice", "GET", "/v1/sessions?state=active&state=ended", "", 400, "malformed_query"},
		{"limit too high", "GET", "/v1/sessions?limit=201", "", 400, `"field":"limit"`},
		{"idle below the limit", "PUT", "/v1/session-settings", settings(`"idle_session_timeout":{"on":true,"seconds":59}`), 400, "from 60 seconds (1 minute) to 31536000 seconds (365 days)"},
		{"unknown mode", "PUT", "/v1/session-settings", strings.Replace(settings(`"force_relogin":{"on":false,"seconds":0}`), "{", `{"modes":{"idle_session_timeout":"`+marker+`"},`, 1), 400, `"field":"modes.idle_session_timeout"`},
		{"short password", "PUT", "/v1/users/" + b.user.ID.String() + "/password", `{"password":"hunter2"}`, 400, `"field":"password"`},
	} {
		t.Run(each.name, func(t *testing.T) {
			b := b.with(t)
			before := len(b.events())
			b.do(each.method, each.path, request{bearer: b.key, body: each.body}).want(each.status, each.want).without(marker, "hunter2")
			if got := len(b.events()); got != before {
				t.Errorf("%d events after a refusal, want %d", got, before)
			}
		})
	}
	if strings.Contains(b.log.String(), marker) {
		t.Errorf("the log repeats input: %s", b.log)
	}
}

func TestSignInAnswersAlikeWhateverIsWrong(t *testing.T) {
	t.Parallel()
	b := setup(t)
	disabled := b.addUser("disabled@example.com", b.tenant.ID)
	b.do("PATCH", "/v1/users/"+disabled.ID.String(), request{bearer: b.key, body: `{"disabled":true}`}).want(200)
	try := func(email, password string) answer {
		return b.do("POST", "/v1/sign-in", request{body: `{"email":"` + email + `","password":"` + password + `"}`}).want(401, "sign_in_failed")
	}
	wrong := try(email, "not it at all")
	for _, other := range []answer{try("nobody@example.com", password), try("disabled@example.com", password)} {
		if other.Text != wrong.Text {
			t.Errorf("answers differ: %s, %s", other.Text, wrong.Text)
		}
	}
}

func TestThrottle(t *testing.T) {
	t.Parallel()
	b := setup(t)
	wrong := request{body: `{"email":"` + email + `","password":"not it at all"}`}
	for range 3 {
		b.do("POST", "/v1/sign-in", wrong).want(401)
	}
	if got := b.do("POST", "/v1/sign-in", wrong).want(429, "sign_in_throttled").Header.Get("Retry-After"); got != "1" {
		t.Errorf("Retry-After = %q, want 1", got)
	}
}

func TestBodyThatBreaksOffIsRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	server := httptest.NewServer(b.handler)
	defer server.Close()
	for _, broken := range []string{
		"Content-Length: 99\r\n\r\n{\"name\":\"Globex\"}",
		"Transfer-Encoding: chunked\r\n\r\n11\r\n{\"name\":\"Globex\"}\r\nno size",
		"Transfer-Encoding: chunked\r\n\r\n{\"name\":\"Globex\"}",
	} {
		conn, err := net.Dial("tcp", server.Listener.Addr().String())
		b.must(err)
		_, err = io.WriteString(conn, "POST /e/main/v1/tenants HTTP/1.1\r\nHost: sojourn\r\nContent-Type: application/json\r\nAuthorization: Bearer "+b.key+"\r\n"+broken)
		b.must(err)
		b.must(conn.(*net.TCPConn).CloseWrite())
		response, err := http.ReadResponse(bufio.NewReader(conn), nil)
		b.must(err)
		text, err := io.ReadAll(response.Body)
		b.must(err)
		b.must(response.Body.Close())
		b.must(conn.Close())
		answer{t: t, Status: response.StatusCode, Header: response.Header, Text: string(text)}.want(400, `"code":"invalid"`, "to its end").without("Globex")
	}
	b.do("GET", "/v1/tenants", request{bearer: b.key}).want(200).without("Globex")
}
