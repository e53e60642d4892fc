package service

import (
	"context"
	"slices"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/authn"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// operatorsTenant is the external ID of the one tenant that operators are members of.
const operatorsTenant = "operators"

// Operator is a user of the operators' environment with what they were granted.
type Operator struct {
	tenancy.User
	Grants []access.Grant
}

// NewOperator is an operator to be made.
type NewOperator struct {
	Email    string
	Name     string
	Password authn.Password
	Grant    access.Grant
}

// EnsureOperators makes the environment of the operators if it is not there. Every server and command does so first.
func (s *Service) EnsureOperators(ctx context.Context) error {
	all, err := s.Environments(ctx)
	if err != nil || slices.ContainsFunc(all, func(e tenancy.Environment) bool { return e.ID == tenancy.Operators }) {
		return err
	}
	who := access.Principal{Kind: access.System, Environment: tenancy.Operators}
	e := tenancy.Environment{ID: tenancy.Operators, Name: "Operators", CreatedAt: s.now()}
	err = s.makeEnvironment(ctx, who, e, func(tx store.Tx) error {
		_, err := s.insertTenant(tx, who, tenancy.Tenant{ExternalID: operatorsTenant, Name: "Operators"})
		return err
	})
	if fault.KindOf(err) == fault.Conflict { // another node was first
		return nil
	}
	return err
}

// Operators lists the operators, with those users of their environment who have no grant.
func (s *Service) Operators(ctx context.Context, who access.Principal) (all []Operator, err error) {
	if err := who.Require(access.OperatorsRead); err != nil {
		return nil, err
	}
	err = s.view(ctx, tenancy.Operators, func(tx store.Reader) error {
		grants, err := tx.Grants(tenancy.UserID{})
		if err != nil {
			return err
		}
		users, err := tx.Users(tenancy.TenantID{}, store.Page{Limit: maxOperators})
		all = nil
		for _, u := range users {
			one := Operator{User: u, Grants: []access.Grant{}}
			for _, g := range grants {
				if g.User == u.ID {
					one.Grants = append(one.Grants, g.Grant)
				}
			}
			all = append(all, one)
		}
		return err
	})
	return all, err
}

// maxOperators is how many operators there may be.
const maxOperators = 1000

// CreateOperator makes an operator who signs in with a password, with a first grant.
func (s *Service) CreateOperator(ctx context.Context, who access.Principal, in NewOperator) (Operator, error) {
	if err := who.Require(access.OperatorsWrite); err != nil {
		return Operator{}, err
	}
	return s.createOperator(ctx, who, in, func(store.Tx) error { return nil })
}

// createOperator makes an operator unless may refuses in the same transaction.
func (s *Service) createOperator(ctx context.Context, who access.Principal, in NewOperator, may func(store.Tx) error) (made Operator, err error) {
	who.Environment = tenancy.Operators
	if err := in.Grant.Validate(); err != nil {
		return made, err
	}
	if in.Email == "" {
		return made, fault.Field("email", "An operator needs an e-mail address to sign in with.").Breaking("operator_email")
	}
	if err := s.Policy.Check(in.Password, tenancy.NormalEmail(in.Email)); err != nil {
		return made, err
	}
	hash, err := s.Hasher.Hash(ctx, in.Password)
	if err != nil {
		return made, err
	}
	err = s.update(ctx, tenancy.Operators, func(tx store.Tx) error {
		if err := tx.LockPolicy(); err != nil { // one after the other, so that there is one first owner
			return err
		}
		if err := may(tx); err != nil {
			return err
		}
		u, err := s.insertUser(tx, who, tenancy.User{Email: in.Email, Name: in.Name})
		if err != nil {
			return err
		}
		made = Operator{User: u, Grants: []access.Grant{in.Grant}}
		if err := s.equip(tx, who, u.ID, hash); err != nil {
			return err
		}
		return s.saveGrant(tx, who, store.OperatorGrant{User: u.ID, Grant: in.Grant})
	})
	return made, err
}

// equip gives a new operator what signing in needs: a tenant and a password.
func (s *Service) equip(tx store.Tx, who access.Principal, user tenancy.UserID, hash string) error {
	tenant, found, err := tx.TenantByExternalID(operatorsTenant)
	if err == nil && !found {
		err = fault.Absent("tenant of the operators")
	}
	if err != nil {
		return err
	}
	if _, err := s.insertMembership(tx, who, user, tenant.ID, nil); err != nil {
		return err
	}
	e := s.changed(event.PasswordSet, who)
	e.User = user
	if err := tx.SaveCredential(store.Credential{User: user, Hash: hash, ChangedAt: e.At}); err != nil {
		return err
	}
	return tx.Append(e)
}

// Grant gives an operator a role in an environment, in place of the one that they have there.
func (s *Service) Grant(ctx context.Context, who access.Principal, user tenancy.UserID, grant access.Grant) error {
	if err := who.Require(access.OperatorsWrite); err != nil {
		return err
	}
	if err := grant.Validate(); err != nil {
		return err
	}
	if err := s.knownTarget(ctx, grant.Environment); err != nil {
		return err
	}
	return s.update(ctx, tenancy.Operators, func(tx store.Tx) error {
		if err := tx.LockPolicy(); err != nil {
			return err
		}
		if _, err := knownUser(tx, user); err != nil {
			return err
		}
		held, err := tx.Grants(user)
		if err != nil || slices.Contains(held, store.OperatorGrant{User: user, Grant: grant}) {
			return err
		}
		if grant.Environment == access.EveryEnvironment && grant.Role != access.Owner {
			if err := keepAnOwner(tx, tenancy.Operators, user); err != nil {
				return err
			}
		}
		return s.saveGrant(tx, who, store.OperatorGrant{User: user, Grant: grant})
	})
}

// knownTarget refuses an environment that is not there.
func (s *Service) knownTarget(ctx context.Context, environment tenancy.EnvironmentID) error {
	if environment == access.EveryEnvironment {
		return nil
	}
	return s.view(ctx, environment, func(tx store.Reader) error {
		_, err := tx.EnvironmentPolicy()
		return err
	})
}

func (s *Service) saveGrant(tx store.Tx, who access.Principal, g store.OperatorGrant) error {
	if err := tx.SaveGrant(g); err != nil {
		return err
	}
	e := s.changed(event.GrantAdded, who)
	e.User = g.User
	return tx.Append(e.With(g.Grant))
}

// Ungrant takes an operator's role in an environment away. From the next request on, they may not do it any more.
func (s *Service) Ungrant(ctx context.Context, who access.Principal, user tenancy.UserID, environment tenancy.EnvironmentID) error {
	if err := who.Require(access.OperatorsWrite); err != nil {
		return err
	}
	return s.update(ctx, tenancy.Operators, func(tx store.Tx) error {
		if err := tx.LockPolicy(); err != nil {
			return err
		}
		if _, err := knownUser(tx, user); err != nil {
			return err
		}
		held, err := tx.Grants(user)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(held, func(g store.OperatorGrant) bool { return g.Environment == environment })
		if at < 0 {
			return nil
		}
		if held[at].Role == access.Owner {
			if err := keepAnOwner(tx, tenancy.Operators, user); err != nil {
				return err
			}
		}
		if err := tx.DeleteGrant(user, environment); err != nil {
			return err
		}
		e := s.changed(event.GrantRemoved, who)
		e.User = user
		return tx.Append(e.With(held[at].Grant))
	})
}

// lockOwners is called before anything that may cost the operators' environment an owner: two who go at once must not
// each take the other for the one who stays.
func lockOwners(tx store.Tx, environment tenancy.EnvironmentID) error {
	if environment != tenancy.Operators {
		return nil
	}
	return tx.LockPolicy()
}

// keepAnOwner refuses to lose an owner in the operators' environment when nobody else is one: then nobody could ever
// make another, except at the command line.
func keepAnOwner(tx store.Tx, environment tenancy.EnvironmentID, leaving tenancy.UserID) error {
	if environment != tenancy.Operators {
		return nil
	}
	owners, err := ownersOf(tx)
	if err != nil || !slices.Contains(owners, leaving) || len(owners) > 1 {
		return err
	}
	return fault.New(fault.Conflict, "This is the last owner. Make another one first.").WithCode("last_owner")
}

// ownersOf is every operator who is an owner and can sign in.
func ownersOf(tx store.Reader) (owners []tenancy.UserID, err error) {
	grants, err := tx.Grants(tenancy.UserID{})
	if err != nil {
		return nil, err
	}
	for _, g := range grants {
		if g.Role != access.Owner {
			continue
		}
		u, found, err := tx.User(g.User)
		if err != nil {
			return nil, err
		}
		if found && !u.Disabled {
			owners = append(owners, g.User)
		}
	}
	return owners, nil
}

// NeedsOwner tells whether nobody is an owner yet.
func (s *Service) NeedsOwner(ctx context.Context) (needs bool, err error) {
	err = s.view(ctx, tenancy.Operators, func(tx store.Reader) error {
		owners, err := ownersOf(tx)
		needs = len(owners) == 0
		return err
	})
	return needs, err
}

// CreateFirstOwner makes the first owner, for whoever holds the link that was printed at the first start; when there is
// one, by whatever way, nobody becomes one by it any more.
func (s *Service) CreateFirstOwner(ctx context.Context, client session.Client, in NewOperator) (Operator, error) {
	in.Grant = access.Grant{Role: access.Owner, Environment: access.EveryEnvironment}
	who := access.Principal{Kind: access.System, Address: client.Address}
	return s.createOperator(ctx, who, in, func(tx store.Tx) error {
		owners, err := ownersOf(tx)
		if err == nil && len(owners) > 0 {
			err = fault.New(fault.Conflict, "There is an owner already. Owners make further operators.").WithCode("owner_exists")
		}
		return err
	})
}
