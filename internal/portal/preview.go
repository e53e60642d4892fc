package portal

import (
	"encoding/json"
	"net/http"

	"github.com/sojourn-auth/sojourn/internal/browser"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// previewPath is the self-service portal for show, which the operators' screens put into a frame: its own screens, with
// people who are made up in the browser.
const previewPath = "/portal-preview"

// previewPolicy lets pages of ours frame it, and no others. It can be framed because it can do nothing: it asks for no
// data, sends no form, and knows nobody.
const previewPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'none'; form-action 'none'; " +
	"base-uri 'none'; frame-ancestors 'self'; require-trusted-types-for 'script'; trusted-types lit-html"

// framing is what operators' pages may do besides: show a page of ours in a frame. All but the preview refuse that.
const framing = policy + "; frame-src 'self'"

// showPreview takes language and theme from the address: they are the preview's, and the reader's own stay as they are.
func (p *Portal) showPreview(w http.ResponseWriter, r *http.Request) {
	browser.SetHeaders(w.Header(), previewPolicy, p.Secure)
	in := page{
		Language: languages()[0], Theme: "auto", Path: previewPath, Environment: "preview",
		Style: assets + p.built["page/page"].File, Icon: assets + p.built["page/icon"].File,
	}
	query := r.URL.Query()
	if tag := query.Get("lang"); known(tag) {
		in.Language = Language(tag)
	}
	if theme := query.Get("theme"); theme == "light" || theme == "dark" {
		in.Theme = theme
	}
	p.show(w, r, http.StatusOK, "shell.html", in.with(shell{
		Element: "sojourn-portal", Script: assets + p.built["preview/main"].File, Preloads: p.preloads(in.Language, "portal", "preview/main"),
		First: first{Environment: tenancy.EnvironmentID("preview"), Language: in.Language, Theme: in.Theme, Answers: map[string]json.RawMessage{}},
	}))
}
