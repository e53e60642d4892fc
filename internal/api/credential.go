package api

import (
	"cmp"
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/browser"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// activityHeader lets a client say that a request was not the user's doing: "Sojourn-Activity: none".
const activityHeader = "Sojourn-Activity"

// credentialOf is what a request proves itself with: the bearer credential, or else the cookie. They are never
// merged: with a bearer credential the cookie is not looked at. The cookie is that of the environment whose users may
// come.
func (a *API) credentialOf(r *http.Request, environment string) (text string, fromCookie bool, err error) {
	if values := r.Header.Values("Authorization"); len(values) > 0 {
		scheme, rest, _ := strings.Cut(values[0], " ")
		if len(values) > 1 || !strings.EqualFold(scheme, "Bearer") || rest == "" {
			return "", false, fault.New(fault.Unauthenticated, "One Authorization header of the scheme Bearer is expected.").WithCode("credential_malformed")
		}
		return rest, false, nil
	}
	text, err = browser.Cookies{Secure: a.Secure}.Secret(r, environment)
	return text, text != "", err
}

type principalKey struct{}

// caller is what is known of a request when its operation begins.
type caller struct {
	principal  access.Principal
	fromCookie bool
	csrf       string
	userAgent  string
	renew      func(context.Context) (access.Principal, error) // establishes anew who it is, without counting as activity
}

func callerOf(ctx context.Context) caller {
	c, _ := ctx.Value(principalKey{}).(caller)
	return c
}

func principalOf(ctx context.Context) access.Principal { return callerOf(ctx).principal }

// authenticate says who comes with a request, for operations that say that somebody must.
func (a *API) authenticate(ctx huma.Context, next func(huma.Context)) {
	r, w := humago.Unwrap(ctx)
	c := caller{userAgent: r.UserAgent()}
	environment := tenancy.EnvironmentID(cmp.Or(ctx.Param("environment"), string(tenancy.Operators)))
	address := a.Clients.FromRequest(r.RemoteAddr, r.Header).String()
	c.principal = access.Principal{Kind: access.Anonymous, Environment: environment, Address: address}
	by, _ := ctx.Operation().Metadata[audienceKey].(audience)
	establish, home := a.Service.Authenticate, environment
	if by != anybody && by != users {
		establish, home = a.Service.AuthenticateManager, tenancy.Operators
	}
	if by != anybody {
		text, fromCookie, err := a.credentialOf(r, string(home))
		from := service.From{Address: address}
		if err == nil && fromCookie {
			from.Browser = c.userAgent
			c.fromCookie, c.csrf = true, browser.CSRF(text)
			err = browser.Guard(r, text)
		}
		if err == nil {
			passive, _ := ctx.Operation().Metadata[passiveKey].(bool)
			c.principal, err = establish(ctx.Context(), environment, text, from, !passive && r.Header.Get(activityHeader) != "none")
			c.renew = func(ctx context.Context) (access.Principal, error) {
				return establish(ctx, environment, text, from, false)
			}
		}
		if err != nil {
			writeProblem(w, a.fail(ctx.Context(), err))
			return
		}
	}
	next(huma.WithValue(ctx, principalKey{}, c))
}
