package migrate

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// memory is a database that only remembers. It fails at the step named bad.
type memory struct {
	applied []Applied
	locked  bool
	bad     string
}

func (m *memory) WhileLocked(_ context.Context, fn func() error) error {
	m.locked = true
	defer func() { m.locked = false }()
	return fn()
}

func (m *memory) Applied(context.Context) ([]Applied, error) {
	if !m.locked {
		return nil, errors.New("read without the lock")
	}
	return m.applied, nil
}

func (m *memory) Apply(_ context.Context, step Step) error {
	if !m.locked {
		return errors.New("written without the lock")
	}
	if step.Name == m.bad {
		return errors.New("no such column")
	}
	m.applied = append(m.applied, remembered(step))
	return nil
}

func remembered(step Step) Applied {
	return Applied{Version: step.Version, Name: step.Name, Sum: step.Sum()}
}

func threeSteps() []Step {
	return []Step{
		{Version: 1, Name: "first", SQL: "CREATE TABLE a (x)"},
		{Version: 2, Name: "second", SQL: "CREATE TABLE b (x)"},
		{Version: 3, Name: "third", SQL: "CREATE TABLE c (x)"},
	}
}

func TestRunAppliesEachStepOnce(t *testing.T) {
	t.Parallel()
	steps, target := threeSteps(), &memory{}
	done, err := Run(t.Context(), target, steps[:2])
	if err != nil || len(done) != 2 {
		t.Fatalf("Run(empty database) = %v, %v, want two steps", done, err)
	}
	done, err = Run(t.Context(), target, steps)
	if err != nil || len(done) != 1 || done[0] != steps[2] {
		t.Fatalf("Run(database at 2) = %v, %v, want the third step", done, err)
	}
	if done, err = Run(t.Context(), target, steps); err != nil || done != nil {
		t.Fatalf("Run(database at 3) = %v, %v, want nothing", done, err)
	}
	if target.locked {
		t.Error("the lock is still held")
	}
}

func TestRunStopsAtTheStepThatFails(t *testing.T) {
	t.Parallel()
	target := &memory{bad: "second"}
	done, err := Run(t.Context(), target, threeSteps())
	if err == nil || !strings.Contains(err.Error(), "0002_second") {
		t.Errorf("Run error = %v, want one that names 0002_second", err)
	}
	if len(done) != 1 || len(target.applied) != 1 {
		t.Errorf("Run applied %v and remembered %v, want the first step alone", done, target.applied)
	}
}

func TestPending(t *testing.T) {
	t.Parallel()
	steps := threeSteps()
	var all []Applied
	for _, step := range steps {
		all = append(all, remembered(step))
	}
	other := remembered(steps[0])
	other.Sum = "another"
	for _, test := range []struct {
		name    string
		steps   []Step
		applied []Applied
		want    int
		err     error
	}{
		{name: "an empty database", steps: steps, want: 3},
		{name: "one applied", steps: steps, applied: all[:1], want: 2},
		{name: "all applied", steps: steps, applied: all},
		{name: "one more than known", steps: steps[:2], applied: all, err: ErrNewer},
		{name: "another content", steps: steps, applied: []Applied{other}, err: ErrChanged},
		{name: "a gap", steps: steps, applied: all[1:], err: ErrChanged},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := Pending(test.steps, test.applied)
			if len(got) != test.want || !errors.Is(err, test.err) {
				t.Errorf("Pending = %v, %v, want %d steps, %v", got, err, test.want, test.err)
			}
		})
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	got, err := Read(fstest.MapFS{"m/0002_second.sql": file("B"), "m/0001_first.sql": file("A")}, "m")
	want := []Step{{Version: 1, Name: "first", SQL: "A"}, {Version: 2, Name: "second", SQL: "B"}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("Read: %v, difference (-want +got):\n%s", err, diff)
	}
	for name, files := range map[string]fstest.MapFS{
		"a gap":         {"m/0001_first.sql": file("A"), "m/0003_third.sql": file("C")},
		"no first":      {"m/0002_second.sql": file("B")},
		"a double":      {"m/0001_a.sql": file("A"), "m/0001_b.sql": file("B")},
		"another name":  {"m/0001_first.sql": file("A"), "m/readme.md": file("")},
		"no folder":     {},
		"a capital":     {"m/0001_First.sql": file("A")},
		"a short count": {"m/1_first.sql": file("A")},
	} {
		if got, err := Read(files, "m"); err == nil {
			t.Errorf("Read(%s) = %v, want an error", name, got)
		}
	}
}
