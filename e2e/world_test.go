package e2e

import (
	"context"
	crand "crypto/rand"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/sojourn-auth/sojourn/e2e/harness"
)

const environment = "main"

// world is a server with what most tests need: a tenant, and a client that may do everything.
type world struct {
	*harness.Client
	server *harness.Server
	tenant harness.Tenant
}

// newWorld starts a server.
func newWorld(t *testing.T, options harness.Options) *world {
	t.Helper()
	w := &world{server: suite.Start(t, options)}
	w.Client = w.server.NewKey(t, environment)
	w.tenant = w.newTenant(t)
	return w
}

func (w *world) newTenant(t *testing.T) harness.Tenant {
	t.Helper()
	tenant, err := w.CreateTenant(t.Context(), "Tenant "+crand.Text())
	must(t, err)
	return tenant
}

// person is a user with a password, who is a member of the world's tenant.
type person struct {
	harness.User
	password string
}

func (w *world) newPerson(t *testing.T) person {
	t.Helper()
	p := person{password: newPassword()}
	var err error
	p.User, err = w.CreateUser(t.Context(), newEmail())
	must(t, err)
	must(t, w.Join(t.Context(), p.ID, w.tenant.ID))
	must(t, w.SetPassword(t.Context(), p.ID, p.password))
	return p
}

func newEmail() string { return crand.Text()[:10] + "@example.com" }

// newPassword is a password that the search for secrets cannot miss.
func newPassword() string { return "pw " + crand.Text() }

// start begins a session of a person without their password, as an application's backend does.
func (w *world) start(t *testing.T, p person, delivery string) harness.Started {
	t.Helper()
	started, err := w.CreateSession(t.Context(), harness.NewSession{
		User: harness.NamedUser{ID: p.ID}, Tenant: harness.NamedTenant{ID: w.tenant.ID}, Delivery: delivery,
	})
	must(t, err)
	return started
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// stateOf says in a word what a check answers about a credential: active, the end reason, or the code of the refusal.
func stateOf(ctx context.Context, c *harness.Client, credential string) string {
	_, err := c.As(credential).Check(ctx, false)
	switch {
	case err == nil:
		return active
	case harness.ReasonOf(err) != "":
		return harness.ReasonOf(err)
	case harness.CodeOf(err) != "":
		return harness.CodeOf(err)
	}
	return err.Error()
}

const active = "active"

// refused tells whether an error is a refusal with a code.
func refused(err error, code string) bool {
	p, ok := errors.AsType[*harness.Problem](err)
	return ok && p.Code == code
}

// decode reads the body of an answer.
func decode(t *testing.T, body []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(body, into); err != nil {
		t.Fatalf("read the answer: %v", err)
	}
}

// randomBelow is a number from 0 to n-1.
func randomBelow(n int) int { return rand.IntN(n) }
