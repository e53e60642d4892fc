package harness

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The program has no switch to set its clock. For tests of time it is built from sources in which the two readings
// that it goes by, the wall clock and the time since boot, are shifted by what a file says. Everything else, the clock
// of the program above all, stays as it is.

// clockVariable names the file, in the process environment.
const clockVariable = "SOJOURN_E2E_CLOCK"

// timedSource is what is added to package app.
const timedSource = `package app

import (
	"os"
	"strconv"
	"strings"
	"time"
)

func shifts() (wall, boot time.Duration) {
	text, err := os.ReadFile(os.Getenv("` + clockVariable + `"))
	if err != nil {
		panic(err)
	}
	var all [2]time.Duration
	for i, field := range strings.Fields(string(text)) {
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			panic(err)
		}
		all[i] = time.Duration(n)
	}
	return all[0], all[1]
}

func shiftedNow() time.Time {
	wall, _ := shifts()
	return time.Now().Round(0).Add(wall)
}

func sinceBoot() time.Duration {
	_, boot := shifts()
	return machineSinceBoot() + boot
}
`

// BuildTimed builds the program whose clock can be set, from a folder beside its sources. The process environment names
// the file of the clock in SOJOURN_E2E_CLOCK: how far the wall clock and the time since boot are ahead, in nanoseconds.
func BuildTimed(folder string) (string, error) {
	sources, err := filepath.Glob("../internal/app/*.go")
	if err != nil {
		return "", err
	}
	replaced := map[string]string{}
	put := func(name, text string) error {
		original, err := filepath.Abs(filepath.Join("../internal/app", name))
		if err != nil {
			return err
		}
		file := filepath.Join(folder, "timed-"+name)
		replaced[original] = file
		return os.WriteFile(file, []byte(text), 0o600)
	}
	shifted := map[string]bool{}
	for _, source := range sources {
		if filepath.Base(source) == "boottime.go" { // the fallback of systems that keep no time since boot
			continue
		}
		text, err := os.ReadFile(source)
		if err != nil {
			return "", err
		}
		changed := strings.ReplaceAll(string(text), "time.Now", "shiftedNow")
		changed = strings.ReplaceAll(changed, "func sinceBoot()", "func machineSinceBoot()")
		if name := filepath.Base(source); changed != string(text) && !strings.HasSuffix(name, "_test.go") {
			shifted[name] = true
			if strings.Contains(changed, `"time"`) {
				changed += "\nvar _ time.Duration // the import may have no other use any more\n"
			}
			if err := put(name, changed); err != nil {
				return "", err
			}
		}
	}
	if !shifted["main.go"] || !shifted["boottime_linux.go"] {
		return "", errors.New("build the program with a clock that can be set: internal/app reads its clocks elsewhere now")
	}
	if err := put("timed.go", timedSource); err != nil {
		return "", err
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replaced})
	if err != nil {
		return "", err
	}
	file := filepath.Join(folder, "timed.json")
	if err := os.WriteFile(file, overlay, 0o600); err != nil {
		return "", err
	}
	return Build(filepath.Join(folder, "sojourn-timed"), "-overlay="+file)
}

// Clock is the clocks of a machine, as a server sees them.
type Clock struct {
	tb         testing.TB
	file       string
	wall, boot time.Duration
}

// Timed is the options of a server whose clocks the test sets.
func (s *Suite) Timed(tb testing.TB, o Options) (Options, *Clock) {
	tb.Helper()
	program, err := s.timed()
	if err != nil {
		tb.Fatal(err)
	}
	c := &Clock{tb: tb, file: filepath.Join(tb.TempDir(), "clock")}
	c.write()
	o.Program = program
	o.Env = append(o.Env, clockVariable+"="+c.file)
	return o, c
}

// Pass lets time go by.
func (c *Clock) Pass(d time.Duration) {
	c.wall, c.boot = c.wall+d, c.boot+d
	c.write()
}

// Step sets the wall clock forward or back, as an administrator or a broken time server does.
func (c *Clock) Step(d time.Duration) {
	c.wall += d
	c.write()
}

// write puts the file in place as a whole, because the server may be reading it.
func (c *Clock) write() {
	c.tb.Helper()
	text := strconv.FormatInt(int64(c.wall), 10) + " " + strconv.FormatInt(int64(c.boot), 10)
	err := os.WriteFile(c.file+".new", []byte(text), 0o600)
	if err == nil {
		err = os.Rename(c.file+".new", c.file)
	}
	if err != nil {
		c.tb.Fatal(fmt.Errorf("set the clock: %w", err))
	}
}
