package e2e

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/sojourn-auth/sojourn/e2e/harness"
)

// victims are two sessions of one person, one of each kind of credential.
type victims struct {
	person
	secret harness.Started
	tokens harness.Started
}

// anEnd is a way in which sessions end.
type anEnd struct {
	name   string
	reason string
	end    func(t *testing.T, w *world, v *victims)
	gone   bool // whether the person cannot sign in to the tenant any more
}

func ends() []anEnd {
	each := func(do func(t *testing.T, w *world, v *victims, one harness.Started)) func(*testing.T, *world, *victims) {
		return func(t *testing.T, w *world, v *victims) {
			do(t, w, v, v.secret)
			do(t, w, v, v.tokens)
		}
	}
	return []anEnd{
		{name: "the user signs out", reason: "signed_out", end: each(func(t *testing.T, w *world, _ *victims, one harness.Started) {
			must(t, w.As(bearer(one)).SignOut(t.Context()))
		})},
		{name: "the user ends the session from another device", reason: "ended_by_user", end: each(func(t *testing.T, w *world, v *victims, one harness.Started) {
			other := w.start(t, v.person, "secret")
			must(t, w.As(bearer(other)).EndOwn(t.Context(), one.Session.ID))
		})},
		{name: "the user ends all other sessions", reason: "ended_by_user", end: func(t *testing.T, w *world, v *victims) {
			other := w.start(t, v.person, "secret")
			n, err := w.As(bearer(other)).EndOthers(t.Context())
			must(t, err)
			if n != 2 {
				t.Errorf("EndOthers() = %d, want 2", n)
			}
		}},
		{name: "the application ends the session", reason: "ended_by_api", end: each(func(t *testing.T, w *world, _ *victims, one harness.Started) {
			n, err := w.EndSession(t.Context(), one.Session.ID)
			must(t, err)
			again, err := w.EndSession(t.Context(), one.Session.ID)
			must(t, err)
			if n != 1 || again != 0 {
				t.Errorf("EndSession() = %d, then %d, want 1, then 0", n, again)
			}
		})},
		{name: "the application ends the user's sessions", reason: "ended_by_api", end: func(t *testing.T, w *world, v *victims) {
			n, err := w.EndUserSessions(t.Context(), v.ID)
			must(t, err)
			if n != 2 {
				t.Errorf("EndUserSessions() = %d, want 2", n)
			}
		}},
		{name: "the application ends the tenant's sessions", reason: "ended_by_api", end: func(t *testing.T, w *world, _ *victims) {
			must(t, w.EndTenantSessions(t.Context(), w.tenant.ID))
		}},
		{name: "the application revokes the credential", reason: "ended_by_api", end: func(t *testing.T, w *world, v *victims) {
			must(t, w.Revoke(t.Context(), v.secret.SessionSecret))
			must(t, w.Revoke(t.Context(), v.tokens.RefreshToken))
		}},
		{name: "the operator ends the session", reason: "ended_by_operator", end: each(func(t *testing.T, w *world, _ *victims, one harness.Started) {
			w.server.Command(t, "", "session", "end", one.Session.ID)
		})},
		{name: "newer sign-ins take the last allowed places", reason: "concurrency_limit", end: func(t *testing.T, w *world, v *victims) {
			_, err := w.PutTenantSettings(t.Context(), w.tenant.ID, harness.Settings{Concurrent: &harness.Maximum{On: true, Sessions: 2}})
			must(t, err)
			first, second := w.start(t, v.person, "secret"), w.start(t, v.person, "tokens")
			for i, evicted := range [][]harness.Session{first.Evicted, second.Evicted} {
				want := []string{v.secret.Session.ID, v.tokens.Session.ID}[i]
				if len(evicted) != 1 || evicted[0].ID != want {
					t.Errorf("sign-in %d evicted %v, want the oldest, %s", i, evicted, want)
				}
			}
		}},
		{name: "the maximum is lowered", reason: "concurrency_limit", end: func(t *testing.T, w *world, v *victims) {
			w.start(t, v.person, "secret")
			n, err := w.PutTenantSettings(t.Context(), w.tenant.ID, harness.Settings{Concurrent: &harness.Maximum{On: true, Sessions: 1}})
			must(t, err)
			if n != 2 {
				t.Errorf("PutTenantSettings() ended %d, want 2", n)
			}
		}},
		{name: "an old refresh token is used again", reason: "token_reuse", end: func(t *testing.T, w *world, v *victims) {
			v.secret = w.start(t, v.person, "tokens")
			for _, one := range []*harness.Started{&v.secret, &v.tokens} {
				first := one.RefreshToken
				for range 2 {
					tokens, err := w.Refresh(t.Context(), one.RefreshToken)
					must(t, err)
					one.Tokens = tokens
				}
				if _, err := w.Refresh(t.Context(), first); harness.ReasonOf(err) != "token_reuse" {
					t.Errorf("Refresh(an old token) = %v, want the refusal token_reuse", err)
				}
			}
		}},
		{name: "the user is disabled", reason: "user_disabled", gone: true, end: func(t *testing.T, w *world, v *victims) {
			must(t, w.DisableUser(t.Context(), v.ID, true))
		}},
		{name: "the user was disabled and is enabled again", reason: "user_disabled", end: func(t *testing.T, w *world, v *victims) {
			must(t, w.DisableUser(t.Context(), v.ID, true))
			must(t, w.DisableUser(t.Context(), v.ID, false))
		}},
		{name: "the user is deleted", reason: "user_disabled", gone: true, end: func(t *testing.T, w *world, v *victims) {
			must(t, w.DeleteUser(t.Context(), v.ID))
		}},
		{name: "the password is set", reason: "credentials_changed", end: func(t *testing.T, w *world, v *victims) {
			must(t, w.SetPassword(t.Context(), v.ID, newPassword()))
		}},
		{name: "the user leaves the tenant", reason: "tenant_removed", gone: true, end: func(t *testing.T, w *world, v *victims) {
			must(t, w.Leave(t.Context(), v.ID, w.tenant.ID))
		}},
		{name: "the tenant is deleted", reason: "tenant_removed", gone: true, end: func(t *testing.T, w *world, _ *victims) {
			must(t, w.DeleteTenant(t.Context(), w.tenant.ID))
		}},
	}
}

