package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/settings"
)

// maxDocument is the most that a request with a settings document may carry, in bytes.
const maxDocument = 512 << 10

func (a *API) mountDocument() {
	const tag = "Settings document"
	const read, write = "Needs the scope settings:read.", "Needs the scope settings:write."
	large := func(op huma.Operation) huma.Operation {
		op.MaxBodyBytes = maxDocument
		op.Description += " The body may have up to 512 KiB."
		return op
	}
	register(a, operation("get-published-settings", http.MethodGet, "/v1/settings", "The settings document in force", read, tag, managers), a.publishedSettings)
	register(a, operation("get-settings-draft", http.MethodGet, "/v1/settings/draft", "The draft",
		"When there is none, the document in force, as revision 0. "+read, tag, managers), a.settingsDraft)
	register(a, large(operation("save-settings-draft", http.MethodPut, "/v1/settings/draft", "Save the draft",
		"Refused with draft_conflict when somebody else has saved since the revision that was edited. "+write, tag, managers)), a.saveDraft)
	register(a, operation("discard-settings-draft", http.MethodDelete, "/v1/settings/draft", "Discard the draft", write, tag, managers), a.discardDraft)
	register(a, large(operation("check-settings", http.MethodPost, "/v1/settings/impact", "What would publishing a document change?",
		"Checks the document, tells how it differs from the one in force, how many sessions it would end, and who would gain or lose permissions. "+
			"Changes nothing. "+read, tag, managers)), a.documentImpact)
	register(a, operation("publish-settings-draft", http.MethodPost, "/v1/settings/draft/publish", "Publish the draft",
		"As an immutable version with the next number, in force when the answer comes; by then every session that it ends has ended. "+write, tag, managers), a.publishDraft)
	register(a, large(operation("publish-settings", http.MethodPost, "/v1/settings/publish", "Publish a document",
		"Without a draft, for programs that keep the document elsewhere. "+write, tag, managers)), a.publishDocument)
	register(a, operation("list-settings-versions", http.MethodGet, "/v1/settings/versions", "Published versions", "Newest first. "+read, tag, managers), a.settingsVersions)
	register(a, operation("get-settings-version", http.MethodGet, "/v1/settings/versions/{version}", "A published version",
		"Version 0 is what holds before anything is published. "+read, tag, managers), a.settingsVersion)
	register(a, operation("compare-settings-versions", http.MethodGet, "/v1/settings/versions/{version}/compare", "How versions differ", read, tag, managers), a.compareVersions)
	register(a, operation("restore-settings-version", http.MethodPost, "/v1/settings/versions/{version}/restore", "Publish an earlier version again",
		"As a new version. Sessions that have ended do not come back. "+write, tag, managers), a.restoreVersion)
	register(a, operation("list-permissions", http.MethodGet, "/v1/permissions", "Permissions that roles may hold",
		"The built-in ones, and those of the document in force. "+read, tag, managers), a.listPermissions)
	register(a, operation("list-roles", http.MethodGet, "/v1/roles", "Roles, and how many users have each",
		"Those of the document in force. "+read, tag, managers), a.listRoles)
}

// VersionBody is a published settings document.
type VersionBody struct {
	Version     int64              `json:"version"`
	Document    *settings.Document `json:"document,omitempty" doc:"Left out in lists"`
	Note        string             `json:"note,omitempty"`
	Restores    int64              `json:"restores,omitempty" doc:"The version whose document it has again"`
	PublishedAt time.Time          `json:"published_at,omitzero"`
	PublishedBy *AuditActor        `json:"published_by,omitempty"`
	Ended       int                `json:"ended" doc:"How many sessions it has ended"`
}

