package api

import (
	"context"
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

func (a *API) mountMembers() {
	register(a, operation("list-tenant-users", http.MethodGet, "/v1/tenants/{tenant}/users", "List the users of a tenant",
		"By name, with roles, status, the number of active sessions in the tenant and the last activity. Needs the scopes users:read and sessions:read.",
		"Users and memberships", managers), a.tenantUsers)
}

// MemberQuery chooses users of a tenant.
type MemberQuery struct {
	Cursor string `query:"cursor" maxLength:"1200" doc:"Where to go on: next of the page before"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many at the most"`
	Search string `query:"search" maxLength:"200" doc:"A part of the name or of the e-mail address"`
	Role   string `query:"role" maxLength:"60" doc:"Only who has this role"`
}

func (in MemberQuery) read() (filter service.MemberFilter, after service.MemberPlace, err error) {
	filter = service.MemberFilter{Search: strings.ToLower(in.Search), Role: tenancy.RoleKey(in.Role)}
	if in.Cursor == "" {
		return filter, after, nil
	}
	after, ok := placeAt(in.Cursor)
	if !ok {
		err = fault.Field("cursor", "The cursor is not one that was given out here.")
	}
	return filter, after, err
}

// cursorOf is a place in a list of users as clients carry it; empty for none.
func cursorOf(place service.MemberPlace) string {
	if place.User.IsZero() {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(append(place.User.UID[:], place.Label...))
}

func placeAt(cursor string) (place service.MemberPlace, ok bool) {
	bytes, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(bytes) < len(place.User.UID) {
		return place, false
	}
	place.Label = string(bytes[copy(place.User.UID[:], bytes):])
	return place, !place.User.IsZero() && tenancy.ValidLabel("cursor", place.Label, tenancy.MaxEmail) == nil
}

func roleTexts(roles []tenancy.RoleKey) []string {
	all := make([]string, len(roles))
	for i, role := range roles {
		all[i] = string(role)
	}
	return all
}

func (a *API) tenantUsers(ctx context.Context, who access.Principal, in *struct {
	TenantPath
	MemberQuery
}) (*struct{ Body MemberList }, error) {
	id, err := tenantID(in.Tenant)
	if err != nil {
		return nil, err
	}
	filter, after, err := in.read()
	if err != nil {
		return nil, err
	}
	all, next, err := a.Service.TenantUsers(ctx, who, id, filter, after, in.Limit)
	return &struct{ Body MemberList }{showMembers(all, next)}, err
}
