package migrate

import (
	"context"
	"errors"
	"fmt"
)

// Errors that keep a program from using a database, to be asked for with errors.Is.
var (
	// ErrNewer means that the database was migrated by a newer program.
	ErrNewer = errors.New("the database is newer than this program")
	// ErrChanged means that a step which was applied differs from the one that the program holds.
	ErrChanged = errors.New("an applied migration differs from this program's")
)

// Applied is a step that a database remembers.
type Applied struct {
	Version int
	Name    string
	Sum     string // Step.Sum of what was run
}

// Target is a database that can be migrated.
type Target interface {
	// WhileLocked runs fn while no other program migrates the same database.
	WhileLocked(ctx context.Context, fn func() error) error

	// Applied lists what the database remembers, by version; nothing when it is empty.
	Applied(ctx context.Context) ([]Applied, error)

	// Apply runs a step and remembers it, both or neither.
	Apply(ctx context.Context, step Step) error
}

// Run applies the steps that the target has not seen yet, in order, and says which those were.
func Run(ctx context.Context, target Target, steps []Step) (done []Step, err error) {
	err = target.WhileLocked(ctx, func() error {
		applied, err := target.Applied(ctx)
		if err != nil {
			return fmt.Errorf("read the applied migrations: %w", err)
		}
		pending, err := Pending(steps, applied)
		if err != nil {
			return err
		}
		for _, step := range pending {
			if err := target.Apply(ctx, step); err != nil {
				return fmt.Errorf("apply migration %s: %w", step, err)
			}
			done = append(done, step)
		}
		return nil
	})
	return done, err
}

// Pending is the steps that are still to be applied. It refuses a database whose past is not this program's.
func Pending(steps []Step, applied []Applied) ([]Step, error) {
	if len(applied) > len(steps) {
		return nil, fmt.Errorf("%w: it is at version %d, the program knows up to %d; run a release that is at least as new",
			ErrNewer, applied[len(applied)-1].Version, len(steps))
	}
	for i, old := range applied {
		if step := steps[i]; old.Version != step.Version || old.Sum != step.Sum() {
			return nil, fmt.Errorf("%w: version %d was applied as %q, the program holds %s",
				ErrChanged, old.Version, old.Name, step)
		}
	}
	return steps[len(applied):], nil
}