// showVersions is versions with the names of their authors.
func (a *API) showVersions(ctx context.Context, who access.Principal, whole bool, all ...service.SettingsVersion) ([]VersionBody, error) {
	authors := make([]access.Actor, len(all))
	for i, v := range all {
		authors[i] = v.PublishedBy
	}
	names, err := a.Service.ActorNames(ctx, who, authors...)
	if err != nil {
		return nil, err
	}
	shown := make([]VersionBody, len(all))
	for i, v := range all {
		shown[i] = showVersion(v, whole, names[i])
	}
	return shown, nil
}

func showVersion(v service.SettingsVersion, whole bool, author string) VersionBody {
	body := VersionBody{Version: v.Number, Note: v.Note, Restores: v.Restores, PublishedAt: v.PublishedAt, Ended: v.Ended}
	if v.Number > 0 {
		by := showActor(v.PublishedBy, author)
		body.PublishedBy = &by
	}
	if whole {
		body.Document = &v.Document
	}
	return body
}

type versionOutput struct{ Body VersionBody }

// version is the answer that tells one version, unless there was an error before.
func (a *API) version(ctx context.Context, who access.Principal, v service.SettingsVersion, err error) (*versionOutput, error) {
	if err != nil {
		return nil, err
	}
	shown, err := a.showVersions(ctx, who, true, v)
	if err != nil {
		return nil, err
	}
	return &versionOutput{shown[0]}, nil
}

func (a *API) publishedSettings(ctx context.Context, who access.Principal, _ *struct{ EnvironmentPath }) (*versionOutput, error) {
	v, err := a.Service.PublishedSettings(ctx, who)
	return a.version(ctx, who, v, err)
}

// VersionPath is the input of an operation about one version.
type VersionPath struct {
	EnvironmentPath
	Version int64 `path:"version" minimum:"0" doc:"The version's number"`
}

func (a *API) settingsVersion(ctx context.Context, who access.Principal, in *VersionPath) (*versionOutput, error) {
	v, err := a.Service.SettingsVersion(ctx, who, in.Version)
	return a.version(ctx, who, v, err)
}

// VersionList is a page of versions.
type VersionList struct {
	Versions []VersionBody `json:"versions" nullable:"false"`
	Next     int64         `json:"next,omitempty" doc:"Go on below this number; absent on the last page"`
}

func (a *API) settingsVersions(ctx context.Context, who access.Principal, in *struct {
	EnvironmentPath
	Below int64 `query:"below" minimum:"0" doc:"Only versions with a lower number: next of the page before"`
	Limit int   `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"How many at the most"`
}) (*struct{ Body VersionList }, error) {
	all, err := a.Service.SettingsVersions(ctx, who, in.Below, in.Limit)
	if err != nil {
		return nil, err
	}
	list := VersionList{}
	list.Versions, err = a.showVersions(ctx, who, false, all...)
	if len(all) == in.Limit && all[len(all)-1].Number > 1 {
		list.Next = all[len(all)-1].Number
	}
	return &struct{ Body VersionList }{list}, err
}

// ChangesBody is how documents differ.
type ChangesBody struct {
	Changes []settings.Change `json:"changes" nullable:"false"`
}

func (a *API) compareVersions(ctx context.Context, who access.Principal, in *struct {
	VersionPath
	With int64 `query:"with" required:"true" minimum:"0" doc:"The other version"`
}) (*struct{ Body ChangesBody }, error) {
	changes, err := a.Service.CompareVersions(ctx, who, in.Version, in.With)
	return &struct{ Body ChangesBody }{ChangesBody{changes}}, err
}

// DocumentImpactBody is what publishing a document would change.
type DocumentImpactBody struct {
	Version int64             `json:"version" doc:"The version in force that it is held against"`
	Changes []settings.Change `json:"changes" nullable:"false"`
	Impact
	Permissions []PermissionShift `json:"permissions" nullable:"false" doc:"Permissions that users would gain or lose in some tenant"`
}

// PermissionShift is how many users would gain or lose a permission.
type PermissionShift struct {
	Key         string `json:"key"`
	Name        string `json:"name"`
	Gain        int    `json:"gain" doc:"How many users would gain it somewhere"`
	GainTenants int    `json:"gain_tenants" doc:"In how many tenants"`
	Lose        int    `json:"lose" doc:"How many users would lose it somewhere"`
	LoseTenants int    `json:"lose_tenants" doc:"In how many tenants"`
}

