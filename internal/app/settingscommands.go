package app

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/settings"
)

type settingsCommands struct {
	Export   exportSettings   `cmd:"" help:"Print the settings document in force, for keeping it in git."`
	Validate validateSettings `cmd:"" help:"Say whether a settings document could be published."`
	Diff     diffSettings     `cmd:"" help:"Say how a settings document differs from the one in force, and whom it would sign out."`
	Apply    applySettings    `cmd:"" help:"Publish a settings document, unless it is in force already."`
	History  settingsHistory  `cmd:"" help:"List published versions, newest first."`
}

// maxDocument is how much of a settings document is read, in bytes.
const maxDocument = 512 << 10

type exportSettings struct {
	Environment string `short:"e" help:"The environment's ID." default:"main"`
	Version     int64  `help:"A published version instead of the one in force." default:"-1"`
}

// Run prints a document.
func (c *exportSettings) Run(call *call) error {
	return call.within(inEnvironment{Environment: c.Environment, JSON: true}, func(l local) error {
		v, err := l.PublishedSettings(call.ctx, l.who)
		if c.Version >= 0 {
			v, err = l.SettingsVersion(call.ctx, l.who, c.Version)
		}
		if err != nil {
			return err
		}
		return l.print(v.Document, "", nil)
	})
}

// document is part of the commands that read a document.
type document struct {
	inEnvironment
	File string `arg:"" optional:"" help:"The document; standard input when left out." default:"-"`
}

// read reads the document. A server that carries the command out gets it as the input.
func (d document) read(call *call) (settings.Document, error) {
	text, err := d.open(call)
	if err != nil {
		return settings.Document{}, err
	}
	return settings.Parse(text)
}

func (d document) open(call *call) ([]byte, error) {
	from := call.in
	if d.File != "-" && call.uses == nil {
		file, err := os.Open(d.File)
		if err != nil {
			return nil, fmt.Errorf("read the document: %w", err)
		}
		defer func() { _ = file.Close() }()
		from = file
	}
	text, err := io.ReadAll(io.LimitReader(from, maxDocument))
	if err != nil {
		return nil, fmt.Errorf("read the document: %w", err)
	}
	return text, nil
}

type validateSettings struct{ document }

// Run checks a document.
func (c *validateSettings) Run(call *call) error {
	return call.within(c.inEnvironment, func(l local) error {
		d, err := c.read(call)
		if err == nil {
			err = d.Validate()
		}
		if err != nil {
			return err
		}
		for _, w := range d.Sessions.Warnings() {
			if err := l.say("Note: %s: %s", w.Field, w.Message); err != nil {
				return err
			}
		}
		return l.say("The document is valid.")
	})
}

type diffSettings struct{ document }

// Run compares a document with the one in force.
func (c *diffSettings) Run(call *call) error {
	return call.within(c.inEnvironment, func(l local) error {
		d, err := c.read(call)
		if err != nil {
			return err
		}
		impact, err := l.DocumentImpact(call.ctx, l.who, d, service.EndingPage{})
		if err != nil {
			return err
		}
		return l.printImpact(impact)
	})
}

