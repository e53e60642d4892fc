package app

import (
	"github.com/sojourn-auth/sojourn/internal/authn"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

type userCommands struct {
	Create   createUser  `cmd:"" help:"Make a user; with --password, read the password from standard input."`
	List     listUsers   `cmd:"" help:"List users."`
	Password setPassword `cmd:"" help:"Set a user's password, read from standard input; the user's sessions end."`
	Disable  disableUser `cmd:"" help:"Disable a user; the user's sessions end."`
	Enable   enableUser  `cmd:"" help:"Let a disabled user sign in again."`
	Delete   deleteUser  `cmd:"" help:"Delete a user; the user's sessions end."`
	Join     joinTenant  `cmd:"" help:"Make a user a member of a tenant."`
	Leave    leaveTenant `cmd:"" help:"Take a user out of a tenant; the user's sessions there end."`
	Roles    setRoles    `cmd:"" help:"Set the roles of a member of a tenant."`
}

type createUser struct {
	inEnvironment
	Email      string `arg:"" help:"E-mail address."`
	Name       string `help:"Name to show."`
	ExternalID string `help:"The application's own name for the user."`
	Tenant     string `help:"ID or external ID of a tenant to make the user a member of."`
	Password   bool   `help:"Read a password from standard input."`
}

// Run makes a user.
func (c *createUser) Run(call *call) error {
	return call.within(c.inEnvironment, func(l local) error {
		var tenant tenancy.Tenant
		var password string
		var err error
		if c.Tenant != "" {
			if tenant, err = l.tenant(c.Tenant); err != nil {
				return err
			}
		}
		if c.Password {
			if password, err = call.readPassword(); err != nil {
				return err
			}
			if err := l.Policy.Check(authn.NewPassword(password), c.Email); err != nil {
				return err
			}
		}
		u, err := l.CreateUser(call.ctx, l.who, tenancy.User{Email: c.Email, Name: c.Name, ExternalID: c.ExternalID})
		if err != nil {
			return err
		}
		if c.Tenant != "" {
			if _, err := l.SetMembership(call.ctx, l.who, u.ID, tenant.ID, nil); err != nil {
				return err
			}
		}
		if c.Password {
			if err := l.SetPassword(call.ctx, l.who, u.ID, authn.NewPassword(password)); err != nil {
				return err
			}
		}
		return l.printUsers([]tenancy.User{u})
	})
}

type listUsers struct {
	inEnvironment
	Tenant string `help:"Only members of this tenant (ID or external ID)."`
}

// Run lists users.
func (c *listUsers) Run(call *call) error {
	return call.within(c.inEnvironment, func(l local) error {
		var tenant tenancy.Tenant
		var err error
		if c.Tenant != "" {
			if tenant, err = l.tenant(c.Tenant); err != nil {
				return err
			}
		}
		all, err := allPages(func(page store.Page) ([]tenancy.User, error) { return l.Users(call.ctx, l.who, tenant.ID, page) },
			func(u tenancy.User) string { return u.ID.String() })
		if err != nil {
			return err
		}
		return l.printUsers(all)
	})
}

func (l local) printUsers(all []tenancy.User) error {
	shown, rows := []map[string]any{}, [][]string{}
	for _, u := range all {
		status := "active"
		if u.Disabled {
			status = "disabled"
		}
		shown = append(shown, map[string]any{"id": u.ID, "email": u.Email, "name": u.Name, "external_id": u.ExternalID, "status": status, "created_at": u.CreatedAt})
		rows = append(rows, []string{u.ID.String(), orDash(u.Email), orDash(u.Name), orDash(u.ExternalID), status})
	}
	return l.print(shown, "ID | E-MAIL | NAME | EXTERNAL ID | STATUS", rows)
}

// ofUser is part of the commands about one user.
type ofUser struct {
	inEnvironment
	User string `arg:"" help:"ID, e-mail address or external ID."`
}

// with finds the user, works, and says what was done.
func (c ofUser) with(call *call, done string, work func(local, tenancy.User) error) error {
	return call.within(c.inEnvironment, func(l local) error {
		u, err := l.user(c.User)
		if err != nil {
			return err
		}
		if err := work(l, u); err != nil {
			return err
		}
		return l.say("%s %s.", done, c.User)
	})
}

type setPassword struct{ ofUser }

// Run sets a user's password.
func (c *setPassword) Run(call *call) error {
	password, err := call.readPassword()
	if err != nil {
		return err
	}
	return c.with(call, "Set the password of", func(l local, u tenancy.User) error {
		return l.SetPassword(call.ctx, l.who, u.ID, authn.NewPassword(password))
	})
}

type disableUser struct{ ofUser }

// Run disables a user.
func (c *disableUser) Run(call *call) error { return c.set(call, true, "Disabled") }

type enableUser struct{ ofUser }

// Run enables a user.
func (c *enableUser) Run(call *call) error { return c.set(call, false, "Enabled") }

func (c ofUser) set(call *call, disabled bool, done string) error {
	return c.with(call, done, func(l local, u tenancy.User) error {
		_, err := l.UpdateUser(call.ctx, l.who, u.ID, &disabled, func(*tenancy.User) {})
		return err
	})
}

type deleteUser struct{ ofUser }

// Run deletes a user.
func (c *deleteUser) Run(call *call) error {
	return c.with(call, "Deleted", func(l local, u tenancy.User) error { return l.DeleteUser(call.ctx, l.who, u.ID) })
}

type joinTenant struct {
	ofUser
	Tenant string `arg:"" help:"ID or external ID."`
}

// Run makes a user a member of a tenant.
func (c *joinTenant) Run(call *call) error {
	return c.with(call, "Made a member:", func(l local, u tenancy.User) error {
		t, err := l.tenant(c.Tenant)
		if err != nil {
			return err
		}
		_, err = l.SetMembership(call.ctx, l.who, u.ID, t.ID, nil)
		return err
	})
}

type leaveTenant struct {
	ofUser
	Tenant string `arg:"" help:"ID or external ID."`
}

// Run takes a user out of a tenant.
func (c *leaveTenant) Run(call *call) error {
	return c.with(call, "Taken out of the tenant:", func(l local, u tenancy.User) error {
		t, err := l.tenant(c.Tenant)
		if err != nil {
			return err
		}
		return l.RemoveMembership(call.ctx, l.who, u.ID, t.ID)
	})
}
