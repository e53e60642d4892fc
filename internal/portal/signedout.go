package portal

import (
	"net/http"

	"github.com/sojourn-auth/sojourn/internal/browser"
	"github.com/sojourn-auth/sojourn/internal/session"
)

// signedOutPage says why nobody is signed in any more.
type signedOutPage struct {
	Why  string
	When string // empty when it is of no interest
}

// showSignedOut asks the session of the cookie why it has ended. Without one, somebody has signed out.
func (p *Portal) showSignedOut(w http.ResponseWriter, r *http.Request) {
	in := p.newPage(w, r)
	if err := p.exists(r, in.Environment); err != nil {
		p.fail(w, r, err)
		return
	}
	shown := signedOutPage{Why: in.T("ended." + string(session.SignedOut))}
	if secret, err := p.cookies.Secret(r, string(in.Environment)); err == nil && secret != "" {
		if _, err := p.Service.Check(r.Context(), in.Environment, secret, false); err == nil {
			http.Redirect(w, r, in.Home(), http.StatusSeeOther)
			return
		}
		end, ended, err := p.Service.EndOf(r.Context(), in.Environment, secret)
		if err != nil {
			p.fail(w, r, err)
			return
		}
		if ended {
			shown = signedOutPage{Why: in.T("ended." + string(end.Reason)), When: end.At.UTC().Format("2006-01-02 15:04")}
		}
	}
	p.show(w, r, http.StatusOK, "signed-out.html", in.with(shown))
}

// takeSignOut ends the session of the cookie. Who is not signed in, or no more, is signed out all the same.
func (p *Portal) takeSignOut(w http.ResponseWriter, r *http.Request) {
	in := p.newPage(w, r)
	who, secret, err := p.reader(r, in.Environment)
	if err == nil && secret != "" {
		if !browser.ProvesOrigin(r.PostFormValue(browser.CSRFField), secret) {
			p.refuseForeign(w, r)
			return
		}
		err = p.Service.SignOut(r.Context(), who)
	}
	if err != nil && !endedOrUnknown(err) {
		p.fail(w, r, err)
		return
	}
	http.SetCookie(w, p.cookies.Session(string(in.Environment), ""))
	w.Header().Set("Clear-Site-Data", browser.ClearSiteData)
	http.Redirect(w, r, in.To("signed-out"), http.StatusSeeOther)
}
