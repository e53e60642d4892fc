package api_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestClientsThatHangUpAreNoFailuresOfOurs(t *testing.T) {
	t.Parallel()
	b := setup(t)
	gone, hangUp := context.WithCancel(t.Context())
	hangUp()
	for _, path := range []string{"/e/main/v1/check", "/e/main/v1/sessions"} {
		r := httptest.NewRequestWithContext(gone, http.MethodGet, path, nil)
		r.Header.Set("Authorization", "Bearer "+b.key)
		if path == "/e/main/v1/check" {
			r.Header.Set("Authorization", "Bearer "+b.secret())
		}
		b.handler.ServeHTTP(httptest.NewRecorder(), r)
	}
	if text := b.log.String(); strings.Contains(text, "level=ERROR") {
		t.Errorf("the log says that something went wrong, want nothing of the sort:\n%s", text)
	}
}
