package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"github.com/sojourn-auth/sojourn/internal/service"
)

// commands is the whole command line.
type commands struct {
	Config      kong.ConfigFlag `help:"File (JSON) with values for any of the flags, by their names." placeholder:"FILE"`
	StoreConfig `embed:""`

	Serve       serveCommand        `cmd:"" help:"Run the server."`
	Migrate     migrateCommand      `cmd:"" help:"Bring the tables of the database up to date."`
	Environment environmentCommands `cmd:"" help:"Environments."`
	Operator    operatorCommands    `cmd:"" help:"People who run the installation."`
	Settings    settingsCommands    `cmd:"" help:"The settings document: permissions, roles, pages, session settings."`
	Audit       auditCommand        `cmd:"" help:"Print what was changed last, when, and by whom."`
	Tenant      tenantCommands      `cmd:"" help:"Tenants."`
	User        userCommands        `cmd:"" help:"Users."`
	Session     sessionCommands     `cmd:"" help:"Sessions."`
	Key         keyCommands         `cmd:"" help:"API keys and signing keys."`
	Version     versionCommand      `cmd:"" help:"Print the version."`
}

// console is where commands read and write.
type console struct {
	in       io.Reader
	out, err io.Writer
	version  string
	uses     *service.Service // of a server that carries out somebody's command; nil at a real console
}

// Main runs the command line and gives the exit status: 0 when all is well, 1 when a command failed, 2 when it was
// not understood.
func Main(args []string, in io.Reader, out, problems io.Writer, version string) int {
	// With one processor, a write that waits for the disk would stop everything else.
	// The price is the tail of checks when one processor has more to do than it can: two threads then take turns of
	// some milliseconds. Beside writes it is worth it: with one, checks came to a quarter.
	runtime.GOMAXPROCS(max(2, runtime.GOMAXPROCS(0)))
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	return run(ctx, args, console{in: in, out: out, err: problems, version: version})
}

func run(ctx context.Context, args []string, c console) int {
	var all commands
	status, exited := 0, false
	parser, err := newParser(&all, kong.Writers(c.out, c.err), kong.Exit(func(code int) { status, exited = code, true }))
	if err != nil {
		_, _ = fmt.Fprintln(c.err, "sojourn:", err)
		return 2
	}
	chosen, err := parser.Parse(args)
	if exited { // help was printed
		return status
	}
	if err != nil {
		_, _ = fmt.Fprintln(c.err, "sojourn:", err)
		_, _ = fmt.Fprintln(c.err, "Try: sojourn --help")
		return 2
	}
	this := &call{ctx: ctx, where: all.StoreConfig, console: c}
	if worksAlone(chosen.Command()) {
		if c.uses != nil {
			return c.fail(errors.New("this command is not for a running server"))
		}
	} else {
		status, done, err := this.handOver(args, all.input(chosen.Command(), this))
		if err == nil && done {
			return status
		}
		if err != nil {
			return c.fail(err)
		}
	}
	if err := chosen.Run(this); err != nil {
		return c.fail(err)
	}
	return 0
}

func (c console) fail(err error) int {
	_, _ = fmt.Fprintln(c.err, "sojourn:", err)
	return 1
}

// worksAlone tells of the commands that are not for a running server to carry out.
func worksAlone(command string) bool {
	return command == "serve" || command == "version" || command == "migrate"
}

// input is how a command's input is read before it is handed to a server; nil for a command that reads nothing.
func (c *commands) input(command string, call *call) func() ([]byte, error) {
	password := func() ([]byte, error) { return io.ReadAll(io.LimitReader(call.in, maxPassword)) }
	switch words := strings.Fields(command); strings.Join(words[:min(2, len(words))], " ") {
	case "user password", "operator create":
		return password
	case "user create":
		if c.User.Create.Password {
			return password
		}
	case "settings validate":
		return func() ([]byte, error) { return c.Settings.Validate.open(call) }
	case "settings diff":
		return func() ([]byte, error) { return c.Settings.Diff.open(call) }
	case "settings apply":
		return func() ([]byte, error) { return c.Settings.Apply.open(call) }
	}
	return nil
}

// call is what every command is given.
type call struct {
	console
	ctx   context.Context //nolint:containedctx // it lives as long as the command
	where StoreConfig
}

type serveCommand struct {
	ServeConfig `embed:""`
}

// Run serves until the process is told to stop.
func (c *serveCommand) Run(call *call) error {
	log, err := newLog(call.err, c.LogLevel, c.LogFormat)
	if err != nil {
		return err
	}
	s := &server{config: c.ServeConfig, out: call.out, log: log, version: call.version, wall: time.Now}
	return s.run(call.ctx, call.where)
}

func newLog(w io.Writer, level, format string) (*slog.Logger, error) {
	var least slog.Level
	if err := least.UnmarshalText([]byte(level)); err != nil {
		return nil, fmt.Errorf("--log-level: %w", err)
	}
	options := &slog.HandlerOptions{Level: least}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(w, options)), nil
	}
	return slog.New(slog.NewTextHandler(w, options)), nil
}

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run(call *call) error {
	_, err := fmt.Fprintf(call.out, "sojourn %s (%s, %s/%s)\n", call.version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

type migrateCommand struct{}

// Run opens the store, which brings its tables up to date.
func (migrateCommand) Run(call *call) error {
	opened, err := call.where.openStore(call.ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(call.out, "The tables are up to date.")
	return firstOf(err, opened.Close())
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
