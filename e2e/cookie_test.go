package e2e

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/sojourn-auth/sojourn/e2e/harness"
)

// browser is a signed-in browser: its cookie, and what a page of ours knows.
type browser struct {
	*harness.Client
	cookie *http.Cookie
	csrf   string
}

// newBrowser signs in as a browser does.
func (w *world) newBrowser(t *testing.T, p person) browser {
	t.Helper()
	reply, err := w.As("").Send(t.Context(), harness.Call{
		Method: http.MethodPost, Path: "/v1/sign-in", Body: harness.SignIn{Email: p.Email, Password: p.password, Delivery: "cookie"},
	})
	must(t, err)
	must(t, reply.Problem())
	cookies := reply.Cookies()
	if len(cookies) != 1 {
		t.Fatalf("the sign-in sets %d cookies, want 1", len(cookies))
	}
	if bytes.Contains(reply.Body, []byte(cookies[0].Value)) {
		t.Error("the body of the sign-in holds the value of the cookie")
	}
	var started harness.Started
	decode(t, reply.Body, &started)
	if started.SessionSecret+started.AccessToken+started.RefreshToken != "" || started.CSRFToken == "" {
		t.Error("the body of a sign-in by cookie holds other credentials, or lacks the CSRF token")
	}
	return browser{Client: w.As(""), cookie: cookies[0], csrf: started.CSRFToken}
}

// send sends a request as the browser would, with more headers.
func (b browser) send(t *testing.T, method, path string, headers ...string) harness.Reply {
	t.Helper()
	header := http.Header{"Cookie": {b.cookie.Name + "=" + b.cookie.Value}}
	for i := 0; i < len(headers); i += 2 {
		header[headers[i]] = append(header[headers[i]], headers[i+1])
	}
	reply, err := b.Send(t.Context(), harness.Call{Method: method, Path: path, Header: header})
	must(t, err)
	return reply
}

func TestCookieAttributes(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		flags  []string
		cookie string
		secure bool
	}{
		{"on loopback", nil, "sid-main", false},
		{"behind https", []string{"--public-url=https://auth.example.com"}, "__Host-Http-sid-main", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, harness.Options{Flags: test.flags})
			b := w.newBrowser(t, w.newPerson(t))
			bye := b.send(t, http.MethodPost, "/v1/sign-out", "X-Csrf-Token", b.csrf)
			must(t, bye.Problem())
			removed := bye.Cookies()
			if len(removed) != 1 || removed[0].Value != "" || removed[0].MaxAge >= 0 {
				t.Fatalf("the sign-out sets the cookies %v, want one that removes", removed)
			}
			for _, c := range []*http.Cookie{b.cookie, removed[0]} {
				if c.Name != test.cookie || c.Secure != test.secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
					t.Errorf("cookie %s Secure=%t HttpOnly=%t SameSite=%d Path=%q Domain=%q, want %s Secure=%t HttpOnly SameSite=Lax Path=/ and no domain",
						c.Name, c.Secure, c.HttpOnly, c.SameSite, c.Path, c.Domain, test.cookie, test.secure)
				}
			}
			if b.cookie.MaxAge != 0 || !b.cookie.Expires.IsZero() {
				t.Error("the session cookie outlives the browser's session")
			}
			if got := bye.Header.Get("Clear-Site-Data"); got != `"cache", "storage"` {
				t.Errorf("Clear-Site-Data = %s, want cache and storage, and no cookies of other environments", got)
			}
			if got := bye.Header.Get("Strict-Transport-Security") != ""; got != test.secure {
				t.Errorf("Strict-Transport-Security is set: %t, want %t", got, test.secure)
			}
		})
	}
}

func TestChangesWithCookieNeedProof(t *testing.T) {
	t.Parallel()
	w := newWorld(t, harness.Options{})
	p := w.newPerson(t)
	b, other := w.newBrowser(t, p), w.newBrowser(t, p)
	for _, test := range []struct {
		name    string
		headers []string
		code    string
	}{
		{"nothing", nil, "csrf_token_missing"},
		{"an empty token", []string{"X-Csrf-Token", ""}, "csrf_token_missing"},
		{"the token of another session", []string{"X-Csrf-Token", other.csrf}, "csrf_token_missing"},
		{"the cookie's value", []string{"X-Csrf-Token", b.cookie.Value}, "csrf_token_missing"},
		{"another site's page", []string{"X-Csrf-Token", b.csrf, "Sec-Fetch-Site", "cross-site"}, "cross_origin"},
		{"a sibling site's page", []string{"X-Csrf-Token", b.csrf, "Sec-Fetch-Site", "same-site"}, "cross_origin"},
		{"another origin", []string{"X-Csrf-Token", b.csrf, "Origin", "https://evil.example"}, "cross_origin"},
		{"no origin", []string{"X-Csrf-Token", b.csrf, "Origin", "null"}, "cross_origin"},
	} {
		for _, path := range []string{"/v1/sign-out", "/v1/me/sessions/end-all", "/v1/me/sessions/end-others"} {
			reply := b.send(t, http.MethodPost, path, test.headers...)
			if reply.Status != http.StatusForbidden || !refused(reply.Problem(), test.code) {
				t.Errorf("%s with %s: %v, want 403 %s", path, test.name, reply.Problem(), test.code)
			}
		}
	}
	if reply := b.send(t, http.MethodGet, "/v1/sign-out", "X-Csrf-Token", b.csrf); reply.Status != http.StatusMethodNotAllowed && reply.Status != http.StatusNotFound {
		t.Errorf("GET /v1/sign-out answers %d, want 405", reply.Status)
	}
	var me struct {
		CSRFToken string `json:"csrf_token"`
	}
	reply := b.send(t, http.MethodGet, "/v1/me")
	must(t, reply.Problem())
	decode(t, reply.Body, &me)
	if me.CSRFToken != b.csrf {
		t.Error("the CSRF token of /v1/me is not that of the sign-in")
	}
	must(t, b.send(t, http.MethodPost, "/v1/sign-out", "X-Csrf-Token", me.CSRFToken, "Sec-Fetch-Site", "same-origin").Problem())
	if got := harness.ReasonOf(b.send(t, http.MethodGet, "/v1/check").Problem()); got != "signed_out" {
		t.Errorf("Check(signed out) = %q, want signed_out", got)
	}
	must(t, other.send(t, http.MethodGet, "/v1/check").Problem())
}

