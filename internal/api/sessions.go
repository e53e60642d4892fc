package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
)

func (a *API) mountSessions() {
	const tag = "Sessions"
	created := operation("create-session", http.MethodPost, "/v1/sessions", "Create a session for a user that you have authenticated",
		"Needs the scope sessions:write; with create_missing also users:write and tenants:write.", tag, backend)
	created.DefaultStatus = http.StatusCreated
	register(a, created, a.createSession)
	register(a, operation("list-sessions", http.MethodGet, "/v1/sessions", "List sessions",
		"Newest sign-in first. A page may hold fewer than the limit although more follow: go on while there is a next. "+
			"Needs the scope sessions:read.", tag, managers), a.listSessions)
	register(a, operation("get-session", http.MethodGet, "/v1/sessions/{session}", "Get a session", "Needs the scope sessions:read.", tag, managers), a.getSession)
	register(a, operation("end-session", http.MethodDelete, "/v1/sessions/{session}", "End a session",
		"A session that has ended already stays as it is. Needs the scope sessions:write.", tag, managers), a.endSession)
	register(a, operation("end-sessions", http.MethodPost, "/v1/sessions/end", "End several sessions",
		"Each by itself: one that has ended already stays as it is. When there is not every one of them, none ends; after another error, some may have "+
			"ended. Needs the scope sessions:write.", tag, managers), a.endSessions)
	register(a, operation("count-matching-sessions", http.MethodGet, "/v1/sessions/count", "Count active sessions",
		"Those that match, and their users. Needs the scope sessions:read.", tag, managers), a.countMatching)
	register(a, operation("end-matching-sessions", http.MethodPost, "/v1/sessions/end-matching", "End all active sessions that match",
		"Each by itself, at most 10,000: left says how many to end by asking again. At least one filter is needed. "+
			"Needs the scopes sessions:write and sessions:read.", tag, managers), a.endMatching)
	register(a, operation("end-user-sessions", http.MethodPost, "/v1/users/{user}/sessions/end", "End all sessions of a user",
		"In one tenant or in all. Needs the scope sessions:write.", tag, managers), a.endUserSessions)
	register(a, operation("end-tenant-sessions", http.MethodPost, "/v1/tenants/{tenant}/sessions/end", "End all sessions of a tenant",
		"One small write, effective for every check that starts after the answer. Needs the scope sessions:write.", tag, managers), a.endTenantSessions)
	register(a, operation("end-all-sessions", http.MethodPost, "/v1/sessions/end-all", "End all sessions of the environment",
		"One small write, effective for every check that starts after the answer. Needs the scope sessions:write.", tag, managers), a.endAllSessions)
}

// CreateSessionBody is a session for a user that the application has authenticated.
type CreateSessionBody struct {
	User struct {
		ID         string `json:"id,omitempty" maxLength:"36"`
		ExternalID string `json:"external_id,omitempty" maxLength:"128"`
		Email      string `json:"email,omitempty" maxLength:"254"`
		Name       string `json:"name,omitempty" maxLength:"200" doc:"For a user that is made"`
	} `json:"user" doc:"Looked up by id, else by external_id, else by email"`
	Tenant struct {
		ID         string `json:"id,omitempty" maxLength:"36"`
		ExternalID string `json:"external_id,omitempty" maxLength:"128"`
		Name       string `json:"name,omitempty" maxLength:"200" doc:"For a tenant that is made"`
	} `json:"tenant" doc:"Looked up by id or by external_id"`
	CreateMissing bool             `json:"create_missing,omitempty" doc:"Make user, tenant and membership when they are not there"`
	Delivery      service.Delivery `json:"delivery,omitempty" enum:"secret,tokens" default:"tokens"`
	Methods       []string         `json:"methods,omitempty" maxItems:"8" doc:"How the user was authenticated (RFC 8176), such as pwd, otp, hwk"`
	DeviceName    string           `json:"device_name,omitempty" maxLength:"60"`
	Client        struct {
		Address   string `json:"address,omitempty" maxLength:"45" doc:"IP address of the user's device"`
		UserAgent string `json:"user_agent,omitempty" maxLength:"4096" doc:"The User-Agent header of the user's device"`
	} `json:"client,omitempty" doc:"The device that signs in, which is not the caller"`
}

type createdOutput struct{ Body StartedBody }

func (a *API) createSession(ctx context.Context, who access.Principal, in *struct {
	EnvironmentPath
	Body CreateSessionBody
}) (*createdOutput, error) {
	b := in.Body
	user, err := optionalUser("user.id", b.User.ID)
	if err != nil {
		return nil, err
	}
	tenant, err := optionalTenant("tenant.id", b.Tenant.ID)
	if err != nil {
		return nil, err
	}
	started, err := a.Service.CreateSession(ctx, who, service.CreateSession{
		User:    service.UserRef{ID: user, ExternalID: b.User.ExternalID, Email: b.User.Email, Name: b.User.Name},
		Tenant:  service.TenantRef{ID: tenant, ExternalID: b.Tenant.ExternalID, Name: b.Tenant.Name},
		Missing: b.CreateMissing, Delivery: b.Delivery, Methods: b.Methods, Name: b.DeviceName,
		Client: session.Client{Address: b.Client.Address, UserAgent: b.Client.UserAgent},
	})
	if err != nil {
		return nil, err
	}
	out := a.hand(in.Environment, b.Delivery, started)
	out.Body.Session.Current = false
	return &createdOutput{out.Body}, nil
}

