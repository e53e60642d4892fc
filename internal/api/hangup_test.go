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
		answer := httptest.NewRecorder()
		b.handler.ServeHTTP(answer, r)
		// It may have stopped sending only, and still listen.
		if body := answer.Body.String(); answer.Code != http.StatusServiceUnavailable || !strings.Contains(body, `"request_cancelled"`) {
			t.Errorf("GET %s of a client that has hung up = %d %s, want 503 request_cancelled", path, answer.Code, body)
		}
	}
	if text := b.log.String(); strings.Contains(text, "level=ERROR") {
		t.Errorf("the log says that something went wrong, want nothing of the sort:\n%s", text)
	}
}