func (a *API) documentImpact(ctx context.Context, who access.Principal, in *struct {
	EnvironmentPath
	ImpactQuery
	Body settings.Document
}) (*struct{ Body DocumentImpactBody }, error) {
	page, err := in.page()
	if err != nil {
		return nil, err
	}
	i, err := a.Service.DocumentImpact(ctx, who, in.Body, page)
	body := DocumentImpactBody{Version: i.Base, Changes: i.Changes, Impact: a.showImpact(i.Impact, i.Warnings), Permissions: []PermissionShift{}}
	for _, s := range i.Shifts {
		body.Permissions = append(body.Permissions, PermissionShift{
			Key: string(s.Permission.Key), Name: s.Permission.Name,
			Gain: s.Gain.Users, GainTenants: s.Gain.Tenants, Lose: s.Lose.Users, LoseTenants: s.Lose.Tenants,
		})
	}
	return &struct{ Body DocumentImpactBody }{body}, err
}

func (a *API) publishDocument(ctx context.Context, who access.Principal, in *struct {
	EnvironmentPath
	Body struct {
		Document settings.Document `json:"document"`
		Base     *int64            `json:"base_version,omitempty" minimum:"0" doc:"The version that it was made from; refused when another is in force. Left out: whatever is there is replaced"`
		Note     string            `json:"note,omitempty" maxLength:"500" doc:"Why"`
	}
}) (*versionOutput, error) {
	p := service.Publication{Document: in.Body.Document, Base: service.AnyVersion, Note: in.Body.Note}
	if in.Body.Base != nil {
		p.Base = *in.Body.Base
	}
	done, err := a.Service.PublishDocument(ctx, who, p)
	return a.version(ctx, who, done.SettingsVersion, err)
}

func (a *API) restoreVersion(ctx context.Context, who access.Principal, in *struct {
	VersionPath
	Body struct {
		Note string `json:"note,omitempty" maxLength:"500" doc:"Why"`
	}
}) (*versionOutput, error) {
	done, err := a.Service.Restore(ctx, who, in.Version, in.Body.Note)
	return a.version(ctx, who, done.SettingsVersion, err)
}

// PermissionList is the permissions that there are.
type PermissionList struct {
	Permissions []PermissionBody `json:"permissions" nullable:"false"`
}

// PermissionBody is a permission that roles may hold.
type PermissionBody struct {
	access.Permission
	BuiltIn bool `json:"built_in" doc:"Whether it cannot be removed"`
}

func (a *API) listPermissions(ctx context.Context, who access.Principal, _ *struct{ EnvironmentPath }) (*struct{ Body PermissionList }, error) {
	v, err := a.Service.PublishedSettings(ctx, who)
	list := PermissionList{Permissions: []PermissionBody{}}
	for i, p := range v.Document.Known() {
		list.Permissions = append(list.Permissions, PermissionBody{p, i < len(access.BuiltIn())})
	}
	return &struct{ Body PermissionList }{list}, err
}

// RoleList is the roles that there are.
type RoleList struct {
	Roles []RoleBody `json:"roles" nullable:"false"`
}

// RoleBody is a role, and how many users have it.
type RoleBody struct {
	access.Role
	Users int `json:"users" doc:"How many users have it in some tenant"`
}

func (a *API) listRoles(ctx context.Context, who access.Principal, _ *struct{ EnvironmentPath }) (*struct{ Body RoleList }, error) {
	all, err := a.Service.Roles(ctx, who)
	list := RoleList{Roles: make([]RoleBody, 0, len(all))}
	for _, r := range all {
		list.Roles = append(list.Roles, RoleBody{r.Role, r.Users})
	}
	return &struct{ Body RoleList }{list}, err
}
