package api

import (
	"context"
	"net/http"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/browser"
	"github.com/sojourn-auth/sojourn/internal/service"
)

func (a *API) mountOwnPassword() {
	op := operation("change-own-password", http.MethodPost, "/v1/me/password", "Change my password",
		"Ends all other sessions of the user, in every tenant (credentials_changed). The session that asks goes on with new "+
			"credentials: the old ones are refused from now on. A wrong current password counts as a failed sign-in, and too many "+
			"are answered with 429 sign_in_throttled and Retry-After.", "The signed-in user", users)
	op.Errors = append(op.Errors, http.StatusConflict, http.StatusTooManyRequests)
	register(a, op, a.changeOwnPassword)
}

// PasswordChangedBody is what a client is handed in place of what it had, in the way that it had it.
type PasswordChangedBody struct {
	Ended         int       `json:"ended" doc:"How many other sessions have ended"`
	SessionSecret string    `json:"session_secret,omitempty" doc:"The new bearer credential. It is shown this once"`
	AccessToken   string    `json:"access_token,omitempty" doc:"A JWT (RFC 9068)"`
	TokenType     string    `json:"token_type,omitempty" example:"Bearer"`
	ExpiresAt     time.Time `json:"access_token_expires_at,omitzero"`
	RefreshToken  string    `json:"refresh_token,omitempty" doc:"The only one that is of use from now on. It is shown this once"`
	CSRFToken     string    `json:"csrf_token,omitempty" doc:"With the session cookie: what changes must carry in the header X-CSRF-Token from now on"`
}

type passwordChangedOutput struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
	Body      PasswordChangedBody
}

func (a *API) changeOwnPassword(ctx context.Context, who access.Principal, in *struct {
	EnvironmentPath
	Body struct {
		Current string `json:"current_password" minLength:"1" maxLength:"1024"`
		Next    string `json:"new_password" minLength:"1" maxLength:"1024"`
	}
}) (*passwordChangedOutput, error) {
	changed, err := a.Service.ChangeOwnPassword(ctx, who, service.NewPassword(in.Body.Current), service.NewPassword(in.Body.Next))
	if err != nil {
		return nil, err
	}
	out := &passwordChangedOutput{Body: PasswordChangedBody{Ended: changed.Ended}}
	switch {
	case callerOf(ctx).fromCookie:
		secret := changed.Secret.Reveal()
		out.SetCookie = []http.Cookie{*browser.Cookies{Secure: a.Secure}.Session(in.Environment, secret)}
		out.Body.CSRFToken = browser.CSRF(secret)
	case changed.Refresh.Generation > 0:
		out.Body.AccessToken, out.Body.TokenType = changed.Tokens.Access.Reveal(), "Bearer"
		out.Body.RefreshToken, out.Body.ExpiresAt = changed.Tokens.Refresh.Reveal(), changed.Tokens.ExpiresAt
	default:
		out.Body.SessionSecret = changed.Secret.Reveal()
	}
	return out, nil
}
