package e2e

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/sojourn-auth/sojourn/e2e/harness"
)

// authority is what the clients of a history talk to: one tenant with some users.
type authority interface {
	create(ctx context.Context, user int, name string, tokens bool) (opened, []string, error)
	check(ctx context.Context, o opened) error
	refresh(ctx context.Context, token string) (successor string, err error)
	end(ctx context.Context, o opened) (int, error)
	endUser(ctx context.Context, user int) (int, error)
	endEverybody(ctx context.Context) error
	list(ctx context.Context, user int) ([]shown, error) // oldest first
	limit(ctx context.Context, what deed, most int) error

	// recovered is called after a request whose outcome is not known, and waits until it makes sense to go on.
	recovered(ctx context.Context)
}

// opened is what the maker of a session is handed.
type opened struct {
	id         string
	credential string
	refresh    string // empty without tokens
}

// history is a run of parallel clients over one authority.
type history struct {
	authority
	seed  uint64
	users int
	half  func() // called when half of it is done
	rare  bool   // whether some requests are given up by their clients
	draw  string // folder for the drawing of what is wrong; the system's own when empty

	begin time.Time
	whole int

	mu         sync.Mutex
	operations []porcupine.Operation
	opened     [][]*shared // by user
	names      int
	clients    int
	broken     error
}

// shared is a session that clients know, with its refresh tokens by generation, from 1.
type shared struct {
	opened
	name   string
	tokens []string
}

// play lets the clients loose, and then looks at what is there.
func (h *history) play(ctx context.Context) {
	random := rand.New(rand.NewPCG(h.seed, 0))
	h.begin, h.opened = time.Now(), make([][]*shared, h.users)
	h.whole = 50 + random.IntN(30)
	clients := 4 + random.IntN(5)
	h.clients = clients
	var running sync.WaitGroup
	for i := range clients {
		running.Go(func() {
			c := client{history: h, random: rand.New(rand.NewPCG(h.seed, uint64(i+1))), id: i}
			for range (h.whole + clients - 1) / clients {
				c.doSomething(ctx)
			}
		})
	}
	running.Wait()
	last := client{history: h, id: h.clients}
	for user := range h.users {
		for last.do(ctx, ask{deed: list, user: user, last: true}).unknown && ctx.Err() == nil {
		}
	}
}

// client is one of the parallel clients.
type client struct {
	*history
	random *rand.Rand
	id     int
}

// doSomething does a random deed.
func (c *client) doSomething(ctx context.Context) {
	in := ask{user: max(0, c.random.IntN(2*c.users-1)-c.users+1)} // the first of the users has most to do
	switch n := c.random.IntN(100); {
	case n < 30:
		in.deed = create
	case n < 52:
		in.deed = check
	case n < 74:
		in.deed = refresh
	case n < 82:
		in.deed = end
	case n < 85:
		in.deed = endUser
	case n < 87:
		in.deed = endEverybody
	case n < 91:
		in.deed = list
	case n < 97:
		in.deed, in.most = limitTenant, c.random.IntN(6)-1
	default:
		in.deed, in.most = limitAll, c.random.IntN(5)
	}
	// A change for the environment that went on after its history would meddle with the next one.
	if c.rare && in.deed != limitAll && c.random.IntN(12) == 0 {
		brief, cancel := context.WithTimeout(ctx, time.Duration(c.random.IntN(5000))*time.Microsecond)
		defer cancel()
		ctx = brief
	}
	c.do(ctx, in)
}

// do does a deed and records it.
func (c *client) do(ctx context.Context, in ask) answer {
	known := c.choose(&in)
	call := time.Since(c.begin)
	out, err := c.perform(ctx, in, known)
	done := time.Since(c.begin)
	switch {
	case err == nil:
		out.state = active
	case harness.Unknown(err):
		out = answer{unknown: true}
	case harness.ReasonOf(err) != "":
		out.state = harness.ReasonOf(err)
	default:
		out.state = err.Error()
	}
	c.record(porcupine.Operation{ClientId: c.id, Input: in, Call: int64(call), Output: out, Return: int64(done)})
	if out.unknown {
		c.recovered(ctx)
		c.id = c.another()
	}
	return out
}