// SessionPage is a page of sessions.
type SessionPage struct {
	Sessions []ManagedSession `json:"sessions" nullable:"false"`
	Next     string           `json:"next,omitempty" doc:"Cursor of the next page; absent on the last"`
}

func (a *API) listSessions(ctx context.Context, who access.Principal, in *struct {
	EnvironmentPath
	PageQuery
	SessionFilterQuery
}) (*struct{ Body SessionPage }, error) {
	page, err := in.page()
	if err != nil {
		return nil, err
	}
	search, err := a.search(in.SessionFilterQuery)
	if err != nil {
		return nil, err
	}
	all, next, err := a.Service.Sessions(ctx, who, service.ListState(in.State), search, page)
	if err != nil {
		return nil, err
	}
	shown, err := a.showManaged(ctx, who, all...)
	return &struct{ Body SessionPage }{SessionPage{Sessions: shown, Next: next}}, err
}

// SessionDetails is all that is known of a session.
type SessionDetails struct {
	ManagedSession
	Latest *LatestClient `json:"latest,omitempty" doc:"Where a browser used it last; absent while that is known of no other place than the sign-in's. Only requests that come with the session's cookie tell"`
}

// LatestClient is where a session was used.
type LatestClient struct {
	Device  Device    `json:"device"`
	Address string    `json:"address"`
	Place   *Place    `json:"place,omitempty"`
	SeenAt  time.Time `json:"seen_at" doc:"When it was used from there for the first time"`
}

func (a *API) getSession(ctx context.Context, who access.Principal, in *SessionPath) (*struct{ Body SessionDetails }, error) {
	id, err := sessionID(in.Session)
	if err != nil {
		return nil, err
	}
	one, latest, err := a.Service.Session(ctx, who, id)
	if err != nil {
		return nil, err
	}
	shown, err := a.showManaged(ctx, who, one)
	out := &struct{ Body SessionDetails }{SessionDetails{ManagedSession: shown[0]}}
	if !latest.At.IsZero() {
		out.Body.Latest = &LatestClient{a.devices.show(latest.UserAgent), latest.Address, a.placeOf(latest.Address), latest.At}
	}
	return out, err
}

func (a *API) endSession(ctx context.Context, who access.Principal, in *SessionPath) (*endedOutput, error) {
	id, err := sessionID(in.Session)
	if err != nil {
		return nil, err
	}
	ended, err := a.Service.EndSession(ctx, who, id)
	out := &endedOutput{}
	if ended {
		out.Body.Ended = 1
	}
	return out, err
}

// EndNote is why sessions are ended.
type EndNote struct {
	Note string `json:"note,omitempty" maxLength:"500" doc:"Why, for the audit log"`
}

// text is the note of a body that may be missing.
func (n *EndNote) text() string {
	if n == nil {
		return ""
	}
	return n.Note
}

func (a *API) endSessions(ctx context.Context, who access.Principal, in *struct {
	EnvironmentPath
	Body struct {
		Sessions []string `json:"sessions" minItems:"1" maxItems:"200" nullable:"false" doc:"IDs of sessions"`
		EndNote
	}
}) (*endedOutput, error) {
	ids := make([]session.ID, 0, len(in.Body.Sessions))
	for i, text := range in.Body.Sessions {
		id, err := optional(fmt.Sprintf("sessions[%d]", i), text)
		if err != nil {
			return nil, err
		}
		ids = append(ids, session.ID{UID: id})
	}
	n, err := a.Service.EndSessions(ctx, who, ids, in.Body.Note)
	return &endedOutput{Body: EndedBody{n}}, err
}

func (a *API) endUserSessions(ctx context.Context, who access.Principal, in *struct {
	UserPath
	Tenant string   `query:"tenant" maxLength:"36" doc:"Only in this tenant"`
	Body   *EndNote `required:"false"`
}) (*endedOutput, error) {
	user, err := userID(in.User)
	if err != nil {
		return nil, err
	}
	tenant, err := optionalTenant("tenant", in.Tenant)
	if err != nil {
		return nil, err
	}
	n, err := a.Service.EndUserSessions(ctx, who, user, tenant, in.Body.text())
	return &endedOutput{Body: EndedBody{n}}, err
}

// NotBeforeBody says from when on sign-ins count.
type NotBeforeBody struct {
	NotBefore time.Time `json:"not_before" doc:"Every session that signed in before this instant has ended"`
}

type notBeforeOutput struct{ Body NotBeforeBody }

func (a *API) endTenantSessions(ctx context.Context, who access.Principal, in *struct {
	TenantPath
	Body *EndNote `required:"false"`
}) (*notBeforeOutput, error) {
	id, err := tenantID(in.Tenant)
	if err != nil {
		return nil, err
	}
	mark, err := a.Service.EndTenantSessions(ctx, who, id, in.Body.text())
	return &notBeforeOutput{NotBeforeBody{mark.At}}, err
}

func (a *API) endAllSessions(ctx context.Context, who access.Principal, in *struct {
	EnvironmentPath
	Body *EndNote `required:"false"`
}) (*notBeforeOutput, error) {
	mark, err := a.Service.EndAllSessions(ctx, who, in.Body.text())
	return &notBeforeOutput{NotBeforeBody{mark.At}}, err
}
