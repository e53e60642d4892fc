package app

import (
	"strings"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/authn"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

type operatorCommands struct {
	Create createOperator `cmd:"" help:"Make an operator, with a password read from standard input."`
	List   listOperators  `cmd:"" help:"List operators and what they were granted."`
	Grant  grantOperator  `cmd:"" help:"Grant an operator a role in an environment."`
	Revoke revokeOperator `cmd:"" help:"Take an operator's role in an environment away."`
	Key    operatorKey    `cmd:"" help:"Make an API key for a program of the operators and print it, this once."`
}

// amongOperators is part of the commands about operators, who all are in one environment.
type amongOperators struct {
	JSON bool `help:"Print JSON, for programs."`
}

func (c amongOperators) within(call *call, command func(local) error) error {
	return call.within(inEnvironment{Environment: string(tenancy.Operators), JSON: c.JSON}, func(l local) error {
		if err := l.EnsureOperators(call.ctx); err != nil {
			return err
		}
		return command(l)
	})
}

type createOperator struct {
	amongOperators
	Email string `arg:"" help:"E-mail address to sign in with."`
	Name  string `help:"Name to show."`
	Role  string `help:"First role: owner, admin, support or auditor." default:"owner"`
	In    string `help:"The environment of the role; * for all." default:"*"`
}

// Run makes an operator.
func (c *createOperator) Run(call *call) error {
	password, err := call.readPassword()
	if err != nil {
		return err
	}
	return c.within(call, func(l local) error {
		o, err := l.CreateOperator(call.ctx, l.who, service.NewOperator{
			Email: c.Email, Name: c.Name, Password: authn.NewPassword(password),
			Grant: access.Grant{Role: access.OperatorRole(c.Role), Environment: tenancy.EnvironmentID(c.In)},
		})
		if err != nil {
			return err
		}
		return l.printOperators([]service.Operator{o})
	})
}

type listOperators struct{ amongOperators }

// Run lists operators.
func (c *listOperators) Run(call *call) error {
	return c.within(call, func(l local) error {
		all, err := l.Operators(call.ctx, l.who)
		if err != nil {
			return err
		}
		return l.printOperators(all)
	})
}

func (l local) printOperators(all []service.Operator) error {
	shown, rows := []map[string]any{}, [][]string{}
	for _, o := range all {
		shown = append(shown, map[string]any{"id": o.ID, "email": o.Email, "name": o.Name, "disabled": o.Disabled, "grants": o.Grants})
		var grants []string
		for _, g := range o.Grants {
			grants = append(grants, string(g.Role)+" in "+string(g.Environment))
		}
		rows = append(rows, []string{o.ID.String(), o.Email, orDash(o.Name), orDash(strings.Join(grants, ", "))})
	}
	return l.print(shown, "ID | E-MAIL | NAME | GRANTS", rows)
}

// ofOperator is part of the commands about one operator.
type ofOperator struct {
	amongOperators
	Operator string `arg:"" help:"ID or e-mail address."`
	In       string `help:"The environment; * for all." default:"*"`
}

func (c ofOperator) with(call *call, done string, work func(local, tenancy.UserID) error) error {
	return c.within(call, func(l local) error {
		u, err := l.user(c.Operator)
		if err != nil {
			return err
		}
		if err := work(l, u.ID); err != nil {
			return err
		}
		return l.say("%s %s.", done, c.Operator)
	})
}

type grantOperator struct {
	ofOperator
	Role string `arg:"" help:"owner, admin, support or auditor."`
}

// Run grants a role.
func (c *grantOperator) Run(call *call) error {
	return c.with(call, "Granted to", func(l local, user tenancy.UserID) error {
		return l.Grant(call.ctx, l.who, user, access.Grant{Role: access.OperatorRole(c.Role), Environment: tenancy.EnvironmentID(c.In)})
	})
}

type revokeOperator struct{ ofOperator }

// Run takes a role away.
func (c *revokeOperator) Run(call *call) error {
	return c.with(call, "Taken from", func(l local, user tenancy.UserID) error {
		return l.Ungrant(call.ctx, l.who, user, tenancy.EnvironmentID(c.In))
	})
}

type operatorKey struct {
	amongOperators
	Name string   `arg:"" help:"Who uses the key."`
	Role string   `help:"owner, admin, support or auditor." required:""`
	In   []string `help:"The environments of the role; * for all." default:"*"`
}

// Run makes an operator key.
func (c *operatorKey) Run(call *call) error {
	return c.within(call, func(l local) error {
		var grants []access.Grant
		for _, target := range c.In {
			grants = append(grants, access.Grant{Role: access.OperatorRole(c.Role), Environment: tenancy.EnvironmentID(target)})
		}
		key, err := l.CreateOperatorKey(call.ctx, l.who, c.Name, grants)
		if err != nil {
			return err
		}
		return l.print(map[string]any{"id": key.ID(), "key": key.Reveal(), "grants": grants},
			"Operator key "+key.ID().String()+" (it is shown this once)", [][]string{{key.Reveal()}})
	})
}

type renameEnvironment struct {
	ID   string `arg:"" help:"The environment's ID."`
	Name string `arg:"" help:"The new name to show."`
}

// Run renames an environment.
func (c *renameEnvironment) Run(call *call) error {
	return call.within(inEnvironment{Environment: c.ID}, func(l local) error {
		if err := l.UpdateEnvironment(call.ctx, l.who, service.EnvironmentChange{Name: &c.Name}); err != nil {
			return err
		}
		return l.say("Renamed environment %s.", c.ID)
	})
}

type archiveEnvironment struct {
	ID   string `arg:"" help:"The environment's ID."`
	Undo bool   `help:"Bring it back from the archive."`
}

// Run archives an environment.
func (c *archiveEnvironment) Run(call *call) error {
	return call.within(inEnvironment{Environment: c.ID}, func(l local) error {
		archived := !c.Undo
		if err := l.UpdateEnvironment(call.ctx, l.who, service.EnvironmentChange{Archived: &archived}); err != nil {
			return err
		}
		if c.Undo {
			return l.say("Environment %s is in use again.", c.ID)
		}
		return l.say("Archived environment %s; its sessions have ended.", c.ID)
	})
}

type setRoles struct {
	ofUser
	Tenant string   `arg:"" help:"ID or external ID."`
	Roles  []string `arg:"" optional:"" help:"The roles that the member is to have; none takes them all away."`
}

// Run sets the roles of a member.
func (c *setRoles) Run(call *call) error {
	return c.with(call, "Set the roles of", func(l local, u tenancy.User) error {
		t, err := l.tenant(c.Tenant)
		if err != nil {
			return err
		}
		roles := []tenancy.RoleKey{}
		for _, role := range c.Roles {
			roles = append(roles, tenancy.RoleKey(role))
		}
		memberships, err := l.Memberships(call.ctx, l.who, u.ID)
		if err != nil {
			return err
		}
		for _, m := range memberships {
			if m.Tenant == t.ID {
				_, err = l.SetMembership(call.ctx, l.who, u.ID, t.ID, roles)
				return err
			}
		}
		return fault.New(fault.NotFound, "The user is not a member of the tenant: sojourn user join makes them one.")
	})
}
