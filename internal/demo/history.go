package demo

import (
	"context"
	"slices"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// history plays a plan: it turns the clock of the use-cases back and lets everything happen as it would have
// happened, in one transaction. What comes out is what they have written, with every event and every rule kept.
type history struct {
	plan
	uses     *service.Service
	tx       store.Tx
	now      time.Time // when the demo is looked at
	clock    time.Time // when something is happening
	operator access.Principal
	password password
	made     made
}

// made is what came out of a plan, by the numbers that the plan gives things.
type made struct {
	tenants []tenancy.TenantID
	people  []tenancy.UserID
	visits  []session.ID
	refresh []string // the first refresh token of each visit that was handed one
	key     string   // the API key of the application's backend
}

// newHistory is a history in a transaction that is open.
func newHistory(config service.Config, tx store.Tx, p plan, now time.Time, password password) *history {
	h := &history{
		plan: p, tx: tx, now: now, clock: now.Add(-began), password: password,
		operator: access.Principal{Kind: access.Local, Environment: p.id},
		made: made{
			tenants: make([]tenancy.TenantID, len(p.tenants)), people: make([]tenancy.UserID, len(p.people)),
			visits: make([]session.ID, len(p.visits)), refresh: make([]string, len(p.visits)),
		},
	}
	config.Now = func() time.Time { return h.clock }
	config.Store = inside{config.Store, tx}
	h.uses = service.New(config)
	return h
}

// moment is one thing that happens.
type moment struct {
	ago    time.Duration
	happen func(context.Context) error
}

// play lets everything happen, in the order of time.
func (h *history) play(ctx context.Context) error {
	moments := slices.Concat(h.founding(), h.changing(), h.visiting(), h.ending())
	slices.SortStableFunc(moments, func(a, b moment) int { return int(b.ago - a.ago) })
	for _, m := range moments {
		h.clock = h.now.Add(-m.ago)
		if err := m.happen(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (h *history) founding() []moment {
	all := []moment{{began, h.makeKey}, {began, h.publish}}
	for i := range h.tenants {
		all = append(all, moment{began - time.Duration(i+1)*hour, func(ctx context.Context) error { return h.found(ctx, i) }})
	}
	for i, p := range h.people {
		all = append(all, moment{p.joined, func(ctx context.Context) error { return h.join(ctx, i) }})
	}
	return all
}

func (h *history) changing() (all []moment) {
	for _, c := range h.changes {
		all = append(all, moment{c.ago, func(ctx context.Context) error { return h.change(ctx, c) }})
	}
	for _, d := range h.deeds {
		all = append(all, moment{d.ago, func(ctx context.Context) error { return h.do(ctx, d) }})
	}
	return all
}

func (h *history) visiting() (all []moment) {
	for i, v := range h.visits {
		all = append(all, moment{v.signedIn, func(ctx context.Context) error { return h.signIn(ctx, i) }})
		if v.renamed != "" {
			all = append(all, moment{v.active, func(ctx context.Context) error { return h.rename(ctx, i) }})
		}
		if v.end.reason == session.TokenReuse { // the token that is used again must have been used
			all = append(all, moment{v.active, func(ctx context.Context) error { return h.refresh(ctx, i) }})
		}
	}
	return all
}

func (h *history) ending() (all []moment) {
	for i, v := range h.visits {
		if v.end.ago > 0 {
			all = append(all, moment{v.end.ago, func(ctx context.Context) error { return h.end(ctx, i) }})
		}
	}
	return all
}
