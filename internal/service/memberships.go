package service

import (
	"context"
	"fmt"
	"slices"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// SetMembership makes a user a member of a tenant, with roles: the default role when roles is nil. Of who is a member
// already it sets the roles, and with nil it changes nothing.
func (s *Service) SetMembership(ctx context.Context, who access.Principal, user tenancy.UserID, tenant tenancy.TenantID, roles []tenancy.RoleKey) (m tenancy.Membership, err error) {
	if err := who.Require(access.UsersWrite); err != nil {
		return m, err
	}
	err = s.update(ctx, who.Environment, func(tx store.Tx) error {
		if err := tx.SharePolicy(); err != nil { // the roles that there are stay as they are meanwhile
			return err
		}
		if _, err := lockedUser(tx, user); err != nil {
			return err
		}
		if _, err := knownTenant(tx, tenant); err != nil {
			return err
		}
		var found bool
		if m, found, err = tx.Membership(user, tenant); err != nil {
			return err
		}
		if !found {
			m, err = s.insertMembership(tx, who, user, tenant, roles)
			return err
		}
		if roles == nil {
			return nil
		}
		m, err = s.changeRoles(tx, who, m, roles)
		return err
	})
	return m, err
}

// insertMembership adds a membership. The caller has called SharePolicy.
func (s *Service) insertMembership(tx store.Tx, who access.Principal, user tenancy.UserID, tenant tenancy.TenantID, roles []tenancy.RoleKey) (tenancy.Membership, error) {
	e := s.changed(event.MembershipAdded, who)
	m := tenancy.Membership{User: user, Tenant: tenant, CreatedAt: e.At}
	roles, err := s.allowedRoles(tx, who, roles)
	if err != nil {
		return m, err
	}
	m.Roles = roles
	if err := tx.InsertMembership(m); err != nil {
		return m, err
	}
	e.User, e.Tenant = user, tenant
	return m, tx.Append(e.With(map[string]any{"roles": m.Roles}))
}

func (s *Service) changeRoles(tx store.Tx, who access.Principal, m tenancy.Membership, roles []tenancy.RoleKey) (tenancy.Membership, error) {
	roles, err := s.allowedRoles(tx, who, roles)
	if err != nil || slices.Equal(roles, m.Roles) {
		return m, err
	}
	before := m.Roles
	m.Roles = roles
	if err := tx.SaveMembership(m); err != nil {
		return m, err
	}
	e := s.changed(event.RolesChanged, who)
	e.User, e.Tenant = m.User, m.Tenant
	return m, tx.Append(e.With(map[string]any{"before": before, "after": roles}))
}

// allowedRoles is roles as a membership holds them: the default for nil. Roles that are not published are refused.
func (s *Service) allowedRoles(tx store.Reader, who access.Principal, roles []tenancy.RoleKey) ([]tenancy.RoleKey, error) {
	policy, err := tx.EnvironmentPolicy()
	if err != nil {
		return nil, err
	}
	document, err := s.published(tx, who.Environment, policy)
	if err != nil {
		return nil, err
	}
	if roles == nil {
		return document.NewMemberRoles(), nil
	}
	for i, key := range roles {
		if !document.HasRole(key) {
			return nil, fault.Field(fmt.Sprintf("roles[%d]", i), "The roles are those of the published settings.").WithCode("role_unknown")
		}
	}
	return tenancy.NormalRoles(roles), nil
}

// RemoveMembership ends a user's sessions in a tenant and their membership of it.
func (s *Service) RemoveMembership(ctx context.Context, who access.Principal, user tenancy.UserID, tenant tenancy.TenantID) error {
	if err := who.Require(access.UsersWrite); err != nil {
		return err
	}
	return s.update(ctx, who.Environment, func(tx store.Tx) error {
		if err := lockOwners(tx, who.Environment); err != nil {
			return err
		}
		if _, err := lockedUser(tx, user); err != nil {
			return err
		}
		if _, found, err := tx.Membership(user, tenant); err != nil || !found {
			return err
		}
		if err := keepAnOwner(tx, who.Environment, user); err != nil {
			return err
		}
		if _, err := s.endOfLockedUser(tx, user, tenant, because(who, session.TenantRemoved), session.ID{}); err != nil {
			return err
		}
		if err := tx.DeleteMembership(user, tenant); err != nil {
			return err
		}
		e := s.changed(event.MembershipRemoved, who)
		e.User, e.Tenant = user, tenant
		return tx.Append(e)
	})
}

// Memberships lists what a user is a member of.
func (s *Service) Memberships(ctx context.Context, who access.Principal, user tenancy.UserID) (all []tenancy.Membership, err error) {
	if err := who.Require(access.UsersRead); err != nil {
		return nil, err
	}
	err = s.view(ctx, who.Environment, func(tx store.Reader) error {
		if _, err := knownUser(tx, user); err != nil {
			return err
		}
		all, err = tx.Memberships(user)
		return err
	})
	return all, err
}
