package harness

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// Session is a session as the API shows it.
type Session struct {
	ID           string
	UserID       string `json:"user_id"`
	TenantID     string `json:"tenant_id"`
	State        string
	Current      bool
	Name         string
	Device       struct{ Title, Kind, Browser, OS string }
	Address      string
	CreatedAt    time.Time `json:"created_at"`
	LastActiveAt time.Time `json:"last_active_at"`
	EndsAt       time.Time `json:"ends_at"`
	EndsBy       string    `json:"ends_by"`
	EndedAt      time.Time `json:"ended_at"`
	EndReason    string    `json:"end_reason"`
	EndText      string    `json:"end_text"`
}

// User is a user as the API shows them.
type User struct {
	ID         string
	ExternalID string `json:"external_id"`
	Email      string
	Name       string
	Disabled   bool
}

// Tenant is a tenant as the API shows it.
type Tenant struct {
	ID         string
	ExternalID string `json:"external_id"`
	Name       string
}

// Tokens are what a refresh hands out.
type Tokens struct {
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token"`
}

// Started is a session that has begun.
type Started struct {
	Tokens
	Session       Session
	User          User
	SessionSecret string `json:"session_secret"`
	CSRFToken     string `json:"csrf_token"`
	Evicted       []Session
}

// NewSession is a session to be made for a user whom the application has authenticated.
type NewSession struct {
	User          NamedUser   `json:"user"`
	Tenant        NamedTenant `json:"tenant"`
	CreateMissing bool        `json:"create_missing,omitempty"`
	Delivery      string      `json:"delivery,omitempty"`
	DeviceName    string      `json:"device_name,omitempty"`
}

// NamedUser names a user, or says with what to make one.
type NamedUser struct {
	ID         string `json:"id,omitempty"`
	ExternalID string `json:"external_id,omitempty"`
	Email      string `json:"email,omitempty"`
}

// NamedTenant names a tenant, or says with what to make one.
type NamedTenant struct {
	ID         string `json:"id,omitempty"`
	ExternalID string `json:"external_id,omitempty"`
}

// SignIn is a sign-in with a password.
type SignIn struct {
	Email      string `json:"email"`
	Password   string `json:"password"`
	Tenant     string `json:"tenant,omitempty"`
	Delivery   string `json:"delivery,omitempty"`
	DeviceName string `json:"device_name,omitempty"`
}

// Timeout is a setting of a time.
type Timeout struct {
	On      bool  `json:"on"`
	Seconds int64 `json:"seconds"`
}

// Maximum is a setting of a number.
type Maximum struct {
	On       bool `json:"on"`
	Sessions int  `json:"sessions"`
}

// Settings are session settings of either level.
type Settings struct {
	Idle       *Timeout `json:"idle_session_timeout,omitempty"`
	Relogin    *Timeout `json:"force_relogin,omitempty"`
	Concurrent *Maximum `json:"max_concurrent_sessions,omitempty"`
}

// CreateSession begins a session by API key.
func (c *Client) CreateSession(ctx context.Context, in NewSession) (out Started, err error) {
	return out, c.into(ctx, Call{Method: http.MethodPost, Path: "/v1/sessions", Body: in}, &out)
}

// SignIn begins a session by password.
func (c *Client) SignIn(ctx context.Context, in SignIn) (out Started, err error) {
	return out, c.As("").into(ctx, Call{Method: http.MethodPost, Path: "/v1/sign-in", Body: in}, &out)
}

// SignOut ends the session of the client's credential.
func (c *Client) SignOut(ctx context.Context) error {
	return c.into(ctx, Call{Method: http.MethodPost, Path: "/v1/sign-out"}, nil)
}

// Refresh trades a refresh token for the next pair.
func (c *Client) Refresh(ctx context.Context, refreshToken string) (out Tokens, err error) {
	return out, c.As("").into(ctx, Call{Method: http.MethodPost, Path: "/v1/refresh", Body: map[string]any{"refresh_token": refreshToken}}, &out)
}

