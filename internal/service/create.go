package service

import (
	"context"
	"errors"
	"net/netip"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// CreateSession is a session for a user whom the application has authenticated itself.
type CreateSession struct {
	User     UserRef
	Tenant   TenantRef
	Missing  bool // make user, tenant and membership when they are not there
	Delivery Delivery
	Methods  []string // how the application authenticated the user (RFC 8176)
	Name     string   // of the device
	Client   session.Client
}

// UserRef names a user by exactly one of ID, external ID and e-mail address; or says with what to make one.
type UserRef struct {
	ID         tenancy.UserID
	ExternalID string
	Email      string
	Name       string
}

// TenantRef names a tenant by ID or external ID; or says with what to make one.
type TenantRef struct {
	ID         tenancy.TenantID
	ExternalID string
	Name       string
}

// MaxMethods is how many authentication methods a session keeps.
const MaxMethods = 8

// maxFirstSights is how often a session is tried again when somebody else was first to make its user or tenant.
const maxFirstSights = 2

// CreateSession begins a session for a user that the caller vouches for.
func (s *Service) CreateSession(ctx context.Context, who access.Principal, in CreateSession) (Started, error) {
	if err := who.Require(access.SessionsWrite); err != nil {
		return Started{}, err
	}
	if who.IsOperator() {
		return Started{}, fault.New(fault.Forbidden, "Only the application vouches for its users.").WithCode("operators_create_no_sessions")
	}
	if in.Missing {
		if err := requireAll(who, access.UsersWrite, access.TenantsWrite); err != nil {
			return Started{}, err
		}
	}
	if err := in.validate(); err != nil {
		return Started{}, err
	}
	in.Client = cleanClient(in.Client)
	keys, err := s.keys.of(ctx, who.Environment)
	if err != nil {
		return Started{}, err
	}
	var started Started
	for attempt := 0; ; attempt++ {
		err = s.update(ctx, who.Environment, func(tx store.Tx) (err error) {
			started, err = s.createIn(tx, keys, who, in)
			return err
		})
		// Two requests may see a new user or tenant at once; the one that comes second finds what the first made.
		if attempt == maxFirstSights || !in.Missing || !errors.Is(err, store.ErrExists) {
			break
		}
	}
	if err != nil {
		return Started{}, err
	}
	s.counts.created.Add(1)
	return s.finish(who.Environment, keys, started, started.SignedInAt)
}

func (in CreateSession) validate() error {
	if err := in.Delivery.Validate(); err != nil {
		return err
	}
	if err := tenancy.ValidLabel("device_name", in.Name, session.MaxName); err != nil {
		return err
	}
	if in.Client.Address != "" {
		if _, err := netip.ParseAddr(in.Client.Address); err != nil {
			return fault.Field("client.address", "An IP address such as 192.0.2.7 or 2001:db8::7 is needed.")
		}
	}
	if len(in.Methods) > MaxMethods {
		return fault.Field("methods", "At most %d methods are allowed.", MaxMethods)
	}
	for _, method := range in.Methods {
		if method == "" || len(method) > 32 {
			return fault.Field("methods", "A method is a word of 1 to 32 characters, such as pwd or otp.")
		}
		if err := tenancy.ValidLabel("methods", method, 32); err != nil {
			return err
		}
	}
	return nil
}

// createIn finds or makes user, tenant and membership, and begins the session.
func (s *Service) createIn(tx store.Tx, keys *environmentKeys, who access.Principal, in CreateSession) (Started, error) {
	if err := tx.SharePolicy(); err != nil {
		return Started{}, err
	}
	// A store can read a user and what belongs to it at once. But nobody may have a user and wait for a tenant that
	// somebody else is making: that one may wait for the user.
	if !in.Missing || !in.Tenant.ID.IsZero() {
		if err := tx.LockUser(in.User.ID); err != nil {
			return Started{}, err
		}
	}
	tenant, err := s.tenantFor(tx, who, in.Tenant, in.Missing)
	if err != nil {
		return Started{}, err
	}
	user, err := s.lockedUser(tx, who, in.User, in.Missing)
	if err != nil {
		return Started{}, err
	}
	if user.Disabled {
		return Started{}, fault.New(fault.Conflict, "The user is disabled.").WithCode("user_disabled")
	}
	membership, err := s.memberFor(tx, who, user.ID, tenant.ID, in.Missing)
	if err != nil {
		return Started{}, err
	}
	return s.begin(tx, keys, beginning{
		environment: who.Environment, user: user, membership: membership, delivery: in.Delivery, methods: in.Methods,
		client: in.Client, name: in.Name, actor: who.Actor(),
	})
}

func (s *Service) tenantFor(tx store.Tx, who access.Principal, ref TenantRef, make bool) (tenancy.Tenant, error) {
	tenant, found, err := findTenant(tx, ref)
	if err != nil || found {
		return tenant, err
	}
	if !make || !ref.ID.IsZero() {
		return tenancy.Tenant{}, fault.Absent("tenant")
	}
	if ref.Name == "" {
		ref.Name = ref.ExternalID
	}
	return s.insertTenant(tx, who, tenancy.Tenant{ExternalID: ref.ExternalID, Name: ref.Name})
}

func findTenant(tx store.Reader, ref TenantRef) (tenancy.Tenant, bool, error) {
	switch {
	case (ref.ExternalID != "") == !ref.ID.IsZero():
		return tenancy.Tenant{}, false, fault.Field("tenant", "Name the tenant by either id or external_id.")
	case ref.ExternalID != "":
		return tx.TenantByExternalID(ref.ExternalID)
	}
	return tx.Tenant(ref.ID)
}

// lockedUser finds or makes the user, who is then locked. One named by ID is locked first and read once; any other is
// read again under the lock, having perhaps been disabled or deleted before.
func (s *Service) lockedUser(tx store.Tx, who access.Principal, ref UserRef, make bool) (tenancy.User, error) {
	if !ref.ID.IsZero() {
		if err := tx.LockUser(ref.ID); err != nil {
			return tenancy.User{}, err
		}
		return s.userFor(tx, who, ref, make)
	}
	user, err := s.userFor(tx, who, ref, make)
	if err != nil {
		return user, err
	}
	if err := tx.LockUser(user.ID); err != nil {
		return user, err
	}
	user, found, err := tx.User(user.ID)
	if err == nil && !found {
		err = fault.Absent("user")
	}
	return user, err
}

func (s *Service) userFor(tx store.Tx, who access.Principal, ref UserRef, make bool) (tenancy.User, error) {
	ref.Email = tenancy.NormalEmail(ref.Email)
	user, found, err := findUser(tx, ref)
	if err != nil || found {
		return user, err
	}
	if !make || !ref.ID.IsZero() {
		return tenancy.User{}, fault.Absent("user")
	}
	return s.insertUser(tx, who, tenancy.User{ExternalID: ref.ExternalID, Email: ref.Email, Name: ref.Name})
}

// findUser looks by the most exact name that is there: ID, then external ID, then e-mail address.
func findUser(tx store.Reader, ref UserRef) (tenancy.User, bool, error) {
	switch {
	case !ref.ID.IsZero():
		return tx.User(ref.ID)
	case ref.ExternalID != "":
		return tx.UserByExternalID(ref.ExternalID)
	case ref.Email != "":
		return tx.UserByEmail(ref.Email)
	}
	return tenancy.User{}, false, fault.Field("user", "Name the user by id, external_id or email.")
}

func (s *Service) memberFor(tx store.Tx, who access.Principal, user tenancy.UserID, tenant tenancy.TenantID, make bool) (tenancy.Membership, error) {
	m, found, err := tx.Membership(user, tenant)
	if err != nil || found {
		return m, err
	}
	if !make {
		return m, fault.New(fault.Conflict, "The user is not a member of the tenant.").WithCode("not_a_member")
	}
	return s.insertMembership(tx, who, user, tenant, nil)
}

// requireAll refuses a principal that lacks one of the scopes.
func requireAll(who access.Principal, scopes ...access.Scope) error {
	for _, scope := range scopes {
		if err := who.Require(scope); err != nil {
			return err
		}
	}
	return nil
}

// changed makes the event of a change by who.
func (s *Service) changed(kind event.Kind, who access.Principal) event.Event {
	return event.New(kind, s.now(), who.Actor())
}
