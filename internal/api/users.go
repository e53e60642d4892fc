package api

import (
	"context"
	"net/http"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

func (a *API) mountUsers() {
	const tag = "Users and memberships"
	created := operation("create-user", http.MethodPost, "/v1/users", "Create a user",
		"A user needs an e-mail address or an external ID. Needs the scope users:write.", tag, managers)
	created.DefaultStatus = http.StatusCreated
	register(a, created, a.createUser)
	register(a, operation("list-users", http.MethodGet, "/v1/users", "List users",
		"Oldest first; with email or external_id, the one of that name. With search, a page may hold fewer than the limit although more follow: "+
			"go on while there is a next. Needs the scope users:read, with counts also sessions:read.", tag, managers), a.listUsers)
	register(a, operation("get-user", http.MethodGet, "/v1/users/{user}", "Get a user", "Needs the scope users:read.", tag, managers), a.getUser)
	register(a, operation("update-user", http.MethodPatch, "/v1/users/{user}", "Change, disable or enable a user",
		"Members that are left out stay as they are. Disabling ends all sessions of the user (user_disabled); enabling brings "+
			"none back. Needs the scope users:write.", tag, managers), a.updateUser)
	register(a, operation("delete-user", http.MethodDelete, "/v1/users/{user}", "Delete a user",
		"Ends all sessions of the user, and erases what they say about the user's devices. Needs the scope users:write.", tag, managers), a.deleteUser)
	register(a, operation("set-password", http.MethodPut, "/v1/users/{user}/password", "Set a user's password",
		"Ends all sessions of the user (credentials_changed). Needs the scope users:write.", tag, backend), a.setPassword)
	register(a, operation("list-memberships", http.MethodGet, "/v1/users/{user}/memberships", "List a user's tenants",
		"Needs the scope users:read.", tag, managers), a.listMemberships)
	register(a, operation("add-membership", http.MethodPut, "/v1/users/{user}/memberships/{tenant}", "Make a user a member of a tenant, or set a member's roles",
		"Roles hold from the user's next request; access tokens carry them from the next refresh. Needs the scope users:write.", tag, managers), a.addMembership)
	register(a, operation("remove-membership", http.MethodDelete, "/v1/users/{user}/memberships/{tenant}", "Take a user out of a tenant",
		"Ends the user's sessions in the tenant (tenant_removed). Needs the scope users:write.", tag, managers), a.removeMembership)
}

type userOutput struct{ Body User }

// UserBody is a user to be made.
type UserBody struct {
	Email      string `json:"email,omitempty" maxLength:"254" example:"ada@example.com"`
	ExternalID string `json:"external_id,omitempty" maxLength:"128" doc:"The application's own name for the user; unique in the environment"`
	Name       string `json:"name,omitempty" maxLength:"200"`
}

func (a *API) createUser(ctx context.Context, who access.Principal, in *struct {
	EnvironmentPath
	Body UserBody
}) (*userOutput, error) {
	u, err := a.Service.CreateUser(ctx, who, tenancy.User{Email: in.Body.Email, ExternalID: in.Body.ExternalID, Name: in.Body.Name})
	return &userOutput{showUser(u)}, err
}

// UserList is a page of users.
type UserList struct {
	Users []ManagedUser `json:"users" nullable:"false"`
	Next  string        `json:"next,omitempty" doc:"Cursor of the next page; absent on the last"`
}

func (a *API) listUsers(ctx context.Context, who access.Principal, in *struct {
	EnvironmentPath
	PageQuery
	Tenant     string `query:"tenant" maxLength:"36" doc:"Only members of this tenant"`
	Email      string `query:"email" maxLength:"254"`
	ExternalID string `query:"external_id" maxLength:"128"`
	Search     string `query:"search" maxLength:"200" doc:"A part of the name, the e-mail address or the external ID"`
	Counts     bool   `query:"counts" doc:"Also count active sessions"`
	Belongings bool   `query:"memberships" doc:"Also tell the tenants that they belong to, the oldest memberships first, at most 10 of each user. Needs tenants:read, too"`
}) (*struct{ Body UserList }, error) {
	page, err := in.page()
	if err != nil {
		return nil, err
	}
	tenant, err := optionalTenant("tenant", in.Tenant)
	if err != nil {
		return nil, err
	}
	all, more, err := a.foundUsers(ctx, who, tenant, in.Email, in.ExternalID, in.Search, page)
	if err != nil {
		return nil, err
	}
	shown, err := a.showUsers(ctx, who, all, in.Counts)
	if err == nil && in.Belongings {
		err = a.addBelongings(ctx, who, all, shown)
	}
	return &struct{ Body UserList }{UserList{Users: shown, Next: more}}, err
}

// foundUsers is a page of all users, of those that are searched for, or the one of a name.
func (a *API) foundUsers(ctx context.Context, who access.Principal, tenant tenancy.TenantID, email, externalID, search string, page service.Page) (all []tenancy.User, more string, err error) {
	switch {
	case email != "" || externalID != "":
		all, err = a.namedUser(ctx, who, email, externalID)
	case search != "":
		return a.Service.SearchUsers(ctx, who, tenant, search, page)
	default:
		all, err = a.Service.Users(ctx, who, tenant, page)
	}
	return all, next(all, page.Limit, func(u tenancy.User) string { return u.ID.String() }), err
}

// namedUser is a list of the one user of a name, or of none.
func (a *API) namedUser(ctx context.Context, who access.Principal, email, externalID string) ([]tenancy.User, error) {
	u, found, err := a.Service.FindUser(ctx, who, email, externalID)
	if err != nil || !found {
		return nil, err
	}
	return []tenancy.User{u}, nil
}

// UserPath is the input of an operation about one user.
type UserPath struct {
	EnvironmentPath
	User string `path:"user" maxLength:"36" doc:"The user's ID"`
}

func (a *API) getUser(ctx context.Context, who access.Principal, in *UserPath) (*userOutput, error) {
	id, err := userID(in.User)
	if err != nil {
		return nil, err
	}
	u, err := a.Service.User(ctx, who, id)
	return &userOutput{showUser(u)}, err
}

func (a *API) updateUser(ctx context.Context, who access.Principal, in *struct {
	UserPath
	Body struct {
		Email      *string `json:"email,omitempty" maxLength:"254"`
		ExternalID *string `json:"external_id,omitempty" maxLength:"128"`
		Name       *string `json:"name,omitempty" maxLength:"200"`
		Disabled   *bool   `json:"disabled,omitempty"`
	}
}) (*userOutput, error) {
	id, err := userID(in.User)
	if err != nil {
		return nil, err
	}
	u, err := a.Service.UpdateUser(ctx, who, id, in.Body.Disabled, func(u *tenancy.User) {
		set(&u.Email, in.Body.Email)
		set(&u.ExternalID, in.Body.ExternalID)
		set(&u.Name, in.Body.Name)
	})
	return &userOutput{showUser(u)}, err
}

func (a *API) deleteUser(ctx context.Context, who access.Principal, in *UserPath) (*struct{}, error) {
	id, err := userID(in.User)
	if err != nil {
		return nil, err
	}
	return nil, a.Service.DeleteUser(ctx, who, id)
}

func (a *API) setPassword(ctx context.Context, who access.Principal, in *struct {
	UserPath
	Body struct {
		Password string `json:"password" minLength:"1" maxLength:"1024" doc:"8 to 256 characters; 15 or more are recommended"`
	}
}) (*struct{}, error) {
	id, err := userID(in.User)
	if err != nil {
		return nil, err
	}
	return nil, a.Service.SetPassword(ctx, who, id, service.NewPassword(in.Body.Password))
}

// Membership is a user's membership of a tenant.
type Membership struct {
	TenantID  string    `json:"tenant_id" format:"uuid"`
	Roles     []string  `json:"roles" nullable:"false"`
	CreatedAt time.Time `json:"created_at"`
}

// MembershipList is all memberships of a user.
type MembershipList struct {
	Memberships []Membership `json:"memberships" nullable:"false"`
}

func (a *API) listMemberships(ctx context.Context, who access.Principal, in *UserPath) (*struct{ Body MembershipList }, error) {
	id, err := userID(in.User)
	if err != nil {
		return nil, err
	}
	all, err := a.Service.Memberships(ctx, who, id)
	list := MembershipList{Memberships: make([]Membership, 0, len(all))}
	for _, m := range all {
		list.Memberships = append(list.Memberships, showMembership(m))
	}
	return &struct{ Body MembershipList }{list}, err
}

// MembershipPath is the input of an operation about one membership.
type MembershipPath struct {
	UserPath
	Tenant string `path:"tenant" maxLength:"36" doc:"The tenant's ID"`
}

func (in MembershipPath) ids() (tenancy.UserID, tenancy.TenantID, error) {
	user, err := userID(in.User)
	if err != nil {
		return user, tenancy.TenantID{}, err
	}
	tenant, err := tenantID(in.Tenant)
	return user, tenant, err
}

func showMembership(m tenancy.Membership) Membership {
	return Membership{TenantID: m.Tenant.String(), Roles: roleTexts(m.Roles), CreatedAt: m.CreatedAt}
}

func (a *API) addMembership(ctx context.Context, who access.Principal, in *struct {
	MembershipPath
	Body *struct {
		Roles *[]string `json:"roles,omitempty" maxItems:"50" doc:"The roles of the member; left out, a new member gets the default role and another keeps theirs"`
	} `required:"false"`
}) (*struct{ Body Membership }, error) {
	user, tenant, err := in.ids()
	if err != nil {
		return nil, err
	}
	var roles []tenancy.RoleKey
	if in.Body != nil && in.Body.Roles != nil {
		roles = []tenancy.RoleKey{}
		for _, role := range *in.Body.Roles {
			roles = append(roles, tenancy.RoleKey(role))
		}
	}
	m, err := a.Service.SetMembership(ctx, who, user, tenant, roles)
	return &struct{ Body Membership }{showMembership(m)}, err
}

func (a *API) removeMembership(ctx context.Context, who access.Principal, in *MembershipPath) (*struct{}, error) {
	user, tenant, err := in.ids()
	if err != nil {
		return nil, err
	}
	return nil, a.Service.RemoveMembership(ctx, who, user, tenant)
}
