package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/authn"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/token"
)

// inEnvironment is part of every command that works in one environment.
type inEnvironment struct {
	Environment string `short:"e" help:"The environment's ID." default:"main"`
	JSON        bool   `help:"Print JSON, for programs."`
}

// local is the use-cases over the store that the command line names, acting with its full rights.
type local struct {
	*service.Service
	who  access.Principal
	call *call
	json bool
}

// within runs a command in an environment.
func (c *call) within(where inEnvironment, command func(local) error) error {
	who := access.Principal{Kind: access.Local, Environment: tenancy.EnvironmentID(where.Environment)}
	return c.withService(func(uses *service.Service) error {
		return plain(command(local{Service: uses, who: who, call: c, json: where.JSON}))
	})
}

// withService gives a command the use-cases: a server's when it is carried out there, else over the store that the
// command line names.
func (c *call) withService(command func(*service.Service) error) (err error) {
	if c.uses != nil {
		return command(c.uses)
	}
	opened, sealer, err := c.where.open(c.ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	uses, err := c.service(opened, sealer)
	if err != nil {
		return err
	}
	return command(uses)
}

// service makes the use-cases of a command. Commands mint no tokens, so there is no issuer.
func (c *call) service(opened store.Store, sealer *token.Sealer) (*service.Service, error) {
	hasher, err := authn.NewHasher(authn.HasherOptions{})
	if err != nil {
		return nil, err
	}
	clock := newClock(time.Now, sinceBoot, c.quiet())
	return service.New(service.Config{
		Store: opened, Now: clock.Now, Log: c.quiet(), Hasher: hasher, Policy: authn.NewPolicy(), Sealer: sealer,
		Issuer: issuer(""), AccessLife: maxAccessLife,
	}), nil
}

// plain is an error as a person at the command line reads it.
func plain(err error) error {
	if e, ok := errors.AsType[*fault.Error](err); ok && e.Kind != fault.Internal {
		text := e.Message
		if e.Field != "" {
			text = e.Field + ": " + text
		}
		if e.Cause != nil {
			text += " (" + e.Cause.Error() + ")"
		}
		return errors.New(text)
	}
	return err
}

// print shows things as a table, or as JSON.
func (l local) print(value any, header string, rows [][]string) error {
	if l.json {
		encoder := json.NewEncoder(l.call.out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(value)
	}
	table := tabwriter.NewWriter(l.call.out, 0, 0, 3, ' ', 0)
	_, _ = fmt.Fprintln(table, strings.ReplaceAll(header, " | ", "\t"))
	for _, row := range rows {
		_, _ = fmt.Fprintln(table, strings.Join(row, "\t"))
	}
	return table.Flush()
}

// say prints a sentence, unless programs are to read the output.
func (l local) say(format string, args ...any) error {
	if l.json {
		return nil
	}
	_, err := fmt.Fprintf(l.call.out, format+"\n", args...)
	return err
}

// allPages collects a list page by page.
func allPages[T any](read func(store.Page) ([]T, error), id func(T) string) ([]T, error) {
	const size = 200
	var all []T
	for after := ""; ; {
		page, err := read(store.Page{After: after, Limit: size})
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if len(page) < size {
			return all, nil
		}
		after = id(page[len(page)-1])
	}
}

// user finds a user by ID, e-mail address or external ID.
func (l local) user(name string) (tenancy.User, error) {
	if id, err := tenancy.ParseUserID(name); err == nil {
		return l.User(l.call.ctx, l.who, id)
	}
	email, externalID := "", name
	if strings.Contains(name, "@") {
		email, externalID = name, ""
	}
	u, found, err := l.FindUser(l.call.ctx, l.who, email, externalID)
	if err == nil && !found {
		err = fault.Absent("user")
	}
	return u, err
}

// tenant finds a tenant by ID or external ID.
func (l local) tenant(name string) (tenancy.Tenant, error) {
	if id, err := tenancy.ParseTenantID(name); err == nil {
		return l.Tenant(l.call.ctx, l.who, id)
	}
	t, found, err := l.FindTenant(l.call.ctx, l.who, name)
	if err == nil && !found {
		err = fault.Absent("tenant")
	}
	return t, err
}

// moment writes a time for a table.
func moment(at time.Time) string {
	if at.IsZero() {
		return "-"
	}
	return at.UTC().Format("2006-01-02 15:04:05Z")
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

// maxPassword is how much of the input is read for a password, in bytes.
const maxPassword = 2048

// readPassword reads a password from the first line of the input, so that it is neither in the list of processes nor
// in the history of the shell.
func (c *call) readPassword() (string, error) {
	text, err := io.ReadAll(io.LimitReader(c.in, maxPassword))
	if err != nil {
		return "", fmt.Errorf("read the password: %w", err)
	}
	line, _, _ := strings.Cut(string(text), "\n")
	if line = strings.TrimSuffix(line, "\r"); line == "" {
		return "", errors.New("the password is read from standard input: printf '%s\\n' PASSWORD | sojourn user …")
	}
	return line, nil
}

// quiet is a log that only keeps what went wrong.
func (c *call) quiet() *slog.Logger {
	return slog.New(slog.NewTextHandler(c.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
}
