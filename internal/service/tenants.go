package service

import (
	"context"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// CreateTenant makes a tenant.
func (s *Service) CreateTenant(ctx context.Context, who access.Principal, t tenancy.Tenant) (made tenancy.Tenant, err error) {
	if err := who.Require(access.TenantsWrite); err != nil {
		return made, err
	}
	err = s.update(ctx, who.Environment, func(tx store.Tx) (err error) {
		made, err = s.insertTenant(tx, who, t)
		return err
	})
	return made, err
}

func (s *Service) insertTenant(tx store.Tx, who access.Principal, t tenancy.Tenant) (tenancy.Tenant, error) {
	if err := t.Validate(); err != nil {
		return t, err
	}
	e := s.changed(event.TenantCreated, who)
	t.CreatedAt = e.At
	t.ID = tenancy.NewTenantID(t.CreatedAt)
	if err := tx.InsertTenant(t); err != nil {
		return t, err
	}
	e.Tenant = t.ID
	return t, tx.Append(e.With(map[string]any{"name": t.Name, "external_id": t.ExternalID}))
}

// Tenant reads a tenant.
func (s *Service) Tenant(ctx context.Context, who access.Principal, id tenancy.TenantID) (t tenancy.Tenant, err error) {
	if err := who.Require(access.TenantsRead); err != nil {
		return t, err
	}
	err = s.view(ctx, who.Environment, func(tx store.Reader) (err error) {
		t, err = knownTenant(tx, id)
		return err
	})
	return t, err
}

// Tenants lists tenants, oldest first.
func (s *Service) Tenants(ctx context.Context, who access.Principal, page store.Page) (all []tenancy.Tenant, err error) {
	if err := who.Require(access.TenantsRead); err != nil {
		return nil, err
	}
	err = s.view(ctx, who.Environment, func(tx store.Reader) (err error) {
		all, err = tx.Tenants(page)
		return err
	})
	return all, err
}

// FindTenant reads the tenant that the application knows by an external ID.
func (s *Service) FindTenant(ctx context.Context, who access.Principal, externalID string) (t tenancy.Tenant, found bool, err error) {
	if err := who.Require(access.TenantsRead); err != nil {
		return t, false, err
	}
	err = s.view(ctx, who.Environment, func(tx store.Reader) (err error) {
		t, found, err = tx.TenantByExternalID(externalID)
		return err
	})
	return t, found, err
}

// UpdateTenant changes name and external ID.
func (s *Service) UpdateTenant(ctx context.Context, who access.Principal, id tenancy.TenantID, change func(*tenancy.Tenant)) (t tenancy.Tenant, err error) {
	if err := who.Require(access.TenantsWrite); err != nil {
		return t, err
	}
	err = s.update(ctx, who.Environment, func(tx store.Tx) (err error) {
		if t, err = knownTenant(tx, id); err != nil {
			return err
		}
		before := t
		change(&t)
		if t == before {
			return nil
		}
		if err := t.Validate(); err != nil {
			return err
		}
		if err := tx.SaveTenant(t); err != nil {
			return err
		}
		e := s.changed(event.TenantUpdated, who)
		e.Tenant = id
		return tx.Append(e.With(map[string]any{
			"before": map[string]any{"name": before.Name, "external_id": before.ExternalID},
			"after":  map[string]any{"name": t.Name, "external_id": t.ExternalID},
		}))
	})
	return t, err
}

// DeleteTenant ends all sessions of a tenant and deletes it with its memberships and settings.
func (s *Service) DeleteTenant(ctx context.Context, who access.Principal, id tenancy.TenantID) error {
	if err := who.Require(access.TenantsWrite); err != nil {
		return err
	}
	if _, err := s.endAllOf(ctx, who, id, because(who, session.TenantRemoved)); err != nil {
		return err
	}
	if _, err := s.Sweep(ctx, who.Environment, id); err != nil { // so that few are left for the transaction that locks
		return err
	}
	return s.update(ctx, who.Environment, func(tx store.Tx) error {
		if err := tx.LockPolicy(); err != nil { // no session begins in it any more
			return err
		}
		t, err := knownTenant(tx, id)
		if err != nil {
			return err
		}
		if err := s.endStragglers(tx, who, id); err != nil {
			return err
		}
		if err := tx.DeleteTenant(id); err != nil {
			return err
		}
		e := s.changed(event.TenantDeleted, who)
		e.Tenant = id
		return tx.Append(e.With(map[string]any{"name": t.Name, "external_id": t.ExternalID}))
	})
}

// endStragglers ends what has signed in to a tenant between the mark that ended all its sessions and its deletion.
func (s *Service) endStragglers(tx store.Tx, who access.Principal, id tenancy.TenantID) error {
	for {
		open, err := tx.OpenSessionsByUser(id, tenancy.UserID{}, session.ID{}, sweepPage)
		if err != nil || len(open) == 0 {
			return err
		}
		for _, one := range open {
			end := session.End{At: s.now(), Reason: session.TenantRemoved, By: who.Actor()}
			if err := s.record(tx, session.Ending{Session: one, End: end}); err != nil {
				return err
			}
		}
	}
}

func knownTenant(tx store.Reader, id tenancy.TenantID) (tenancy.Tenant, error) {
	t, found, err := tx.Tenant(id)
	if err == nil && !found {
		err = fault.Absent("tenant")
	}
	return t, err
}
