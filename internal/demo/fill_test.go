package demo

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/authn"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

const (
	printedPassword = `Password  (\S+)`
	printedKey      = `API key   (sjk_\S+)   \(production\)`
)

// TestFill looks at one filled store from all sides, each time as the parts before have left it.
func TestFill(t *testing.T) {
	t.Parallel()
	w := setup(t)
	printed := w.fill()
	for _, test := range []struct {
		name string
		test func(*testing.T, *world, string)
	}{
		{"every environment is made", everyEnvironmentIsMade},
		{"nothing secret is logged", nothingSecretIsLogged},
		{"what is printed is short", whatIsPrintedIsShort},
		{"the printed password signs in", thePrintedPasswordSignsIn},
		{"the printed key may do everything", thePrintedKeyMayDoEverything},
		{"special people sign in", specialPeopleSignIn},
		{"a second fill adds nothing", aSecondFillAddsNothing},
	} {
		t.Run(test.name, func(t *testing.T) { test.test(t, w.in(t), printed) })
	}
}

func everyEnvironmentIsMade(t *testing.T, w *world, _ string) {
	environments, err := w.uses.Environments(t.Context())
	if err != nil || len(environments) != 4 {
		t.Fatalf("Environments() = %v, %v, want 3 and the operators'", environments, err)
	}
	for _, p := range plans(seed) {
		who := access.Principal{Kind: access.Local, Environment: p.id}
		tenants, err := w.uses.Tenants(t.Context(), who, store.Page{Limit: 100})
		if err != nil || len(tenants) != len(p.tenants) {
			t.Errorf("%s: %d tenants, %v, want %d", p.id, len(tenants), err, len(p.tenants))
		}
		users, err := w.uses.Users(t.Context(), who, tenancy.TenantID{}, store.Page{Limit: 100})
		if err != nil || len(users) != len(p.people) {
			t.Errorf("%s: %d users, %v, want %d", p.id, len(users), err, len(p.people))
		}
		if n := len(w.sessions(p.id)); n != len(p.visits) {
			t.Errorf("%s: %d sessions, want %d", p.id, n, len(p.visits))
		}
		w.view(p.id, func(tx store.Reader) error {
			if latest, err := tx.LatestTime(); err != nil || latest.After(w.now) {
				t.Errorf("%s: LatestTime() = %s, %v, want nothing after %s", p.id, latest, err, w.now)
			}
			return nil
		})
	}
}

// signIn signs somebody in to production with the printed password.
func (w *world) signIn(printed, email, tenant string) (service.Started, error) {
	w.Helper()
	return w.uses.SignIn(w.Context(), "production", service.SignIn{
		Email: email, Password: authn.NewPassword(w.printed(printed, printedPassword)), Tenant: tenant,
		Delivery: service.DeliverTokens, Client: session.Client{Address: "192.0.2.7", UserAgent: "curl/8.16.0"},
	})
}

func thePrintedPasswordSignsIn(t *testing.T, w *world, printed string) {
	ada, err := w.signIn(printed, adaBrandt().email, "")
	if err != nil {
		t.Fatalf("SignIn(Ada) = %v, want nil", err)
	}
	who, err := w.uses.Authenticate(t.Context(), "production", ada.Tokens.Access.Reveal(), service.From{Address: "192.0.2.7"}, true)
	if err != nil {
		t.Fatalf("Authenticate(Ada) = %v, want nil", err)
	}
	own, err := w.uses.OwnSessions(t.Context(), who)
	if err != nil || len(own) != 6 || !own[0].Current {
		t.Errorf("OwnSessions(Ada) = %d sessions, %v, want 6 with the current one first", len(own), err)
	}
	ended, err := w.uses.OwnSignOuts(t.Context(), who)
	if err != nil || len(ended) != 8 {
		t.Errorf("OwnSignOuts(Ada) = %d sessions, %v, want 8", len(ended), err)
	}
	for _, p := range production(seed).people { // what they all share
		if p.email == "" {
			continue
		}
		w.view("production", func(tx store.Reader) error {
			u, _, err := tx.UserByEmail(tenancy.NormalEmail(p.email))
			if err != nil {
				return err
			}
			credential, _, err := tx.Credential(u.ID)
			if err != nil || credential.Hash == "" || credential.ChangedAt.After(w.now) {
				t.Errorf("Credential(%s) = %v, %v, want one from the past", p.email, credential.ChangedAt, err)
			}
			return nil
		})
	}
}

func codeOf(err error) string {
	if e, ok := errors.AsType[*fault.Error](err); ok {
		return e.Code
	}
	return ""
}

