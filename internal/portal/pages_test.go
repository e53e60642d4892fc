package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/internal/portal"
	"github.com/sojourn-auth/sojourn/internal/session"
)

const cookie = "__Host-Http-sid-main"

func TestSignInLeadsToThePortal(t *testing.T) {
	t.Parallel()
	w := setup(t)
	v := w.visitor()
	v.get("/e/main/personal/privacy-and-security?x=1").leads("/e/main/sign-in?return_to=%2Fe%2Fmain%2Fpersonal%2Fprivacy-and-security%3Fx%3D1")
	back := v.get("/e/main/sign-in?return_to=%2Fe%2Fmain%2Fworkspace%2Fusers").want(200, `autocomplete="username"`, `autocomplete="current-password"`).field("return_to")
	v.signIn(ada, back).leads("/e/main/workspace/users")
	if !strings.HasPrefix(v.cookies[cookie], "sjs_") {
		t.Fatalf("cookies = %v, want a session", v.cookies)
	}
	v.get("/e/main/sign-in").leads("/e/main/")
	v.get("/e/main/").want(200, "<sojourn-portal>", `"csrf_token":"`, `/v1/me/sessions"`, `type="module"`).without(v.cookies[cookie])
	v.get("/e/main/personal/privacy-and-security").want(200, "<sojourn-portal>")
}

// TestSignInSetsANewSecret: what a browser was made to hold before means nothing (session fixation).
func TestSignInSetsANewSecret(t *testing.T) {
	t.Parallel()
	v := setup(t).visitor()
	v.cookies[cookie] = "sjs_planted"
	v.signIn(ada, "").leads("/e/main/")
	if v.cookies[cookie] == "sjs_planted" {
		t.Error("the planted cookie was kept")
	}
}

func TestSignInSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	v := setup(t).visitor()
	wrong := func() answer {
		return v.post("/e/main/sign-in", url.Values{"email": {ada + `"><b>`}, "password": {"wrong"}, "return_to": {"/e/main/workspace/users"}})
	}
	got := wrong().want(403, "The e-mail address or the password is wrong.", `role="alert"`).without("wrong<b>", `"><b>`, "value=\"wrong\"")
	if back := got.field("return_to"); back != "/e/main/workspace/users" {
		t.Errorf("return_to = %s after a failure", back)
	}
	for range 60 {
		if got = wrong(); got.status != http.StatusForbidden {
			break
		}
	}
	got.want(429, "Too many failed sign-ins. Try again in ")
	if got.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	v.language = "de-AT,de;q=0.9,en;q=0.5"
	wrong().want(429, `lang="de"`, "Zu viele fehlgeschlagene Anmeldungen.")
}

func TestMembersOfSeveralWorkspacesChoose(t *testing.T) {
	t.Parallel()
	w := setup(t)
	v := w.visitor()
	asked := v.signIn(grace, "").want(200, "Choose a workspace", "Acme &lt;Corp&gt;", "Globex").without(password)
	form := url.Values{"choice": {asked.field("choice")}, "tenant": {w.tenants[1].ID.String()}}
	v.post("/e/main/sign-in", form).leads("/e/main/")
	v.get("/e/main/").want(200, "Globex")
	w.visitor().post("/e/main/sign-in", form).want(410, "Enter your password once more.") // it is of use once

	late := w.visitor()
	form.Set("choice", late.signIn(grace, "").want(200).field("choice"))
	w.advance(6 * time.Minute)
	late.post("/e/main/sign-in", form).want(410)
}

func TestReturnToStaysHere(t *testing.T) {
	t.Parallel()
	w := setup(t)
	for _, bad := range []string{
		"//evil.test", `/\evil.test`, `\\evil.test`, "https:evil.test", "https://evil.test/e/main/", "javascript:alert(1)", "/e/main//evil.test",
		"/e/main/../../evil", "/e/other/", "/operator/", "/e/main/\r\nSet-Cookie: x=1", "/e/main/\tx", "e/main/", "/", "http://auth.example.com@evil.test/", "/%2e%2e/evil",
		"/e/main/%2e%2e/%2e%2e/evil", "data:text/html,x", " /e/main/", "/e/main",
	} {
		v := w.visitor()
		v.signIn(ada, bad).leads("/e/main/")
		w.visitor().get("/e/main/sign-in?return_to="+url.QueryEscape(bad)).want(200, `name="return_to" value=""`)
	}
}

func TestChangesNeedAPageOfOurs(t *testing.T) {
	t.Parallel()
	w := setup(t)
	v := w.signedIn()
	csrf := v.get("/e/main/password").want(200).field("csrf_token")
	other := w.signedIn().get("/e/main/password").field("csrf_token")
	change := url.Values{"current_password": {password}, "new_password": {"a wholly new pass phrase"}}
	for _, path := range []string{"/e/main/sign-out", "/e/main/password"} {
		for _, proof := range []string{"", other, csrf + "x"} {
			change.Set("csrf_token", proof)
			v.post(path, change).want(403, "This form came from elsewhere")
		}
		change.Set("csrf_token", csrf)
		for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.test"} {
			headers := map[string]string{"Sec-Fetch-Site": "", name: value}
			v.send(http.MethodPost, path, change, headers).want(403, "This form came from elsewhere")
		}
		v.get(path) // changes nothing
	}
	w.visitor().send(http.MethodPost, "/e/main/sign-in", url.Values{"email": {ada}, "password": {password}}, map[string]string{"Sec-Fetch-Site": "cross-site"}).want(403)
	v.get("/e/main/").want(200)
}

