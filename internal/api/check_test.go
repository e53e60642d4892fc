package api_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/sojourn-auth/sojourn/internal/service"
)

// A check is answered before the routes are asked. Both ways must lead to the same.
func TestChecksAreAnsweredFirstAsTheRoutesWould(t *testing.T) {
	t.Parallel()
	b := setup(t)
	secret := b.create(service.DeliverSecret).Secret.Reveal()
	passedOn := false
	first := b.api.ChecksFirst(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		passedOn = true
		b.handler.ServeHTTP(w, r)
	}))
	for _, test := range []struct {
		method, target string
		passedOn       bool
	}{
		{"GET", "/e/main/v1/check", false},
		{"GET", "/e/main/v1/check?activity=false", false},
		{"GET", "/e/main/v1/check?activity=maybe", false},
		{"GET", "/e/other/v1/check", false},
		{"GET", "/e/.main/v1/check", false},
		{"HEAD", "/e/main/v1/check", true},
		{"POST", "/e/main/v1/check", true},
		{"GET", "/e/main/v1/check/", true},
		{"GET", "/e/main/v1/checks", true},
		{"GET", "/e//v1/check", true},
		{"GET", "/e/v1/check", true},
		{"GET", "/v1/check", true},
		{"GET", "/e/./v1/check", true},
		{"GET", "/e/../v1/check", true},
		{"GET", "/e/main/x/v1/check", true},
		{"GET", "/e/../e/main/v1/check", true},
		{"GET", "/e/m%61in/v1/check", true},
		{"GET", "/e/ma%2Fin/v1/check", true},
		{"GET", "//e/main/v1/check", true},
	} {
		want, got := httptest.NewRecorder(), httptest.NewRecorder()
		ask := func(h http.Handler, w http.ResponseWriter) {
			at, err := url.ParseRequestURI(test.target)
			b.must(err)
			h.ServeHTTP(w, &http.Request{Method: test.method, URL: at, Host: "127.0.0.1", Header: http.Header{"Authorization": {"Bearer " + secret}}})
		}
		passedOn = false
		ask(b.handler, want)
		ask(first, got)
		if passedOn != test.passedOn {
			t.Errorf("%s %s: left to the routes: %v, want %v", test.method, test.target, passedOn, test.passedOn)
		}
		if got.Code != want.Code || got.Body.String() != want.Body.String() {
			t.Errorf("%s %s: %d %s, want as the routes say %d %s", test.method, test.target, got.Code, got.Body, want.Code, want.Body)
		}
	}
}
