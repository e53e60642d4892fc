package browser_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/sojourn-auth/sojourn/internal/browser"
	"github.com/sojourn-auth/sojourn/internal/fault"
)

func TestSessionCookie(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		secure bool
		secret string
		want   string
	}{
		{true, "sjs_x", "__Host-Http-sid-main=sjs_x; Path=/; HttpOnly; Secure; SameSite=Lax"},
		{true, "", "__Host-Http-sid-main=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax"},
		{false, "sjs_x", "sid-main=sjs_x; Path=/; HttpOnly; SameSite=Lax"},
	} {
		if got := (browser.Cookies{Secure: test.secure}).Session("main", test.secret).String(); got != test.want {
			t.Errorf("Session(main, %q) with https %t = %s, want %s", test.secret, test.secure, got, test.want)
		}
	}
}

func TestSecretIsReadFromOneCookieOfTheEnvironment(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		cookies string
		want    string
		code    string // of the error
	}{
		{"", "", ""},
		{"sid-main=sjs_x", "sjs_x", ""},
		{"sid-other=sjs_x", "", ""},
		{"sid-main=sjk_x", "", "credential_unknown"},
		{"sid-main=", "", "credential_unknown"},
		{"sid-main=sjs_x; sid-main=sjs_y", "", "credential_malformed"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Cookie", test.cookies)
		got, err := (browser.Cookies{}).Secret(r, "main")
		if got != test.want || (err == nil) != (test.code == "") || err != nil && !strings.HasPrefix(err.Error(), test.code) {
			t.Errorf("Secret with %q = %q, %v, want %q, %s", test.cookies, got, err, test.want, test.code)
		}
	}
}

func TestGuardAsksChangesForTheSessionsOwnValue(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		method, value string
		passes        bool
	}{
		{http.MethodGet, "", true},
		{http.MethodPost, browser.CSRF("sjs_x"), true},
		{http.MethodPost, "", false},
		{http.MethodPost, browser.CSRF("sjs_y"), false},
		{http.MethodDelete, browser.CSRF(""), false},
	} {
		r := httptest.NewRequest(test.method, "/", nil)
		r.Header.Set(browser.CSRFHeader, test.value)
		err := browser.Guard(r, "sjs_x")
		if (err == nil) != test.passes || err != nil && fault.KindOf(err) != fault.Forbidden {
			t.Errorf("Guard(%s with %q) = %v, want passing %t", test.method, test.value, err, test.passes)
		}
	}
	if browser.ProvesOrigin(browser.CSRF(""), "") {
		t.Error("ProvesOrigin holds for no session at all")
	}
}
