package portal

import (
	"errors"
	"net/http"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/browser"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/service"
)

// passwordPage is what the page of the password shows.
type passwordPage struct {
	CSRF    string
	Field   string // that is at fault
	Problem string
	Done    string // what was done; the form is not shown any more
}

// mayChange gives whoever is signed in; others are sent to sign in.
func (p *Portal) mayChange(w http.ResponseWriter, r *http.Request, in page) (who access.Principal, secret string, ok bool) {
	who, secret, err := p.reader(r, in.Environment)
	switch {
	case err == nil && secret != "":
		return who, secret, true
	case err != nil && !endedOrUnknown(err):
		p.fail(w, r, err)
	default:
		in.ReturnTo = in.Path
		http.Redirect(w, r, in.To("sign-in"), http.StatusSeeOther)
	}
	return who, "", false
}

func (p *Portal) showPassword(w http.ResponseWriter, r *http.Request) {
	in := p.newPage(w, r)
	if _, secret, ok := p.mayChange(w, r, in); ok {
		p.show(w, r, http.StatusOK, "password.html", in.with(passwordPage{CSRF: browser.CSRF(secret)}))
	}
}

func (p *Portal) takePassword(w http.ResponseWriter, r *http.Request) {
	in := p.newPage(w, r)
	who, secret, ok := p.mayChange(w, r, in)
	if !ok {
		return
	}
	if !browser.ProvesOrigin(r.PostFormValue(browser.CSRFField), secret) {
		p.refuseForeign(w, r)
		return
	}
	current, next := r.PostFormValue("current_password"), r.PostFormValue("new_password")
	changed, err := p.Service.ChangeOwnPassword(r.Context(), who, service.NewPassword(current), service.NewPassword(next))
	if err != nil {
		p.refusePassword(w, r, in, passwordPage{CSRF: browser.CSRF(secret)}, err)
		return
	}
	http.SetCookie(w, p.cookies.Session(string(in.Environment), changed.Secret.Reveal()))
	p.show(w, r, http.StatusOK, "password.html", in.with(passwordPage{Done: in.Count("password.done", changed.Ended)}))
}

// refusePassword shows the page again, with what is wrong.
func (p *Portal) refusePassword(w http.ResponseWriter, r *http.Request, in page, shown passwordPage, err error) {
	e, told := errors.AsType[*fault.Error](err)
	switch {
	case told && e.Code == "sign_in_throttled":
		shown.Field, shown.Problem = "current_password", throttled(w, in, e)
		p.show(w, r, http.StatusTooManyRequests, "password.html", in.with(shown))
	case told && has("password."+e.Code):
		shown.Field, shown.Problem = e.Field, in.T("password."+e.Code)
		p.show(w, r, http.StatusBadRequest, "password.html", in.with(shown))
	default:
		p.fail(w, r, err)
	}
}
