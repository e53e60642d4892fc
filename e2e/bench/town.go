package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/settings"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/token"
)

// town is an environment as large ones are: many tenants, one of them far larger than the others, people with names,
// and ended sessions between the active ones.
type town struct {
	key      string // an API key that may do everything
	admin    string // a session secret of an administrator of the largest tenant
	largest  tenancy.TenantID
	tenants  []tenancy.TenantID
	users    []tenancy.UserID
	sessions []session.ID
}

// townSize is how large a town is.
type townSize struct {
	users, tenants  int
	active, endings int // sessions of each user
}

func (t townSize) sessions() int { return t.users * (t.active + t.endings) }

const (
	townOwner    = "owner@example.com"
	townPassword = "tide-lamp-crow-basil-pond" // of an environment that is thrown away
	rareAddress  = "198.51.100.99"             // of one session
)

// build makes a town in an empty store, with so many transactions at once.
func (t *town) build(ctx context.Context, in *inside, size townSize, now time.Time, atOnce int) error {
	if err := t.found(ctx, in); err != nil {
		return err
	}
	for i := range size.tenants {
		made, err := in.CreateTenant(ctx, operator(), tenancy.Tenant{Name: fmt.Sprintf("%s %s %d", places[i%len(places)], trades[i%len(trades)], i)})
		if err != nil {
			return err
		}
		t.tenants = append(t.tenants, made.ID)
	}
	t.largest = t.tenants[0]
	now = now.Truncate(time.Millisecond).UTC()
	t.users = make([]tenancy.UserID, size.users)
	err := inBatches(size.users, userBatch, atOnce, func(from, to int) error {
		return in.store.Update(ctx, environment, func(tx store.Tx) error {
			for i := from; i < to; i++ {
				if err := t.settle(tx, i, now); err != nil {
					return err
				}
			}
			return nil
		})
	})
	if err != nil {
		return err
	}
	return t.signIn(ctx, in.store, size, now, atOnce)
}

// found makes the environment with its settings, a key and an operator.
func (t *town) found(ctx context.Context, in *inside) error {
	who := operator()
	if err := in.EnsureOperators(ctx); err != nil {
		return err
	}
	if _, err := in.CreateEnvironment(ctx, who, tenancy.Environment{ID: environment, Name: "Main"}); err != nil {
		return err
	}
	document := settings.Default()
	document.Pages.Workspace = settings.WorkspacePages{Users: true, Security: true}
	document.Sessions.Idle = session.Timeout{On: true, Seconds: int64(session.MaxIdle / time.Second)}
	_, published := in.PublishDocument(ctx, who, service.Publication{Document: document, Base: service.AnyVersion})
	_, made := in.CreateOperator(ctx, who, service.NewOperator{
		Email: townOwner, Name: "Olga Owner", Password: service.NewPassword(townPassword), Grant: access.Grant{Environment: access.EveryEnvironment, Role: access.Owner},
	})
	key, err := in.CreateAPIKey(ctx, who, "benchmark", access.AllScopes())
	if err == nil {
		t.key = key.Reveal()
	}
	return errors.Join(published, made, err)
}

// settle adds a user. Every third one is in the largest tenant.
func (t *town) settle(tx store.Tx, i int, now time.Time) error {
	at := now.Add(-signedInOver + time.Duration(i)*time.Millisecond)
	user := tenancy.User{
		ID: tenancy.NewUserID(at), Name: fmt.Sprintf("%s %s %d", given[i%len(given)], families[i/len(given)%len(families)], i),
		Email: fmt.Sprintf("person%d@example.com", i), CreatedAt: at,
	}
	t.users[i] = user.ID
	roles := []tenancy.RoleKey{"member"}
	if i == 0 {
		roles = []tenancy.RoleKey{"admin"}
	}
	if err := tx.InsertUser(user); err != nil {
		return err
	}
	return tx.InsertMembership(tenancy.Membership{User: user.ID, Tenant: t.home(i), Roles: roles, CreatedAt: at})
}

// home is the tenant of a user.
func (t *town) home(user int) tenancy.TenantID {
	if user%3 == 0 {
		return t.largest
	}
	return t.tenants[user%len(t.tenants)]
}

// signIn adds the sessions with their events, in the order of sign-ins.
func (t *town) signIn(ctx context.Context, opened store.Store, size townSize, now time.Time, atOnce int) error {
	t.sessions = make([]session.ID, size.sessions())
	return inBatches(len(t.sessions), sessionBatch, atOnce, func(from, to int) error {
		die := rand.New(rand.NewPCG(1, uint64(from)))
		var all []session.Session
		for i := from; i < to; i++ {
			all = append(all, t.session(die, i, size, now))
		}
		return opened.Update(ctx, environment, func(tx store.Tx) error {
			for _, one := range all {
				if err := insertWithEvents(tx, one); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

func (t *town) session(die *rand.Rand, i int, size townSize, now time.Time) session.Session {
	user := i % size.users
	step := (signedInOver - time.Hour) / time.Duration(len(t.sessions))
	at := now.Add(-signedInOver + time.Duration(i)*step).Truncate(time.Millisecond)
	open := now.Sub(at)
	one := session.Session{
		ID: session.NewID(t.users[user], at), User: t.users[user], Tenant: t.home(user), SignedInAt: at, AuthenticatedAt: at,
		LastActiveAt: at.Add(time.Duration(die.Int64N(int64(open)))).Truncate(time.Millisecond), Methods: []string{"pwd"},
		Client: session.Client{Address: fmt.Sprintf("203.0.113.%d", die.IntN(250)), UserAgent: userAgent},
	}
	t.sessions[i] = one.ID
	switch {
	case i == len(t.sessions)-size.users: // the last one of the administrator
		secret := token.NewSecret(one.ID)
		one.Secret, t.admin = secret.Hash(), secret.Reveal()
	case i == len(t.sessions)/2:
		one.Client.Address = rareAddress
	case (i+i/size.users)%(size.active+size.endings) < size.endings:
		ended := one.LastActiveAt.Add(time.Duration(die.Int64N(int64(now.Sub(one.LastActiveAt)))))
		one.End = session.End{At: ended.Truncate(time.Millisecond), Reason: reasonOf(die)}
	}
	return one
}

// reasonOf is why a session ended.
func reasonOf(die *rand.Rand) session.Reason {
	usual := []session.Reason{session.SignedOut, session.SignedOut, session.IdleTimeout, session.EndedByUser, session.ForcedRelogin}
	return usual[die.IntN(len(usual))]
}

func insertWithEvents(tx store.Tx, one session.Session) error {
	if err := insert(tx, one); err != nil || one.End.IsZero() {
		return err
	}
	e := event.New(event.SessionEnded, one.End.At, access.Actor{Kind: access.System})
	e.User, e.Tenant, e.Session, e.Reason = one.User, one.Tenant, one.ID, one.End.Reason
	return tx.Append(e)
}

// What the people and the tenants of a town are called.
var (
	given    = [...]string{"Ada", "Bruno", "Carla", "Dmitri", "Elif", "Farah", "Grace", "Hiroshi", "Ines", "Jonas", "Kaja", "Liam", "Mei"}
	families = [...]string{"Lovelace", "Castel", "Jensen", "Okafor", "Hopper", "Tanaka", "Silva", "Brandt", "Novak", "Moreau", "Keller"}
	places   = [...]string{"Northwind", "Birchwood", "Harbour", "Summit", "Lakeside", "Granite", "Copper"}
	trades   = [...]string{"Analytics", "Logistics", "Bakery", "Insurance", "Press", "Robotics", "Travel", "Foods", "Energy"}
)
