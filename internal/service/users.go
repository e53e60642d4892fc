package service

import (
	"context"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/authn"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// CreateUser makes a user.
func (s *Service) CreateUser(ctx context.Context, who access.Principal, u tenancy.User) (made tenancy.User, err error) {
	if err := who.Require(access.UsersWrite); err != nil {
		return made, err
	}
	err = s.update(ctx, who.Environment, func(tx store.Tx) (err error) {
		made, err = s.insertUser(tx, who, u)
		return err
	})
	return made, err
}

func (s *Service) insertUser(tx store.Tx, who access.Principal, u tenancy.User) (tenancy.User, error) {
	u.Email = tenancy.NormalEmail(u.Email)
	if err := u.Validate(); err != nil {
		return u, err
	}
	e := s.changed(event.UserCreated, who)
	u.CreatedAt = e.At
	u.ID = tenancy.NewUserID(u.CreatedAt)
	if err := tx.InsertUser(u); err != nil {
		return u, err
	}
	e.User = u.ID
	return u, tx.Append(e)
}

// User reads a user.
func (s *Service) User(ctx context.Context, who access.Principal, id tenancy.UserID) (u tenancy.User, err error) {
	if err := who.Require(access.UsersRead); err != nil {
		return u, err
	}
	err = s.view(ctx, who.Environment, func(tx store.Reader) (err error) {
		u, err = knownUser(tx, id)
		return err
	})
	return u, err
}

// Users lists users, oldest first; only members of a tenant unless it is zero.
func (s *Service) Users(ctx context.Context, who access.Principal, tenant tenancy.TenantID, page store.Page) (all []tenancy.User, err error) {
	if err := who.Require(access.UsersRead); err != nil {
		return nil, err
	}
	err = s.view(ctx, who.Environment, func(tx store.Reader) (err error) {
		all, err = tx.Users(tenant, page)
		return err
	})
	return all, err
}

// FindUser reads the user of an e-mail address or an external ID, whichever is given.
func (s *Service) FindUser(ctx context.Context, who access.Principal, email, externalID string) (u tenancy.User, found bool, err error) {
	if err := who.Require(access.UsersRead); err != nil {
		return u, false, err
	}
	err = s.view(ctx, who.Environment, func(tx store.Reader) (err error) {
		u, found, err = findUser(tx, UserRef{Email: tenancy.NormalEmail(email), ExternalID: externalID})
		return err
	})
	return u, found, err
}

// UpdateUser changes name, e-mail address and external ID, and disables or enables the user when disabled says so.
// Disabling ends all sessions of the user; enabling brings none back.
func (s *Service) UpdateUser(ctx context.Context, who access.Principal, id tenancy.UserID, disabled *bool, change func(*tenancy.User)) (u tenancy.User, err error) {
	if err := who.Require(access.UsersWrite); err != nil {
		return u, err
	}
	err = s.update(ctx, who.Environment, func(tx store.Tx) (err error) {
		if err := lockOwners(tx, who.Environment); err != nil {
			return err
		}
		if u, err = lockedUser(tx, id); err != nil {
			return err
		}
		before := u
		change(&u)
		u.Email = tenancy.NormalEmail(u.Email)
		if u != before {
			if err := u.Validate(); err != nil {
				return err
			}
			if err := s.saveUser(tx, who, u, event.UserUpdated); err != nil {
				return err
			}
		}
		if disabled == nil || u.Disabled == *disabled {
			return nil
		}
		if u.Disabled = *disabled; u.Disabled {
			if err := keepAnOwner(tx, who.Environment, id); err != nil {
				return err
			}
		}
		return s.switchUser(tx, who, u)
	})
	return u, err
}

func (s *Service) saveUser(tx store.Tx, who access.Principal, u tenancy.User, kind event.Kind) error {
	if err := tx.SaveUser(u); err != nil {
		return err
	}
	e := s.changed(kind, who)
	e.User = u.ID
	return tx.Append(e)
}

// switchUser saves a user who was disabled or enabled. Who is disabled has no sessions any more.
func (s *Service) switchUser(tx store.Tx, who access.Principal, u tenancy.User) error {
	if !u.Disabled {
		return s.saveUser(tx, who, u, event.UserEnabled)
	}
	if _, err := s.endOfLockedUser(tx, u.ID, tenancy.TenantID{}, because(who, session.UserDisabled), session.ID{}); err != nil {
		return err
	}
	return s.saveUser(tx, who, u, event.UserDisabled)
}

// DeleteUser ends all sessions of a user, forgets what they say about the user's devices, and deletes the user.
func (s *Service) DeleteUser(ctx context.Context, who access.Principal, id tenancy.UserID) error {
	if err := who.Require(access.UsersWrite); err != nil {
		return err
	}
	return s.update(ctx, who.Environment, func(tx store.Tx) error {
		if err := lockOwners(tx, who.Environment); err != nil {
			return err
		}
		if _, err := lockedUser(tx, id); err != nil {
			return err
		}
		if err := keepAnOwner(tx, who.Environment, id); err != nil {
			return err
		}
		if _, err := s.endOfLockedUser(tx, id, tenancy.TenantID{}, because(who, session.UserDisabled), session.ID{}); err != nil {
			return err
		}
		if err := tx.ForgetClients(id); err != nil {
			return err
		}
		if err := tx.DeleteUser(id); err != nil {
			return err
		}
		e := s.changed(event.UserDeleted, who)
		e.User = id
		return tx.Append(e)
	})
}

// SetPassword sets a user's password and ends all their sessions.
func (s *Service) SetPassword(ctx context.Context, who access.Principal, id tenancy.UserID, password authn.Password) error {
	if err := who.Require(access.UsersWrite); err != nil {
		return err
	}
	if who.IsOperator() && who.Environment != tenancy.Operators {
		return fault.New(fault.Forbidden, "Operators choose nobody's password.").WithCode("operators_set_no_passwords")
	}
	user, err := s.User(ctx, access.Principal{Kind: access.System, Environment: who.Environment}, id)
	if err != nil {
		return err
	}
	if err := s.Policy.Check(password, user.Email); err != nil {
		return err
	}
	hash, err := s.Hasher.Hash(ctx, password)
	if err != nil {
		return err
	}
	return s.update(ctx, who.Environment, func(tx store.Tx) error {
		if _, err := lockedUser(tx, id); err != nil {
			return err
		}
		if _, err := s.endOfLockedUser(tx, id, tenancy.TenantID{}, because(who, session.CredentialsChanged), session.ID{}); err != nil {
			return err
		}
		e := s.changed(event.PasswordSet, who)
		if err := tx.SaveCredential(store.Credential{User: id, Hash: hash, ChangedAt: e.At}); err != nil {
			return err
		}
		e.User = id
		return tx.Append(e)
	})
}

func knownUser(tx store.Reader, id tenancy.UserID) (tenancy.User, error) {
	u, found, err := tx.User(id)
	if err == nil && !found {
		err = fault.Absent("user")
	}
	return u, err
}

func lockedUser(tx store.Tx, id tenancy.UserID) (tenancy.User, error) {
	if err := tx.LockUser(id); err != nil {
		return tenancy.User{}, err
	}
	return knownUser(tx, id)
}
