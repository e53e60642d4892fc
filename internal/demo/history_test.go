package demo

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// overdue tells a visit that is past its deadline since the last sweep.
func (p plan) overdue(v visit) bool {
	return p.people[v.person].externalID == "u-1008" && v.end == end{}
}

// TestEveryVisitBecomesWhatWasPlanned is also the test that each plan is possible: the rules may have ended a session
// that was to stay, or in another way.
func TestEveryVisitBecomesWhatWasPlanned(t *testing.T) {
	t.Parallel()
	for _, p := range append(plans(seed), production(seed+1)) {
		w := setup(t)
		w.asPlanned(p, w.play(p))
	}
}

func (w *world) asPlanned(p plan, played made) {
	w.Helper()
	all := w.sessions(p.id)
	if len(all) != len(p.visits) {
		w.Errorf("%s: %d sessions, want %d", p.id, len(all), len(p.visits))
	}
	for i, v := range p.visits {
		w.expect(p, v, played, all[played.visits[i]])
	}
}

// expect compares a session with the visit that it was to become.
func (w *world) expect(p plan, v visit, played made, got service.Judged) {
	w.Helper()
	who := p.people[v.person].externalID
	if got.User != played.people[v.person] || got.Tenant != played.tenants[v.tenant] || got.Client.Address != v.client.Address {
		w.Errorf("%s of %s: another session has its place", got.ID, who)
	}
	if want := w.now.Add(-v.signedIn); !got.SignedInAt.Equal(want) {
		w.Errorf("%s of %s: signed in at %s, want %s", got.ID, who, got.SignedInAt, want)
	}
	if want := w.now.Add(-v.active); !got.LastActiveAt.Equal(want) || got.LastActiveAt.Before(got.SignedInAt) || got.LastActiveAt.After(w.now) {
		w.Errorf("%s of %s: last active at %s, want %s, which is between sign-in and now", got.ID, who, got.LastActiveAt, want)
	}
	if got.Name != v.renamed {
		w.Errorf("%s of %s: its name is %q, want %q", got.ID, who, got.Name, v.renamed)
	}
	switch {
	case v.end.reason != "":
		if got.End.Reason != v.end.reason || got.LastActiveAt.After(got.End.At) || got.End.At.After(w.now) {
			w.Errorf("%s of %s: ended by %q at %s, last active %s, want %q after that and before now",
				got.ID, who, got.End.Reason, got.End.At, got.LastActiveAt, v.end.reason)
		}
		if late := got.End.At.Sub(w.now.Add(-v.end.ago)).Abs(); v.end.ago > 0 && late > 2*minute {
			w.Errorf("%s of %s: ended by %s at %s, which is %s off", got.ID, who, got.End.Reason, got.End.At, late)
		}
	case p.overdue(v):
		if !got.End.IsZero() || got.Verdict.Active {
			w.Errorf("%s of %s: active %t, recorded end %v, want a session past its end that is not recorded", got.ID, who, got.Verdict.Active, got.End)
		}
	case !got.Verdict.Active:
		w.Errorf("%s of %s: ended by %s at %s, want it active", got.ID, who, got.Verdict.End.Reason, got.Verdict.End.At)
	}
}

// TestProduction looks at one history from all sides.
func TestProduction(t *testing.T) {
	t.Parallel()
	w := setup(t)
	p := production(seed)
	played := w.play(p)
	for _, test := range []struct {
		name string
		test func(*testing.T, *world, plan, made)
	}{
		{"every end reason is recent", everyEndReasonIsRecent},
		{"maximums were never exceeded", maximumsWereNeverExceeded},
		{"events tell what happened", eventsTellWhatHappened},
		{"hard cases", hardCases},
		{"settings are carried out", settingsAreCarriedOut},
		{"the sweeper has something to do", sweeperHasSomethingToDo}, // the last, because it changes something
	} {
		t.Run(test.name, func(t *testing.T) { test.test(t, w.in(t), p, played) })
	}
}

func everyEndReasonIsRecent(t *testing.T, w *world, _ plan, _ made) {
	recent := map[session.Reason]int{}
	for _, one := range w.sessions("production") {
		if !one.End.IsZero() && one.End.At.After(w.now.Add(-service.RecentSignOuts)) {
			recent[one.End.Reason]++
		}
	}
	for _, reason := range session.Reasons() {
		if recent[reason] == 0 {
			t.Errorf("no session of the last seven days ended by %s", reason)
		}
	}
	if recent[session.ConcurrencyLimit] < 3 {
		t.Errorf("%d sessions of the last seven days ended by %s, want 3 at least", recent[session.ConcurrencyLimit], session.ConcurrencyLimit)
	}
}

