package app

import (
	"errors"
	"slices"

	"github.com/sojourn-auth/sojourn/internal/device"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

type sessionCommands struct {
	List listSessions `cmd:"" help:"List sessions, newest sign-in first."`
	End  endSessions  `cmd:"" help:"End one session, or all of a user, a tenant or the environment."`
}

type listSessions struct {
	inEnvironment
	User   string `help:"Only of this user (ID, e-mail address or external ID)."`
	Tenant string `help:"Only in this tenant (ID or external ID)."`
	State  string `help:"active, ended or all." enum:"active,ended,all" default:"active"`
	Limit  int    `help:"How many at the most." default:"100"`
}

// Run lists sessions.
func (c *listSessions) Run(call *call) error {
	return call.within(c.inEnvironment, func(l local) error {
		var filter store.SessionFilter
		if c.User != "" {
			u, err := l.user(c.User)
			if err != nil {
				return err
			}
			filter.User = u.ID
		}
		if c.Tenant != "" {
			t, err := l.tenant(c.Tenant)
			if err != nil {
				return err
			}
			filter.Tenant = t.ID
		}
		all, err := c.read(l, filter)
		if err != nil {
			return err
		}
		return l.printSessions(all)
	})
}

// read goes on from page to page until there are enough.
func (c *listSessions) read(l local, filter store.SessionFilter) ([]service.Judged, error) {
	if c.Limit < 1 {
		return nil, errors.New("--limit must be at least 1")
	}
	state := service.ListState(c.State)
	if c.State == "all" {
		state = service.ListAny
	}
	var all []service.Judged
	for next := ""; ; {
		page, more, err := l.Sessions(l.call.ctx, l.who, state, service.Search{SessionFilter: filter}, store.Page{After: next, Limit: 200})
		if err != nil {
			return nil, err
		}
		if all = append(all, page...); more == "" || len(all) >= c.Limit {
			return slices.Clip(all[:min(len(all), c.Limit)]), nil
		}
		next = more
	}
}

func (l local) printSessions(all []service.Judged) error {
	shown, rows := []map[string]any{}, [][]string{}
	for _, j := range all {
		state, until, why := "active", j.Verdict.EndsAt, j.Verdict.EndsBy
		if !j.Verdict.Active {
			state, until, why = "ended", j.Verdict.End.At, j.Verdict.End.Reason
		}
		shown = append(shown, map[string]any{
			"id": j.ID, "user_id": j.User, "tenant_id": j.Tenant, "state": state, "device": device.Parse(j.Client.UserAgent).Title(),
			"address": j.Client.Address, "created_at": j.SignedInAt, "last_active_at": j.LastActiveAt, "ends_at": until, "ends_by": why,
		})
		rows = append(rows, []string{
			j.ID.String(), j.User.String(), device.Parse(j.Client.UserAgent).Title(), orDash(j.Client.Address),
			moment(j.SignedInAt), moment(j.LastActiveAt), state, moment(until), string(why),
		})
	}
	return l.print(shown, "ID | USER | DEVICE | ADDRESS | SIGNED IN | LAST ACTIVE | STATE | END | REASON", rows)
}

type endSessions struct {
	inEnvironment
	ID     string `arg:"" optional:"" help:"The session's ID."`
	User   string `help:"All sessions of this user (ID, e-mail address or external ID)." xor:"which"`
	Tenant string `help:"All sessions of this tenant (ID or external ID)." xor:"which"`
	All    bool   `help:"All sessions of the environment." xor:"which"`
	Note   string `help:"Why, for the audit log; with --user, --tenant or --all."`
}

// Run ends sessions.
func (c *endSessions) Run(call *call) error {
	return call.within(c.inEnvironment, func(l local) error {
		switch {
		case c.ID != "":
			return c.one(l)
		case c.User != "":
			u, err := l.user(c.User)
			if err != nil {
				return err
			}
			n, err := l.EndUserSessions(call.ctx, l.who, u.ID, tenancy.TenantID{}, c.Note)
			return firstOf(err, l.say("Ended %d active sessions.", n))
		case c.Tenant != "":
			t, err := l.tenant(c.Tenant)
			if err != nil {
				return err
			}
			mark, err := l.EndTenantSessions(call.ctx, l.who, t.ID, c.Note)
			return firstOf(err, l.say("Every session of %s that signed in before %s has ended.", t.Name, moment(mark.At)))
		case c.All:
			mark, err := l.EndAllSessions(call.ctx, l.who, c.Note)
			return firstOf(err, l.say("Every session of the environment that signed in before %s has ended.", moment(mark.At)))
		}
		return errors.New("name a session, or give --user, --tenant or --all")
	})
}

func (c *endSessions) one(l local) error {
	id, err := session.ParseID(c.ID)
	if err != nil {
		return err
	}
	ended, err := l.EndSession(l.call.ctx, l.who, id)
	switch {
	case err != nil:
		return err
	case !ended:
		return l.say("The session had ended already.")
	}
	return l.say("Ended.")
}
