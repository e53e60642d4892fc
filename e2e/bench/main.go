package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

func main() {
	if role(os.Args) {
		return
	}
	if err := interruptible(os.Args[1:]); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// interruptible runs the command until it ends, or somebody ends it: then it still clears away what it has made.
func interruptible(args []string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	return command(ctx, args, os.Stderr)
}

// role runs this program as one of the processes that it starts, and says whether it did.
func role(args []string) bool {
	if len(args) < 2 || args[1] != floorRole {
		return false
	}
	if err := serveFloor(args[2:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	return true
}

// options is what the command line says.
type options struct {
	quick  bool
	rounds int
	out    string
	data   string
	only   string
	town   string
}

// command measures and writes the page.
func command(ctx context.Context, args []string, progress io.Writer) error {
	o, err := parse(args, progress)
	if err != nil {
		return err
	}
	b, err := newBench(ctx, o, progress)
	if err != nil {
		return err
	}
	defer b.close()
	if o.town != "" {
		return b.leaveTown()
	}
	if err := b.measure(); err != nil {
		return err
	}
	b.machine.took = time.Since(b.machine.at)
	if !o.quick {
		for _, name := range b.missed() {
			b.say("missed: %s", name)
		}
	}
	if o.out == "-" {
		_, err = os.Stdout.WriteString(b.page())
		return err
	}
	return os.WriteFile(o.out, []byte(b.page()), 0o644)
}

func parse(args []string, output io.Writer) (o options, err error) {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(output)
	flags.BoolVar(&o.quick, "quick", false, "only find out whether everything works: small data, one short round, no page")
	flags.IntVar(&o.rounds, "rounds", 5, "how often everything is measured")
	flags.StringVar(&o.out, "out", "", `file to write, "-" for standard output (default docs/benchmarks.md, "-" for a part)`)
	flags.StringVar(&o.data, "data", "", "folder for data that is kept between runs (default one in the user's cache folder)")
	flags.StringVar(&o.only, "only", "", "parts to measure, by name and with commas: "+strings.Join(partNames(), ", "))
	flags.StringVar(&o.town, "town", "", "only build the environment that the screens are measured with, on SQLite in this folder, and say how to sign in")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if o.quick {
		o.rounds = 1
	}
	if o.data == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return o, fmt.Errorf("find a folder for data: %w", err)
		}
		o.data = filepath.Join(cache, "sojourn-bench")
	}
	if o.out == "" {
		o.out = "-"
		if !o.quick && o.only == "" {
			o.out = filepath.Join("..", "docs", "benchmarks.md") // from this module's folder
		}
	}
	for _, name := range o.parts() {
		if !slices.Contains(partNames(), name) {
			return o, fmt.Errorf("-only: there is no part %q; the parts are %s", name, strings.Join(partNames(), ", "))
		}
	}
	return o, nil
}

// parts is the names of what is to be measured.
func (o options) parts() []string {
	if o.only == "" {
		return partNames()
	}
	return strings.Split(o.only, ",")
}