// maximumsWereNeverExceeded counts, at each sign-in, the sessions that the user had then.
func maximumsWereNeverExceeded(t *testing.T, w *world, p plan, played made) {
	type pair struct {
		user   tenancy.UserID
		tenant tenancy.TenantID
	}
	sessions := map[pair][]service.Judged{}
	for _, one := range w.sessions(p.id) {
		sessions[pair{one.Session.User, one.Tenant}] = append(sessions[pair{one.Session.User, one.Tenant}], one)
	}
	limits := map[tenancy.TenantID]int{played.tenants[1]: allowed, played.tenants[2]: 5}
	reached := map[tenancy.TenantID]bool{}
	for who, all := range sessions {
		limit := limits[who.tenant]
		for _, newcomer := range all {
			active := 0
			for _, other := range all {
				began := !other.SignedInAt.After(newcomer.SignedInAt)
				if began && (other.Verdict.Active || other.Verdict.End.At.After(newcomer.SignedInAt)) {
					active++
				}
			}
			if limit > 0 && active > limit {
				t.Errorf("user %s had %d sessions at %s, where %d are allowed", who.user, active, newcomer.SignedInAt, limit)
			}
			reached[who.tenant] = reached[who.tenant] || active == limit
		}
	}
	if !reached[played.tenants[1]] {
		t.Error("nobody has reached the maximum of Birchwood")
	}
}

func eventsTellWhatHappened(t *testing.T, w *world, _ plan, _ made) {
	created, ended, kinds := map[session.ID]int{}, map[session.ID]event.Event{}, map[event.Kind]int{}
	w.view("production", func(tx store.Reader) error {
		all, err := tx.Events(store.Page{Limit: 10_000})
		for _, e := range all {
			kinds[e.Kind]++
			if e.At.After(w.now) {
				t.Errorf("event %s of kind %s is from the future: %s", e.ID, e.Kind, e.At)
			}
			switch e.Kind {
			case event.SessionCreated:
				created[e.Session]++
			case event.SessionEnded:
				if _, twice := ended[e.Session]; twice {
					t.Errorf("session %s has ended twice", e.Session)
				}
				ended[e.Session] = e
			}
		}
		return err
	})
	for id, one := range w.sessions("production") {
		if created[id] != 1 {
			t.Errorf("session %s has %d events of its creation, want 1", id, created[id])
		}
		e, told := ended[id]
		if told != !one.End.IsZero() || e.Reason != one.End.Reason || !e.At.Equal(one.End.At) || e.Actor != one.End.By {
			t.Errorf("session %s: its end is %+v, but the event says %+v", id, one.End, e)
		}
	}
	want := map[event.Kind]int{
		event.EnvironmentCreated: 1, event.TenantCreated: 4, event.UserCreated: 60, event.UserDisabled: 1,
		event.MembershipAdded: 62, event.MembershipRemoved: 1, event.PasswordSet: 60, event.APIKeyCreated: 1, event.SettingsChanged: 3, event.SettingsPublished: 3,
	}
	for kind, n := range want {
		if kinds[kind] != n {
			t.Errorf("%d events of kind %s, want %d", kinds[kind], kind, n)
		}
	}
}

func sweeperHasSomethingToDo(t *testing.T, w *world, _ plan, _ made) {
	swept, err := w.uses.Sweep(t.Context(), "production", tenancy.TenantID{})
	if err != nil || swept.Recorded != 2 || swept.Active < 120 {
		t.Errorf("Sweep() = %+v, %v, want 2 recorded and 120 active at least", swept, err)
	}
	again, err := w.uses.Sweep(t.Context(), "production", tenancy.TenantID{})
	if err != nil || again.Recorded != 0 || again.Active != swept.Active {
		t.Errorf("second Sweep() = %+v, %v, want nothing recorded and %d active", again, err, swept.Active)
	}
}

func TestHistoryMayBePlayedAgain(t *testing.T) {
	t.Parallel()
	w := setup(t)
	twice := &twice{Store: w.opened}
	config := w.uses.Config
	config.Store = twice
	p := staging(seed)
	played, err := playPlan(t.Context(), config, p, w.now, password{text: "x", hash: "y"})
	if err != nil {
		t.Fatalf("playPlan() = %v, want nil", err)
	}
	w.asPlanned(p, played)
	if _, err := w.uses.Authenticate(t.Context(), p.id, played.key, service.From{Address: "192.0.2.1"}, false); err != nil {
		t.Errorf("Authenticate(the key) = %v, want nil", err)
	}
}

// twice is a store that runs what writes twice, as a driver may after a lost connection.
type twice struct{ store.Store }

