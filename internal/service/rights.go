package service

import (
	"slices"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/settings"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// Rights is what a member may do in a tenant.
type Rights struct {
	Roles       []tenancy.RoleKey
	Permissions access.Permissions
	Pages       settings.Pages // those that are switched on
}

// rightsBy is what a document makes of the roles of a member.
func rightsBy(document settings.Document, roles []tenancy.RoleKey) Rights {
	return Rights{Roles: document.RolesAmong(roles), Permissions: document.PermissionsOf(roles), Pages: document.Pages}
}

// rightsOf is what a signed-in user may do now, whatever a token says.
func (s *Service) rightsOf(tx store.Reader, who access.Principal) (Rights, error) {
	if err := who.RequireUser(); err != nil {
		return Rights{}, err
	}
	membership, found, err := tx.Membership(who.User, who.Tenant)
	if err != nil {
		return Rights{}, err
	}
	if !found {
		return Rights{}, fault.New(fault.Forbidden, "The user is not a member of the tenant.").WithCode("not_a_member")
	}
	policy, err := tx.EnvironmentPolicy()
	if err != nil {
		return Rights{}, err
	}
	document, err := s.published(tx, who.Environment, policy)
	return rightsBy(document, membership.Roles), err
}

// admit lets a signed-in user act on a page that is switched on, with one of the permissions if there are any.
func (s *Service) admit(tx store.Reader, who access.Principal, page settings.Page, anyOf ...access.PermissionKey) error {
	rights, err := s.rightsOf(tx, who)
	if err != nil {
		return err
	}
	if !rights.Pages.On(page) {
		return fault.New(fault.Forbidden, "The page %s is switched off.", page).WithCode("page_switched_off")
	}
	if len(anyOf) > 0 && !slices.ContainsFunc(anyOf, rights.Permissions.Has) {
		e := fault.New(fault.Forbidden, "The permission %s is needed. Roles that have it are given by whoever runs the application.", anyOf[0])
		e.Details = map[string]any{"permission": anyOf[0]}
		return e.WithCode("permission_missing")
	}
	return nil
}
