package portal

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// signInPage is what the page of the sign-in shows.
type signInPage struct {
	Email    string
	Problem  string
	Choice   string                 // names a password that was right, until a workspace is chosen
	Tenants  []service.TenantChoice // to choose from
	Operator bool
}

func (p *Portal) showSignIn(w http.ResponseWriter, r *http.Request) {
	in := p.newPage(w, r)
	if err := p.exists(r, in.Environment); err != nil {
		p.fail(w, r, err)
		return
	}
	if secret, err := p.cookies.Secret(r, string(in.Environment)); err == nil && secret != "" {
		if _, err := p.Service.Check(r.Context(), in.Environment, secret, true); err == nil {
			http.Redirect(w, r, in.Home(), http.StatusSeeOther)
			return
		}
	}
	p.show(w, r, http.StatusOK, "sign-in.html", in.with(signInPage{Operator: in.Environment == tenancy.Operators}))
}

// exists refuses environments that are not there.
func (p *Portal) exists(r *http.Request, environment tenancy.EnvironmentID) error {
	all, err := p.Service.Environments(r.Context())
	if err == nil && !slices.ContainsFunc(all, func(e tenancy.Environment) bool { return e.ID == environment }) {
		err = fault.Absent("environment")
	}
	return err
}

func (p *Portal) takeSignIn(w http.ResponseWriter, r *http.Request) {
	in := p.newPage(w, r)
	if err := r.ParseForm(); err != nil {
		p.fail(w, r, err)
		return
	}
	shown := signInPage{Email: r.PostForm.Get("email"), Operator: in.Environment == tenancy.Operators}
	asked := service.SignIn{
		Email: shown.Email, Password: service.NewPassword(r.PostForm.Get("password")), Tenant: r.PostForm.Get("tenant"),
		Delivery: service.DeliverCookie, Client: p.client(r),
	}
	if name := r.PostForm.Get("choice"); name != "" {
		kept, ok := p.choices.take(name, p.Service.Now())
		if !ok || kept.environment != in.Environment {
			shown.Problem = in.T("sign-in.again")
			p.show(w, r, http.StatusGone, "sign-in.html", in.with(shown))
			return
		}
		asked.Email, asked.Password, shown.Email = kept.email, kept.password, kept.email
	}
	started, err := p.Service.SignIn(r.Context(), in.Environment, asked)
	if err != nil {
		p.refuseSignIn(w, r, in, shown, asked, err)
		return
	}
	http.SetCookie(w, p.cookies.Session(string(in.Environment), started.Secret.Reveal()))
	http.Redirect(w, r, in.Home(), http.StatusSeeOther)
}

// refuseSignIn shows the page again, with what is wrong or what is still to be chosen.
func (p *Portal) refuseSignIn(w http.ResponseWriter, r *http.Request, in page, shown signInPage, asked service.SignIn, err error) {
	e, told := errors.AsType[*fault.Error](err)
	if !told {
		p.fail(w, r, err)
		return
	}
	status := http.StatusForbidden
	switch e.Code {
	case "tenant_required":
		details, _ := e.Details.(map[string]any)
		shown.Tenants, _ = details["tenants"].([]service.TenantChoice)
		shown.Choice = p.choices.keep(choice{environment: in.Environment, email: asked.Email, password: asked.Password}, p.Service.Now())
		status = http.StatusOK
	case "sign_in_failed":
		shown.Problem = in.T("sign-in.failed")
	case "not_a_member":
		shown.Problem = in.T("sign-in.not-a-member")
	case "environment_archived":
		shown.Problem = in.T("sign-in.archived")
	case "sign_in_throttled":
		status = http.StatusTooManyRequests
		shown.Problem = throttled(w, in, e)
	default:
		p.fail(w, r, err)
		return
	}
	p.show(w, r, status, "sign-in.html", in.with(shown))
}

// throttled says how long to wait.
func throttled(w http.ResponseWriter, in page, e *fault.Error) string {
	wait := (e.RetryAfter + time.Second - 1).Truncate(time.Second)
	w.Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)))
	return in.T("sign-in.throttled", in.Words(wait))
}

// client is what a request says of the device that it comes from.
func (p *Portal) client(r *http.Request) session.Client {
	return session.Client{Address: p.Clients.FromRequest(r.RemoteAddr, r.Header).String(), UserAgent: r.UserAgent()}
}
