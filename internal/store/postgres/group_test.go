//go:build unix

package postgres

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/store/pgtest"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// fixture is a store with one environment and three users of one tenant, each with one session.
type fixture struct {
	*testing.T
	store       *Store
	environment *environment
	tenant      tenancy.TenantID
	users       [3]tenancy.UserID
	sessions    [3]session.Session
}

func noon() time.Time { return time.UnixMilli(1_790_000_000_000).UTC() }

func setup(t *testing.T) *fixture {
	t.Helper()
	s, err := Open(t.Context(), Config{URL: pgtest.Start(t, pgtest.Config{})})
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() { _ = s.Close() })
	f := &fixture{T: t, store: s, tenant: tenancy.NewTenantID(noon())}
	made := tenancy.Environment{ID: "production", Name: "Production", CreatedAt: noon()}
	err = s.CreateEnvironment(t.Context(), made, func(tx store.Tx) error {
		for i := range f.users {
			f.users[i] = tenancy.NewUserID(noon())
			f.sessions[i] = session.Session{
				ID: session.NewID(f.users[i], noon()), User: f.users[i], Tenant: f.tenant,
				SignedInAt: noon(), AuthenticatedAt: noon(), LastActiveAt: noon(),
			}
			user := tenancy.User{ID: f.users[i], Name: "User", CreatedAt: noon()}
			if err := errors.Join(tx.InsertUser(user), tx.InsertSession(f.sessions[i])); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		f.environment, err = s.environment(t.Context(), "production")
	}
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// find reads a session.
func (f *fixture) find(id session.ID) (found store.Found, err error) {
	err = f.store.View(f.Context(), "production", func(r store.Reader) (err error) {
		found, err = r.Find(id)
		return err
	})
	return found, err
}

// together runs functions as the members of one group, and gives how each ended: a panic, too, must be an error.
func (f *fixture) together(fns ...func(m *member) error) []error {
	f.Helper()
	members := make([]*member, len(fns))
	for i := range fns {
		members[i] = newMember(f.Context(), f.store, f.environment)
	}
	go newGroup(f.store, members, func() {}).run()
	causes := make([]error, len(fns))
	var all sync.WaitGroup
	for i, m := range members {
		all.Go(func() {
			defer func() {
				if panicked, ok := recover().(error); ok {
					causes[i] = panicked
				}
			}()
			m.group = <-m.joined
			causes[i] = m.run(fns[i])
		})
	}
	all.Wait()
	return causes
}

// rename locks the user of a session and renames it.
func (f *fixture) rename(i int, name string) func(m *member) error {
	return func(m *member) error {
		found, err := m.Find(f.sessions[i].ID)
		if err != nil {
			return err
		}
		found.Session.Name = name
		if err := m.SaveSession(found.Session); err != nil {
			return err
		}
		return m.Append(event.New(event.SessionRenamed, noon(), access.TheSystem()))
	}
}

// wantNames wants the sessions to be named so, with one event for each name.
func (f *fixture) wantNames(want ...string) {
	f.Helper()
	var names []string
	named := 0
	err := f.store.View(f.Context(), "production", func(r store.Reader) error {
		for _, s := range f.sessions {
			now, _, err := r.Session(s.ID)
			if err != nil {
				return err
			}
			if names = append(names, now.Name); now.Name != "" {
				named++
			}
		}
		events, err := r.Events(store.Page{Limit: 100})
		if len(events) != named {
			f.Errorf("%d events, want %d", len(events), named)
		}
		return err
	})
	if diff := cmp.Diff(want, names); diff != "" || err != nil {
		f.Errorf("names of the sessions: %v, difference (-want +got):\n%s", err, diff)
	}
}

func wantCauses(t *testing.T, got []error, want ...error) {
	t.Helper()
	for i, err := range got {
		if !errors.Is(err, want[i]) {
			t.Errorf("member %d ended with %v, want %v", i, err, want[i])
		}
	}
}

var errStop = errors.New("stop here")

func TestMembersWriteTogether(t *testing.T) {
	t.Parallel()
	f := setup(t)
	var transactions [3]string
	noting := func(i int, fn func(m *member) error) func(m *member) error {
		return func(m *member) error {
			if err := fn(m); err != nil {
				return err
			}
			transactions[i] = fmt.Sprintf("%p", m.group)
			return nil
		}
	}
	causes := f.together(noting(0, f.rename(0, "a")), noting(1, f.rename(1, "b")), noting(2, f.rename(2, "c")))
	wantCauses(t, causes, nil, nil, nil)
	if transactions[0] != transactions[1] || transactions[1] != transactions[2] {
		t.Errorf("transactions = %v, want one", transactions)
	}
	f.wantNames("a", "b", "c")
}

func TestMemberThatFailsDropsOut(t *testing.T) {
	t.Parallel()
	f := setup(t)
	failing := func(m *member) error {
		return errors.Join(f.rename(1, "dropped")(m), errStop)
	}
	reading := func(m *member) error {
		_, err := m.Find(f.sessions[2].ID)
		return err
	}
	wantCauses(t, f.together(f.rename(0, "kept"), failing, reading), nil, errStop, nil)
	f.wantNames("kept", "", "")
}

func TestMemberThatPanicsDropsOut(t *testing.T) {
	t.Parallel()
	f := setup(t)
	panicking := func(m *member) error {
		_ = f.rename(1, "dropped")(m)
		panic(errStop)
	}
	wantCauses(t, f.together(f.rename(0, "kept"), panicking), nil, errStop)
	f.wantNames("kept", "", "")
}

func TestOneMemberOfEachUser(t *testing.T) {
	t.Parallel()
	f := setup(t)
	causes := f.together(f.rename(0, "one"), f.rename(0, "one"), f.rename(1, "two"))
	first, second := causes[0], causes[1]
	if (first == nil) == (second == nil) || !errors.Is(errors.Join(first, second), errTaken) {
		t.Errorf("two members with one user ended with %v and %v, want one of them to have its turn later", first, second)
	}
	wantCauses(t, causes[2:], nil)
	f.wantNames("one", "two", "")
}

// Who has a user goes on to that user's sessions. A group that had one of these and then waited for the user would
// never get it.
func TestNoSessionIsLockedWithoutItsUser(t *testing.T) {
	t.Parallel()
	f := setup(t)
	other, err := f.store.pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Rollback(context.WithoutCancel(t.Context())) }()
	if _, err := other.Exec(t.Context(), "SELECT FROM users WHERE id = $1 FOR UPDATE", idValue(f.users[0].UID)); err != nil {
		t.Fatal(err)
	}
	wantCauses(t, f.together(f.rename(0, "first"), func(m *member) error {
		if _, err := m.Find(f.sessions[1].ID); err != nil {
			return err
		}
		_, err := other.Exec(t.Context(), "SELECT FROM sessions WHERE id = $1 FOR UPDATE NOWAIT", idValue(f.sessions[0].ID.UID))
		return err
	}), errMoved, nil)
}

// A session is found in one statement with the lock of its user. What it gives must be what others have left, even if
// they have left it after the statement began.
func TestNodesLoseNoUpdateOfAFoundSession(t *testing.T) {
	t.Parallel()
	f := setup(t)
	other, err := Open(t.Context(), Config{URL: f.store.pool.Config().ConnString()})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Close() }()
	const callers, times = 6, 25
	var all sync.WaitGroup
	for caller := range callers {
		node, id := []*Store{f.store, other}[caller%2], f.sessions[caller/2].ID
		all.Go(func() {
			for range times {
				err := node.Update(t.Context(), "production", func(tx store.Tx) error {
					found, err := tx.Find(id)
					if err != nil {
						return err
					}
					found.Session.Refresh.Generation++
					return tx.SaveSession(found.Session)
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	for _, s := range f.sessions {
		found, err := f.find(s.ID)
		if got := found.Session.Refresh.Generation; err != nil || got != 2*times {
			t.Errorf("generation = %d (%v), want %d", got, err, 2*times)
		}
	}
}

// What a sign-in reads of a user comes with the lock, whether it asks for the user or for the tenant first.
func TestUserIsReadWithTheLock(t *testing.T) {
	t.Parallel()
	f := setup(t)
	user, acme := f.users[0], tenancy.Tenant{ID: f.tenant, Name: "Acme", ExternalID: "acme", CreatedAt: noon()}
	err := f.store.Update(t.Context(), "production", func(tx store.Tx) error {
		return errors.Join(tx.InsertTenant(acme),
			tx.InsertMembership(tenancy.Membership{User: user, Tenant: acme.ID, CreatedAt: noon()}))
	})
	if err != nil {
		t.Fatal(err)
	}
	wantCauses(t, f.together(func(m *member) error {
		m.query = func(one statement) error { return fmt.Errorf("asked for more: %s", one.sql) }
		if err := errors.Join(m.SharePolicy(), m.LockUser(user)); err != nil {
			return err
		}
		byID, _, idErr := m.Tenant(acme.ID)
		byExternalID, _, externalIDErr := m.TenantByExternalID("acme")
		_, _, policyErr := m.TenantPolicy(acme.ID)
		_, _, userErr := m.User(user)
		_, joined, memberErr := m.Membership(user, acme.ID)
		open, openErr := m.OpenTimes(user, acme.ID)
		if byID != acme || byExternalID != acme || !joined || len(open) != 1 {
			t.Errorf("read %v, %v, %v and %d sessions, want Acme twice, a member and one session", byID, byExternalID, joined, len(open))
		}
		return errors.Join(idErr, externalIDErr, policyErr, userErr, memberErr, openErr)
	}), nil)
}

func TestMembersDoNotWriteBeforeTheEnd(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for what, fn := range map[string]func(m *member) error{
		"a write that is not queued": func(m *member) error { return m.SaveCredential(store.Credential{User: f.users[1]}) },
		"a lock of the policies":     func(m *member) error { return errors.Join(m.LockPolicy(), f.read(m)) },
		"a read after a write": func(m *member) error {
			return errors.Join(m.TouchSession(f.sessions[1].ID, noon().Add(time.Second)), f.read(m))
		},
	} {
		causes := f.together(f.rename(0, "kept"), fn)
		if causes[0] != nil || !errors.Is(causes[1], errMoved) {
			t.Errorf("%s: members ended with %v, want nil and errMoved", what, causes)
		}
	}
}

func (f *fixture) read(m *member) error {
	_, _, err := m.Session(f.sessions[2].ID)
	return err
}

func TestGroupGoesOnWithoutStragglers(t *testing.T) {
	t.Parallel()
	f := setup(t)
	committed := make(chan struct{})
	slow := func(m *member) error {
		<-committed
		return f.rename(1, "late")(m)
	}
	quick := func(m *member) error {
		defer func() {
			go func() { <-m.group.done; close(committed) }()
		}()
		return f.rename(0, "kept")(m)
	}
	wantCauses(t, f.together(quick, slow), nil, errMoved)
	f.wantNames("kept", "", "")
}

// TestOutcomeOfAnotherIsNoOutcome covers the moment in which a group goes on without a member that has just said that
// it is done: both signals reach the member at once.
func TestOutcomeOfAnotherIsNoOutcome(t *testing.T) {
	t.Parallel()
	for range 100 { // the choice between two ready signals is random
		m := &member{ctx: context.Background(), left: make(chan struct{}), group: &group{done: make(chan struct{})}}
		close(m.left)
		close(m.group.done)
		if err := m.outcome(); !errors.Is(err, errMoved) {
			t.Fatalf("outcome of a member that was left behind = %v, want errMoved", err)
		}
	}
}

func TestUpdateHidesItsRuns(t *testing.T) {
	t.Parallel()
	f := setup(t)
	var all sync.WaitGroup
	for range 40 {
		all.Go(func() {
			err := f.store.Update(t.Context(), "production", func(tx store.Tx) error {
				found, err := tx.Find(f.sessions[0].ID)
				if err != nil {
					return err
				}
				found.Session.Refresh.Generation++
				// Not in company: in some of the runs only.
				if found.Session.Refresh.Generation%5 == 0 {
					if err := tx.SaveCredential(store.Credential{User: f.users[0], ChangedAt: noon()}); err != nil {
						return err
					}
				}
				return tx.SaveSession(found.Session)
			})
			if err != nil {
				t.Errorf("Update = %v, want nil", err)
			}
		})
	}
	all.Wait()
	found, err := f.find(f.sessions[0].ID)
	if got := found.Session.Refresh.Generation; got != 40 || err != nil {
		t.Errorf("generation = %d, %v, want 40", got, err)
	}
	if err := f.environment.turns.await(t.Context(), time.Minute, f.users[0], &turn{}); err != nil {
		t.Errorf("the user is still held in the end: %v", err)
	}
}
