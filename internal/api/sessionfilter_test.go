package api_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/place"
)

const phoneAgent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1"

// from makes a session of the user from an address and gives its ID.
func (b *bundle) from(address, agent string) string {
	b.t.Helper()
	body := fmt.Sprintf(`{"user":{"id":%q},"tenant":{"id":%q},"client":{"address":%q,"user_agent":%q}}`, b.user.ID, b.tenant.ID, address, agent)
	return b.do("POST", "/v1/sessions", request{bearer: b.key, body: body}).want(201).member("session.id")
}

// atlas gives the API the places that tests know.
func (b *bundle) atlas() {
	b.t.Helper()
	places, err := place.Open("../place/testdata/places.mmdb")
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { _ = places.Close() })
	b.api.Places = places
}

func TestSessionsByTheirClient(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.atlas()
	berlin, near := b.from("198.51.100.7", userAgent), b.from("198.51.100.200", phoneAgent)
	bergen, nowhere := b.from("203.0.113.9", phoneAgent), b.from("2001:db8::7", "")
	all := []string{berlin, near, bergen, nowhere}
	for query, want := range map[string][]string{
		"country=DE":                                {berlin, near},
		"country=no":                                {bergen},
		"country=FR":                                {},
		"network=198.51.100.0/25":                   {berlin},
		"network=198.51.100.0/24":                   {berlin, near},
		"network=2001:db8::/32":                     {nowhere},
		"network=0.0.0.0/0":                         {berlin, near, bergen},
		"device=phone":                              {near, bergen},
		"device=unknown":                            {nowhere},
		"device=phone&country=DE":                   {near},
		"device=phone&network=203.0.113.0/24":       {bergen},
		"device=desktop&user=" + b.user.ID.String(): {berlin},
	} {
		list := b.do("GET", "/v1/sessions?"+query, request{bearer: b.key}).want(200, want...)
		for _, id := range all {
			if !strings.Contains(strings.Join(want, " "), id) {
				list.without(id)
			}
		}
		b.do("GET", "/v1/sessions/count?"+query, request{bearer: b.key}).want(200, fmt.Sprintf(`"sessions":%d,`, len(want)), `"own":false`)
	}
	first := b.do("GET", "/v1/sessions?limit=1&device=phone", request{bearer: b.key}).want(200, bergen, `"next"`)
	rest := b.do("GET", "/v1/sessions?limit=1&device=phone&cursor="+first.member("next"), request{bearer: b.key}).want(200, near)
	b.do("GET", "/v1/sessions?limit=1&device=phone&cursor="+rest.member("next"), request{bearer: b.key}).want(200, `"sessions":[]`).without(`"next"`)
}

func TestBadFiltersAreRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for query, want := range map[string][]string{
		"address=198.51.100":                 {"address", "192.0.2.7"},
		"network=198.51.100.7":               {"network", "32"},
		"network=198.51.100.0/33":            {"network", "32"},
		"network=" + strings.Repeat("1", 50): {"network", "49"},
		"country=DE":                         {"country", "--place-db", "places_unknown"},
		"country=D":                          {"country", "2 letters"},
		"country=D1":                         {"country", "2 letters"},
		"country=DEU":                        {"country", "2"},
		"device=toaster":                     {"device", "desktop"},
		"active_from=yesterday":              {"active_from"},
	} {
		b.do("GET", "/v1/sessions?"+query, request{bearer: b.key}).want(400, want...)
		b.do("GET", "/v1/sessions/count?"+query, request{bearer: b.key}).want(400, want...)
		b.do("POST", "/v1/sessions/end-matching?"+query, request{bearer: b.key, body: `{}`}).want(400, want...)
	}
}

// TestSessionsByActivity counts activity that is not written yet.
func TestSessionsByActivity(t *testing.T) {
	t.Parallel()
	b := setup(t)
	quiet := b.from("198.51.100.7", userAgent)
	signedIn := b.signIn("secret").want(200)
	b.clock.advance(time.Hour)
	b.do("GET", "/v1/check", request{bearer: signedIn.member("session_secret")}).want(200)
	since := "active_from=" + url.QueryEscape(b.clock.Now().Add(-time.Minute).UTC().Format(time.RFC3339))
	b.do("GET", "/v1/sessions?"+since, request{bearer: b.key}).want(200, signedIn.member("session.id")).without(quiet)
	b.do("GET", "/v1/sessions/count?"+since, request{bearer: b.key}).want(200, `"sessions":1`)
}

func TestEndMatching(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.atlas()
	berlin, bergen := b.from("198.51.100.7", userAgent), b.from("203.0.113.9", phoneAgent)
	end := func(query, body string) answer {
		return b.do("POST", "/v1/sessions/end-matching"+query, request{bearer: b.key, body: body})
	}
	end("", `{}`).want(400, "filter_missing")
	end("?state=active", `{}`).want(400)
	end("?country=NO", `{"expected":0}`).want(400, "expected", "1")
	b.from("203.0.113.10", phoneAgent)
	end("?country=NO", `{"expected":1}`).want(409, "more_than_expected", "2 sessions")
	b.do("GET", "/v1/sessions/"+bergen, request{bearer: b.key}).want(200, `"state":"active"`)
	end("?country=NO", `{"expected":2,"note":"Not ours"}`).want(200, `"ended":2`, `"left":0`)
	end("?country=NO", `{"expected":2}`).want(200, `"ended":0`)
	b.do("GET", "/v1/sessions/"+bergen, request{bearer: b.key}).want(200, `"ended_by_api"`)
	b.do("GET", "/v1/sessions/"+berlin, request{bearer: b.key}).want(200, `"state":"active"`)
	log := b.do("GET", "/v1/audit?kind=session.ended", request{bearer: b.key}).want(200)
	if n := strings.Count(log.Text, "Not ours"); n != 2 {
		t.Errorf("%d events tell the note, want 2", n)
	}
	onlyWrite := b.addKey("main", access.SessionsWrite)
	b.do("POST", "/v1/sessions/end-matching?country=DE", request{bearer: onlyWrite, body: `{}`}).want(403, "scope_missing")
}
