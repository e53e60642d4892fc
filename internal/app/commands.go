package app

import (
	"fmt"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

type environmentCommands struct {
	Create  createEnvironment  `cmd:"" help:"Make an environment."`
	List    listEnvironments   `cmd:"" help:"List environments."`
	Rename  renameEnvironment  `cmd:"" help:"Give an environment another name."`
	Archive archiveEnvironment `cmd:"" help:"End all sessions of an environment and let none begin; everything else stays."`
}

type createEnvironment struct {
	ID   string `arg:"" help:"2 to 40 lower-case letters, digits and dashes; part of the issuer URL, and so for good."`
	Name string `help:"Name to show; the ID when left out."`
}

// Run makes an environment.
func (c *createEnvironment) Run(call *call) error {
	return call.within(inEnvironment{Environment: c.ID}, func(l local) error {
		e, err := l.Service.CreateEnvironment(call.ctx, l.who, tenancy.Environment{ID: l.who.Environment, Name: c.Name})
		if err != nil {
			return err
		}
		return l.say("Made environment %s.", e.ID)
	})
}

type listEnvironments struct {
	JSON bool `help:"Print JSON, for programs."`
}

// Run lists environments.
func (c *listEnvironments) Run(call *call) error {
	return call.within(inEnvironment{JSON: c.JSON}, func(l local) error {
		all, err := l.OwnEnvironments(call.ctx, l.who)
		if err != nil {
			return err
		}
		shown, rows := []map[string]any{}, [][]string{}
		for _, e := range all {
			shown = append(shown, map[string]any{"id": e.ID, "name": e.Name, "archived": e.Archived, "settings_version": e.Version, "created_at": e.CreatedAt})
			rows = append(rows, []string{string(e.ID), e.Name, fmt.Sprint(e.Version), state(e.Archived), moment(e.CreatedAt)})
		}
		return l.print(shown, "ID | NAME | SETTINGS | STATE | CREATED", rows)
	})
}

func state(archived bool) string {
	if archived {
		return "archived"
	}
	return "in use"
}

type keyCommands struct {
	Create createKey     `cmd:"" help:"Make an API key and print it, this once."`
	List   listKeys      `cmd:"" help:"List API keys."`
	Revoke revokeKey     `cmd:"" help:"Make an API key useless."`
	Rotate rotateSigning `cmd:"" help:"Add a signing key, which signs after a day in the JWKS."`
}

type createKey struct {
	inEnvironment
	Name  string   `arg:"" help:"Who uses the key."`
	Scope []string `help:"What the key may do, such as sessions:check; * for everything." required:""`
}

// Run makes an API key.
func (c *createKey) Run(call *call) error {
	return call.within(c.inEnvironment, func(l local) error {
		scopes, err := access.ParseScopes(c.Scope)
		if err != nil {
			return err
		}
		key, err := l.CreateAPIKey(call.ctx, l.who, c.Name, scopes)
		if err != nil {
			return err
		}
		return l.print(map[string]any{"id": key.ID(), "key": key.Reveal(), "scopes": scopes}, "API key "+key.ID().String()+" (it is shown this once)",
			[][]string{{key.Reveal()}})
	})
}

type listKeys struct{ inEnvironment }

// Run lists API keys.
func (c *listKeys) Run(call *call) error {
	return call.within(c.inEnvironment, func(l local) error {
		all, err := l.APIKeys(call.ctx, l.who)
		if err != nil {
			return err
		}
		shown, rows := []map[string]any{}, [][]string{}
		for _, key := range all {
			shown = append(shown, showKey(key))
			rows = append(rows, []string{key.ID.String(), key.Name, moment(key.CreatedAt), moment(key.LastUsedAt), moment(key.RevokedAt)})
		}
		return l.print(shown, "ID | NAME | CREATED | LAST USED | REVOKED", rows)
	})
}

// showKey is a key without what it is checked against.
func showKey(key store.APIKey) map[string]any {
	shown := map[string]any{"id": key.ID, "name": key.Name, "scopes": key.Scopes, "created_at": key.CreatedAt}
	if !key.LastUsedAt.IsZero() {
		shown["last_used_at"] = key.LastUsedAt
	}
	if !key.RevokedAt.IsZero() {
		shown["revoked_at"] = key.RevokedAt
	}
	return shown
}

type revokeKey struct {
	inEnvironment
	ID string `arg:"" help:"The key's ID, as listed."`
}

// Run revokes an API key.
func (c *revokeKey) Run(call *call) error {
	return call.within(c.inEnvironment, func(l local) error {
		id, err := uid.Parse(c.ID)
		if err != nil {
			return err
		}
		if err := l.RevokeAPIKey(call.ctx, l.who, id); err != nil {
			return err
		}
		return l.say("Revoked.")
	})
}

type rotateSigning struct{ inEnvironment }

// Run rotates the signing key.
func (c *rotateSigning) Run(call *call) error {
	return call.within(c.inEnvironment, func(l local) error {
		id, err := l.RotateSigningKey(call.ctx, l.who)
		if err != nil {
			return err
		}
		return l.print(map[string]any{"kid": id}, "Signing key "+id+" is published now and signs after a day.", nil)
	})
}

type tenantCommands struct {
	Create createTenant `cmd:"" help:"Make a tenant."`
	List   listTenants  `cmd:"" help:"List tenants."`
	Delete deleteTenant `cmd:"" help:"Delete a tenant; its sessions end."`
}

type createTenant struct {
	inEnvironment
	Name       string `arg:"" help:"Name of the tenant."`
	ExternalID string `help:"The application's own name for it."`
}

// Run makes a tenant.
func (c *createTenant) Run(call *call) error {
	return call.within(c.inEnvironment, func(l local) error {
		t, err := l.CreateTenant(call.ctx, l.who, tenancy.Tenant{Name: c.Name, ExternalID: c.ExternalID})
		if err != nil {
			return err
		}
		return l.printTenants([]tenancy.Tenant{t})
	})
}

type listTenants struct{ inEnvironment }

// Run lists tenants.
func (c *listTenants) Run(call *call) error {
	return call.within(c.inEnvironment, func(l local) error {
		all, err := allPages(func(page store.Page) ([]tenancy.Tenant, error) { return l.Tenants(call.ctx, l.who, page) },
			func(t tenancy.Tenant) string { return t.ID.String() })
		if err != nil {
			return err
		}
		return l.printTenants(all)
	})
}

func (l local) printTenants(all []tenancy.Tenant) error {
	shown, rows := []map[string]any{}, [][]string{}
	for _, t := range all {
		shown = append(shown, map[string]any{"id": t.ID, "name": t.Name, "external_id": t.ExternalID, "created_at": t.CreatedAt})
		rows = append(rows, []string{t.ID.String(), t.Name, orDash(t.ExternalID), moment(t.CreatedAt)})
	}
	return l.print(shown, "ID | NAME | EXTERNAL ID | CREATED", rows)
}

type deleteTenant struct {
	inEnvironment
	Tenant string `arg:"" help:"ID or external ID."`
}

// Run deletes a tenant.
func (c *deleteTenant) Run(call *call) error {
	return call.within(c.inEnvironment, func(l local) error {
		t, err := l.tenant(c.Tenant)
		if err != nil {
			return err
		}
		if err := l.DeleteTenant(call.ctx, l.who, t.ID); err != nil {
			return err
		}
		return l.say("Deleted tenant %s.", t.Name)
	})
}
