package portal

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// page is what every template knows: for whom it is, and where it is.
type page struct {
	Language
	Theme       string // light, dark or auto
	Environment tenancy.EnvironmentID
	Path        string // of this page, for links to it in other languages
	ReturnTo    string // where to go from here; a path of ours, or empty
	Style, Icon string // addresses
	Data        any    // what the template itself is about
}

// newPage reads what a page must know from the request. A language that is asked for is remembered.
func (p *Portal) newPage(w http.ResponseWriter, r *http.Request) page {
	made := page{
		Language: languageOf(r), Theme: themeOf(r), Path: r.URL.Path,
		Environment: tenancy.EnvironmentID(r.PathValue("environment")),
		Style:       assets + p.built["page/page"].File, Icon: assets + p.built["page/icon"].File,
	}
	if asked := r.URL.Query().Get("lang"); asked != "" && known(asked) {
		made.Language = Language(asked)
		http.SetCookie(w, p.preference("lang", asked))
	}
	made.ReturnTo = local(made.Environment, r.FormValue("return_to"))
	return made
}

// assets is the path below which the built files are.
const assets = "/assets/"

// In is the address of this page in another language.
func (p page) In(language string) string {
	query := url.Values{"lang": {language}}
	if p.ReturnTo != "" {
		query.Set("return_to", p.ReturnTo)
	}
	return p.Path + "?" + query.Encode()
}

// To is the address of another page of the environment, which comes back to where this one goes.
func (p page) To(name string) string {
	address := "/e/" + string(p.Environment) + "/" + name
	if p.ReturnTo != "" {
		address += "?" + url.Values{"return_to": {p.ReturnTo}}.Encode()
	}
	return address
}

// with is the page about something.
func (p page) with(data any) page {
	p.Data = data
	return p
}

// Home is where whoever is signed in goes when nothing else is asked for.
func (p page) Home() string {
	switch {
	case p.ReturnTo != "":
		return p.ReturnTo
	case p.Environment == tenancy.Operators:
		return "/operator/"
	}
	return "/e/" + string(p.Environment) + "/"
}

// show writes a page. What fails in it is logged: the client has the status by then.
func (p *Portal) show(w http.ResponseWriter, r *http.Request, status int, name string, data any) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Vary", "Accept-Language, Cookie")
	w.WriteHeader(status)
	if err := p.templates.ExecuteTemplate(w, name, data); err != nil && r.Context().Err() == nil {
		p.Log.ErrorContext(r.Context(), "a page was not written", "page", name, "error", err.Error())
	}
}

// message is a page that only says something.
type message struct {
	Title, Text string
	Link, To    string // a way out; may be empty
}

// fail shows what went wrong, and nothing of why: that is for the log.
func (p *Portal) fail(w http.ResponseWriter, r *http.Request, err error) {
	in := p.newPage(w, r)
	if err != nil && fault.KindOf(err) == fault.NotFound {
		p.show(w, r, http.StatusNotFound, "message.html", in.with(in.message("not-found")))
		return
	}
	status, name := http.StatusInternalServerError, "internal"
	if e, told := errors.AsType[*fault.Error](err); told && e.Kind == fault.Unavailable {
		status, name = http.StatusServiceUnavailable, "unavailable"
		w.Header().Set("Retry-After", strconv.Itoa(int(max(time.Second, e.RetryAfter)/time.Second)))
	}
	if r.Context().Err() == nil {
		p.Log.ErrorContext(r.Context(), "a page failed", "page", r.Pattern, "error", err.Error())
	}
	p.show(w, r, status, "message.html", in.with(in.message(name)))
}

// message is the text of a name with its title.
func (p page) message(name string) message {
	return message{Title: p.T(name + ".title"), Text: p.T(name + ".text")}
}

// refuseForeign answers forms that were sent from other sites.
func (p *Portal) refuseForeign(w http.ResponseWriter, r *http.Request) {
	in := p.newPage(w, r)
	p.show(w, r, http.StatusForbidden, "message.html", in.with(in.message("foreign")))
}
