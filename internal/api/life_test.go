package api_test

import (
	"strings"
	"testing"
	"time"
)

// TestEveryEnd brings a session to its end for every reason that the API can cause, and asks what its client, its
// owner and the application are told.
func TestEveryEnd(t *testing.T) {
	t.Parallel()
	for _, end := range []struct {
		reason string
		cause  func(b *bundle, secret string)
	}{
		{"signed_out", func(b *bundle, secret string) { b.do("POST", "/v1/sign-out", request{bearer: secret}).want(204) }},
		{"ended_by_user", func(b *bundle, secret string) {
			b.do("POST", "/v1/me/sessions/end-others", request{bearer: b.secret()}).want(200, `"ended":1`)
		}},
		{"ended_by_api", func(b *bundle, secret string) {
			b.do("POST", "/v1/users/"+b.user.ID.String()+"/sessions/end", request{bearer: b.key}).want(200, `"ended":1`)
		}},
		{"ended_by_api", func(b *bundle, secret string) {
			b.do("POST", "/v1/tenants/"+b.tenant.ID.String()+"/sessions/end", request{bearer: b.key}).want(200, "not_before")
		}},
		{"ended_by_api", func(b *bundle, secret string) {
			b.do("POST", "/v1/sessions/end-all", request{bearer: b.key}).want(200, "not_before")
		}},
		{"idle_timeout", func(b *bundle, secret string) { b.clock.advance(24 * time.Hour) }},
		{"forced_relogin", func(b *bundle, secret string) {
			b.put("/v1/session-settings", settings(`"force_relogin":{"on":true,"seconds":300}`)).want(200)
			b.clock.advance(5 * time.Minute)
		}},
		{"concurrency_limit", func(b *bundle, secret string) {
			b.put("/v1/session-settings", settings(`"max_concurrent_sessions":{"on":true,"sessions":1}`)).want(200, `"ended":0`)
			b.signIn("secret").want(200, `"evicted":[`, "concurrency_limit")
		}},
		{"user_disabled", func(b *bundle, secret string) {
			b.do("PATCH", "/v1/users/"+b.user.ID.String(), request{bearer: b.key, body: `{"disabled":true}`}).want(200, `"disabled":true`)
		}},
		{"credentials_changed", func(b *bundle, secret string) {
			b.put("/v1/users/"+b.user.ID.String()+"/password", `{"password":"another fine password"}`).want(204)
		}},
		{"tenant_removed", func(b *bundle, secret string) {
			b.do("DELETE", "/v1/users/"+b.user.ID.String()+"/memberships/"+b.tenant.ID.String(), request{bearer: b.key}).want(204)
		}},
		{"tenant_removed", func(b *bundle, secret string) {
			b.do("DELETE", "/v1/tenants/"+b.tenant.ID.String(), request{bearer: b.key}).want(204)
		}},
	} {
		t.Run(end.reason, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			started := b.signIn("secret").want(200)
			secret, id := started.member("session_secret"), started.member("session.id")
			b.do("GET", "/v1/check", request{bearer: secret}).want(200, `"active":true`, id)
			b.clock.advance(time.Second)
			end.cause(b, secret)

			b.do("GET", "/v1/check", request{bearer: secret}).want(401, `"code":"session_ended"`, `"reason":"`+end.reason+`"`, `"retryable":false`)
			b.do("GET", "/v1/me", request{bearer: secret}).want(401, `"reason":"`+end.reason+`"`)
			b.do("GET", "/v1/sessions/"+id, request{bearer: b.key}).want(200, `"state":"ended"`, `"end_reason":"`+end.reason+`"`)
			b.do("GET", "/v1/sessions?state=active&user="+b.user.ID.String(), request{bearer: b.key}).want(200).without(id)
			b.do("GET", "/v1/sessions?state=ended", request{bearer: b.key}).want(200, id)
			b.introspect(secret).want(200).without(id)
		})
	}
}