// Check judges the session of the client's credential, and counts as activity of the user only when asked to.
func (c *Client) Check(ctx context.Context, activity bool) (out struct {
	SessionID string    `json:"session_id"`
	UserID    string    `json:"user_id"`
	TenantID  string    `json:"tenant_id"`
	EndsAt    time.Time `json:"ends_at"`
	EndsBy    string    `json:"ends_by"`
}, err error) {
	path := "/v1/check?activity=false"
	if activity {
		path = "/v1/check"
	}
	return out, c.into(ctx, Call{Method: http.MethodGet, Path: path}, &out)
}

// Introspect asks whether a token is active (RFC 7662).
func (c *Client) Introspect(ctx context.Context, token string) (active bool, err error) {
	var out struct{ Active bool }
	err = c.into(ctx, Call{Method: http.MethodPost, Path: "/oauth/introspect", Form: url.Values{"token": {token}}.Encode()}, &out)
	return out.Active, err
}

// Revoke ends the session of a token (RFC 7009).
func (c *Client) Revoke(ctx context.Context, token string) error {
	return c.into(ctx, Call{Method: http.MethodPost, Path: "/oauth/revoke", Form: url.Values{"token": {token}}.Encode()}, nil)
}

type ended struct{ Ended int }

// EndSession ends one session by API key, and tells how many it has ended.
func (c *Client) EndSession(ctx context.Context, id string) (int, error) {
	var out ended
	err := c.into(ctx, Call{Method: http.MethodDelete, Path: "/v1/sessions/" + id}, &out)
	return out.Ended, err
}

// EndUserSessions ends all sessions of a user by API key, and tells how many it has ended.
func (c *Client) EndUserSessions(ctx context.Context, user string) (int, error) {
	var out ended
	err := c.into(ctx, Call{Method: http.MethodPost, Path: "/v1/users/" + user + "/sessions/end"}, &out)
	return out.Ended, err
}

// EndTenantSessions ends all sessions of a tenant.
func (c *Client) EndTenantSessions(ctx context.Context, tenant string) error {
	return c.into(ctx, Call{Method: http.MethodPost, Path: "/v1/tenants/" + tenant + "/sessions/end"}, nil)
}

// EndOwn ends one of the user's own sessions.
func (c *Client) EndOwn(ctx context.Context, id string) error {
	return c.into(ctx, Call{Method: http.MethodDelete, Path: "/v1/me/sessions/" + id}, nil)
}

// EndOthers ends the user's other sessions, and tells how many it has ended.
func (c *Client) EndOthers(ctx context.Context) (int, error) {
	var out ended
	err := c.into(ctx, Call{Method: http.MethodPost, Path: "/v1/me/sessions/end-others"}, &out)
	return out.Ended, err
}

type sessionList struct {
	Sessions []Session
	Next     string
}

// OwnSessions lists the user's active sessions.
func (c *Client) OwnSessions(ctx context.Context) ([]Session, error) {
	var out sessionList
	err := c.into(ctx, Call{Method: http.MethodGet, Path: "/v1/me/sessions"}, &out)
	return out.Sessions, err
}

// SignOuts lists the user's recent sign-outs.
func (c *Client) SignOuts(ctx context.Context) ([]Session, error) {
	var out sessionList
	err := c.into(ctx, Call{Method: http.MethodGet, Path: "/v1/me/sign-outs"}, &out)
	return out.Sessions, err
}

// Sessions lists all sessions that a filter chooses, page by page.
func (c *Client) Sessions(ctx context.Context, filter url.Values) ([]Session, error) {
	return pages(ctx, c, "/v1/sessions", filter, func(l sessionList) ([]Session, string) { return l.Sessions, l.Next })
}

// Users lists all users that a filter chooses, page by page.
func (c *Client) Users(ctx context.Context, filter url.Values) ([]User, error) {
	type list struct {
		Users []User
		Next  string
	}
	return pages(ctx, c, "/v1/users", filter, func(l list) ([]User, string) { return l.Users, l.Next })
}

// pages reads a whole list.
func pages[L, T any](ctx context.Context, c *Client, path string, filter url.Values, open func(L) ([]T, string)) ([]T, error) {
	query := url.Values{"limit": {"200"}}
	for name, values := range filter {
		query[name] = values
	}
	var all []T
	for {
		var list L
		if err := c.into(ctx, Call{Method: http.MethodGet, Path: path + "?" + query.Encode()}, &list); err != nil {
			return nil, err
		}
		page, next := open(list)
		if all = append(all, page...); next == "" {
			return all, nil
		}
		query.Set("cursor", next)
	}
}

