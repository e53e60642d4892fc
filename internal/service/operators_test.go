package service_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/authn"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

const strong = "a pass phrase of an operator"

func newOperator(email string, role access.OperatorRole, in tenancy.EnvironmentID) service.NewOperator {
	return service.NewOperator{Email: email, Password: authn.NewPassword(strong), Grant: access.Grant{Role: role, Environment: in}}
}

// hire makes an operator and signs them in.
func (w *world) hire(email string, role access.OperatorRole, in tenancy.EnvironmentID) (service.Operator, string) {
	w.t.Helper()
	w.must(w.EnsureOperators(w.t.Context()))
	o, err := w.CreateOperator(w.t.Context(), w.who, newOperator(email, role, in))
	w.must(err)
	started, err := w.SignIn(w.t.Context(), tenancy.Operators, service.SignIn{
		Email: email, Password: authn.NewPassword(strong), Delivery: service.DeliverSecret,
	})
	w.must(err)
	return o, started.Secret.Reveal()
}

// operator is who comes with a credential to manage main.
func (w *world) operator(credential string) (access.Principal, error) {
	return w.AuthenticateManager(w.t.Context(), main, credential, service.From{Address: "192.0.2.1"}, false)
}

func TestGrantsHoldFromTheNextRequest(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		o, credential := w.hire("support@example.com", access.Support, main)
		who, err := w.operator(credential)
		w.must(err)
		s := w.start("ada", "acme")
		ended, err := w.EndSession(ctx, who, s.ID)
		w.must(err)
		one, _, err := w.Session(ctx, who, s.ID)
		if w.must(err); !ended || one.Verdict.End.Reason != session.EndedByOperator || one.Verdict.End.By.ID != o.ID.UID || one.Verdict.End.By.Session.IsZero() {
			t.Errorf("end = %+v, want ended_by_operator with the operator and their session", one.Verdict.End)
		}
		wantCode(t, "more than the role has", second(w.CreateTenant(ctx, who, tenancy.Tenant{Name: "x"})), "role_insufficient")
		_, err = w.CreateEnvironment(ctx, w.who, tenancy.Environment{ID: "secret"})
		w.must(err)
		wantCode(t, "an environment without a grant", second(w.AuthenticateManager(ctx, "secret", credential, service.From{Address: ""}, false)), "not_found")
		wantCode(t, "an environment that is not there", second(w.AuthenticateManager(ctx, "nowhere", credential, service.From{Address: ""}, false)), "not_found")
		w.must(w.Ungrant(ctx, w.who, o.ID, main))
		wantCode(t, "after the grant is gone", second(w.operator(credential)), "not_found")
		w.must(w.Grant(ctx, w.who, o.ID, access.Grant{Role: access.Admin, Environment: main}))
		who, err = w.operator(credential)
		w.must(err)
		w.must(second(w.CreateTenant(ctx, who, tenancy.Tenant{Name: "x"})))
		wantCode(t, "a session for a user", second(w.CreateSession(ctx, who, service.CreateSession{})), "operators_create_no_sessions")
		wantCode(t, "a user's password", w.SetPassword(ctx, who, s.Session.User, authn.NewPassword(strong)), "operators_set_no_passwords")
		disabled := true
		_, err = w.UpdateUser(ctx, access.Principal{Kind: access.Local, Environment: tenancy.Operators}, o.ID, &disabled, func(*tenancy.User) {})
		w.must(err)
		if _, err := w.operator(credential); fault.KindOf(err) != fault.Unauthenticated {
			t.Errorf("a disabled operator: %v, want them to be refused", err)
		}
	})
}

func TestTheLastOwnerStays(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		ctx, there := t.Context(), access.Principal{Kind: access.Local, Environment: tenancy.Operators}
		owner, _ := w.hire("owner@example.com", access.Owner, access.EveryEnvironment)
		disabled := true
		attempts := map[string]func(id tenancy.UserID) error{
			"revoke": func(id tenancy.UserID) error { return w.Ungrant(ctx, w.who, id, access.EveryEnvironment) },
			"demote": func(id tenancy.UserID) error {
				return w.Grant(ctx, w.who, id, access.Grant{Role: access.Auditor, Environment: access.EveryEnvironment})
			},
			"disable": func(id tenancy.UserID) error {
				return second(w.UpdateUser(ctx, there, id, &disabled, func(*tenancy.User) {}))
			},
			"delete": func(id tenancy.UserID) error { return w.DeleteUser(ctx, there, id) },
		}
		for name, attempt := range attempts {
			wantCode(t, name+" the last owner", attempt(owner.ID), "last_owner")
		}
		for name, attempt := range attempts {
			other, _ := w.hire(name+"@example.com", access.Owner, access.EveryEnvironment)
			if err := attempt(other.ID); err != nil {
				t.Errorf("%s one of two owners: %v", name, err)
			}
		}
	})
}

