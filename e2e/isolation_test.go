package e2e

import (
	"errors"
	"net/http"
	"net/url"
	"testing"

	"github.com/sojourn-auth/sojourn/e2e/harness"
)

// pair is the same person in two environments of one server.
type pair struct {
	here, there world
	ada         person // here
	secret      harness.Started
	tokens      harness.Started
}

func newPair(t *testing.T, engine harness.Engine) pair {
	t.Helper()
	p := pair{here: *newWorld(t, harness.Options{Engine: engine})}
	p.here.server.Command(t, "", "environment", "create", "staging")
	p.there = world{Client: p.here.server.NewKey(t, "staging"), server: p.here.server}
	p.there.tenant = p.there.newTenant(t)

	p.ada = p.here.newPerson(t)
	twin, err := p.there.CreateUser(t.Context(), p.ada.Email)
	must(t, err)
	must(t, p.there.Join(t.Context(), twin.ID, p.there.tenant.ID))
	must(t, p.there.SetPassword(t.Context(), twin.ID, newPassword()))
	p.secret, p.tokens = p.here.start(t, p.ada, "secret"), p.here.start(t, p.ada, "tokens")
	return p
}

func TestEnvironmentsShareNothing(t *testing.T) {
	t.Parallel()
	harness.OnEach(t, func(t *testing.T, engine harness.Engine) {
		p := newPair(t, engine)
		t.Run("credentials of one open nothing in the other", p.testCredentials)
		t.Run("IDs of one name nothing in the other", p.testIDs)
		if got := stateOf(t.Context(), p.here.Client, p.secret.SessionSecret); got != active {
			t.Errorf("after all that, Check() = %s, want active", got)
		}
	})
}

func (p pair) testCredentials(t *testing.T) {
	for name, credential := range map[string]string{
		"session secret": p.secret.SessionSecret, "access token": p.tokens.AccessToken,
		"API key": p.here.Bearer, "refresh token": p.tokens.RefreshToken,
	} {
		for _, path := range []string{"/v1/check", "/v1/me", "/v1/sessions"} {
			reply, err := p.there.As(credential).Send(t.Context(), harness.Call{Method: http.MethodGet, Path: path})
			must(t, err)
			if reply.Status != http.StatusUnauthorized || !refused(reply.Problem(), "credential_unknown") {
				t.Errorf("%s with a foreign %s: %v, want 401 credential_unknown", path, name, reply.Problem())
			}
		}
		if is, err := p.there.Introspect(t.Context(), credential); err != nil || is {
			t.Errorf("Introspect(a foreign %s) = %t, %v, want inactive", name, is, err)
		}
		must(t, p.there.Revoke(t.Context(), credential)) // is answered, and does nothing
	}
	if _, err := p.there.Refresh(t.Context(), p.tokens.RefreshToken); !refused(err, "credential_unknown") {
		t.Errorf("Refresh(a foreign token) = %v, want credential_unknown", err)
	}
	if _, err := p.there.SignIn(t.Context(), harness.SignIn{Email: p.ada.Email, Password: p.ada.password}); !refused(err, "sign_in_failed") {
		t.Errorf("SignIn(the password of the other environment) = %v, want sign_in_failed", err)
	}
	if got := stateOf(t.Context(), p.here.Client, p.tokens.AccessToken); got != active {
		t.Errorf("after it was revoked in the other environment, Check() = %s, want active", got)
	}
}

func (p pair) testIDs(t *testing.T) {
	session, user, tenant := p.secret.Session.ID, p.ada.ID, p.here.tenant.ID
	for _, call := range []harness.Call{
		{Method: http.MethodGet, Path: "/v1/sessions/" + session},
		{Method: http.MethodDelete, Path: "/v1/sessions/" + session},
		{Method: http.MethodGet, Path: "/v1/users/" + user},
		{Method: http.MethodPatch, Path: "/v1/users/" + user, Body: map[string]any{"disabled": true}},
		{Method: http.MethodDelete, Path: "/v1/users/" + user},
		{Method: http.MethodPut, Path: "/v1/users/" + user + "/password", Body: map[string]any{"password": newPassword()}},
		{Method: http.MethodPost, Path: "/v1/users/" + user + "/sessions/end"},
		{Method: http.MethodGet, Path: "/v1/users/" + user + "/memberships"},
		{Method: http.MethodPut, Path: "/v1/users/" + user + "/memberships/" + p.there.tenant.ID},
		{Method: http.MethodGet, Path: "/v1/tenants/" + tenant},
		{Method: http.MethodPatch, Path: "/v1/tenants/" + tenant, Body: map[string]any{"name": "Mine"}},
		{Method: http.MethodDelete, Path: "/v1/tenants/" + tenant},
		{Method: http.MethodPost, Path: "/v1/tenants/" + tenant + "/sessions/end"},
		{Method: http.MethodGet, Path: "/v1/tenants/" + tenant + "/session-settings"},
		{Method: http.MethodPut, Path: "/v1/tenants/" + tenant + "/session-settings", Body: harness.Settings{}},
		{Method: http.MethodPost, Path: "/v1/tenants/" + tenant + "/session-settings/preview", Body: harness.Settings{}},
		{Method: http.MethodPost, Path: "/v1/sessions", Body: harness.NewSession{
			User: harness.NamedUser{ID: user}, Tenant: harness.NamedTenant{ID: p.there.tenant.ID}, CreateMissing: true}},
	} {
		reply, err := p.there.Send(t.Context(), call)
		must(t, err)
		if reply.Status != http.StatusNotFound {
			t.Errorf("%s %s with a foreign ID: %d %v, want 404", call.Method, call.Path, reply.Status, reply.Problem())
		}
	}
	all, err := p.there.Sessions(t.Context(), url.Values{"user": {user}})
	if err != nil || len(all) != 0 {
		t.Errorf("Sessions(of a foreign user) = %d, %v, want none", len(all), err)
	}
}