func (t *twice) Update(ctx context.Context, e tenancy.EnvironmentID, fn func(store.Tx) error) error {
	lost := errors.New("connection lost")
	err := t.Store.Update(ctx, e, func(tx store.Tx) error {
		return errors.Join(fn(tx), lost)
	})
	if !errors.Is(err, lost) {
		return err
	}
	return t.Store.Update(ctx, e, fn)
}

func (p plan) has(externalID string) int {
	return slices.IndexFunc(p.people, func(one person) bool { return one.externalID == externalID })
}

func hardCases(t *testing.T, w *world, p plan, played made) {
	open := map[string][]service.Judged{}
	for _, one := range w.sessions(p.id) {
		if one.Verdict.Active {
			who := p.people[slices.Index(played.people, one.Session.User)].externalID
			open[who] = append(open[who], one)
		}
	}
	for _, test := range []struct {
		name, who string
		sessions  int
		some      func(service.Judged) bool // at least one of them
	}{
		{"no session", "u-1018", 0, nil},
		{"one session", "u-1019", 1, nil},
		{"forty sessions", "u-1021", 40, nil},
		{"at the maximum", "u-1003", allowed, func(j service.Judged) bool { return j.Rules.Effective.Concurrent.Limit == allowed }},
		{"about to end by idleness", "u-1006", 2, func(j service.Judged) bool {
			return j.Verdict.EndsBy == session.IdleTimeout && j.Verdict.EndsAt.Sub(w.now) <= 3*minute
		}},
		{"about to end by age", "u-1006", 2, func(j service.Judged) bool {
			return j.Verdict.EndsBy == session.ForcedRelogin && j.Verdict.EndsAt.Sub(w.now) <= 20*minute
		}},
		{"all settings of the tenant's own", "u-1006", 2, func(j service.Judged) bool {
			e := j.Rules.Effective
			return e.Idle.Source == session.FromTenant && e.Relogin.Source == session.FromTenant && e.Concurrent.Source == session.FromTenant
		}},
		{"from before the settings were changed", "u-1007", 2, func(j service.Judged) bool { return w.now.Sub(j.SignedInAt) > 21*day }},
		{"looser than the environment", "u-1010", 2, func(j service.Judged) bool { return j.Rules.Effective.Relogin.Limit == 0 }},
		{"a name written from right to left", "u-1010", 2, func(j service.Judged) bool { return j.Name == "هاتف العمل" }},
		{"the longest name of a device", "u-1012", 2, func(j service.Judged) bool { return len(j.Name) == session.MaxName }},
		{"without an address", "u-1016", 2, func(j service.Judged) bool { return j.Client == session.Client{} }},
		{"a long IPv6 address", "u-1017", 2, func(j service.Judged) bool { return len(j.Client.Address) > 35 }},
		{"odd user agents", "u-1015", 4, func(j service.Judged) bool { return len(j.Client.UserAgent) == session.MaxUserAgent }},
		{"in one of two tenants", "u-1020", 4, func(j service.Judged) bool { return j.Tenant == played.tenants[0] }},
		{"in the other of two tenants", "u-1020", 4, func(j service.Judged) bool { return j.Tenant == played.tenants[1] }},
		{"out of a tenant, still in another", "u-1005", 1, func(j service.Judged) bool { return j.Tenant == played.tenants[0] }},
		{"disabled", "u-1004", 0, nil},
		{"past the deadline", "u-1008", 0, nil},
	} {
		if p.has(test.who) < 0 {
			t.Errorf("%s: nobody is %s", test.name, test.who)
		}
		got := open[test.who]
		if len(got) != test.sessions || test.some != nil && !slices.ContainsFunc(got, test.some) {
			t.Errorf("%s: %s has %d active sessions, want %d and one of that kind", test.name, test.who, len(got), test.sessions)
		}
	}
}

func settingsAreCarriedOut(t *testing.T, w *world, p plan, played made) {
	w.view(p.id, func(tx store.Reader) error {
		environment, err := tx.EnvironmentPolicy()
		if err != nil {
			return err
		}
		if len(environment.Replaced) > 0 || environment.Version != 3 {
			t.Errorf("environment: version %d with %d replaced, want 3 and 0", environment.Version, len(environment.Replaced))
		}
		for i, want := range []struct {
			idle, relogin time.Duration
			most          int
		}{{usualIdle, usualRelogin, 0}, {usualIdle, usualRelogin, allowed}, {strictIdle, strictAge, 5}, {usualIdle, 0, 0}} {
			own, _, err := tx.TenantPolicy(played.tenants[i])
			if err != nil {
				return err
			}
			e := session.Govern(environment, own).Effective
			if e.Idle.Limit != want.idle || e.Relogin.Limit != want.relogin || e.Concurrent.Limit != want.most || len(own.Replaced) > 0 {
				t.Errorf("tenant %d: %+v, want %+v", i, e, want)
			}
		}
		return nil
	})
}