// Session reads one session by API key.
func (c *Client) Session(ctx context.Context, id string) (out Session, err error) {
	return out, c.into(ctx, Call{Method: http.MethodGet, Path: "/v1/sessions/" + id}, &out)
}

// CreateTenant makes a tenant.
func (c *Client) CreateTenant(ctx context.Context, name string) (out Tenant, err error) {
	return out, c.into(ctx, Call{Method: http.MethodPost, Path: "/v1/tenants", Body: map[string]any{"name": name}}, &out)
}

// DeleteTenant deletes a tenant.
func (c *Client) DeleteTenant(ctx context.Context, id string) error {
	return c.into(ctx, Call{Method: http.MethodDelete, Path: "/v1/tenants/" + id}, nil)
}

// CreateUser makes a user.
func (c *Client) CreateUser(ctx context.Context, email string) (out User, err error) {
	return out, c.into(ctx, Call{Method: http.MethodPost, Path: "/v1/users", Body: map[string]any{"email": email}}, &out)
}

// User reads a user.
func (c *Client) User(ctx context.Context, id string) (out User, err error) {
	return out, c.into(ctx, Call{Method: http.MethodGet, Path: "/v1/users/" + id}, &out)
}

// DeleteUser deletes a user.
func (c *Client) DeleteUser(ctx context.Context, id string) error {
	return c.into(ctx, Call{Method: http.MethodDelete, Path: "/v1/users/" + id}, nil)
}

// DisableUser disables a user, or enables them.
func (c *Client) DisableUser(ctx context.Context, id string, disabled bool) error {
	return c.into(ctx, Call{Method: http.MethodPatch, Path: "/v1/users/" + id, Body: map[string]any{"disabled": disabled}}, nil)
}

// SetPassword sets a user's password.
func (c *Client) SetPassword(ctx context.Context, id, password string) error {
	c.server.suite.Secrets.Add("password", password)
	return c.into(ctx, Call{Method: http.MethodPut, Path: "/v1/users/" + id + "/password", Body: map[string]any{"password": password}}, nil)
}

// Join makes a user a member of a tenant.
func (c *Client) Join(ctx context.Context, user, tenant string) error {
	return c.into(ctx, Call{Method: http.MethodPut, Path: "/v1/users/" + user + "/memberships/" + tenant}, nil)
}

// Leave takes a user out of a tenant.
func (c *Client) Leave(ctx context.Context, user, tenant string) error {
	return c.into(ctx, Call{Method: http.MethodDelete, Path: "/v1/users/" + user + "/memberships/" + tenant}, nil)
}

// PutSettings changes the environment's session settings, and tells how many sessions that has ended. What is left
// out is off.
func (c *Client) PutSettings(ctx context.Context, in Settings) (int, error) {
	body := map[string]any{"idle_session_timeout": Timeout{}, "force_relogin": Timeout{}, "max_concurrent_sessions": Maximum{}}
	if in.Idle != nil {
		body["idle_session_timeout"] = in.Idle
	}
	if in.Relogin != nil {
		body["force_relogin"] = in.Relogin
	}
	if in.Concurrent != nil {
		body["max_concurrent_sessions"] = in.Concurrent
	}
	var out ended
	err := c.into(ctx, Call{Method: http.MethodPut, Path: "/v1/session-settings", Body: body}, &out)
	return out.Ended, err
}

// PutTenantSettings changes a tenant's own session settings, and tells how many sessions that has ended.
func (c *Client) PutTenantSettings(ctx context.Context, tenant string, in Settings) (int, error) {
	var out ended
	err := c.into(ctx, Call{Method: http.MethodPut, Path: "/v1/tenants/" + tenant + "/session-settings", Body: in}, &out)
	return out.Ended, err
}

// TenantSettings reads a tenant's own session settings.
func (c *Client) TenantSettings(ctx context.Context, tenant string) (Settings, error) {
	var out struct{ Own Settings }
	err := c.into(ctx, Call{Method: http.MethodGet, Path: "/v1/tenants/" + tenant + "/session-settings"}, &out)
	return out.Own, err
}
