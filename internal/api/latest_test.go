package api_test

import (
	"net/http"
	"testing"
	"time"
)

// TestWhereASessionWasUsedLast is told by requests with a cookie, which only browsers send, and by no others.
func TestWhereASessionWasUsedLast(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.atlas()
	in := b.signIn("cookie").want(200)
	response := http.Response{Header: in.Header}
	cookie, path := response.Cookies()[0], "/v1/sessions/"+in.member("session.id")
	details := func() answer {
		b.t.Helper()
		b.must(b.service.FlushActivity(t.Context()))
		return b.do("GET", path, request{bearer: b.key}).want(200)
	}
	use := func(how request) {
		b.t.Helper()
		b.clock.advance(2 * time.Minute)
		b.do("GET", "/v1/me", how).want(200)
	}
	agent := func(text string) map[string]string { return map[string]string{"User-Agent": text} }
	use(request{cookie: cookie})
	details().without("latest")
	use(request{bearer: cookie.Value, headers: agent(phoneAgent)})
	details().without("latest")
	use(request{cookie: cookie, headers: map[string]string{"User-Agent": phoneAgent, "Sojourn-Activity": "none"}})
	details().without("latest")
	use(request{cookie: cookie, headers: agent(phoneAgent)})
	details().want(200, `"latest":{"device":{"title":"Safari on iPhone"`, `"title":"Chrome 156 on Windows 10 or 11"`, `"seen_at":"`)
	b.do("GET", "/v1/sessions?state=active", request{bearer: b.key}).want(200).without("latest")
	use(request{cookie: cookie, headers: agent(userAgent)})
	details().want(200, `"latest":{"device":{"title":"Chrome 156 on Windows 10 or 11"`).without("iPhone")
	b.do("GET", "/v1/check", request{cookie: cookie, headers: agent("curl/8")}).want(200)
	details().without("curl")
}
