package service

import (
	"context"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// AddMembership makes a user a member of a tenant; of one that they are a member of already, it changes nothing.
func (s *Service) AddMembership(ctx context.Context, who access.Principal, user tenancy.UserID, tenant tenancy.TenantID) error {
	if err := who.Require(access.UsersWrite); err != nil {
		return err
	}
	return s.update(ctx, who.Environment, func(tx store.Tx) error {
		if _, err := lockedUser(tx, user); err != nil {
			return err
		}
		if _, err := knownTenant(tx, tenant); err != nil {
			return err
		}
		if _, found, err := tx.Membership(user, tenant); err != nil || found {
			return err
		}
		return s.insertMembership(tx, who, user, tenant)
	})
}

func (s *Service) insertMembership(tx store.Tx, who access.Principal, user tenancy.UserID, tenant tenancy.TenantID) error {
	e := s.changed(event.MembershipAdded, who)
	if err := tx.InsertMembership(tenancy.Membership{User: user, Tenant: tenant, CreatedAt: e.At}); err != nil {
		return err
	}
	e.User, e.Tenant = user, tenant
	return tx.Append(e)
}

// RemoveMembership ends a user's sessions in a tenant and their membership of it.
func (s *Service) RemoveMembership(ctx context.Context, who access.Principal, user tenancy.UserID, tenant tenancy.TenantID) error {
	if err := who.Require(access.UsersWrite); err != nil {
		return err
	}
	return s.update(ctx, who.Environment, func(tx store.Tx) error {
		if _, err := lockedUser(tx, user); err != nil {
			return err
		}
		if _, found, err := tx.Membership(user, tenant); err != nil || !found {
			return err
		}
		if _, err := s.endOfLockedUser(tx, who.Actor(), user, tenant, session.TenantRemoved, session.ID{}); err != nil {
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