// settings is a body with all three settings, off but for the one given.
func settings(one string) string {
	body := "{" + one
	for _, name := range []string{"idle_session_timeout", "force_relogin"} {
		if !strings.Contains(one, name) {
			body += `,"` + name + `":{"on":false,"seconds":0}`
		}
	}
	if !strings.Contains(one, "max_concurrent_sessions") {
		body += `,"max_concurrent_sessions":{"on":false,"sessions":0}`
	}
	return body + "}"
}

func (b *bundle) introspect(text string) answer {
	b.t.Helper()
	return b.do("POST", "/oauth/introspect", request{bearer: b.key, body: "token=" + text, headers: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}})
}

func TestRecentSignOutsTellTheOwnerWhy(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.signIn("secret").want(200)
	b.clock.advance(25 * time.Hour) // the first goes idle, unnoticed
	second := b.signIn("secret").want(200)
	b.do("POST", "/v1/sign-out", request{bearer: second.member("session_secret")}).want(204)
	b.clock.advance(time.Minute)
	b.do("GET", "/v1/me/sign-outs", request{bearer: b.secret()}).want(200,
		"idle_timeout", "Signed out because there was no activity.", `"ended_at":"2026-11-24T12:00:00Z"`, "You signed out.")
	b.clock.advance(7*24*time.Hour + time.Minute)
	b.do("GET", "/v1/me/sign-outs", request{bearer: b.secret()}).want(200).without("You signed out.")
}

func TestIdleCountsTheUserOnly(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.put("/v1/session-settings", settings(`"idle_session_timeout":{"on":true,"seconds":1800}`)).want(200)
	tokens := b.signIn("tokens").want(200)
	refresh := tokens.member("refresh_token")
	for range 6 { // five renewals in the background, each 5 minutes after the other
		b.clock.advance(299 * time.Second)
		refresh = b.do("POST", "/v1/refresh", request{body: `{"refresh_token":"` + refresh + `"}`}).want(200).member("refresh_token")
	}
	b.clock.advance(6 * time.Second)
	b.do("POST", "/v1/refresh", request{body: `{"refresh_token":"` + refresh + `"}`}).want(401, `"reason":"idle_timeout"`)

	active := b.signIn("tokens").want(200).member("refresh_token")
	for range 6 {
		b.clock.advance(29 * time.Minute)
		active = b.do("POST", "/v1/refresh", request{body: `{"refresh_token":"` + active + `","activity":true}`}).want(200).member("refresh_token")
	}
}

func TestRefresh(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first := b.signIn("tokens").want(200).member("refresh_token")
	renew := func(text string) answer {
		return b.do("POST", "/v1/refresh", request{body: `{"refresh_token":"` + text + `"}`})
	}
	second := renew(first).want(200)
	b.clock.advance(29 * time.Second)
	if again := renew(first).want(200); again.Text != second.Text {
		t.Errorf("a repeat within the grace window got another pair:\n%s\n%s", second.Text, again.Text)
	}
	third := renew(second.member("refresh_token")).want(200)
	renew(first).want(401, `"code":"session_ended"`, `"reason":"token_reuse"`) // older than the predecessor: no grace
	renew(third.member("refresh_token")).want(401, `"reason":"token_reuse"`)
	b.do("GET", "/v1/check", request{bearer: third.member("access_token")}).want(401, `"reason":"token_reuse"`)
	renew(strings.Replace(first, "sjr_", "sjr_A", 1)).want(401, `"code":"credential_unknown"`)
}

func TestGarbageEndsNobodysSession(t *testing.T) {
	t.Parallel()
	b := setup(t)
	refresh := b.signIn("tokens").want(200).member("refresh_token")
	broken := refresh[:len(refresh)-4] + "AAAA"
	b.do("POST", "/v1/refresh", request{body: `{"refresh_token":"` + broken + `"}`}).want(401, `"code":"credential_unknown"`)
	b.do("POST", "/v1/refresh", request{body: `{"refresh_token":"` + refresh + `"}`}).want(200)
}
