package harness

import (
	"bytes"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// output takes what a running program writes: into a file, and by the line to whoever waits for one.
type output struct {
	file io.Writer

	mu     sync.Mutex
	rest   []byte // of a line that is not complete
	recent []string
	errors []string // what went wrong, as far as the program says
	waits  []wait
}

type wait struct {
	for_  *regexp.Regexp
	found chan []string
}

// wrong is how a line begins or goes on that says that something went wrong.
var wrong = regexp.MustCompile(`level=ERROR|^panic:|^fatal error:`)

// recentLines is how many lines are kept for messages of failed tests.
const recentLines = 30

// Write takes a piece.
func (o *output) Write(piece []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.rest = append(o.rest, piece...)
	for {
		line, rest, complete := bytes.Cut(o.rest, []byte("\n"))
		if !complete {
			return o.file.Write(piece)
		}
		o.take(string(line))
		o.rest = rest
	}
}

func (o *output) take(line string) {
	if o.recent = append(o.recent, line); len(o.recent) > recentLines {
		o.recent = o.recent[1:]
	}
	if wrong.MatchString(line) && len(o.errors) < recentLines {
		o.errors = append(o.errors, line)
	}
	waits := o.waits[:0]
	for _, w := range o.waits {
		if found := w.for_.FindStringSubmatch(line); found != nil {
			w.found <- found
		} else {
			waits = append(waits, w)
		}
	}
	o.waits = waits
}

// line is where the next line that matches will be sent, as its parts.
func (o *output) line(pattern *regexp.Regexp) <-chan []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	found := make(chan []string, 1)
	o.waits = append(o.waits, wait{for_: pattern, found: found})
	return found
}

// String is the last lines.
func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return strings.Join(o.recent, "\n")
}

// wrong is the lines that say that something went wrong.
func (o *output) wrong() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.errors)
}