func TestOneCredentialCounts(t *testing.T) {
	t.Parallel()
	w := newWorld(t, harness.Options{})
	ada, bob := w.newPerson(t), w.newPerson(t)
	b, tokens := w.newBrowser(t, ada), w.start(t, bob, "tokens")
	secret := w.start(t, bob, "secret")
	twice := []string{"Cookie", b.cookie.Name + "=" + secret.SessionSecret}
	for _, test := range []struct {
		name    string
		headers []string
		user    string // who it is; empty when the request is refused
	}{
		{"the cookie", nil, ada.ID},
		{"a bearer credential beside the cookie", []string{"Authorization", "Bearer " + tokens.AccessToken}, bob.ID},
		{"a scheme in another case", []string{"Authorization", "bearer " + secret.SessionSecret}, bob.ID},
		{"a bad bearer credential beside the cookie", []string{"Authorization", "Bearer nothing"}, ""},
		{"another scheme beside the cookie", []string{"Authorization", "Basic YTpi"}, ""},
		{"an empty header beside the cookie", []string{"Authorization", ""}, ""},
		{"two bearer credentials", []string{"Authorization", "Bearer " + secret.SessionSecret, "Authorization", "Bearer " + tokens.AccessToken}, ""},
		{"two cookies", twice, ""},
	} {
		for _, path := range []string{"/v1/check", "/v1/me/sessions"} {
			reply := b.send(t, http.MethodGet, path, test.headers...)
			switch {
			case test.user == "" && reply.Status != http.StatusUnauthorized:
				t.Errorf("%s with %s answers %d, want 401", path, test.name, reply.Status)
			case test.user != "" && !bytes.Contains(reply.Body, []byte(test.user)):
				t.Errorf("%s with %s answers %d %v, want it to name the user", path, test.name, reply.Status, reply.Problem())
			}
		}
	}
	for _, wrong := range []string{tokens.AccessToken, tokens.RefreshToken, w.Bearer} {
		stray := b
		stray.cookie = &http.Cookie{Name: b.cookie.Name, Value: wrong}
		if reply := stray.send(t, http.MethodGet, "/v1/me"); reply.Status != http.StatusUnauthorized {
			t.Errorf("another kind of credential in the cookie answers %d, want 401", reply.Status)
		}
	}
	for _, query := range []string{"?access_token=", "?sid=", "?session_secret="} {
		reply, err := w.As("").Send(t.Context(), harness.Call{Method: http.MethodGet, Path: "/v1/me" + query + secret.SessionSecret})
		must(t, err)
		if reply.Status < 400 || reply.Status >= 500 {
			t.Errorf("a credential in %s answers %d, want a refusal", query, reply.Status)
		}
	}
}

func TestEveryAnswerCarriesProtection(t *testing.T) {
	t.Parallel()
	w := newWorld(t, harness.Options{Flags: []string{"--public-url=https://auth.example.com"}})
	for _, path := range []string{"/v1/me", "/v1/session-settings", "/v1/nothing", "/v1/sessions/nothing"} {
		reply, err := w.Send(t.Context(), harness.Call{Method: http.MethodGet, Path: path, Header: http.Header{"Origin": {"https://evil.example"}}})
		must(t, err)
		for name, want := range map[string]string{
			"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
			"Content-Security-Policy": "default-src 'none'", "Cross-Origin-Resource-Policy": "same-origin",
			"Strict-Transport-Security": "max-age=",
		} {
			if got := strings.Join(reply.Header.Values(name), "; "); !strings.Contains(got, want) {
				t.Errorf("%s: header %s = %q, want %q in it", path, name, got, want)
			}
		}
		if got := reply.Header.Values("Access-Control-Allow-Origin"); !slices.Equal(got, nil) {
			t.Errorf("%s allows the origin %v, want none", path, got)
		}
	}
}