// choose decides which session a deed is done to. Where there is none yet, it becomes a sign-in.
func (c *client) choose(in *ask) *shared {
	if in.deed != create && in.deed != check && in.deed != refresh && in.deed != end {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []*shared
	for _, s := range c.opened[in.user] {
		if in.deed != refresh || len(s.tokens) > 0 {
			all = append(all, s)
		}
	}
	if in.deed == create || len(all) == 0 {
		c.names++
		in.deed, in.session = create, fmt.Sprintf("u%d-%02d", in.user, c.names)
		return nil
	}
	s := all[len(all)-1-min(c.random.IntN(len(all)), c.random.IntN(len(all)))] // rather a young one
	if in.deed == refresh {
		s = all[len(all)-1]
		in.generation = max(1, len(s.tokens)-c.age())
	}
	in.session = s.name
	return s
}

// age is how many newer refresh tokens there may be than the one that is presented.
func (c *client) age() int {
	switch n := c.random.IntN(10); {
	case n < 6:
		return 0
	case n < 9:
		return 1
	}
	return 2
}

func (c *client) perform(ctx context.Context, in ask, known *shared) (out answer, err error) {
	switch in.deed {
	case create:
		return c.open(ctx, in)
	case check:
		err = c.check(ctx, known.opened)
	case refresh:
		err = c.rotate(ctx, in, known)
	case end:
		out.ended, err = c.end(ctx, known.opened)
	case endUser:
		out.ended, err = c.endUser(ctx, in.user)
	case endEverybody:
		err = c.endEverybody(ctx)
	case list:
		out.shown, err = c.list(ctx, in.user)
	case limitTenant, limitAll:
		err = c.limit(ctx, in.deed, in.most)
	}
	return out, err
}

// open begins a session and lets all clients know.
func (c *client) open(ctx context.Context, in ask) (out answer, err error) {
	s := &shared{name: in.session}
	if s.opened, out.evicted, err = c.create(ctx, in.user, in.session, c.random.IntN(2) == 0); err != nil {
		return out, err
	}
	if s.refresh != "" {
		s.tokens = []string{s.refresh}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.history.opened[in.user] = append(c.history.opened[in.user], s)
	return out, nil
}

// rotate trades a refresh token. Whoever presents the same one must get the same successor.
func (c *client) rotate(ctx context.Context, in ask, s *shared) error {
	c.mu.Lock()
	token := s.tokens[in.generation-1]
	c.mu.Unlock()
	successor, err := c.refresh(ctx, token)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case len(s.tokens) == in.generation:
		s.tokens = append(s.tokens, successor)
	case s.tokens[in.generation] != successor:
		c.broken = fmt.Errorf("token %d of session %s got two different successors", in.generation, s.name)
	}
	return nil
}

func (h *history) record(o porcupine.Operation) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.operations = append(h.operations, o); len(h.operations) == h.whole/2 && h.half != nil {
		h.half()
	}
}

// another is a new client: one that does not know what its last request did is not heard of again.
func (h *history) another() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.clients++
	return h.clients
}

// finished is the history with its open operations, which may take effect at any time until the very end.
func (h *history) finished() (operations []porcupine.Operation, open int) {
	operations = slices.SortedFunc(slices.Values(h.operations), func(a, b porcupine.Operation) int { return cmp.Compare(a.Call, b.Call) })
	end := int64(time.Since(h.begin))
	for i := range operations {
		if operations[i].Output.(answer).unknown {
			operations[i].Return = end
			open++
		}
	}
	return operations, open
}

// thinking is how long it may take to judge what concerns one user: far longer than it does.
const thinking = 20 * time.Second

// judge tells what is wrong with a history, and draws it in a file. What is right is nil.
func (h *history) judge() error {
	if h.broken != nil {
		return fmt.Errorf("history %d: %w", h.seed, h.broken)
	}
	operations, _ := h.finished()
	last := fates{}
	for _, o := range operations {
		if o.Input.(ask).last {
			for rank, one := range o.Output.(answer).shown {
				last[one.name] = fate{rank: rank, state: one.state}
			}
		}
	}
	model := sessionsModel(last)
	for _, part := range partition(operations) {
		switch result, info := porcupine.CheckOperationsVerbose(model, part, thinking); result {
		case porcupine.Ok:
		case porcupine.Unknown:
			return fmt.Errorf("history %d was not judged within %s:\n%s", h.seed, thinking, tell(part))
		default:
			return fmt.Errorf("history %d is not linearizable; it is drawn in %s:\n%s", h.seed, h.drawn(model, info), tell(part))
		}
	}
	return nil
}

// tell is a history in words.
func tell(operations []porcupine.Operation) string {
	var text strings.Builder
	for _, o := range operations {
		fmt.Fprintf(&text, "client %2d from %8s to %8s: %s\n", o.ClientId, time.Duration(o.Call).Round(10*time.Microsecond),
			time.Duration(o.Return).Round(10*time.Microsecond), describe(o.Input.(ask), o.Output.(answer)))
	}
	return text.String()
}

// drawn draws a history that is not linearizable, and names the file, or says what went wrong.
func (h *history) drawn(model porcupine.Model, info porcupine.LinearizationInfo) string {
	file, err := os.CreateTemp(h.draw, "sojourn-history-*.html")
	if err != nil {
		return err.Error()
	}
	if err := errors.Join(porcupine.Visualize(model, info, file), file.Close()); err != nil {
		return err.Error()
	}
	return file.Name()
}

// judged counts what was found right.
type judged struct{ histories, operations, open int }

func (j *judged) add(t *testing.T, h *history) {
	t.Helper()
	if err := h.judge(); err != nil {
		t.Error(err)
		return
	}
	operations, open := h.finished()
	j.histories++
	j.operations += len(operations)
	j.open += open
}
