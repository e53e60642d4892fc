package demo

import (
	"context"
	"errors"
	"fmt"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/authn"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// keyName is the name of the API key in every environment of the demo, and how they are known again.
const keyName = "Demo backend"

// backendAddress is where the application's backend is.
const backendAddress = "192.0.2.10"

func (h *history) makeKey(ctx context.Context) error {
	key, err := h.uses.CreateAPIKey(ctx, h.operator, keyName, access.AllScopes())
	if err != nil {
		return fmt.Errorf("make an API key: %w", err)
	}
	h.made.key = key.Reveal()
	return nil
}

// publish makes the first document live.
func (h *history) publish(ctx context.Context) error {
	first := service.Publication{Document: firstDocument(), Base: service.AnyVersion, Note: "Roles and pages for the launch"}
	if _, err := h.uses.PublishDocument(ctx, h.operator, first); err != nil {
		return fmt.Errorf("publish the first settings: %w", err)
	}
	return nil
}

func (h *history) found(ctx context.Context, i int) error {
	t, err := h.uses.CreateTenant(ctx, h.operator, h.tenants[i])
	if err != nil {
		return fmt.Errorf("make tenant %s: %w", h.tenants[i].ExternalID, err)
	}
	h.made.tenants[i] = t.ID
	return nil
}

// join makes a user. The password is not set by the use-case, which would compute its slow hash for each anew.
func (h *history) join(ctx context.Context, i int) error {
	p := h.people[i]
	u, err := h.uses.CreateUser(ctx, h.operator, tenancy.User{Name: p.name, Email: p.email, ExternalID: p.externalID})
	if err != nil {
		return fmt.Errorf("make user %s: %w", p.externalID, err)
	}
	h.made.people[i] = u.ID
	for _, tenant := range p.tenants {
		if _, err := h.uses.SetMembership(ctx, h.operator, u.ID, h.made.tenants[tenant], p.roles); err != nil {
			return fmt.Errorf("make user %s a member: %w", p.externalID, err)
		}
	}
	if p.email == "" {
		return nil
	}
	set := event.New(event.PasswordSet, u.CreatedAt, h.operator.Actor())
	set.User = u.ID
	if err := h.tx.SaveCredential(store.Credential{User: u.ID, Hash: h.password.hash, ChangedAt: set.At}); err != nil {
		return fmt.Errorf("set the password of user %s: %w", p.externalID, err)
	}
	return h.tx.Append(set)
}

func (h *history) change(ctx context.Context, c change) error {
	var err error
	if c.tenant == everywhere {
		_, _, err = h.uses.ChangeSettings(ctx, h.operator, service.EnvironmentSettings{Settings: c.settings, Modes: c.modes})
	} else {
		in := service.TenantSettings{Tenant: h.made.tenants[c.tenant], Overrides: c.overrides}
		_, _, err = h.uses.ChangeTenantSettings(ctx, h.operator, in)
	}
	if err != nil {
		return fmt.Errorf("change settings: %w", err)
	}
	return nil
}

// do does to a person what ends their sessions.
func (h *history) do(ctx context.Context, d deed) error {
	user := h.made.people[d.person]
	var err error
	switch d.reason {
	case session.CredentialsChanged:
		err = h.uses.SetPassword(ctx, h.operator, user, authn.NewPassword(h.password.text))
	case session.UserDisabled:
		disabled := true
		_, err = h.uses.UpdateUser(ctx, h.operator, user, &disabled, func(*tenancy.User) {})
	case session.TenantRemoved:
		err = h.uses.RemoveMembership(ctx, h.operator, user, h.made.tenants[d.tenant])
	default:
		err = errors.New("nothing that is done to a person")
	}
	if err != nil {
		return fmt.Errorf("%s: %w", d.reason, err)
	}
	return nil
}

// signIn begins a session and brings it to its last activity at once: of all activity before, nothing would be left.
func (h *history) signIn(ctx context.Context, i int) error {
	v := h.visits[i]
	backend, err := h.backend(ctx)
	if err != nil {
		return err
	}
	started, err := h.uses.CreateSession(ctx, backend, service.CreateSession{
		User: service.UserRef{ID: h.made.people[v.person]}, Tenant: service.TenantRef{ID: h.made.tenants[v.tenant]},
		Delivery: v.delivery, Methods: v.methods, Client: v.client,
	})
	if err != nil {
		return fmt.Errorf("sign user %s in: %w", h.people[v.person].externalID, err)
	}
	h.made.visits[i] = started.ID
	if v.delivery == service.DeliverTokens {
		h.made.refresh[i] = started.Tokens.Refresh.Reveal()
	}
	return h.tx.TouchSession(started.ID, h.now.Add(-v.active))
}

// backend is the application's backend, which leaves a trace in its API key.
func (h *history) backend(ctx context.Context) (access.Principal, error) {
	backend, err := h.uses.Authenticate(ctx, h.id, h.made.key, service.From{Address: backendAddress}, false)
	if err != nil {
		return backend, fmt.Errorf("use the API key: %w", err)
	}
	return backend, nil
}

// user is the user of a visit, as whoever comes with its credential.
func (h *history) user(i int) access.Principal {
	v := h.visits[i]
	return access.Principal{
		Kind: access.User, Environment: h.id, User: h.made.people[v.person], Tenant: h.made.tenants[v.tenant],
		Session: h.made.visits[i].UID, Address: v.client.Address,
	}
}

func (h *history) rename(ctx context.Context, i int) error {
	if _, err := h.uses.RenameOwn(ctx, h.user(i), h.made.visits[i], h.visits[i].renamed); err != nil {
		return fmt.Errorf("rename a device: %w", err)
	}
	return nil
}

func (h *history) refresh(ctx context.Context, i int) error {
	if _, err := h.uses.Refresh(ctx, h.id, h.made.refresh[i], false); err != nil {
		return fmt.Errorf("refresh: %w", err)
	}
	return nil
}

// end lets somebody end a visit, or records that it has ended by itself.
func (h *history) end(ctx context.Context, i int) error {
	id, how := h.made.visits[i], h.visits[i].end
	var err error
	switch how.reason {
	case session.SignedOut:
		err = h.uses.SignOut(ctx, h.user(i))
	case session.EndedByUser:
		err = h.uses.EndOwn(ctx, h.user(how.by), id)
	case session.EndedByAdmin:
		err = h.endAsAdmin(h.user(how.by), id)
	case session.EndedByOperator:
		_, err = h.uses.EndSession(ctx, h.operator, id)
	case session.EndedByAPI:
		var backend access.Principal
		if backend, err = h.backend(ctx); err == nil {
			_, err = h.uses.EndSession(ctx, backend, id)
		}
	case session.TokenReuse:
		err = h.reuse(ctx, i)
	case session.IdleTimeout, session.ForcedRelogin:
		_, err = h.uses.Sweep(ctx, h.id, h.made.tenants[h.visits[i].tenant])
	default:
		err = errors.New("nothing that happens to a session alone")
	}
	if err != nil {
		return fmt.Errorf("%s: %w", how.reason, err)
	}
	return nil
}

// endAsAdmin ends a session as an administrator of the workspace will, for whom there is no use-case yet.
func (h *history) endAsAdmin(admin access.Principal, id session.ID) error {
	s, _, err := h.tx.Session(id)
	if err != nil {
		return err
	}
	ending := session.Ending{Session: s, End: session.End{At: h.clock, Reason: session.EndedByAdmin, By: admin.Actor()}}
	if err := h.tx.EndSession(id, ending.End); err != nil {
		return err
	}
	return h.tx.Append(event.Ended(ending, ending.End.At))
}

// reuse comes with a refresh token once more, long after it was traded for the next.
func (h *history) reuse(ctx context.Context, i int) error {
	_, err := h.uses.Refresh(ctx, h.id, h.made.refresh[i], false)
	if refused, ok := errors.AsType[*fault.Error](err); ok && refused.Reason == string(session.TokenReuse) {
		return nil
	}
	return fmt.Errorf("the token was not refused as used again: %v", err) //nolint:errorlint // it may be nil
}
