package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// bench is one run.
type bench struct {
	options
	ctx      context.Context //nolint:containedctx // it lives as long as the command
	progress io.Writer
	sizes    sizes
	folder   string // of what is thrown away at the end; on the same disk as the data that is kept
	program  string // the file of Sojourn
	machine  machine
	sections []section
	closers  []func()
	postgres map[plan]*onPostgres // data sets that have been made
}

// sizes is how much of everything there is.
type sizes struct {
	turn   time.Duration // one measurement of throughput
	few    int           // sessions of the small list
	normal int           // sessions that are checked and refreshed
	many   int           // sessions of the large list
	syncs  int           // calls of fdatasync a round
	idle   time.Duration // before the memory of an idle server is read
	town   townSize      // what the screens list
}

// part is something that can be measured by itself.
type part struct {
	name    string
	measure func(*bench) (section, error)
}

func parts() []part {
	return []part{
		{"check", measureCheck},
		{"check-postgres", measurePostgresCheck},
		{"write", measureWrite},
		{"write-postgres", measurePostgresWrite},
		{"list", measureList},
		{"list-postgres", measurePostgresList},
		{"administration", measureAdministration},
		{"screens", measureScreens},
		{"start", measureStart},
	}
}

func partNames() (names []string) {
	for _, p := range parts() {
		names = append(names, p.name)
	}
	return names
}

func newBench(ctx context.Context, o options, progress io.Writer) (*bench, error) {
	b := &bench{options: o, ctx: ctx, progress: progress, postgres: map[plan]*onPostgres{}, sizes: sizes{
		turn: 2 * time.Second, few: 10_000, normal: 100_000, many: 1_000_000, syncs: 1000, idle: 5 * time.Second,
		town: townSize{users: 10_000, tenants: 200, active: 10, endings: 3},
	}}
	if o.quick {
		b.sizes = sizes{turn: 100 * time.Millisecond, few: 500, normal: 2000, many: 2000, syncs: 50, idle: 0,
			town: townSize{users: 200, tenants: 10, active: 8, endings: 2}}
	}
	if err := os.MkdirAll(o.data, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder for data: %w", err)
	}
	var err error
	if b.folder, err = os.MkdirTemp(o.data, "run-"); err != nil {
		return nil, fmt.Errorf("make a folder for this run: %w", err)
	}
	b.onClose(func() { _ = os.RemoveAll(b.folder) })
	b.say("building")
	if b.program, err = b.build("sojourn"); err != nil {
		b.close()
		return nil, err
	}
	b.machine = describeMachine()
	return b, nil
}

// measure measures all parts that are asked for.
func (b *bench) measure() error {
	for _, p := range parts() {
		if !slices.Contains(b.parts(), p.name) {
			continue
		}
		b.say("measuring %s", p.name)
		measured, err := p.measure(b)
		if err != nil {
			return fmt.Errorf("measure %s: %w", p.name, err)
		}
		b.sections = append(b.sections, measured)
	}
	return nil
}

// onClose has something undone at the end.
func (b *bench) onClose(undo func()) { b.closers = append(b.closers, undo) }

func (b *bench) close() {
	for _, undo := range slices.Backward(b.closers) {
		undo()
	}
}

func (b *bench) say(format string, args ...any) {
	_, _ = fmt.Fprintf(b.progress, format+"\n", args...)
}

// empty makes an empty folder that is thrown away at the end.
func (b *bench) empty(name string) (string, error) {
	folder, err := os.MkdirTemp(b.folder, name+"-")
	if err != nil {
		return "", fmt.Errorf("make a folder for %s: %w", name, err)
	}
	return filepath.Abs(folder)
}

// turn is one measurement of a round.
type turn struct {
	name    string
	measure func() (sample, error)
}

// round measures all turns once for each round: those that are compared run within seconds of each other, whatever
// else the machine is busy with. Every other round goes the other way around. The samples come by turn, then round.
func (b *bench) round(turns ...turn) ([][]sample, error) {
	samples := make([][]sample, len(turns))
	for n := range b.rounds {
		for i := range turns {
			if n%2 == 1 {
				i = len(turns) - 1 - i
			}
			if err := b.ctx.Err(); err != nil {
				return nil, err
			}
			one, err := turns[i].measure()
			if err == nil && len(one.each) == 0 {
				err = fmt.Errorf("nothing worked: %w", one.why)
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", turns[i].name, err)
			}
			b.say("  round %d  %-46s %s", n+1, turns[i].name, one)
			samples[i] = append(samples[i], one)
		}
	}
	return samples, nil
}
