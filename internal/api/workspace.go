package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

func (a *API) mountWorkspace() {
	const tag = "Workspace administration"
	const users1 = "Needs the page workspace.users, and the permission sojourn.users.read or sojourn.sessions.revoke."
	const ends = "Needs the page workspace.users and the permission sojourn.sessions.revoke."
	const security = "Needs the page workspace.security and the permission sojourn.sessions.revoke."
	register(a, operation("list-workspace-users", http.MethodGet, "/v1/workspace/users", "Users of the workspace",
		"By name, with roles, status, the number of active sessions and the last activity. "+users1, tag, users), a.workspaceUsers)
	register(a, operation("get-workspace-user", http.MethodGet, "/v1/workspace/users/{user}", "One user of the workspace",
		"As in the list. "+users1, tag, users), a.workspaceUser)
	register(a, operation("list-workspace-user-sessions", http.MethodGet, "/v1/workspace/users/{user}/sessions", "Active sessions of a user of the workspace",
		"The last active first. "+users1, tag, users), a.workspaceUserSessions)
	register(a, operation("end-workspace-session", http.MethodDelete, "/v1/workspace/users/{user}/sessions/{session}", "End a session of a user of the workspace",
		"A session that has ended already stays as it is. "+ends, tag, users), a.endWorkspaceSession)
	register(a, operation("end-workspace-sessions", http.MethodPost, "/v1/workspace/end-sessions", "Sign users of the workspace out everywhere in it",
		"Ends all their sessions in the workspace, one user after the other; if one of them is not of the workspace, none. "+ends, tag, users), a.endWorkspaceUsers)
	register(a, operation("get-workspace-settings", http.MethodGet, "/v1/workspace/session-settings", "The workspace's session settings",
		"What holds, and from which level each value comes. "+security, tag, users), a.workspaceSettings)
	register(a, operation("preview-workspace-settings", http.MethodPost, "/v1/workspace/session-settings/preview", "Whom would a change sign out?",
		"Changes nothing. "+security, tag, users), a.previewWorkspace)
	register(a, operation("put-workspace-settings", http.MethodPut, "/v1/workspace/session-settings", "Change the workspace's session settings",
		"A setting that is left out is the environment's. Applies to live sessions: when the answer comes, every session that the change ends has ended. "+
			security, tag, users), a.putWorkspaceSettings)
	register(a, operation("list-workspace-events", http.MethodGet, "/v1/workspace/audit", "What was changed in the workspace",
		"Newest first. A page may hold fewer than the limit although more follow: go on while there is a next. "+
			"Needs the page workspace.security and the permission sojourn.audit.read.", tag, users), a.workspaceAudit)
}

// Member is a user of a tenant as its administrators see them.
type Member struct {
	User
	Roles          []string  `json:"roles" nullable:"false"`
	RoleNames      []string  `json:"role_names" nullable:"false" doc:"What the roles are called, in their order"`
	JoinedAt       time.Time `json:"joined_at"`
	ActiveSessions int       `json:"active_sessions" doc:"How many sessions in this tenant are active"`
	LastActiveAt   time.Time `json:"last_active_at,omitzero" doc:"Of any session; absent when the user has never signed in"`
}

// MemberList is a page of users of a tenant.
type MemberList struct {
	Users []Member `json:"users" nullable:"false"`
	Next  string   `json:"next,omitempty" doc:"Cursor of the next page; absent on the last"`
}

func showMembers(all []service.WorkspaceUser, next service.MemberPlace) MemberList {
	list := MemberList{Users: make([]Member, 0, len(all)), Next: cursorOf(next)}
	for _, u := range all {
		list.Users = append(list.Users, showMember(u))
	}
	return list
}

func showMember(u service.WorkspaceUser) Member {
	return Member{
		User: showUser(u.User), Roles: roleTexts(u.Roles), RoleNames: u.RoleNames,
		JoinedAt:       u.Membership.CreatedAt,
		ActiveSessions: u.ActiveSessions, LastActiveAt: u.LastActiveAt,
	}
}

func (a *API) workspaceUsers(ctx context.Context, who access.Principal, in *struct {
	EnvironmentPath
	MemberQuery
}) (*struct{ Body MemberList }, error) {
	filter, after, err := in.read()
	if err != nil {
		return nil, err
	}
	all, next, err := a.Service.WorkspaceUsers(ctx, who, filter, after, in.Limit)
	return &struct{ Body MemberList }{showMembers(all, next)}, err
}