// TestTenantsShareNothing holds the sessions of one user in two tenants apart.
func TestTenantsShareNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, harness.Options{})
	ada, bob := w.newPerson(t), w.newPerson(t)
	other := *w
	other.tenant = w.newTenant(t)
	must(t, w.Join(t.Context(), ada.ID, other.tenant.ID))
	here, there, bobs := w.start(t, ada, "secret"), other.start(t, ada, "secret"), w.start(t, bob, "secret")

	user := w.As(here.SessionSecret)
	for name, id := range map[string]string{"of the same user in another tenant": there.Session.ID, "of another user": bobs.Session.ID} {
		forbidden := user.EndOwn(t.Context(), id)
		absent := user.EndOwn(t.Context(), "00000000-0000-7000-8000-000000000000")
		if !refused(forbidden, "not_found") || forbidden.Error() != absent.Error() {
			t.Errorf("EndOwn(a session %s) = %v, want what one that does not exist gets: %v", name, forbidden, absent)
		}
	}
	n, err := user.EndOthers(t.Context())
	if err != nil || n != 0 {
		t.Errorf("EndOthers() = %d, %v, want none", n, err)
	}
	own, err := user.OwnSessions(t.Context())
	if err != nil || len(own) != 1 || own[0].ID != here.Session.ID {
		t.Errorf("OwnSessions() = %v, %v, want the one in this tenant", own, err)
	}
	must(t, w.EndTenantSessions(t.Context(), other.tenant.ID))
	for credential, want := range map[string]string{here.SessionSecret: active, there.SessionSecret: "ended_by_api", bobs.SessionSecret: active} {
		if got := stateOf(t.Context(), w.Client, credential); got != want {
			t.Errorf("after one tenant's sessions were ended, Check() = %s, want %s", got, want)
		}
	}
	_, err = w.SignIn(t.Context(), harness.SignIn{Email: ada.Email, Password: ada.password})
	if p, ok := errors.AsType[*harness.Problem](err); !ok || p.Code != "tenant_required" || len(p.Details) == 0 {
		t.Errorf("SignIn(a member of two tenants) = %v, want tenant_required with the tenants", err)
	}
	if _, err = w.SignIn(t.Context(), harness.SignIn{Email: ada.Email, Password: ada.password, Tenant: other.tenant.ID}); err != nil {
		t.Errorf("SignIn(to the other tenant) = %v, want none", err)
	}
}

// TestScopesHold asks with keys that may do one thing each for something else.
func TestScopesHold(t *testing.T) {
	t.Parallel()
	w := newWorld(t, harness.Options{})
	p := w.newPerson(t)
	one := w.start(t, p, "secret")
	calls := map[string]harness.Call{
		"sessions:check": {Method: http.MethodPost, Path: "/oauth/introspect", Form: "token=" + one.SessionSecret},
		"sessions:read":  {Method: http.MethodGet, Path: "/v1/sessions"},
		"sessions:write": {Method: http.MethodPost, Path: "/v1/users/" + w.newPerson(t).ID + "/sessions/end"},
		"users:read":     {Method: http.MethodGet, Path: "/v1/users/" + p.ID},
		"users:write":    {Method: http.MethodPatch, Path: "/v1/users/" + p.ID, Body: map[string]any{"name": "Ada"}},
		"tenants:read":   {Method: http.MethodGet, Path: "/v1/tenants/" + w.tenant.ID},
		"tenants:write":  {Method: http.MethodPatch, Path: "/v1/tenants/" + w.tenant.ID, Body: map[string]any{"name": "Renamed"}},
		"settings:read":  {Method: http.MethodGet, Path: "/v1/session-settings"},
		"settings:write": {Method: http.MethodPut, Path: "/v1/tenants/" + w.tenant.ID + "/session-settings", Body: harness.Settings{}},
	}
	for scope := range calls {
		key := w.server.NewKey(t, environment, scope)
		for needed, call := range calls {
			reply, err := key.Send(t.Context(), call)
			must(t, err)
			if got := reply.Status != http.StatusForbidden; got != (needed == scope) {
				t.Errorf("a key with %s that asks for %s: %d %v, want it allowed: %t", scope, needed, reply.Status, reply.Problem(), needed == scope)
			}
		}
	}
	if got := stateOf(t.Context(), w.Client, one.SessionSecret); got != active {
		t.Errorf("after that, Check() = %s, want active", got)
	}
}
