package demo

import (
	"bytes"
	"log/slog"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/authn"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/store/sqlite"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/token"
)

// world is an empty store with the use-cases over it.
type world struct {
	*testing.T
	uses   *service.Service
	opened store.Store
	now    time.Time
	public string
	log    *bytes.Buffer
}

func setup(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, now: time.Date(2026, 11, 23, 14, 0, 0, 123e6, time.UTC), public: "http://127.0.0.1:8080", log: &bytes.Buffer{}}
	opened, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "demo.db")})
	if err != nil {
		t.Fatalf("open the store: %v", err)
	}
	t.Cleanup(func() { _ = opened.Close() })
	hasher, err := authn.NewHasher(authn.HasherOptions{})
	if err != nil {
		t.Fatalf("make a hasher: %v", err)
	}
	sealer, err := token.NewSealer(token.GenerateMasterKey())
	if err != nil {
		t.Fatalf("make a sealer: %v", err)
	}
	w.opened = opened
	w.uses = service.New(service.Config{
		Store: opened, Now: func() time.Time { return w.now }, Log: slog.New(slog.NewTextHandler(w.log, nil)),
		Hasher: hasher, Policy: authn.NewPolicy(), Sealer: sealer,
		Issuer:     func(e tenancy.EnvironmentID) string { return w.public + "/e/" + string(e) },
		AccessLife: 5 * time.Minute, RefreshGrace: session.DefaultGrace, KeyLife: 90 * day,
		SessionsKept: 90 * day, EventsKept: 365 * day,
	})
	return w
}

// in is the world as a part of its test sees it.
func (w *world) in(t *testing.T) *world {
	part := *w
	part.T = t
	return &part
}

// fill fills the store and gives what was printed.
func (w *world) fill() string {
	w.Helper()
	var out bytes.Buffer
	if err := Fill(w.Context(), w.uses, w.opened, w.now, w.public, &out); err != nil {
		w.Fatalf("Fill() = %v, want nil", err)
	}
	return out.String()
}

// play fills the store with one plan and gives the numbers of the plan their IDs.
func (w *world) play(p plan) made {
	w.Helper()
	secret, err := newPassword(w.Context(), w.uses)
	if err != nil {
		w.Fatalf("newPassword() = %v, want nil", err)
	}
	config := w.uses.Config
	result, err := playPlan(w.Context(), config, p, w.now, secret)
	if err != nil {
		w.Fatalf("playPlan(%s) = %v, want nil", p.id, err)
	}
	return result
}

func (w *world) view(environment tenancy.EnvironmentID, fn func(store.Reader) error) {
	w.Helper()
	if err := w.opened.View(w.Context(), environment, fn); err != nil {
		w.Fatalf("View() = %v, want nil", err)
	}
}

// sessions reads all sessions of an environment with their verdicts.
func (w *world) sessions(environment tenancy.EnvironmentID) map[session.ID]service.Judged {
	w.Helper()
	who := access.Principal{Kind: access.Local, Environment: environment}
	all, _, err := w.uses.Sessions(w.Context(), who, service.ListAny, service.Search{}, store.Page{Limit: 1000})
	if err != nil {
		w.Fatalf("Sessions() = %v, want nil", err)
	}
	byID := map[session.ID]service.Judged{}
	for _, one := range all {
		byID[one.ID] = one
	}
	return byID
}

// printed is what the first group of a pattern finds in what was printed.
func (w *world) printed(text, pattern string) string {
	w.Helper()
	found := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if found == nil {
		w.Fatalf("%q is not in what was printed:\n%s", pattern, text)
	}
	return found[1]
}
