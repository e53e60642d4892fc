package api_test

import (
	"net/http"
	"testing"

	"github.com/sojourn-auth/sojourn/internal/event"
)

const (
	nextPassword = "a wholly new pass phrase"
	changeTo     = `{"current_password":"` + password + `","new_password":"` + nextPassword + `"}`
)

func TestChangingThePasswordEndsAllOtherSessions(t *testing.T) {
	t.Parallel()
	b := setup(t)
	other, mine := b.secret(), b.secret()
	got := b.do("POST", "/v1/me/password", request{bearer: mine, body: changeTo}).want(200, `"ended":1`).without("csrf_token", "access_token", nextPassword)
	b.do("GET", "/v1/me", request{bearer: other}).want(401, "session_ended", "credentials_changed")
	b.do("GET", "/v1/me", request{bearer: mine}).want(401, "credential_unknown")
	b.do("GET", "/v1/me", request{bearer: got.member("session_secret")}).want(200)
	b.signIn("secret").want(401, "sign_in_failed")
	set := 0
	for _, kind := range b.events() {
		if kind == event.PasswordSet {
			set++
		}
	}
	if set != 2 { // one when the user was made
		t.Errorf("%d events user.password_set, want 2", set)
	}
}

func TestChangingThePasswordRenewsWhatTheClientHas(t *testing.T) {
	t.Parallel()
	b := setup(t)
	in := b.signIn("cookie").want(200)
	cookie := (&http.Response{Header: in.Header}).Cookies()[0]
	b.do("POST", "/v1/me/password", request{cookie: cookie, body: changeTo}).want(403, "csrf_token_missing")
	got := b.do("POST", "/v1/me/password", request{cookie: cookie, body: changeTo,
		headers: map[string]string{"X-CSRF-Token": in.member("csrf_token")}}).want(200, "csrf_token").without("sjs_")
	renewed := (&http.Response{Header: got.Header}).Cookies()[0]
	b.do("GET", "/v1/me", request{cookie: cookie}).want(401, "credential_unknown")
	b.do("GET", "/v1/me", request{cookie: renewed}).want(200, got.member("csrf_token"))

	b = setup(t)
	in = b.signIn("tokens").want(200)
	got = b.do("POST", "/v1/me/password", request{bearer: in.member("access_token"), body: changeTo}).want(200)
	b.do("POST", "/v1/refresh", request{body: `{"refresh_token":"` + in.member("refresh_token") + `"}`}).want(401)
	b.do("GET", "/v1/me", request{bearer: got.member("access_token")}).want(200)
	b.do("POST", "/v1/refresh", request{body: `{"refresh_token":"` + got.member("refresh_token") + `"}`}).want(200)
}

func TestAWrongCurrentPasswordChangesNothingAndIsThrottled(t *testing.T) {
	t.Parallel()
	b := setup(t)
	other, mine := b.secret(), b.secret()
	wrong := `{"current_password":"wrong","new_password":"` + nextPassword + `"}`
	status := 0
	for range 50 {
		got := b.do("POST", "/v1/me/password", request{bearer: mine, body: wrong})
		if status = got.Status; status != http.StatusBadRequest {
			got.want(429, "sign_in_throttled")
			break
		}
		got.want(400, "current_password_wrong", `"field":"current_password"`).without("wrong\"}")
	}
	if status != http.StatusTooManyRequests {
		t.Errorf("after 50 wrong passwords the status is %d, want 429", status)
	}
	b.do("GET", "/v1/me", request{bearer: other}).want(200)
	b.do("POST", "/v1/me/password", request{bearer: mine, body: `{"current_password":"` + password + `","new_password":"short"}`}).
		want(400, "password_too_short", `"field":"new_password"`)
}
