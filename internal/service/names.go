package service

import (
	"cmp"
	"context"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// names is what people and things in events are called today. What was deleted has no name any more: whoever was
// erased is gone from the sentences, too.
type names struct {
	member    bool // whether a member reads them, who is told no operator's name and address
	users     map[tenancy.UserID]string
	tenants   map[tenancy.TenantID]string
	keys      map[uid.UID]string
	operators map[uid.UID]string
}

func newNames(reader access.Principal) *names {
	return &names{
		member: reader.Kind == access.User, users: map[tenancy.UserID]string{}, tenants: map[tenancy.TenantID]string{},
		keys: map[uid.UID]string{}, operators: map[uid.UID]string{},
	}
}

// read looks up whoever is in the events, once each.
func (n *names) read(tx store.Reader, events []event.Event) error {
	for _, e := range events {
		if err := n.readUser(tx, e.User); err != nil {
			return err
		}
		switch e.Actor.Kind {
		case access.User:
			if err := n.readUser(tx, tenancy.UserID{UID: e.Actor.ID}); err != nil {
				return err
			}
		case access.APIKey:
			if err := n.readKey(tx, e.Actor.ID); err != nil {
				return err
			}
		}
		if _, known := n.tenants[e.Tenant]; known || e.Tenant.IsZero() {
			continue
		}
		t, _, err := tx.Tenant(e.Tenant)
		if err != nil {
			return err
		}
		n.tenants[e.Tenant] = t.Name
	}
	return nil
}

func (n *names) readUser(tx store.Reader, id tenancy.UserID) error {
	if _, known := n.users[id]; known || id.IsZero() {
		return nil
	}
	u, _, err := tx.User(id)
	n.users[id] = called(u)
	return err
}

func (n *names) readKey(tx store.Reader, id uid.UID) error {
	if _, known := n.keys[id]; known || id.IsZero() {
		return nil
	}
	key, _, err := tx.APIKey(id)
	n.keys[id] = key.Name
	return err
}

// called is what a user is called; empty when there is no such user.
func called(u tenancy.User) string { return cmp.Or(u.Name, u.Email, u.ExternalID) }

// readOperators looks up the operators among the actors, in their own environment.
func (s *Service) readOperators(ctx context.Context, n *names, events []event.Event) error {
	var acted bool
	for _, e := range events {
		acted = acted || e.Actor.Kind == access.Operator || e.Actor.Kind == access.OperatorKey
	}
	if n.member || !acted {
		return nil
	}
	return s.view(ctx, tenancy.Operators, func(tx store.Reader) error {
		for _, e := range events {
			if _, known := n.operators[e.Actor.ID]; known {
				continue
			}
			switch e.Actor.Kind {
			case access.Operator:
				u, _, err := tx.User(tenancy.UserID{UID: e.Actor.ID})
				if err != nil {
					return err
				}
				n.operators[e.Actor.ID] = called(u)
			case access.OperatorKey:
				key, _, err := tx.APIKey(e.Actor.ID)
				if err != nil {
					return err
				}
				n.operators[e.Actor.ID] = key.Name
			}
		}
		return nil
	})
}

// of is the names in one event.
func (n *names) of(e event.Event) event.Names {
	return event.Names{
		Actor: n.actor(e.Actor), User: cmp.Or(n.users[e.User], "a deleted user"), Tenant: cmp.Or(n.tenants[e.Tenant], "a deleted tenant"),
	}
}

// known is the same without words for what is gone.
func (n *names) known(e event.Event) event.Names {
	return event.Names{Actor: n.knownActor(e.Actor), User: n.users[e.User], Tenant: n.tenants[e.Tenant]}
}

func (n *names) knownActor(a access.Actor) string {
	switch {
	case a.Kind == access.User:
		return n.users[tenancy.UserID{UID: a.ID}]
	case n.member:
		return ""
	case a.Kind == access.APIKey:
		return n.keys[a.ID]
	}
	return n.operators[a.ID]
}

// ActorNames is what those are called who published versions or saved a draft, in the order given.
func (s *Service) ActorNames(ctx context.Context, who access.Principal, actors ...access.Actor) ([]string, error) {
	if err := who.Require(access.SettingsRead); err != nil && who.Require(access.SettingsWrite) != nil {
		return nil, err
	}
	acts := make([]event.Event, len(actors))
	for i, actor := range actors {
		acts[i].Actor = actor
	}
	n := newNames(who)
	err := s.view(ctx, who.Environment, func(tx store.Reader) error { return n.read(tx, acts) })
	if err == nil {
		err = s.readOperators(ctx, n, acts)
	}
	called := make([]string, len(actors))
	for i, actor := range actors {
		called[i] = n.knownActor(actor)
	}
	return called, err
}

func (n *names) actor(a access.Actor) string {
	switch a.Kind {
	case access.User:
		return cmp.Or(n.users[tenancy.UserID{UID: a.ID}], "A deleted user")
	case access.APIKey:
		if n.member {
			return "The application"
		}
		return "The application (" + cmp.Or(n.keys[a.ID], "a deleted key") + ")"
	case access.Operator, access.OperatorKey:
		if n.member {
			return "The operator of the service"
		}
		return cmp.Or(n.operators[a.ID], "A deleted operator")
	case access.Local:
		return "Somebody at the command line"
	}
	return "Sojourn"
}

// shown is an event as the reader may see it.
func (n *names) shown(e event.Event) event.Event {
	if n.member && e.Actor.Kind != access.User {
		e.Actor = access.Actor{Kind: e.Actor.Kind}
	}
	return e
}
