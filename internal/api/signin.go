package api

import (
	"context"
	"net/http"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/browser"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
)

func (a *API) mountSignIn() {
	register(a, operation("sign-in", http.MethodPost, "/v1/sign-in", "Sign in with e-mail address and password",
		"Begins a session. The answer to an unknown address, a wrong password and a disabled user is the same. "+
			"A user of several tenants names one; without it the answer is 409 tenant_required, with the tenants in details.",
		"Signing in", anybody), a.signIn)
	register(a, operation("refresh", http.MethodPost, "/v1/refresh", "Trade a refresh token for the next pair of tokens",
		"A repeat of the same token within the grace window (30 seconds unless configured) gets the same pair again. An older "+
			"token ends the session with the reason token_reuse. 401 is terminal: sign in again. 503 and network errors are not: "+
			"keep the token and try again.",
		"Signing in", anybody), a.refresh)
	register(a, operation("sign-out", http.MethodPost, "/v1/sign-out", "Sign out",
		"Ends the session that the request came with, and removes the cookie.",
		"Signing in", users), a.signOut)
}

// SignInBody is who signs in, and how the session is to be delivered.
type SignInBody struct {
	Email      string           `json:"email" minLength:"3" maxLength:"254" example:"ada@example.com"`
	Password   string           `json:"password" minLength:"1" maxLength:"1024"`
	Tenant     string           `json:"tenant,omitempty" maxLength:"128" doc:"ID or external ID of the tenant; needed by members of several"`
	Delivery   service.Delivery `json:"delivery,omitempty" enum:"cookie,secret,tokens" default:"tokens" doc:"cookie: the session secret in a cookie for browsers; secret: the session secret in the answer; tokens: an access token and a refresh token"`
	DeviceName string           `json:"device_name,omitempty" maxLength:"60" doc:"What the user calls the device"`
}

// StartedBody is a session that has begun, with what its client is handed.
type StartedBody struct {
	Session       Session   `json:"session"`
	User          User      `json:"user"`
	SessionSecret string    `json:"session_secret,omitempty" doc:"With delivery secret: the bearer credential. It is shown this once"`
	AccessToken   string    `json:"access_token,omitempty" doc:"With delivery tokens: a JWT (RFC 9068)"`
	TokenType     string    `json:"token_type,omitempty" example:"Bearer"`
	ExpiresAt     time.Time `json:"access_token_expires_at,omitzero" doc:"When the access token expires"`
	RefreshToken  string    `json:"refresh_token,omitempty" doc:"With delivery tokens: what gets the next pair. It is shown this once"`
	CSRFToken     string    `json:"csrf_token,omitempty" doc:"With delivery cookie: what changes must carry in the header X-CSRF-Token"`
	Evicted       []Session `json:"evicted,omitempty" doc:"Sessions that ended to make room, because the tenant limits concurrent sessions"`
}

type startedOutput struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
	Body      StartedBody
}

func (a *API) signIn(ctx context.Context, who access.Principal, in *struct {
	EnvironmentPath
	Body SignInBody
}) (*startedOutput, error) {
	started, err := a.Service.SignIn(ctx, who.Environment, service.SignIn{
		Email: in.Body.Email, Password: service.NewPassword(in.Body.Password), Tenant: in.Body.Tenant,
		Delivery: in.Body.Delivery, Name: in.Body.DeviceName,
		Client: session.Client{Address: who.Address, UserAgent: callerOf(ctx).userAgent},
	})
	if err != nil {
		return nil, err
	}
	return a.hand(in.Environment, in.Body.Delivery, started), nil
}

// hand gives a client its credentials, in the way that was asked for and in no other.
func (a *API) hand(environment string, delivery service.Delivery, started service.Started) *startedOutput {
	started.Current = true
	out := &startedOutput{Body: StartedBody{Session: a.showSession(started.Judged), User: showUser(started.User)}}
	switch delivery {
	case service.DeliverCookie:
		secret := started.Secret.Reveal()
		out.SetCookie = append(out.SetCookie, *browser.Cookies{Secure: a.Secure}.Session(environment, secret))
		out.Body.CSRFToken = browser.CSRF(secret)
	case service.DeliverSecret:
		out.Body.SessionSecret = started.Secret.Reveal()
	case service.DeliverTokens:
		out.Body.AccessToken, out.Body.TokenType = started.Tokens.Access.Reveal(), "Bearer"
		out.Body.RefreshToken, out.Body.ExpiresAt = started.Tokens.Refresh.Reveal(), started.Tokens.ExpiresAt
	}
	for _, ending := range started.Evicted {
		out.Body.Evicted = append(out.Body.Evicted, a.showSession(service.Judged{
			Session: ending.Session, Verdict: session.Verdict{End: ending.End},
		}))
	}
	return out
}

// TokensBody is the next pair of tokens.
type TokensBody struct {
	AccessToken  string    `json:"access_token" doc:"A JWT (RFC 9068)"`
	TokenType    string    `json:"token_type" example:"Bearer"`
	ExpiresAt    time.Time `json:"access_token_expires_at" doc:"When the access token expires"`
	RefreshToken string    `json:"refresh_token" doc:"Takes the place of the one that was sent"`
	EndsAt       time.Time `json:"session_ends_at" doc:"When the session will end unless something happens first"`
	EndsBy       string    `json:"session_ends_by" doc:"The end reason that comes first"`
}

func (a *API) refresh(ctx context.Context, who access.Principal, in *struct {
	EnvironmentPath
	Body struct {
		RefreshToken string `json:"refresh_token" maxLength:"256"`
		Activity     bool   `json:"activity,omitempty" default:"false" doc:"Whether the user was active since the last refresh. A background renewal was not, and does not keep an idle session alive"`
	}
}) (*struct{ Body TokensBody }, error) {
	refreshed, err := a.Service.Refresh(ctx, who.Environment, in.Body.RefreshToken, in.Body.Activity)
	if err != nil {
		return nil, err
	}
	return &struct{ Body TokensBody }{TokensBody{
		AccessToken: refreshed.Tokens.Access.Reveal(), TokenType: "Bearer", ExpiresAt: refreshed.Tokens.ExpiresAt,
		RefreshToken: refreshed.Tokens.Refresh.Reveal(),
		EndsAt:       refreshed.Verdict.EndsAt, EndsBy: string(refreshed.Verdict.EndsBy),
	}}, nil
}

type signedOutOutput struct {
	SetCookie     []http.Cookie `header:"Set-Cookie"`
	ClearSiteData string        `header:"Clear-Site-Data"`
}

func (a *API) signOut(ctx context.Context, who access.Principal, in *struct{ EnvironmentPath }) (*signedOutOutput, error) {
	if err := a.Service.SignOut(ctx, who); err != nil {
		return nil, err
	}
	return a.goodbye(ctx, in.Environment), nil
}

// goodbye makes a browser forget the session that has ended.
func (a *API) goodbye(ctx context.Context, environment string) *signedOutOutput {
	out := &signedOutOutput{}
	if callerOf(ctx).fromCookie {
		out.SetCookie = []http.Cookie{*browser.Cookies{Secure: a.Secure}.Session(environment, "")}
		out.ClearSiteData = browser.ClearSiteData
	}
	return out
}
