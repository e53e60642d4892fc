package portal

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// shell is a page whose content is made by scripts, with what they need to begin.
type shell struct {
	Element  string   // that fills the page
	Script   string   // its address
	Preloads []string // addresses of what the script will load
	First    first
	CSRF     string // for the form that signs out without scripts
}

// first is what a screen begins with, so that it need not ask before it shows anything.
type first struct {
	Environment tenancy.EnvironmentID      `json:"environment"` // whose users sign in here
	Language    Language                   `json:"language"`
	Theme       string                     `json:"theme"`
	Answers     map[string]json.RawMessage `json:"answers"`        // of the API, by path
	Demo        bool                       `json:"demo,omitempty"` // whether the data are for show
}

// beginning is what the screen at an address begins with.
type beginning struct {
	source  string // of its script, below web/src
	answers []string
}

// portalBeginnings is by what follows the environment in the address. Screens that are not in it ask for themselves.
func portalBeginnings() map[string]beginning {
	sessions := beginning{"portal/main", []string{"/v1/me/sessions"}}
	return map[string]beginning{"": sessions, "personal/privacy-and-security": sessions}
}

func (p *Portal) showPortal(w http.ResponseWriter, r *http.Request) {
	in := p.newPage(w, r)
	base := "/e/" + string(in.Environment)
	screen := portalBeginnings()[strings.Trim(strings.TrimPrefix(r.URL.Path, base), "/")]
	p.showShell(w, r, in, "portal", append([]string{base + "/v1/me"}, under(base, screen.answers)...), screen.source)
}

func (p *Portal) showOperator(w http.ResponseWriter, r *http.Request) {
	in := p.newPage(w, r)
	w.Header().Set("Content-Security-Policy", framing)
	in.Environment = tenancy.Operators
	base := "/e/" + string(tenancy.Operators)
	p.showShell(w, r, in, "operator", []string{base + "/v1/me", base + "/v1/environments"}, "")
}

func under(base string, paths []string) []string {
	all := make([]string, len(paths))
	for i, path := range paths {
		all[i] = base + path
	}
	return all
}

// showShell asks the API for answers in the reader's name, and makes a page of them. The first answer says whether
// anybody is signed in; a further one that is refused is left out, and the screen will say why.
func (p *Portal) showShell(w http.ResponseWriter, r *http.Request, in page, name string, answers []string, screen string) {
	if err := p.exists(r, in.Environment); err != nil {
		p.fail(w, r, err)
		return
	}
	made := shell{
		Element: "sojourn-" + name, Script: assets + p.built[name+"/main"].File, Preloads: p.preloads(in.Language, name, screen),
		First: first{Environment: in.Environment, Language: in.Language, Theme: in.Theme, Demo: p.Demo, Answers: map[string]json.RawMessage{}},
	}
	for i, path := range answers {
		got := p.ask(r, path)
		if got.status != http.StatusOK && i == 0 {
			p.refuseShell(w, r, in, got)
			return
		}
		if got.status == http.StatusOK {
			made.First.Answers[path] = bytes.TrimSpace(got.body.Bytes())
		}
	}
	var me struct {
		CSRF string `json:"csrf_token"`
	}
	_ = json.Unmarshal(made.First.Answers[answers[0]], &me) // our own answer
	made.CSRF = me.CSRF
	p.show(w, r, http.StatusOK, "shell.html", in.with(made))
}

// preloads is the files that a page will need, besides the script that it begins with.
func (p *Portal) preloads(language Language, name, screen string) (all []string) {
	for _, source := range []string{name + "/main", screen, "i18n/" + string(language) + "/" + name} {
		chunk, ok := p.built[source]
		if !ok {
			continue
		}
		for _, file := range append([]string{chunk.File}, chunk.Needs...) {
			if address := assets + file; !slices.Contains(all, address) {
				all = append(all, address)
			}
		}
	}
	return all
}

// refuseShell answers whoever is not signed in: to be signed in, or to be told why they are not any more.
func (p *Portal) refuseShell(w http.ResponseWriter, r *http.Request, in page, got *answer) {
	var problem struct {
		Code string `json:"code"`
	}
	_ = json.Unmarshal(got.body.Bytes(), &problem) // ours; without a code it is none of these
	target := r.URL.Path
	if r.URL.RawQuery != "" {
		target += "?" + r.URL.RawQuery
	}
	in.ReturnTo = local(in.Environment, target)
	switch {
	case problem.Code == "session_ended":
		http.Redirect(w, r, in.To("signed-out"), http.StatusSeeOther)
	case got.status == http.StatusUnauthorized:
		http.Redirect(w, r, in.To("sign-in"), http.StatusSeeOther)
	case problem.Code == "not_a_member":
		p.show(w, r, http.StatusForbidden, "message.html", in.with(in.message("not-a-member")))
	case got.status == http.StatusServiceUnavailable:
		p.fail(w, r, fault.New(fault.Unavailable, "the API is unavailable"))
	default:
		p.fail(w, r, errors.New("the API answered "+http.StatusText(got.status)))
	}
}

// answer takes what the API says to us.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) { a.status = status }

func (a *answer) Write(text []byte) (int, error) { return a.body.Write(text) }

// ask asks the API what the reader's browser would ask: with the cookies, from the address and by the client of the
// request. So pages need no second way to what the API gives, and show nobody more.
func (p *Portal) ask(r *http.Request, path string) *answer {
	inner := r.Clone(r.Context())
	inner.Method, inner.URL, inner.RequestURI = http.MethodGet, &url.URL{Path: path}, path
	inner.Header.Del("Accept")
	inner.Header.Del("Authorization") // who reads a page is signed in by cookie
	inner.Body, inner.ContentLength = http.NoBody, 0
	got := &answer{header: http.Header{}, status: http.StatusOK}
	p.API.ServeHTTP(got, inner)
	return got
}
