package portal

import (
	"crypto/rand"
	"sync"
	"time"

	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

const (
	choiceTime = 5 * time.Minute // in which a workspace must be chosen
	maxChoices = 1000            // at a time
)

// choice is a sign-in whose password was right and whose workspace is still to be chosen. Nobody is signed in by it: the
// password is looked at again.
type choice struct {
	environment tenancy.EnvironmentID
	email       string
	password    service.Password
	until       time.Time
}

// choices is the sign-ins that wait for a workspace, by names that cannot be guessed. They are kept in memory: on another
// node, or after a restart, the password is asked for again.
type choices struct {
	mu  sync.Mutex
	all map[string]choice
}

func (c *choices) keep(one choice, now time.Time) (name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for name, old := range c.all {
		if now.After(old.until) || len(c.all) >= maxChoices {
			delete(c.all, name)
		}
	}
	if c.all == nil {
		c.all = map[string]choice{}
	}
	name, one.until = rand.Text(), now.Add(choiceTime)
	c.all[name] = one
	return name
}

// take gives a sign-in back, once.
func (c *choices) take(name string, now time.Time) (choice, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	one, ok := c.all[name]
	delete(c.all, name)
	return one, ok && !now.After(one.until)
}