func specialPeopleSignIn(t *testing.T, w *world, printed string) {
	bruno, err := w.signIn(printed, brunoCastel().email, "")
	if err != nil || len(bruno.Evicted) != 1 {
		t.Errorf("SignIn(Bruno) = %v with %d evicted, want nil with 1", err, len(bruno.Evicted))
	}
	if _, err := w.signIn(printed, "greta.holm@example.net", ""); codeOf(err) != "tenant_required" {
		t.Errorf("SignIn(Greta) = %v, want tenant_required", err)
	}
	if _, err := w.signIn(printed, "greta.holm@example.net", "birchwood"); err != nil {
		t.Errorf("SignIn(Greta to birchwood) = %v, want nil", err)
	}
	if _, err := w.signIn(printed, "henrik.dahl@example.org", ""); codeOf(err) != "sign_in_failed" {
		t.Errorf("SignIn(Henrik, who is disabled) = %v, want sign_in_failed", err)
	}
	if _, err := w.signIn(printed, "ines.carvalho@example.net", "copperline"); codeOf(err) != "not_a_member" {
		t.Errorf("SignIn(Ines to what she has left) = %v, want not_a_member", err)
	}
}

func thePrintedKeyMayDoEverything(t *testing.T, w *world, printed string) {
	who, err := w.uses.Authenticate(t.Context(), "production", w.printed(printed, printedKey), service.From{Address: "192.0.2.9"}, false)
	if err != nil || !slices.Equal(who.Scopes, access.AllScopes()) {
		t.Errorf("Authenticate(the key) = %v, %v, want all scopes", who.Scopes, err)
	}
}

func nothingSecretIsLogged(t *testing.T, w *world, printed string) {
	for _, secret := range []string{w.printed(printed, printedPassword), w.printed(printed, printedKey)} {
		if strings.Contains(w.log.String(), secret) {
			t.Errorf("the log holds a secret:\n%s", w.log.String())
		}
	}
}

func aSecondFillAddsNothing(t *testing.T, w *world, first string) {
	before := len(w.sessions("production"))
	w.now = w.now.Add(hour)
	second := w.fill()
	if after := len(w.sessions("production")); after != before {
		t.Errorf("%d sessions after a second Fill(), want %d", after, before)
	}
	for _, want := range []string{"Demo data", "nothing was added", w.public, adaBrandt().email, "sojourn user password"} {
		if !strings.Contains(second, want) {
			t.Errorf("the second Fill() does not say %q:\n%s", want, second)
		}
	}
	if strings.Contains(second, w.printed(first, printedPassword)) || strings.Contains(second, "sjk_") {
		t.Errorf("the second Fill() shows a secret:\n%s", second)
	}
	if _, err := w.signIn(first, adaBrandt().email, ""); err != nil {
		t.Errorf("SignIn(Ada) after a second Fill() = %v, want nil", err)
	}
}

func TestFillRefusesOtherData(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name         string
		environments []tenancy.EnvironmentID
	}{
		{"another environment", []tenancy.EnvironmentID{"main"}},
		{"an environment of the same name", []tenancy.EnvironmentID{"production"}},
		{"environments of the same names", []tenancy.EnvironmentID{"development", "staging", "production"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := setup(t)
			for _, id := range test.environments {
				_, err := w.uses.CreateEnvironment(t.Context(), access.Principal{Kind: access.Local, Environment: id}, tenancy.Environment{ID: id})
				if err != nil {
					t.Fatalf("CreateEnvironment(%s) = %v, want nil", id, err)
				}
			}
			w.refuses(test.environments)
		})
	}
}

func TestFillRefusesAPartOfItself(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.play(development(seed))
	w.refuses([]tenancy.EnvironmentID{"development"})
}

// refuses fills a store in which these environments are, in vain.
func (w *world) refuses(environments []tenancy.EnvironmentID) {
	w.Helper()
	var out bytes.Buffer
	err := Fill(w.Context(), w.uses, w.opened, w.now, w.public, &out)
	if !errors.Is(err, errOccupied) || out.Len() > 0 {
		w.Errorf("Fill() = %v, %q, want %v and nothing printed", err, out.String(), errOccupied)
	}
	after, err := w.uses.Environments(w.Context())
	if err != nil || len(after) != len(environments) {
		w.Errorf("Environments() = %v, %v, want %v as before", after, err, environments)
	}
}

func TestFillSaysWhenItFails(t *testing.T) {
	t.Parallel()
	w := setup(t)
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if err := Fill(stopped, w.uses, w.opened, w.now, w.public, io.Discard); !errors.Is(err, context.Canceled) {
		t.Errorf("Fill(stopped) = %v, want %v", err, context.Canceled)
	}
	broken := errors.New("nobody listens")
	if err := Fill(t.Context(), w.uses, w.opened, w.now, w.public, brokenWriter{broken}); !errors.Is(err, broken) {
		t.Errorf("Fill() to a broken writer = %v, want %v", err, broken)
	}
}

type brokenWriter struct{ err error }

func (b brokenWriter) Write([]byte) (int, error) { return 0, b.err }
