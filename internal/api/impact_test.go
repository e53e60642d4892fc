package api_test

import (
	"strings"
	"testing"

	"github.com/sojourn-auth/sojourn/internal/access"
)

func TestAPreviewShowsWhomItTellsOf(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.secret()
	b.secret()
	b.clock.advance(11 * 60 * 1e9)
	shorter := strings.Replace(aDocument, `"idle_session_timeout":{"on":false`, `"idle_session_timeout":{"on":true`, 1)
	all := b.do("POST", "/v1/settings/impact?show=100", request{bearer: b.key, body: shorter}).
		want(200, `"sessions":2`, `"soon":0`, `"keeping":0`, `"would_end_by":"idle_timeout"`, `"user_email":"ada@example.com"`, `"tenant_name":"Acme"`).without(`"next"`)
	if n := strings.Count(all.Text, "would_end_by"); n != 2 {
		t.Errorf("%d sessions are shown, want 2", n)
	}
	first := b.do("POST", "/v1/settings/impact?show=1", request{bearer: b.key, body: shorter}).want(200, `"next"`)
	rest := b.do("POST", "/v1/settings/impact?show=1&cursor="+first.member("next"), request{bearer: b.key, body: shorter}).want(200, `"sessions":2`).without(`"next"`)
	if n := strings.Count(rest.Text, "would_end_by"); n != 1 {
		t.Errorf("the second page shows %d sessions, want 1", n)
	}
	b.do("POST", "/v1/settings/impact", request{bearer: b.key, body: shorter}).want(200, `"sessions":2`).without("would_end_by")
	b.do("POST", "/v1/settings/impact?show=101", request{bearer: b.key, body: shorter}).want(400, `"field":"show"`, "100")
	b.do("POST", "/v1/settings/impact?show=1&cursor=x.y", request{bearer: b.key, body: shorter}).want(400, `"field":"cursor"`)
	settingsOnly := b.addKey("main", access.SettingsRead)
	b.do("POST", "/v1/settings/impact", request{bearer: settingsOnly, body: shorter}).want(200)
	b.do("POST", "/v1/settings/impact?show=1", request{bearer: settingsOnly, body: shorter}).want(403, "scope_missing")
	counted := b.addKey("main", access.SettingsRead, access.SessionsRead)
	b.do("POST", "/v1/settings/impact?show=1", request{bearer: counted, body: shorter}).want(200, "would_end_by").without("user_email", "tenant_name")
}