// TestTwoOwnersDoNotDisableEachOther: of two owners who disable each other at once, one stays.
func TestTwoOwnersDoNotDisableEachOther(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		there := access.Principal{Kind: access.Local, Environment: tenancy.Operators}
		disabled, enabled := true, false
		one, _ := w.hire("one@example.com", access.Owner, access.EveryEnvironment)
		two, _ := w.hire("two@example.com", access.Owner, access.EveryEnvironment)
		for range 10 {
			var refused atomic.Int64
			var all sync.WaitGroup
			for _, id := range []tenancy.UserID{one.ID, two.ID} {
				all.Go(func() {
					if _, err := w.UpdateUser(t.Context(), there, id, &disabled, func(*tenancy.User) {}); err != nil {
						wantCode(t, "disable an owner", err, "last_owner")
						refused.Add(1)
					}
				})
			}
			all.Wait()
			if refused.Load() != 1 {
				t.Fatalf("%d of two were refused, want 1", refused.Load())
			}
			for _, id := range []tenancy.UserID{one.ID, two.ID} {
				w.must(second(w.UpdateUser(t.Context(), there, id, &enabled, func(*tenancy.User) {})))
			}
		}
	})
}

func TestThereIsOneFirstOwner(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.must(w.EnsureOperators(ctx))
		w.must(w.EnsureOperators(ctx))
		if needed, err := w.NeedsOwner(ctx); err != nil || !needed {
			t.Errorf("NeedsOwner = %v, %v, want true", needed, err)
		}
		var all sync.WaitGroup
		var made atomic.Int64
		for i := range 8 {
			all.Go(func() {
				in := service.NewOperator{Email: string(rune('a'+i)) + "@example.com", Password: authn.NewPassword(strong)}
				_, err := w.CreateFirstOwner(ctx, session.Client{}, in)
				if e, ok := errors.AsType[*fault.Error](err); ok && e.Code == "owner_exists" {
					return
				}
				w.must(err)
				made.Add(1)
			})
		}
		all.Wait()
		if got := made.Load(); got != 1 {
			t.Errorf("%d first owners were made, want 1", got)
		}
		if needed, err := w.NeedsOwner(ctx); err != nil || needed {
			t.Errorf("NeedsOwner = %v, %v, want false", needed, err)
		}
	})
}

func TestArchivedEnvironmentHasNoSessions(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		s := w.start("ada", "acme")
		yes, no, name := true, false, "Former"
		w.must(w.UpdateEnvironment(ctx, w.who, service.EnvironmentChange{Archived: &yes}))
		if w.active(s) {
			t.Error("a session of an archived environment is active")
		}
		in := service.CreateSession{User: service.UserRef{ExternalID: "ada"}, Tenant: service.TenantRef{ExternalID: "acme"}, Delivery: service.DeliverSecret}
		wantCode(t, "a new session", second(w.CreateSession(ctx, w.who, in)), "environment_archived")
		w.must(w.UpdateEnvironment(ctx, w.who, service.EnvironmentChange{Name: &name}))
		all, err := w.OwnEnvironments(ctx, w.who)
		if w.must(err); len(all) != 1 || !all[0].Archived || all[0].Name != "Former" {
			t.Errorf("OwnEnvironments = %+v, want one that is archived and renamed", all)
		}
		w.must(w.UpdateEnvironment(ctx, w.who, service.EnvironmentChange{Archived: &no}))
		if w.active(s) {
			t.Error("a session is back after its environment was")
		}
		w.must(second(w.CreateSession(ctx, w.who, in)))
	})
}

// A change of an environment that is refused leaves nothing behind, and one that changes nothing is not for everybody.
func TestUpdateOfEnvironmentIsAllOrNothing(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.must(w.EnsureOperators(ctx))
		among, yes, name := access.Principal{Kind: access.Local, Environment: tenancy.Operators}, true, "Renamed"
		change := service.EnvironmentChange{Name: &name, Archived: &yes}
		wantCode(t, "the operators' environment", w.UpdateEnvironment(ctx, among, change), "environment_needed")
		all, err := w.OwnEnvironments(ctx, w.who)
		w.must(err)
		for _, e := range all {
			if e.Name == name || e.Archived {
				t.Errorf("OwnEnvironments = %+v, want none that is renamed or archived", all)
			}
		}
		nobody := access.Principal{Kind: access.Anonymous, Environment: main}
		wantCode(t, "nothing by nobody", w.UpdateEnvironment(ctx, nobody, service.EnvironmentChange{}), "unauthenticated")
		w.must(w.UpdateEnvironment(ctx, w.who, change))
		if all, err = w.OwnEnvironments(ctx, w.who); err != nil || all[0].Name != name || !all[0].Archived {
			t.Errorf("OwnEnvironments = %+v, %v, want one that is renamed and archived", all, err)
		}
	})
}

func TestOperatorKey(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, w *world) {
		w.must(w.EnsureOperators(t.Context()))
		key, err := w.CreateOperatorKey(t.Context(), w.who, "terraform", []access.Grant{{Role: access.Admin, Environment: main}})
		w.must(err)
		who, err := w.operator(key.Reveal())
		w.must(err)
		if who.Kind != access.OperatorKey || who.Require(access.SettingsWrite) != nil || who.Require(access.OperatorsRead) == nil {
			t.Errorf("an operator key is %+v, want an admin of main", who)
		}
		if _, err := w.Authenticate(t.Context(), main, key.Reveal(), service.From{}, false); fault.KindOf(err) != fault.Unauthenticated {
			t.Errorf("an operator key as a credential of the environment: %v, want it to be unknown", err)
		}
		wantCode(t, "a key for the operators' environment", second(w.CreateOperatorKey(t.Context(), w.who, "x", []access.Grant{{Role: access.Admin, Environment: tenancy.Operators}})), "invalid")
	})
}
