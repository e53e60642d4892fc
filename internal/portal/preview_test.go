package portal_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestOnlyThePreviewCanBeFramed: and it can do nothing that would be worth a click.
func TestOnlyThePreviewCanBeFramed(t *testing.T) {
	t.Parallel()
	v := setup(t).visitor()
	policy := func(path string) string { return v.get(path).header.Get("Content-Security-Policy") }
	for _, path := range []string{"/e/main/sign-in", "/e/main/signed-out", "/operator/", "/setup"} {
		if got := policy(path); !strings.Contains(got, "frame-ancestors 'none'") {
			t.Errorf("GET %s: policy %q, want frame-ancestors 'none'", path, got)
		}
	}
	const preview = "/portal-preview?lang=de&theme=dark"
	for _, want := range []string{"frame-ancestors 'self'", "connect-src 'none'", "form-action 'none'", "default-src 'none'", "script-src 'self';"} {
		if got := policy(preview); !strings.Contains(got, want) {
			t.Errorf("GET %s: policy %q, want %s", preview, got, want)
		}
	}
}

// TestThePreviewLeavesPreferencesAlone: its language and theme are not its reader's.
func TestThePreviewLeavesPreferencesAlone(t *testing.T) {
	t.Parallel()
	v := setup(t).visitor()
	got := v.get("/portal-preview?lang=de&theme=dark").want(http.StatusOK, `lang="de"`, `data-theme="dark"`, `"environment":"preview"`, "<sojourn-portal>")
	if cookies := got.header.Values("Set-Cookie"); len(cookies) > 0 {
		t.Errorf("the preview sets cookies: %v", cookies)
	}
	v.get("/portal-preview?lang=xx&theme=pink").want(http.StatusOK, `lang="en"`, `data-theme="auto"`)
}
