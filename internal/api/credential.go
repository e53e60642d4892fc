package api

import (
	"cmp"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// activityHeader lets a client say that a request was not the user's doing: "Sojourn-Activity: none".
const activityHeader = "Sojourn-Activity"

// csrfHeader carries the value that proves that a request with a cookie comes from a page of ours. It is told where
// the session is told (sign-in, me), and is of use for that session only.
const csrfHeader = "X-CSRF-Token"

// cookieName is the name of an environment's session cookie. The prefix makes browsers hold it to https, to this
// host, and away from scripts (RFC 6265bis, section 4.1.3; layered cookies). On loopback without https there is none.
func cookieName(environment string, secure bool) string {
	if secure {
		return "__Host-Http-sid-" + environment
	}
	return "sid-" + environment
}

// sessionCookie is the cookie that carries a session secret; with an empty value, the one that removes it. It ends
// with the browser's session: how long the session lives is not for the browser to say.
func (a *API) sessionCookie(environment, value string) *http.Cookie {
	c := &http.Cookie{
		Name: cookieName(environment, a.Secure), Value: value, Path: "/",
		Secure: a.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
	if value == "" {
		c.MaxAge = -1
	}
	return c
}

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
	cookies := r.CookiesNamed(cookieName(environment, a.Secure))
	switch {
	case len(cookies) == 0:
		return "", false, nil
	case len(cookies) > 1:
		return "", false, fault.New(fault.Unauthenticated, "The session cookie is there more than once.").WithCode("credential_malformed")
	}
	if !service.IsSessionSecret(cookies[0].Value) { // only session secrets travel in cookies
		return "", false, fault.New(fault.Unauthenticated, "The credential is not known here.").WithCode("credential_unknown")
	}
	return cookies[0].Value, true, nil
}

// csrfToken is the value that a page of ours sends with the cookie of this session secret.
func csrfToken(secret string) string {
	sum := sha256.Sum256([]byte("sojourn csrf token " + secret))
	return base64.RawURLEncoding.EncodeToString(sum[:18])
}

// guardCookie refuses a change that came with the cookie but without the proof that a page of ours sent it.
func guardCookie(r *http.Request, secret string) error {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return nil
	}
	if subtle.ConstantTimeCompare([]byte(r.Header.Get(csrfHeader)), []byte(csrfToken(secret))) != 1 {
		return fault.New(fault.Forbidden, "With the session cookie, changes need the session's csrf_token in the header %s.", csrfHeader).WithCode("csrf_token_missing")
	}
	return nil
}

type principalKey struct{}

// caller is what is known of a request when its operation begins.
type caller struct {
	principal  access.Principal
	fromCookie bool
	csrf       string
	userAgent  string
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
		if err == nil && fromCookie {
			c.fromCookie, c.csrf = true, csrfToken(text)
			err = guardCookie(r, text)
		}
		if err == nil {
			c.principal, err = establish(ctx.Context(), environment, text, address, r.Header.Get(activityHeader) != "none")
		}
		if err != nil {
			writeProblem(w, a.fail(ctx.Context(), err))
			return
		}
	}
	next(huma.WithValue(ctx, principalKey{}, c))
}