func (l local) printImpact(i service.DocumentImpact) error {
	if l.json {
		return l.print(map[string]any{
			"version": i.Base, "changes": i.Changes, "sessions": i.Sessions, "users": i.Users, "tenants": i.Tenants,
			"soon": i.Soon, "keeping": i.Keeping,
			"permissions": i.Shifts, "warnings": i.Warnings,
		}, "", nil)
	}
	if len(i.Changes) == 0 {
		return l.say("No difference from version %d, which is in force.", i.Base)
	}
	var text strings.Builder
	for _, c := range i.Changes {
		fmt.Fprintf(&text, "%s\n", c.Path)
		for _, side := range []struct {
			sign  string
			value any
		}{{"-", c.Before}, {"+", c.After}} {
			if side.value != nil {
				shown, _ := json.Marshal(side.value) // plain values only
				fmt.Fprintf(&text, "  %s %s\n", side.sign, shown)
			}
		}
	}
	fmt.Fprintf(&text, "\nIf published now, %d sessions of %d users in %d tenants would end.\n", i.Sessions, i.Users, i.Tenants)
	if i.Soon > 0 {
		fmt.Fprintf(&text, "Within 24 hours, %d more would end.\n", i.Soon)
	}
	if i.Keeping > 0 {
		fmt.Fprintf(&text, "Tenants that keep a setting of their own: %d.\n", i.Keeping)
	}
	for _, s := range i.Shifts {
		fmt.Fprintf(&text, "%s: %d users gain it, %d lose it.\n", s.Permission.Name, s.Gain.Users, s.Lose.Users)
	}
	_, err := io.WriteString(l.call.out, text.String())
	return err
}

type applySettings struct {
	document
	Note string `help:"Why, for the history."`
	Base int64  `help:"Publish only if this version is in force." default:"-1"`
}

// Run publishes a document.
func (c *applySettings) Run(call *call) error {
	return call.within(c.inEnvironment, func(l local) error {
		d, err := c.read(call)
		if err == nil {
			err = d.Validate()
		}
		if err != nil {
			return err
		}
		current, err := l.PublishedSettings(call.ctx, l.who)
		if err != nil {
			return err
		}
		if len(settings.Diff(current.Document, d)) == 0 {
			return l.say("Version %d is in force and does not differ.", current.Number)
		}
		done, err := l.PublishDocument(call.ctx, l.who, service.Publication{Document: d, Base: c.Base, Note: c.Note})
		if err != nil {
			return err
		}
		if l.json {
			return l.print(map[string]any{"version": done.Number, "ended": done.Ended}, "", nil)
		}
		return l.say("Published version %d. %d sessions ended.", done.Number, done.Ended)
	})
}

type settingsHistory struct {
	inEnvironment
	Limit int `help:"How many at the most." default:"20"`
}

// Run lists versions.
func (c *settingsHistory) Run(call *call) error {
	return call.within(c.inEnvironment, func(l local) error {
		all, err := l.SettingsVersions(call.ctx, l.who, 0, max(1, c.Limit))
		if err != nil {
			return err
		}
		shown, rows := []map[string]any{}, [][]string{}
		for _, v := range all {
			shown = append(shown, map[string]any{
				"version": v.Number, "published_at": v.PublishedAt, "published_by": v.PublishedBy, "note": v.Note, "restores": v.Restores, "ended": v.Ended,
			})
			rows = append(rows, []string{fmt.Sprint(v.Number), moment(v.PublishedAt), string(v.PublishedBy.Kind), fmt.Sprint(v.Ended), orDash(v.Note)})
		}
		return l.print(shown, "VERSION | PUBLISHED | BY | ENDED | NOTE", rows)
	})
}

type auditCommand struct {
	inEnvironment
	Limit int `help:"How many at the most." default:"50"`
}

// Run prints the newest events.
func (c *auditCommand) Run(call *call) error {
	return call.within(c.inEnvironment, func(l local) error {
		all, _, err := l.Audit(call.ctx, access.Principal{Kind: access.Local, Environment: l.who.Environment},
			service.EventFilter{}, service.Page{Limit: max(1, c.Limit)})
		if err != nil {
			return err
		}
		shown, rows := []map[string]any{}, [][]string{}
		for _, e := range all {
			shown = append(shown, map[string]any{
				"id": e.ID, "at": e.At, "kind": e.Kind, "sentence": e.Sentence, "actor": e.Actor, "tenant_id": e.Tenant,
				"user_id": e.User, "session_id": e.Session, "reason": e.Reason, "data": e.Data,
			})
			rows = append(rows, []string{moment(e.At), string(e.Kind), e.Sentence})
		}
		return l.print(shown, "AT | KIND | WHAT", rows)
	})
}
