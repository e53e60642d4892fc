package api

import (
	"context"
	"net/http"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

func (a *API) mountTenants() {
	const tag = "Tenants"
	created := operation("create-tenant", http.MethodPost, "/v1/tenants", "Create a tenant", "Needs the scope tenants:write.", tag, managers)
	created.DefaultStatus = http.StatusCreated
	register(a, created, a.createTenant)
	register(a, operation("list-tenants", http.MethodGet, "/v1/tenants", "List tenants",
		"Oldest first. With search, a page may hold fewer than the limit although more follow: go on while there is a next. "+
			"Needs the scope tenants:read, with counts also sessions:read and settings:read.", tag, managers), a.listTenants)
	register(a, operation("get-tenant", http.MethodGet, "/v1/tenants/{tenant}", "Get a tenant", "Needs the scope tenants:read.", tag, managers), a.getTenant)
	register(a, operation("update-tenant", http.MethodPatch, "/v1/tenants/{tenant}", "Change a tenant",
		"Members that are left out stay as they are. Needs the scope tenants:write.", tag, managers), a.updateTenant)
	register(a, operation("delete-tenant", http.MethodDelete, "/v1/tenants/{tenant}", "Delete a tenant",
		"Ends all its sessions (tenant_removed), and deletes its memberships and settings. Needs the scope tenants:write.", tag, managers), a.deleteTenant)
}

type tenantOutput struct{ Body Tenant }

// TenantBody is a tenant to be made.
type TenantBody struct {
	Name       string `json:"name" minLength:"1" maxLength:"200"`
	ExternalID string `json:"external_id,omitempty" maxLength:"128" doc:"The application's own name for it; unique in the environment"`
}

func (a *API) createTenant(ctx context.Context, who access.Principal, in *struct {
	EnvironmentPath
	Body TenantBody
}) (*tenantOutput, error) {
	t, err := a.Service.CreateTenant(ctx, who, tenancy.Tenant{Name: in.Body.Name, ExternalID: in.Body.ExternalID})
	return &tenantOutput{showTenant(t)}, err
}

// TenantList is a page of tenants.
type TenantList struct {
	Tenants []ManagedTenant `json:"tenants" nullable:"false"`
	Next    string          `json:"next,omitempty" doc:"Cursor of the next page; absent on the last"`
}

func (a *API) listTenants(ctx context.Context, who access.Principal, in *struct {
	EnvironmentPath
	PageQuery
	Search string `query:"search" maxLength:"200" doc:"A part of the name or of the external ID"`
	Counts bool   `query:"counts" doc:"Also count active sessions, and tell the tenants' own settings"`
}) (*struct{ Body TenantList }, error) {
	page, err := in.page()
	if err != nil {
		return nil, err
	}
	var all []tenancy.Tenant
	var more string
	if in.Search != "" {
		all, more, err = a.Service.SearchTenants(ctx, who, in.Search, page)
	} else {
		all, err = a.Service.Tenants(ctx, who, page)
		more = next(all, in.Limit, func(t tenancy.Tenant) string { return t.ID.String() })
	}
	if err != nil {
		return nil, err
	}
	shown, err := a.showTenants(ctx, who, all, in.Counts)
	return &struct{ Body TenantList }{TenantList{Tenants: shown, Next: more}}, err
}

// TenantPath is the input of an operation about one tenant.
type TenantPath struct {
	EnvironmentPath
	Tenant string `path:"tenant" maxLength:"36" doc:"The tenant's ID"`
}

func (a *API) getTenant(ctx context.Context, who access.Principal, in *TenantPath) (*tenantOutput, error) {
	id, err := tenantID(in.Tenant)
	if err != nil {
		return nil, err
	}
	t, err := a.Service.Tenant(ctx, who, id)
	return &tenantOutput{showTenant(t)}, err
}

func (a *API) updateTenant(ctx context.Context, who access.Principal, in *struct {
	TenantPath
	Body struct {
		Name       *string `json:"name,omitempty" minLength:"1" maxLength:"200"`
		ExternalID *string `json:"external_id,omitempty" maxLength:"128"`
	}
}) (*tenantOutput, error) {
	id, err := tenantID(in.Tenant)
	if err != nil {
		return nil, err
	}
	t, err := a.Service.UpdateTenant(ctx, who, id, func(t *tenancy.Tenant) {
		set(&t.Name, in.Body.Name)
		set(&t.ExternalID, in.Body.ExternalID)
	})
	return &tenantOutput{showTenant(t)}, err
}

func (a *API) deleteTenant(ctx context.Context, who access.Principal, in *TenantPath) (*struct{}, error) {
	id, err := tenantID(in.Tenant)
	if err != nil {
		return nil, err
	}
	return nil, a.Service.DeleteTenant(ctx, who, id)
}

// set gives a member the value that a request has for it, if it has one.
func set(member *string, value *string) {
	if value != nil {
		*member = *value
	}
}
