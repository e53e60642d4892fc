package portal_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/api"
	"github.com/sojourn-auth/sojourn/internal/authn"
	"github.com/sojourn-auth/sojourn/internal/clientip"
	"github.com/sojourn-auth/sojourn/internal/portal"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store/sqlite"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/token"
)

const (
	password = "correct horse battery"
	ada      = "ada@example.com" // of one workspace
	grace    = "grace@example.com"
)

// world is a server with one environment, in which ada is a member of one workspace and grace of two.
type world struct {
	*testing.T
	service *service.Service
	handler http.Handler
	tenants []tenancy.Tenant
	mu      sync.Mutex
	now     time.Time
}

func setup(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)}
	opened, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "sojourn.db")})
	w.must(err)
	t.Cleanup(func() { _ = opened.Close() })
	hasher, err := authn.NewHasher(authn.HasherOptions{Cost: authn.Cost{MemoryKiB: 8 * 1024, Passes: 1, Lanes: 1}})
	w.must(err)
	sealer, err := token.NewSealer(token.GenerateMasterKey())
	w.must(err)
	log := slog.New(slog.DiscardHandler)
	w.service = service.New(service.Config{
		Store: opened, Now: w.clock, Log: log, Hasher: hasher, Policy: authn.NewPolicy(), Sealer: sealer,
		Issuer:     func(e tenancy.EnvironmentID) string { return "https://auth.example.com/e/" + string(e) },
		AccessLife: 5 * time.Minute, RefreshGrace: session.DefaultGrace, KeyLife: 90 * 24 * time.Hour,
		SessionsKept: 90 * 24 * time.Hour, EventsKept: 365 * 24 * time.Hour,
	})
	w.populate()
	clients, err := clientip.New(nil)
	w.must(err)
	answers := api.New(api.Config{Service: w.service, Log: log, Clients: clients, Version: "test", Secure: true, Now: w.clock})
	pages := portal.New(portal.Config{Service: w.service, API: answers.Handler(), Log: log, Clients: clients, Secure: true})
	mux := http.NewServeMux()
	mux.Handle("/", pages.Else(answers.Handler()))
	pages.Mount(mux)
	w.handler = mux
	return w
}

func (w *world) populate() {
	w.Helper()
	ctx, who := w.Context(), w.local()
	_, err := w.service.CreateEnvironment(ctx, who, tenancy.Environment{ID: "main", Name: "Main"})
	w.must(err)
	for _, name := range []string{"Acme <Corp>", "Globex"} {
		tenant, err := w.service.CreateTenant(ctx, who, tenancy.Tenant{Name: name})
		w.must(err)
		w.tenants = append(w.tenants, tenant)
	}
	w.addUser(ada, w.tenants[:1])
	w.addUser(grace, w.tenants)
	w.must(w.service.EnsureOperators(ctx))
}

func (w *world) addUser(email string, tenants []tenancy.Tenant) {
	w.Helper()
	ctx, who := w.Context(), w.local()
	u, err := w.service.CreateUser(ctx, who, tenancy.User{Email: email, Name: "</script><img src=x onerror=alert(1)>"})
	w.must(err)
	w.must(w.service.SetPassword(ctx, who, u.ID, authn.NewPassword(password)))
	for _, tenant := range tenants {
		_, err := w.service.SetMembership(ctx, who, u.ID, tenant.ID, nil)
		w.must(err)
	}
}

func (w *world) local() access.Principal {
	return access.Principal{Kind: access.Local, Environment: "main"}
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) advance(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// visitor is a browser: it keeps cookies and follows nothing by itself.
type visitor struct {
	*world
	cookies  map[string]string
	language string
}

func (w *world) visitor() *visitor { return &visitor{world: w, cookies: map[string]string{}} }

// answer is what came back.
type answer struct {
	*testing.T
	status int
	header http.Header
	text   string
}

func (v *visitor) get(path string) answer { return v.send(http.MethodGet, path, nil, nil) }

func (v *visitor) post(path string, form url.Values) answer {
	return v.send(http.MethodPost, path, form, nil)
}

func (v *visitor) send(method, path string, form url.Values, headers map[string]string) answer {
	v.Helper()
	r := httptest.NewRequest(method, "https://auth.example.com"+path, strings.NewReader(form.Encode()))
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Accept-Language", v.language)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for name, value := range v.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	v.handler.ServeHTTP(w, r)
	result := w.Result()
	for _, c := range result.Cookies() {
		if v.cookies[c.Name] = c.Value; c.MaxAge < 0 {
			delete(v.cookies, c.Name)
		}
	}
	return answer{T: v.T, status: result.StatusCode, header: result.Header, text: w.Body.String()}
}

func (v *visitor) signIn(email, returnTo string) answer {
	v.Helper()
	return v.post("/e/main/sign-in", url.Values{"email": {email}, "password": {password}, "return_to": {returnTo}})
}

// signedIn is a visitor as ada.
func (w *world) signedIn() *visitor {
	w.Helper()
	v := w.visitor()
	v.signIn(ada, "").leads("/e/main/")
	return v
}

// want fails the test unless the answer has the status and holds all the texts.
func (a answer) want(status int, texts ...string) answer {
	a.Helper()
	if a.status != status {
		a.Fatalf("status = %d, want %d; page: %s", a.status, status, a.text)
	}
	for _, text := range texts {
		if !strings.Contains(a.text, text) {
			a.Fatalf("page = %s, want it to hold %s", a.text, text)
		}
	}
	return a
}

func (a answer) without(texts ...string) answer {
	a.Helper()
	for _, text := range texts {
		if strings.Contains(a.text, text) {
			a.Errorf("page = %s, want it not to hold %s", a.text, text)
		}
	}
	return a
}

// leads fails the test unless the answer sends the browser there.
func (a answer) leads(to string) {
	a.Helper()
	if got := a.header.Get("Location"); a.status != http.StatusSeeOther || got != to {
		a.Fatalf("status = %d to %q, want 303 to %q; page: %s", a.status, got, to, a.text)
	}
}

// field is the value of a hidden field.
func (a answer) field(name string) string {
	a.Helper()
	_, rest, found := strings.Cut(a.text, `name="`+name+`" value="`)
	value, _, _ := strings.Cut(rest, `"`)
	if !found {
		a.Fatalf("page has no field %s: %s", name, a.text)
	}
	return value
}
