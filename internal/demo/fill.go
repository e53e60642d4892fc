package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/authn"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// seed makes the demo look the same everywhere.
const seed = 20261123

// errOccupied keeps demo data away from everything else.
var errOccupied = errors.New("the store is in use, and demo data is never mixed with other data: " +
	"leave --demo out, or name an empty folder with --data")

// Fill fills an empty store with demo data, which looks as if it had grown until now, and tells on out how to sign in
// at the public URL. To a store that holds demo data already it adds nothing; one that holds anything else is refused.
func Fill(ctx context.Context, uses *service.Service, opened store.Store, now time.Time, public string, out io.Writer) error {
	environments, err := uses.Environments(ctx)
	if err != nil {
		return fmt.Errorf("demo data: %w", err)
	}
	all := plans(seed)
	if len(environments) > 0 {
		if err := recognize(ctx, uses, environments, all); err != nil {
			return fmt.Errorf("demo data: %w", err)
		}
		return sayAgain(out, public)
	}
	password, err := newPassword(ctx, uses)
	if err != nil {
		return fmt.Errorf("demo data: %w", err)
	}
	done := filled{public: public, plans: all, password: password}
	config := uses.Config
	config.Store = opened
	for _, p := range all {
		result, err := playPlan(ctx, config, p, now, password)
		if err != nil {
			return fmt.Errorf("demo data of environment %s: %w", p.id, err)
		}
		done.keys = append(done.keys, result.key)
	}
	if err := hire(ctx, uses, password); err != nil {
		return fmt.Errorf("demo data of the operators: %w", err)
	}
	return done.say(out)
}

// hire makes the operators of the demo.
func hire(ctx context.Context, uses *service.Service, password password) error {
	if err := uses.EnsureOperators(ctx); err != nil {
		return err
	}
	who := access.Principal{Kind: access.Local, Environment: tenancy.Operators}
	for _, o := range operators() {
		o.Password = authn.NewPassword(password.text)
		if _, err := uses.CreateOperator(ctx, who, o); err != nil {
			return err
		}
	}
	return nil
}

// operators is who runs the demo, the owner first.
func operators() []service.NewOperator {
	return []service.NewOperator{
		{Name: "Oda Lindqvist", Email: "oda.lindqvist@example.com", Grant: access.Grant{Role: access.Owner, Environment: access.EveryEnvironment}},
		{Name: "Samir Haddad", Email: "samir.haddad@example.com", Grant: access.Grant{Role: access.Support, Environment: "production"}},
		{Name: "Aud Tveit", Email: "aud.tveit@example.com", Grant: access.Grant{Role: access.Auditor, Environment: access.EveryEnvironment}},
	}
}

// recognize refuses environments that the demo has not made, or not to the end.
func recognize(ctx context.Context, uses *service.Service, environments []tenancy.Environment, all []plan) error {
	for _, p := range all {
		if !slices.ContainsFunc(environments, func(e tenancy.Environment) bool { return e.ID == p.id }) {
			return errOccupied
		}
		keys, err := uses.APIKeys(ctx, access.Principal{Kind: access.Local, Environment: p.id})
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(keys, func(k store.APIKey) bool { return k.Name == keyName }) {
			return errOccupied
		}
	}
	return nil
}

// playPlan makes an environment and lets its history happen.
func playPlan(ctx context.Context, config service.Config, p plan, now time.Time, password password) (made, error) {
	now = now.UTC().Truncate(time.Millisecond)
	config.Now = func() time.Time { return now.Add(-began) }
	who := access.Principal{Kind: access.Local, Environment: p.id}
	if _, err := service.New(config).CreateEnvironment(ctx, who, tenancy.Environment{ID: p.id, Name: p.name}); err != nil {
		return made{}, fmt.Errorf("make it: %w", err)
	}
	var played *history
	err := config.Store.Update(ctx, p.id, func(tx store.Tx) error {
		played = newHistory(config, tx, p, now, password) // from the beginning, should it run more than once
		return played.play(ctx)
	})
	if err != nil {
		return made{}, err
	}
	return played.made, nil
}
