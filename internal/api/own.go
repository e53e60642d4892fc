package api

import (
	"context"
	"net/http"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/settings"
)

func (a *API) mountOwn() {
	const tag = "The signed-in user"
	register(a, operation("me", http.MethodGet, "/v1/me", "Who is signed in",
		"The user, the tenant and the session that the request came with.", tag, users), a.me)
	register(a, operation("list-own-sessions", http.MethodGet, "/v1/me/sessions", "My active sessions",
		"All active sessions of the user in this tenant: the current one first, then by last activity.", tag, users), a.ownSessions)
	register(a, operation("rename-own-session", http.MethodPatch, "/v1/me/sessions/{session}", "Name one of my devices",
		"An empty name takes the name away.", tag, users), a.renameOwn)
	register(a, operation("end-own-session", http.MethodDelete, "/v1/me/sessions/{session}", "Sign one of my devices out",
		"A session that has ended already stays as it is.", tag, users), a.endOwn)
	register(a, operation("end-other-sessions", http.MethodPost, "/v1/me/sessions/end-others", "Sign out all my other devices",
		"Ends all sessions of the user in this tenant but the current one.", tag, users), a.endOthers)
	register(a, operation("end-own-sessions", http.MethodPost, "/v1/me/sessions/end-all", "Sign out everywhere, including here",
		"Ends all sessions of the user in this tenant.", tag, users), a.endEverywhere)
	register(a, operation("list-own-sign-outs", http.MethodGet, "/v1/me/sign-outs", "My recent sign-outs",
		"Sessions that ended in the last seven days, the latest first, each with its reason.", tag, users), a.ownSignOuts)
}

// MeBody is who is signed in, where, and how.
type MeBody struct {
	User      User              `json:"user"`
	Tenant    Tenant            `json:"tenant"`
	Session   Session           `json:"session"`
	Rights    MyRights          `json:"rights" doc:"What the user may do in the tenant"`
	Holds     EffectiveSettings `json:"session_settings" doc:"The session settings that hold for the session"`
	Access    int64             `json:"access_token_seconds" doc:"How long an access token may outlive the session, at most"`
	CSRFToken string            `json:"csrf_token,omitempty" doc:"With the session cookie: what changes must carry in the header X-CSRF-Token"`
}

func (a *API) me(ctx context.Context, who access.Principal, _ *struct{ EnvironmentPath }) (*struct{ Body MeBody }, error) {
	me, err := a.Service.Me(ctx, who)
	if err != nil {
		return nil, err
	}
	return &struct{ Body MeBody }{MeBody{
		User: showUser(me.User), Tenant: showTenant(me.Tenant), Session: a.showSession(me.Session),
		Rights: showRights(me.Rights), Holds: showEffective(me.Holds), Access: int64(a.Service.AccessLife.Seconds()),
		CSRFToken: callerOf(ctx).csrf,
	}}, nil
}

// MyRights is what a member may do.
type MyRights struct {
	Roles       []string       `json:"roles" nullable:"false"`
	Permissions []string       `json:"permissions" nullable:"false"`
	Pages       settings.Pages `json:"pages" doc:"The self-service pages that are switched on"`
}

func showRights(r service.Rights) MyRights {
	shown := MyRights{Roles: roleTexts(r.Roles), Permissions: make([]string, len(r.Permissions)), Pages: r.Pages}
	for i, key := range r.Permissions {
		shown.Permissions[i] = string(key)
	}
	return shown
}

// SessionList is a list of sessions.
type SessionList struct {
	Sessions []Session `json:"sessions" nullable:"false"`
}

type sessionListOutput struct{ Body SessionList }

func (a *API) ownSessions(ctx context.Context, who access.Principal, _ *struct{ EnvironmentPath }) (*sessionListOutput, error) {
	own, err := a.Service.OwnSessions(ctx, who)
	return &sessionListOutput{SessionList{a.showSessions(own)}}, err
}

func (a *API) ownSignOuts(ctx context.Context, who access.Principal, _ *struct{ EnvironmentPath }) (*sessionListOutput, error) {
	ended, err := a.Service.OwnSignOuts(ctx, who)
	return &sessionListOutput{SessionList{a.showSessions(ended)}}, err
}

// SessionPath is the input of an operation about one session.
type SessionPath struct {
	EnvironmentPath
	Session string `path:"session" maxLength:"36" doc:"The session's ID"`
}

func (a *API) renameOwn(ctx context.Context, who access.Principal, in *struct {
	SessionPath
	Body struct {
		Name string `json:"name" maxLength:"60" doc:"What to call the device"`
	}
}) (*struct{ Body Session }, error) {
	id, err := sessionID(in.Session)
	if err != nil {
		return nil, err
	}
	renamed, err := a.Service.RenameOwn(ctx, who, id, in.Body.Name)
	return &struct{ Body Session }{a.showSession(renamed)}, err
}

func (a *API) endOwn(ctx context.Context, who access.Principal, in *SessionPath) (*signedOutOutput, error) {
	id, err := sessionID(in.Session)
	if err != nil {
		return nil, err
	}
	if err := a.Service.EndOwn(ctx, who, id); err != nil {
		return nil, err
	}
	if id == (session.ID{UID: who.Session}) {
		return a.goodbye(ctx, in.Environment), nil
	}
	return &signedOutOutput{}, nil
}

// EndedBody says how many sessions have ended.
type EndedBody struct {
	Ended int `json:"ended" doc:"How many active sessions this has ended"`
}

type endedOutput struct {
	SetCookie     []http.Cookie `header:"Set-Cookie"`
	ClearSiteData string        `header:"Clear-Site-Data"`
	Body          EndedBody
}

func (a *API) endOthers(ctx context.Context, who access.Principal, _ *struct{ EnvironmentPath }) (*endedOutput, error) {
	n, err := a.Service.EndOwnAll(ctx, who, false)
	return &endedOutput{Body: EndedBody{n}}, err
}

func (a *API) endEverywhere(ctx context.Context, who access.Principal, in *struct{ EnvironmentPath }) (*endedOutput, error) {
	n, err := a.Service.EndOwnAll(ctx, who, true)
	if err != nil {
		return nil, err
	}
	bye := a.goodbye(ctx, in.Environment)
	return &endedOutput{SetCookie: bye.SetCookie, ClearSiteData: bye.ClearSiteData, Body: EndedBody{n}}, nil
}