// bearer is the credential that opens a session.
func bearer(s harness.Started) string {
	if s.SessionSecret != "" {
		return s.SessionSecret
	}
	return s.AccessToken
}

func TestEveryEndIsFinalAndTold(t *testing.T) {
	t.Parallel()
	harness.OnEach(t, func(t *testing.T, engine harness.Engine) {
		shared := newWorld(t, harness.Options{Engine: engine})
		for _, end := range ends() {
			t.Run(end.name, func(t *testing.T) {
				t.Parallel()
				w := *shared
				w.tenant = w.newTenant(t)
				p := w.newPerson(t)
				v := &victims{person: p, secret: w.start(t, p, "secret"), tokens: w.start(t, p, "tokens")}
				for _, one := range []harness.Started{v.secret, v.tokens} {
					if got := stateOf(t.Context(), w.Client, bearer(one)); got != active {
						t.Fatalf("before the end, Check() = %s, want active", got)
					}
				}
				end.end(t, &w, v)
				for _, one := range []harness.Started{v.secret, v.tokens} {
					w.wantEnded(t, one, end.reason)
				}
				if !end.gone {
					w.wantSignOuts(t, v, end.reason)
				}
			})
		}
	})
}

// wantEnded asks in every way for a session that must have ended.
func (w *world) wantEnded(t *testing.T, one harness.Started, reason string) {
	t.Helper()
	reply, err := w.As(bearer(one)).Send(t.Context(), harness.Call{Method: http.MethodGet, Path: "/v1/check"})
	must(t, err)
	if got := harness.ReasonOf(reply.Problem()); reply.Status != http.StatusUnauthorized || got != reason {
		t.Errorf("Check(ended) = %v, want 401 session_ended %s", reply.Problem(), reason)
	}
	if got := reply.Header.Get("WWW-Authenticate"); !strings.Contains(got, "invalid_token") {
		t.Errorf("Check(ended) challenges with %q, want invalid_token", got)
	}
	if _, err := w.As(bearer(one)).OwnSessions(t.Context()); harness.ReasonOf(err) != reason {
		t.Errorf("OwnSessions(ended) = %v, want the refusal %s", err, reason)
	}
	for _, credential := range []string{one.SessionSecret, one.AccessToken, one.RefreshToken} {
		if credential == "" {
			continue
		}
		if is, err := w.Introspect(t.Context(), credential); err != nil || is {
			t.Errorf("Introspect(ended) = %t, %v, want inactive", is, err)
		}
	}
	if one.RefreshToken != "" {
		if _, err := w.Refresh(t.Context(), one.RefreshToken); harness.ReasonOf(err) != reason {
			t.Errorf("Refresh(ended) = %v, want the refusal %s", err, reason)
		}
	}
	shown, err := w.Session(t.Context(), one.Session.ID)
	must(t, err)
	if shown.State != "ended" || shown.EndReason != reason || shown.EndText == "" || shown.EndedAt.IsZero() {
		t.Errorf("Session() = %+v, want ended, %s, with text and time", shown, reason)
	}
	for state, want := range map[string]bool{"active": false, "ended": true} {
		all, err := w.Sessions(t.Context(), url.Values{"user": {one.Session.UserID}, "state": {state}})
		must(t, err)
		if got := holds(all, one.Session.ID, ""); got != want {
			t.Errorf("Sessions(%s) shows the ended session: %t, want %t", state, got, want)
		}
	}
}

// wantSignOuts signs in anew and asks whether the owner sees what has ended, and why.
func (w *world) wantSignOuts(t *testing.T, v *victims, reason string) {
	t.Helper()
	owner := w.As(bearer(w.start(t, v.person, "secret")))
	signOuts, err := owner.SignOuts(t.Context())
	must(t, err)
	own, err := owner.OwnSessions(t.Context())
	must(t, err)
	for _, one := range []harness.Started{v.secret, v.tokens} {
		if !holds(signOuts, one.Session.ID, reason) {
			t.Errorf("SignOuts() does not show the session with %s", reason)
		}
		if holds(own, one.Session.ID, "") {
			t.Error("OwnSessions() shows an ended session")
		}
	}
}

// holds tells whether a list shows a session; with that end reason, unless it is empty.
func holds(all []harness.Session, id, reason string) bool {
	for _, one := range all {
		if one.ID == id {
			return reason == "" || one.EndReason == reason
		}
	}
	return false
}
