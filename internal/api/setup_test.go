package api_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/api"
	"github.com/sojourn-auth/sojourn/internal/authn"
	"github.com/sojourn-auth/sojourn/internal/clientip"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/store/sqlite"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/token"
)

var update = flag.Bool("update", false, "write golden files instead of comparing with them")

// bundle is a world of its own: one environment with a tenant, a user with a password, and an API key for everything.
type bundle struct {
	t       testing.TB
	api     *api.API
	handler http.Handler
	service *service.Service
	store   store.Store
	clock   *testClock
	log     *bytes.Buffer
	tenant  tenancy.Tenant
	user    tenancy.User
	key     string
	dbPath  string
}

const (
	password = "correct horse battery"
	email    = "ada@example.com"
	// userAgent is a browser.
	userAgent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"
)

// testClock is a clock that stands still until it is moved.
type testClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *testClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *testClock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func setup(t testing.TB) *bundle {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sojourn.db")
	opened, err := sqlite.Open(t.Context(), sqlite.Config{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	b := &bundle{t: t, dbPath: path, store: opened, log: &bytes.Buffer{}, clock: &testClock{now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)}}
	t.Cleanup(func() { _ = opened.Close() })
	hasher, err := authn.NewHasher(authn.HasherOptions{Cost: authn.Cost{MemoryKiB: 8 * 1024, Passes: 1, Lanes: 1}})
	if err != nil {
		t.Fatal(err)
	}
	sealer, err := token.NewSealer(token.GenerateMasterKey())
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(&lockedWriter{w: b.log}, nil))
	b.service = service.New(service.Config{
		Store: opened, Now: b.clock.Now, Log: log, Hasher: hasher, Policy: authn.NewPolicy(), Sealer: sealer,
		Issuer:     func(e tenancy.EnvironmentID) string { return "https://auth.example.com/e/" + string(e) },
		AccessLife: 5 * time.Minute, RefreshGrace: session.DefaultGrace, KeyLife: 90 * 24 * time.Hour,
		SessionsKept: 90 * 24 * time.Hour, EventsKept: 365 * 24 * time.Hour,
	})
	b.populate()
	clients, _ := clientip.New(nil)
	b.api = api.New(api.Config{Service: b.service, Log: log, Clients: clients, Version: "test", Secure: true, Now: b.clock.Now})
	b.handler = b.api.Handler()
	return b
}

type lockedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lockedWriter) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

func (b *bundle) local(environment string) access.Principal {
	return access.Principal{Kind: access.Local, Environment: tenancy.EnvironmentID(environment)}
}

func (b *bundle) populate() {
	b.t.Helper()
	ctx, who := b.t.Context(), b.local("main")
	_, err := b.service.CreateEnvironment(ctx, who, tenancy.Environment{ID: "main", Name: "Main"})
	b.must(err)
	b.tenant, err = b.service.CreateTenant(ctx, who, tenancy.Tenant{Name: "Acme", ExternalID: "acme"})
	b.must(err)
	b.user = b.addUser(email, b.tenant.ID)
	b.key = b.addKey("main", access.AllScopes()...)
}

func (b *bundle) addUser(email string, tenants ...tenancy.TenantID) tenancy.User {
	b.t.Helper()
	ctx, who := b.t.Context(), b.local("main")
	u, err := b.service.CreateUser(ctx, who, tenancy.User{Email: email, Name: "Ada Lovelace"})
	b.must(err)
	b.must(b.service.SetPassword(ctx, who, u.ID, authn.NewPassword(password)))
	for _, tenant := range tenants {
		_, err := b.service.SetMembership(ctx, who, u.ID, tenant, nil)
		b.must(err)
	}
	return u
}

func (b *bundle) addKey(environment string, scopes ...access.Scope) string {
	b.t.Helper()
	key, err := b.service.CreateAPIKey(b.t.Context(), b.local(environment), "test", scopes)
	b.must(err)
	return key.Reveal()
}

// with is the same world for a subtest.
func (b *bundle) with(t *testing.T) *bundle {
	same := *b
	same.t = t
	return &same
}

func (b *bundle) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// answer is what came back.
type answer struct {
	t      testing.TB
	Status int
	Header http.Header
	Text   string
}

// request is what is sent: a method and path, then what differs from a plain request.
type request struct {
	bearer  string
	cookie  *http.Cookie
	headers map[string]string
	body    string
}

// do sends a request below /e/main, unless the path says otherwise.
func (b *bundle) do(method, path string, in request) answer {
	b.t.Helper()
	if !strings.HasPrefix(path, "/e/") {
		path = "/e/main" + path
	}
	r := httptest.NewRequest(method, path, strings.NewReader(in.body))
	if in.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if in.bearer != "" {
		r.Header.Set("Authorization", "Bearer "+in.bearer)
	}
	if in.cookie != nil {
		r.AddCookie(in.cookie)
	}
	r.Header.Set("User-Agent", userAgent)
	for name, value := range in.headers {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	return answer{t: b.t, Status: w.Code, Header: w.Header(), Text: w.Body.String()}
}

// raw sends a plain request to a path as it is.
func (b *bundle) raw(method, path string) answer {
	b.t.Helper()
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, httptest.NewRequest(method, path, nil))
	return answer{t: b.t, Status: w.Code, Header: w.Header(), Text: w.Body.String()}
}

// want fails the test unless the answer has the status and holds all the texts.
func (a answer) want(status int, texts ...string) answer {
	a.t.Helper()
	if a.Status != status {
		a.t.Fatalf("status = %d, want %d; body: %s", a.Status, status, a.Text)
	}
	for _, text := range texts {
		if !strings.Contains(a.Text, text) {
			a.t.Fatalf("body = %s, want it to hold %s", a.Text, text)
		}
	}
	return a
}

// without fails the test if the answer holds a text.
func (a answer) without(texts ...string) answer {
	a.t.Helper()
	for _, text := range texts {
		if strings.Contains(a.Text, text) {
			a.t.Fatalf("body = %s, want it not to hold %s", a.Text, text)
		}
	}
	return a
}

// member reads a member of the answer by its path, such as "session.id".
func (a answer) member(path string) string {
	a.t.Helper()
	var value any
	if err := json.Unmarshal([]byte(a.Text), &value); err != nil {
		a.t.Fatalf("body is not JSON: %v: %s", err, a.Text)
	}
	for _, name := range strings.Split(path, ".") {
		object, ok := value.(map[string]any)
		if !ok || object[name] == nil {
			a.t.Fatalf("body has no member %s: %s", path, a.Text)
		}
		value = object[name]
	}
	if text, ok := value.(string); ok {
		return text
	}
	text, _ := json.Marshal(value)
	return string(text)
}

func (b *bundle) signIn(delivery string) answer {
	b.t.Helper()
	return b.do("POST", "/v1/sign-in", request{body: `{"email":"` + email + `","password":"` + password + `","delivery":"` + delivery + `"}`})
}

// secret signs in and gives the session secret.
func (b *bundle) secret() string {
	b.t.Helper()
	return b.signIn("secret").want(200).member("session_secret")
}

func (b *bundle) put(path, body string) answer {
	b.t.Helper()
	return b.do("PUT", path, request{bearer: b.key, body: body})
}

// events lists the kinds of all events of the environment.
func (b *bundle) events() []event.Kind {
	b.t.Helper()
	var kinds []event.Kind
	b.must(b.store.View(b.t.Context(), "main", func(tx store.Reader) error {
		all, err := tx.Events(store.Page{Limit: 1000})
		for _, e := range all {
			kinds = append(kinds, e.Kind)
		}
		return err
	}))
	return kinds
}