func (a *API) workspaceUser(ctx context.Context, who access.Principal, in *UserPath) (*struct{ Body Member }, error) {
	id, err := userID(in.User)
	if err != nil {
		return nil, err
	}
	found, err := a.Service.WorkspaceUser(ctx, who, id)
	return &struct{ Body Member }{showMember(found)}, err
}

func (a *API) workspaceUserSessions(ctx context.Context, who access.Principal, in *UserPath) (*sessionListOutput, error) {
	id, err := userID(in.User)
	if err != nil {
		return nil, err
	}
	all, err := a.Service.WorkspaceUserSessions(ctx, who, id)
	return &sessionListOutput{SessionList{a.showSessions(all)}}, err
}

func (a *API) endWorkspaceSession(ctx context.Context, who access.Principal, in *struct {
	UserPath
	Session string `path:"session" maxLength:"36" doc:"The session's ID"`
}) (*endedOutput, error) {
	user, err := userID(in.User)
	if err != nil {
		return nil, err
	}
	id, err := sessionID(in.Session)
	if err != nil {
		return nil, err
	}
	out := &endedOutput{}
	ended, err := a.Service.EndWorkspaceSession(ctx, who, user, id)
	if ended {
		out.Body.Ended = 1
	}
	if err == nil && id == (session.ID{UID: who.Session}) {
		bye := a.goodbye(ctx, in.Environment)
		out.SetCookie, out.ClearSiteData = bye.SetCookie, bye.ClearSiteData
	}
	return out, err
}

// EndedUsersBody says how many sessions of each user have ended.
type EndedUsersBody struct {
	Ended int         `json:"ended" doc:"How many active sessions this has ended"`
	Users []EndedUser `json:"users" nullable:"false"`
}

// EndedUser says how many sessions of a user have ended.
type EndedUser struct {
	UserID string `json:"user_id" format:"uuid"`
	Ended  int    `json:"ended"`
}

func (a *API) endWorkspaceUsers(ctx context.Context, who access.Principal, in *struct {
	EnvironmentPath
	Body struct {
		Users []string `json:"users" minItems:"1" maxItems:"100" nullable:"false" doc:"The users' IDs"`
	}
}) (*struct{ Body EndedUsersBody }, error) {
	users := make([]tenancy.UserID, len(in.Body.Users))
	for i, text := range in.Body.Users {
		var err error
		if users[i], err = optionalUser(fmt.Sprintf("users[%d]", i), text); err != nil {
			return nil, err
		}
	}
	done, err := a.Service.EndWorkspaceUsers(ctx, who, users)
	body := EndedUsersBody{Users: []EndedUser{}}
	for _, one := range done {
		body.Ended += one.Ended
		body.Users = append(body.Users, EndedUser{UserID: one.User.String(), Ended: one.Ended})
	}
	return &struct{ Body EndedUsersBody }{body}, err
}

type workspaceSettingsInput struct {
	EnvironmentPath
	Body TenantSettingsInput
}

func (a *API) workspaceSettings(ctx context.Context, who access.Principal, _ *struct{ EnvironmentPath }) (*tenantSettingsOutput, error) {
	levels, err := a.Service.WorkspaceSettings(ctx, who)
	return &tenantSettingsOutput{showTenantSettings(levels)}, err
}

func (a *API) previewWorkspace(ctx context.Context, who access.Principal, in *struct {
	EnvironmentPath
	ImpactQuery
	Body TenantSettingsInput
}) (*impactOutput, error) {
	page, err := in.page()
	if err != nil {
		return nil, err
	}
	impact, err := a.Service.PreviewWorkspaceSettings(ctx, who, in.Body.Overrides, page)
	return &impactOutput{a.showImpact(impact, nil)}, err
}

func (a *API) putWorkspaceSettings(ctx context.Context, who access.Principal, in *workspaceSettingsInput) (*tenantSettingsOutput, error) {
	levels, ended, err := a.Service.ChangeWorkspaceSettings(ctx, who, in.Body.Overrides, in.Body.Version)
	body := showTenantSettings(levels)
	body.Ended = &ended
	return &tenantSettingsOutput{body}, err
}
