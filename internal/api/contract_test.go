package api_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/internal/api"
)

// TestOpenAPI holds the description, which clients are made from, to the golden file.
func TestOpenAPI(t *testing.T) {
	t.Parallel()
	got := fetch(t, "/openapi.yaml")
	golden := filepath.Join("..", "..", "docs", "openapi.yaml")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the API differs from docs/openapi.yaml: if that is meant, run make generate")
	}
}

func TestDocsPageLoadsNothing(t *testing.T) {
	t.Parallel()
	page := fetch(t, "/docs")
	for _, bad := range []string{"<script", "http://", "https://", "src=", "@import", "url("} {
		if strings.Contains(page, bad) {
			t.Errorf("the docs page holds %s", bad)
		}
	}
	for _, want := range []string{"/v1/sign-in", "/v1/check", "/oauth/introspect", "sessions:write"} {
		if !strings.Contains(page, want) {
			t.Errorf("the docs page does not hold %s", want)
		}
	}
}

// TestCheckBody holds the hand-written answer of the check to its description.
func TestCheckBody(t *testing.T) {
	t.Parallel()
	b := setup(t)
	started := b.signIn("secret").want(200)
	b.clock.advance(1500 * time.Millisecond)
	got := b.do("GET", "/v1/check?activity=false", request{bearer: started.member("session_secret")}).want(200)
	var body api.CheckBody
	decoder := json.NewDecoder(strings.NewReader(got.Text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&body); err != nil {
		t.Fatal(err)
	}
	again, _ := json.Marshal(body)
	if string(again) != got.Text {
		t.Errorf("body = %s, encoding/json writes %s", got.Text, again)
	}
	if body.SessionID != started.member("session.id") || body.UserID != b.user.ID.String() || body.EndsBy != "idle_timeout" {
		t.Errorf("body = %+v", body)
	}
	b.do("GET", "/v1/check?activity=maybe", request{bearer: started.member("session_secret")}).want(400, `"field":"activity"`)
}

func TestHeadersOnEveryAnswer(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, path := range []string{"/v1/me", "/v1/nothing", "/v1/check", "/v1/check?x", "/.well-known/jwks.json"} {
		header := b.do("GET", path, request{}).Header
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
		} {
			if got := header.Get(name); got != want {
				t.Errorf("%s: %s = %q, want %q", path, name, got, want)
			}
		}
		if header.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s allows credentials to other origins", path)
		}
	}
}

func TestIntrospectionSaysNothingOfWhatIsNotActive(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tokens := b.signIn("tokens").want(200)
	b.introspect(tokens.member("access_token")).want(200, `"active":true`, `"token_type":"at+jwt"`, `"sid":"`+tokens.member("session.id")+`"`)
	b.introspect(tokens.member("refresh_token")).want(200, `"token_type":"refresh_token"`)
	b.introspect(b.secret()).want(200, `"token_type":"session_secret"`)
	old := tokens.member("refresh_token")
	b.do("POST", "/v1/refresh", request{body: `{"refresh_token":"` + old + `"}`}).want(200)
	ended := b.secret()
	b.do("POST", "/v1/sign-out", request{bearer: ended}).want(204)
	for _, text := range []string{"x", "sjs_x", "sjr_x", old, ended, b.key, "a.b.c", tokens.member("access_token") + "A"} {
		if got := b.introspect(text).want(200).Text; got != "{\"active\":false}\n" {
			t.Errorf("introspection of an inactive token = %s", got)
		}
	}
}

func TestRevocation(t *testing.T) {
	t.Parallel()
	b := setup(t)
	revoke := func(text string) {
		b.do("POST", "/oauth/revoke", request{bearer: b.key, body: "token=" + text, headers: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}}).want(200)
	}
	tokens := b.signIn("tokens").want(200)
	revoke("nonsense")
	b.do("GET", "/v1/check", request{bearer: tokens.member("access_token")}).want(200)
	revoke(tokens.member("refresh_token"))
	revoke(tokens.member("refresh_token"))
	b.do("GET", "/v1/check", request{bearer: tokens.member("access_token")}).want(401, `"reason":"ended_by_api"`)
	b.do("POST", "/oauth/revoke", request{body: "token=x", headers: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}}).want(401)
}

// fetch gets a page that is not below an environment.
func fetch(t *testing.T, path string) string {
	t.Helper()
	return setup(t).raw("GET", path).want(200).Text
}
