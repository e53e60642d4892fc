package upkeep

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// How often the rounds are made.
const (
	sweepEvery  = time.Minute
	sweepAgain  = time.Second // after a sweep that failed: the store is away, and what ends meanwhile waits for it
	retainEvery = time.Hour
	// sweepShare bounds the share of time that sweeping may take: a pause is this many times as long as the last sweep.
	sweepShare = 20
)

// Upkeep is what goes on in the background of one process. Any number of processes may do it over one store.
type Upkeep struct {
	Service *service.Service
	Log     *slog.Logger
	Now     func() time.Time

	mu     sync.Mutex
	active map[tenancy.EnvironmentID]int
}

// Run works until ctx is done, and then writes what activity is still noted.
func (u *Upkeep) Run(ctx context.Context) {
	var rounds sync.WaitGroup
	rounds.Go(func() { u.every(ctx, session.FlushEvery, nil, u.flush) })
	rounds.Go(func() { u.sweep(ctx) })
	rounds.Go(func() { u.every(ctx, retainEvery, nil, u.retain) })
	rounds.Wait()
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), session.FlushEvery)
	defer cancel()
	u.flush(last)
}

// Active is how many sessions of each environment the last sweep found active.
func (u *Upkeep) Active() map[tenancy.EnvironmentID]int {
	u.mu.Lock()
	defer u.mu.Unlock()
	counts := make(map[tenancy.EnvironmentID]int, len(u.active))
	for environment, n := range u.active {
		counts[environment] = n
	}
	return counts
}

// every does the work at once, then after each pause, and when asked.
func (u *Upkeep) every(ctx context.Context, pause time.Duration, asked <-chan struct{}, work func(context.Context)) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case <-asked:
		}
		work(ctx)
		timer.Reset(pause)
	}
}

func (u *Upkeep) flush(ctx context.Context) {
	if err := u.Service.FlushActivity(ctx); err != nil {
		u.complain(ctx, "flush of activity failed", err)
	}
}

// sweep sweeps every environment, no more of the time than sweepShare allows.
func (u *Upkeep) sweep(ctx context.Context) {
	pause := time.NewTimer(0)
	defer pause.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-pause.C:
		case <-u.Service.SweepAsked():
		}
		begin := u.Now()
		rest := sweepEvery
		if !u.each(ctx, "sweep failed", u.sweepOne) {
			rest = sweepAgain
		}
		pause.Reset(max(rest, sweepShare*u.Now().Sub(begin)))
	}
}

func (u *Upkeep) sweepOne(ctx context.Context, environment tenancy.EnvironmentID) error {
	swept, err := u.Service.Sweep(ctx, environment, tenancy.TenantID{})
	if err == nil {
		u.remember(environment, swept.Active)
	}
	return err
}

func (u *Upkeep) remember(environment tenancy.EnvironmentID, active int) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.active == nil {
		u.active = map[tenancy.EnvironmentID]int{}
	}
	u.active[environment] = active
}

// retain deletes what is no longer to be kept, and rotates keys whose life is over.
func (u *Upkeep) retain(ctx context.Context) {
	u.each(ctx, "retention failed", u.Service.Retain)
	u.each(ctx, "key rotation failed", u.Service.RotateWhenDue)
}

// each does the work for every environment, and tells whether all went well.
func (u *Upkeep) each(ctx context.Context, complaint string, work func(context.Context, tenancy.EnvironmentID) error) bool {
	environments, err := u.Service.Environments(ctx)
	if err != nil {
		u.complain(ctx, complaint, err)
		return false
	}
	well := true
	for _, environment := range environments {
		if err := work(ctx, environment.ID); err != nil {
			u.complain(ctx, complaint, err)
			well = false
		}
	}
	return well
}

// complain logs a failure. The work is done again in the next round; at the end of the process nothing is wrong.
func (u *Upkeep) complain(ctx context.Context, complaint string, err error) {
	if ctx.Err() == nil {
		u.Log.ErrorContext(ctx, complaint, "error", err.Error()) //nolint:sloglint // one of the constants of the callers
	}
}
