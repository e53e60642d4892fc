package service

import (
	"context"
	"errors"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/authn"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// SignIn is a sign-in with e-mail address and password.
type SignIn struct {
	Email    string
	Password authn.Password
	Tenant   string // ID or external ID; may be empty for a member of one tenant
	Delivery Delivery
	Name     string // of the device
	Client   session.Client
}

// SignIn signs a user in. The answer to a wrong password, an unknown address and a disabled user is the same, and
// takes as long.
func (s *Service) SignIn(ctx context.Context, environment tenancy.EnvironmentID, in SignIn) (Started, error) {
	in.Client = cleanClient(in.Client)
	if err := in.Delivery.Validate(); err != nil {
		return Started{}, err
	}
	if err := tenancy.ValidLabel("device_name", in.Name, session.MaxName); err != nil {
		return Started{}, err
	}
	email := tenancy.NormalEmail(in.Email)
	keys, err := s.keys.of(ctx, environment)
	if err != nil {
		return Started{}, err
	}
	try, err := s.admitAttempt(ctx, environment, keys, email, in.Client.Address)
	if err != nil {
		return Started{}, err
	}
	defer try.done()
	user, err := s.authenticate(ctx, environment, email, in.Password)
	if fault.KindOf(err) == fault.Unauthenticated {
		return Started{}, errors.Join(s.attemptFailed(ctx, environment, try, email), err)
	}
	if err != nil {
		return Started{}, err
	}
	var started Started
	err = s.update(ctx, environment, func(tx store.Tx) error {
		started, err = s.enter(tx, environment, keys, user.ID, in)
		if err != nil {
			return err
		}
		return s.attemptSucceeded(tx, try)
	})
	if err != nil {
		return Started{}, err
	}
	s.counts.signedIn.Add(1)
	return s.finish(environment, keys, started, started.SignedInAt)
}

// authenticate finds the user whose password it is.
func (s *Service) authenticate(ctx context.Context, environment tenancy.EnvironmentID, email string, password authn.Password) (tenancy.User, error) {
	var user tenancy.User
	var credential store.Credential
	var known bool
	err := s.view(ctx, environment, func(tx store.Reader) (err error) {
		if user, known, err = tx.UserByEmail(email); err != nil || !known {
			return err
		}
		credential, known, err = tx.Credential(user.ID)
		return err
	})
	if err != nil {
		return tenancy.User{}, err
	}
	if !known {
		if err := s.Hasher.VerifyNothing(ctx, password); err != nil {
			return tenancy.User{}, err
		}
		return tenancy.User{}, s.signInFailed()
	}
	right, outdated, err := s.Hasher.Verify(ctx, password, credential.Hash)
	if err != nil {
		return tenancy.User{}, err
	}
	if !right || user.Disabled {
		return tenancy.User{}, s.signInFailed()
	}
	if outdated {
		return user, s.rehash(ctx, environment, credential, password)
	}
	return user, nil
}

func (s *Service) signInFailed() error {
	s.counts.signInFailed.Add(1)
	return fault.New(fault.Unauthenticated, "The e-mail address or the password is wrong.").WithCode("sign_in_failed")
}

// rehash brings a stored hash up to today's parameters, unless the password was changed meanwhile.
func (s *Service) rehash(ctx context.Context, environment tenancy.EnvironmentID, old store.Credential, password authn.Password) error {
	hash, err := s.Hasher.Hash(ctx, password)
	if err != nil {
		return err
	}
	return s.update(ctx, environment, func(tx store.Tx) error {
		now, found, err := tx.Credential(old.User)
		if err != nil || !found || now.Hash != old.Hash {
			return err
		}
		now.Hash = hash
		return tx.SaveCredential(now)
	})
}

// enter begins the session of a user whose password was right, in the tenant that is asked for.
func (s *Service) enter(tx store.Tx, environment tenancy.EnvironmentID, keys *environmentKeys, id tenancy.UserID, in SignIn) (Started, error) {
	if err := tx.SharePolicy(); err != nil {
		return Started{}, err
	}
	if err := tx.LockUser(id); err != nil {
		return Started{}, err
	}
	user, found, err := tx.User(id)
	if err != nil {
		return Started{}, err
	}
	if !found || user.Disabled {
		return Started{}, s.signInFailed()
	}
	membership, err := chooseMembership(tx, id, in.Tenant)
	if err != nil {
		return Started{}, err
	}
	actor := access.Actor{Kind: access.User, ID: id.UID, Address: in.Client.Address}
	return s.begin(tx, keys, beginning{
		environment: environment, user: user, membership: membership, delivery: in.Delivery, methods: []string{"pwd"},
		client: in.Client, name: in.Name, actor: actor,
	})
}

// TenantChoice is a tenant that a user may sign in to.
type TenantChoice struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// chooseMembership is of the tenant that a user signs in to: the one asked for, or the only one.
func chooseMembership(tx store.Reader, user tenancy.UserID, asked string) (chosen tenancy.Membership, err error) {
	memberships, err := tx.Memberships(user)
	if err != nil {
		return chosen, err
	}
	choices := []TenantChoice{}
	for _, m := range memberships {
		tenant, found, err := tx.Tenant(m.Tenant)
		if err != nil {
			return chosen, err
		}
		if !found {
			continue
		}
		if asked != "" && (tenant.ID.String() == asked || tenant.ExternalID == asked) {
			return m, nil
		}
		chosen = m
		choices = append(choices, TenantChoice{ID: tenant.ID.String(), Name: tenant.Name})
	}
	switch {
	case asked != "" || len(choices) == 0:
		return chosen, fault.New(fault.Forbidden, "The user is not a member of that tenant, or of none.").WithCode("not_a_member")
	case len(choices) > 1:
		e := fault.New(fault.Conflict, "The user is a member of several tenants: name one.").WithCode("tenant_required")
		e.Field, e.Details = "tenant", map[string]any{"tenants": choices}
		return chosen, e
	}
	return chosen, nil
}