func TestSignOut(t *testing.T) {
	t.Parallel()
	w := setup(t)
	v := w.signedIn()
	secret := v.cookies[cookie]
	out := v.post("/e/main/sign-out", url.Values{"csrf_token": {v.get("/e/main/").field("csrf_token")}})
	out.leads("/e/main/signed-out")
	if v.cookies[cookie] != "" || out.header.Get("Clear-Site-Data") == "" {
		t.Errorf("cookies = %v, Clear-Site-Data = %q", v.cookies, out.header.Get("Clear-Site-Data"))
	}
	v.get("/e/main/signed-out").want(200, "You are signed out", "/e/main/sign-in")
	v.cookies[cookie] = secret
	v.get("/e/main/").leads("/e/main/signed-out?return_to=%2Fe%2Fmain%2F")
	v.post("/e/main/sign-out", url.Values{}).leads("/e/main/signed-out") // nothing is left to sign out
}

func TestSignedOutSaysWhy(t *testing.T) {
	t.Parallel()
	w := setup(t)
	v := w.signedIn()
	v.get("/e/main/signed-out").leads("/e/main/") // not yet
	w.advance(25 * time.Hour)
	v.get("/e/main/workspace/users").leads("/e/main/signed-out?return_to=%2Fe%2Fmain%2Fworkspace%2Fusers")
	v.get("/e/main/signed-out?return_to=%2Fe%2Fmain%2Fworkspace%2Fusers").
		want(200, "There was no activity", "Since 2026-11-24 12:00 UTC", "/e/main/sign-in?return_to=%2Fe%2Fmain%2Fworkspace%2Fusers")
	v.language = "de"
	v.get("/e/main/signed-out").want(200, "Sie sind abgemeldet", "inaktiv")
}

func TestEveryEndReasonHasItsText(t *testing.T) {
	t.Parallel()
	for _, reason := range session.Reasons() {
		for _, language := range portal.Languages() {
			if got := language.T("ended." + string(reason)); strings.ContainsAny(got, "⟦%") || len(got) < 10 {
				t.Errorf("%s in %s: %q", reason, language, got)
			}
		}
	}
}

func TestPasswordPage(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.visitor().get("/e/main/password").leads("/e/main/sign-in?return_to=%2Fe%2Fmain%2Fpassword")
	v, other := w.signedIn(), w.signedIn()
	old := v.cookies[cookie]
	form := func(current, next string) answer {
		return v.post("/e/main/password", url.Values{"csrf_token": {v.get("/e/main/password").field("csrf_token")}, "current_password": {current}, "new_password": {next}})
	}
	form("wrong", "a wholly new pass phrase").want(400, "This is not your current password.", `aria-invalid="true"`).without("wholly")
	form(password, "short").want(400, "Too short")
	form(password, "a wholly new pass phrase").want(200, "Your password was changed. 1 other session was signed out.")
	if v.cookies[cookie] == old {
		t.Error("the session goes on with its old secret")
	}
	v.get("/e/main/").want(200)
	other.get("/e/main/").leads("/e/main/signed-out?return_to=%2Fe%2Fmain%2F")
	other.get("/e/main/signed-out").want(200, "Your password was changed.")
}

func TestPagesCarryTheirHeaders(t *testing.T) {
	t.Parallel()
	w := setup(t)
	v := w.signedIn()
	for _, path := range []string{"/e/main/", "/e/main/sign-in", "/e/main/signed-out", "/e/main/password", "/e/nowhere/sign-in", "/nothing", "/operator/", "/setup"} {
		got := v.get(path)
		for name, part := range map[string]string{
			"Content-Security-Policy": "require-trusted-types-for 'script'; trusted-types lit-html", "Cache-Control": "no-store",
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin",
			"Strict-Transport-Security": "max-age=63072000",
		} {
			if value := got.header.Get(name); !strings.Contains(value, part) {
				t.Errorf("%s: %s = %q, want %q in it", path, name, value, part)
			}
		}
		for _, bad := range []string{"unsafe-", "style=", "onclick", "<style", "http://", "https://"} {
			if strings.Contains(got.header.Get("Content-Security-Policy")+got.text, bad) {
				t.Errorf("%s holds %s: %s", path, bad, got.text)
			}
		}
	}
}

func TestNamesAreTextNotMarkup(t *testing.T) {
	t.Parallel()
	v := setup(t).signedIn()
	v.get("/e/main/").want(200, `\u003cimg src=x`).without("<img", "</script><img")
}

func TestNothingIsThere(t *testing.T) {
	t.Parallel()
	w := setup(t)
	v := w.visitor()
	for _, path := range []string{"/nothing", "/e/nowhere/", "/e/nowhere/sign-in", "/e/main/nothing"} {
		v.get(path).want(404, "There is nothing here")
	}
	v.send(http.MethodGet, "/nothing", nil, map[string]string{"Accept": "application/json"}).want(404, `"code":"not_found"`)
	v.get("/e/main/v1/me").want(401, "unauthenticated") // not a page, and not absent
}

func TestOperatorsSignInWhereOperatorsDo(t *testing.T) {
	t.Parallel()
	w := setup(t)
	v := w.signedIn()
	v.get("/").leads("/operator/")
	v.get("/operator/main/overview").leads("/e/operators/sign-in?return_to=%2Foperator%2Fmain%2Foverview")
	v.get("/e/operators/sign-in?return_to=%2Foperator%2Fmain%2Foverview").want(200, "Operator portal", `value="/operator/main/overview"`)
}
