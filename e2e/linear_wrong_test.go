package e2e

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/e2e/harness"
	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/store/sqlite"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// TestLinearCatchesEvictionOutsideTheTransaction is the test of TestLinear: the same clients must catch an authority
// that lets a session in with one transaction and ends the oldest with the next. They must find nothing wrong with
// the same authority when it does both in one.
func TestLinearCatchesEvictionOutsideTheTransaction(t *testing.T) {
	t.Parallel()
	const most = 20 // histories
	play := func(t *testing.T, seed int, apart bool) error {
		h := &history{authority: newPlain(t, apart), seed: uint64(seed), users: plainUsers, draw: t.TempDir()}
		h.play(t.Context())
		return h.judge()
	}
	t.Run("in the transaction", func(t *testing.T) {
		t.Parallel()
		for seed := range most {
			must(t, play(t, seed, false))
		}
	})
	t.Run("outside the transaction", func(t *testing.T) {
		t.Parallel()
		for seed := range most {
			if err := play(t, seed, true); err != nil {
				t.Logf("caught in history %d: %v", seed+1, err)
				return
			}
		}
		t.Errorf("nothing was found in %d histories, want a violation", most)
	})
}

const plainUsers = 3

// plain is an authority of a few lines over the rules and a real store. It knows no tokens.
type plain struct {
	store  store.Store
	tenant tenancy.TenantID
	users  [plainUsers]tenancy.UserID
	apart  bool // whether room is made in a transaction of its own
}

func newPlain(t *testing.T, apart bool) *plain {
	t.Helper()
	opened, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "plain.db")})
	must(t, err)
	t.Cleanup(func() { must(t, opened.Close()) })
	now := time.Now()
	p := &plain{store: opened, tenant: tenancy.NewTenantID(now), apart: apart}
	must(t, opened.CreateEnvironment(t.Context(), tenancy.Environment{ID: environment, CreatedAt: now}, func(tx store.Tx) error {
		for i := range p.users {
			p.users[i] = tenancy.NewUserID(now)
			if err := tx.InsertUser(tenancy.User{ID: p.users[i], CreatedAt: now}); err != nil {
				return err
			}
		}
		return tx.InsertTenant(tenancy.Tenant{ID: p.tenant, CreatedAt: now})
	}))
	return p
}

func (p *plain) create(ctx context.Context, user int, name string, _ bool) (o opened, evicted []string, err error) {
	err = p.store.Update(ctx, environment, func(tx store.Tx) error {
		open, rules, err := p.read(tx, user)
		if err != nil {
			return err
		}
		admission := session.Admit(open, rules, time.Now())
		at := admission.SignInAt
		one := session.Session{
			ID: admission.ID(session.NewID(p.users[user], at)), User: p.users[user], Tenant: p.tenant,
			SignedInAt: at, AuthenticatedAt: at, LastActiveAt: at, Name: name,
		}
		o.id = one.ID.String()
		if !p.apart {
			if evicted, err = record(tx, admission.Ends); err != nil {
				return err
			}
		}
		return tx.InsertSession(one)
	})
	if err != nil || !p.apart {
		return o, evicted, err
	}
	err = p.store.Update(ctx, environment, func(tx store.Tx) error { // the mistake
		open, rules, err := p.read(tx, user)
		if err != nil {
			return err
		}
		evicted, err = record(tx, session.Settle(open, rules, time.Now()))
		return err
	})
	return o, evicted, err
}

// read gives the sessions of a user that have not ended, and the rules for them.
func (p *plain) read(tx store.Reader, user int) ([]session.Session, session.Rules, error) {
	common, err := tx.EnvironmentPolicy()
	if err != nil {
		return nil, session.Rules{}, err
	}
	own, _, err := tx.TenantPolicy(p.tenant)
	if err != nil {
		return nil, session.Rules{}, err
	}
	open, err := tx.OpenSessions(p.users[user], p.tenant)
	return open, session.Govern(common, own), err
}

// record writes ends, and gives the names of the sessions.
func record(tx store.Tx, ends []session.Ending) (names []string, err error) {
	for _, e := range ends {
		names = append(names, e.Session.Name)
		if err := tx.EndSession(e.Session.ID, e.End); err != nil {
			return nil, err
		}
	}
	return names, nil
}

func (p *plain) check(ctx context.Context, o opened) error {
	id, err := session.ParseID(o.id)
	if err != nil {
		return err
	}
	found, err := p.store.Lookup(ctx, environment, id)
	if err != nil || found.Session.End.IsZero() {
		return err
	}
	return &harness.Problem{Status: http.StatusUnauthorized, Code: "session_ended", Reason: string(found.Session.End.Reason)}
}

func (p *plain) refresh(context.Context, string) (string, error) {
	return "", fmt.Errorf("there are no tokens")
}

func (p *plain) end(ctx context.Context, o opened) (ended int, err error) {
	id, err := session.ParseID(o.id)
	if err != nil {
		return 0, err
	}
	err = p.store.Update(ctx, environment, func(tx store.Tx) error {
		ended = 0
		found, err := tx.Find(id)
		if err != nil || !found.Session.End.IsZero() {
			return err
		}
		ended = 1
		return tx.EndSession(id, byApp())
	})
	return ended, err
}

func byApp() session.End {
	return session.End{At: time.Now(), Reason: session.EndedByAPI, By: access.TheSystem()}
}

func (p *plain) endUser(ctx context.Context, user int) (ended int, err error) {
	err = p.store.Update(ctx, environment, func(tx store.Tx) error {
		ended, err = p.endAll(tx, user)
		return err
	})
	return ended, err
}

func (p *plain) endAll(tx store.Tx, user int) (int, error) {
	open, _, err := p.read(tx, user)
	for _, one := range open {
		if err := tx.EndSession(one.ID, byApp()); err != nil {
			return 0, err
		}
	}
	return len(open), err
}

func (p *plain) endEverybody(ctx context.Context) error {
	return p.store.Update(ctx, environment, func(tx store.Tx) error {
		for user := range p.users {
			if _, err := p.endAll(tx, user); err != nil {
				return err
			}
		}
		return nil
	})
}

func (p *plain) list(ctx context.Context, user int) (list []shown, err error) {
	err = p.store.View(ctx, environment, func(tx store.Reader) error {
		all, err := tx.Sessions(store.SessionFilter{User: p.users[user]}, store.Page{Limit: 500})
		list = nil
		for _, one := range slices.Backward(all) {
			list = append(list, shown{name: one.Name, state: cmp.Or(string(one.End.Reason), active)})
		}
		return err
	})
	return list, err
}

func (p *plain) limit(ctx context.Context, what deed, most int) error {
	maximum := session.Maximum{On: most > unlimited, Sessions: max(most, 1)}
	return p.store.Update(ctx, environment, func(tx store.Tx) error {
		var err error
		switch {
		case what == limitAll:
			err = tx.SaveEnvironmentPolicy(session.EnvironmentPolicy{Settings: session.Settings{Concurrent: maximum}})
		case most == unset:
			err = tx.SaveTenantPolicy(p.tenant, session.TenantPolicy{})
		default:
			err = tx.SaveTenantPolicy(p.tenant, session.TenantPolicy{Overrides: session.Overrides{Concurrent: &maximum}})
		}
		for user := range p.users {
			open, rules, readErr := p.read(tx, user)
			if err = cmp.Or(err, readErr); err != nil {
				return err
			}
			if _, err = record(tx, session.Settle(open, rules, time.Now())); err != nil {
				return err
			}
		}
		return err
	})
}

func (p *plain) recovered(context.Context) {}
