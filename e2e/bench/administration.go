package main

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/settings"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

const administrationText = `What administrators wait for, without HTTP, on %s sessions of %s users of one tenant, 10 each. *Impact* is what publishing
a document with a shorter idle timeout and a lower maximum would change: every session is judged. *A page of users* is %d users by name with
their roles, active sessions and last activity, at a random place of the list. *Ending a tenant* is one small write; it is in force when the first
check refuses a session, asked all the time by another. *Longest wait of a sign-in* is the slowest of all sign-ins of users of another tenant, one
after the other, from the ending until every row is recorded: no lock is held for longer.
`

// pageOfUsers is how many users are on a page.
const pageOfUsers = 50

// measureAdministration measures the same on both engines.
func measureAdministration(b *bench) (section, error) {
	p := plan{sessions: b.sizes.normal, perUser: 10}
	s := section{title: "Administration", text: fmt.Sprintf(administrationText, thousands(int64(p.sessions)), thousands(int64(p.sessions/p.perUser)), pageOfUsers)}
	kept, data, err := b.kept(p)
	if err != nil {
		return s, err
	}
	err = b.administer(&s, "SQLite", data, func() (*inside, error) {
		folder, err := b.copied(kept)
		if err != nil {
			return nil, err
		}
		return b.openSQLite(folder)
	})
	if err != nil {
		return s, err
	}
	made, err := b.filledPostgres(p)
	if errors.Is(err, errNoPostgres) {
		s.notes = append(s.notes, notMeasured)
		return s, nil
	}
	if err != nil {
		return s, err
	}
	return s, b.administer(&s, "PostgreSQL", made.data, func() (*inside, error) { return b.openPostgres(made) })
}

// administer adds the figures of one engine. A tenant can be ended once, so that is measured last.
func (b *bench) administer(s *section, engine string, data *dataset, open func() (*inside, error)) error {
	in, err := open()
	if err != nil {
		return err
	}
	b.onClose(in.close)
	var impacts, pages []float64
	for range b.rounds {
		took, err := timed(func() error { return b.impact(in, data) })
		if err != nil {
			return err
		}
		impacts = append(impacts, took)
		sample := drive(1, b.sizes.turn/2, b.pagesOfUsers(in, data))
		if sample.failed > 0 {
			return sample.why
		}
		pages = append(pages, sample.p99())
		b.say("  %s: impact %s, page of users p99 %s", engine, duration(took), duration(sample.p99()))
	}
	ended, slowest, err := b.endTenant(in, data)
	if err != nil {
		return err
	}
	b.say("  %s: tenant ended after %s, slowest sign-in %s", engine, duration(ended), duration(slowest))
	s.figures = append(s.figures,
		absolute("impact, "+engine, impacts, "–", duration, 0.3),
		absolute("p99 of a page of users, "+engine, pages, "–", duration, 0.05),
		absolute("ending a tenant, "+engine, []float64{ended}, "–", duration, 1),
		absolute("longest wait of a sign-in, "+engine, []float64{slowest}, "–", duration, 0.05))
	return nil
}

func timed(do func() error) (seconds float64, err error) {
	begin := time.Now()
	err = do()
	return time.Since(begin).Seconds(), err
}

func (b *bench) impact(in *inside, data *dataset) error {
	d := settings.Default()
	d.Sessions.Idle = session.Timeout{On: true, Seconds: 1800}
	d.Sessions.Concurrent = session.Maximum{On: true, Sessions: 3}
	told, err := in.DocumentImpact(b.ctx, operator(), d, service.EndingPage{})
	if err == nil && told.Sessions < len(data.Users)*5 {
		err = fmt.Errorf("the impact tells of %d sessions only", told.Sessions)
	}
	return err
}

// pagesOfUsers reads pages at random places of the list.
func (b *bench) pagesOfUsers(in *inside, data *dataset) func(int) error {
	die := dice(1)[0]
	return func(int) error {
		after := store.MemberPlace{Label: fmt.Sprint("user-", die.IntN(len(data.Users))), User: pick(die, data.Users)}
		all, _, err := in.TenantUsers(b.ctx, operator(), data.Tenant, store.MemberFilter{}, after, pageOfUsers)
		if err == nil && len(all) == 0 && after.Label < "user-9" {
			err = errors.New("a page of users is empty")
		}
		return err
	}
}

// endTenant ends all sessions of the tenant. It tells when the first check refused one, and the slowest sign-in meanwhile.
func (b *bench) endTenant(in *inside, data *dataset) (ended, slowest float64, err error) {
	ctx, cancel := context.WithCancel(b.ctx)
	defer cancel()
	other := service.CreateSession{
		User: service.UserRef{ExternalID: "bystander"}, Tenant: service.TenantRef{ExternalID: "elsewhere"}, Missing: true, Delivery: service.DeliverSecret,
	}
	if _, err := in.CreateSession(ctx, operator(), other); err != nil {
		return 0, 0, err
	}
	var failed error
	waits := make(chan float64)
	go func() {
		longest := 0.0
		for ctx.Err() == nil {
			took, err := timed(func() error { _, err := in.CreateSession(b.ctx, operator(), other); return err })
			if err != nil {
				failed = err
				break
			}
			longest = max(longest, took)
		}
		waits <- longest
	}()
	var refused atomic.Int64
	go func() {
		for ctx.Err() == nil {
			if _, err := in.Check(b.ctx, environment, data.Secrets[0], false); err != nil {
				refused.Store(time.Now().UnixNano())
				return
			}
		}
	}()
	begin := time.Now()
	if _, err := in.EndTenantSessions(b.ctx, operator(), data.Tenant, ""); err != nil {
		return 0, 0, err
	}
	swept, err := in.Sweep(b.ctx, environment, tenancy.TenantID{})
	cancel()
	slowest = <-waits
	switch {
	case err != nil || failed != nil:
		return 0, 0, errors.Join(err, failed)
	case refused.Load() == 0 || swept.Recorded < len(data.Secrets):
		return 0, 0, fmt.Errorf("%d of %d ends were recorded, and a check refused at %d", swept.Recorded, len(data.Secrets), refused.Load())
	}
	return time.Duration(refused.Load() - begin.UnixNano()).Seconds(), slowest, nil
}
