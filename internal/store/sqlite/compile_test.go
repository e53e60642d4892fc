package sqlite

import (
	"errors"
	"strings"
	"testing"

	"zombiezen.com/go/sqlite"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// The engine compiles some statements anew whenever a parameter changes, which costs ten times what the statement
// does. None of those that are run often may be of that kind.
func TestNothingIsCompiledTwice(t *testing.T) {
	t.Parallel()
	s := openProduction(t, Config{})
	compiled := map[string]int{}
	s.writer.gate.Lock()
	err := s.writer.connection.conn.SetAuthorizer(sqlite.AuthorizeFunc(func(action sqlite.Action) sqlite.AuthResult {
		compiled[action.String()]++ // asked for while a statement is compiled
		return sqlite.AuthResultOK
	}))
	s.writer.gate.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	for round := range 3 {
		clear(compiled)
		err := s.Update(t.Context(), production, func(tx store.Tx) error {
			return errors.Join(everyday(tx, round), browse(tx, round))
		})
		if err != nil {
			t.Fatal(err)
		}
		if round > 0 && len(compiled) > 0 {
			t.Fatalf("round %d compiled statements again: %v", round, compiled)
		}
	}
}

// everyday does what a store does all day.
func everyday(tx store.Tx, round int) error {
	tenant := newTenant(round)
	user := tenancy.User{ID: tenancy.NewUserID(moment(round)), Email: tenant.ID.String(), CreatedAt: moment(round)}
	s, e := newSession(user.ID, tenant.ID, moment(round)), event.New("x", moment(round), access.TheSystem())
	end := session.End{At: moment(round + 9), Reason: session.SignedOut, By: access.TheSystem()}
	writes := []error{
		tx.InsertTenant(tenant), tx.InsertUser(user),
		tx.InsertMembership(tenancy.Membership{User: user.ID, Tenant: tenant.ID, CreatedAt: moment(round)}),
		tx.SaveCredential(store.Credential{User: user.ID, Hash: "x", ChangedAt: moment(round)}),
		tx.InsertSession(s), tx.Append(e), tx.SaveSession(s), tx.TouchSession(s.ID, moment(round+5)),
		tx.SaveAttempts([32]byte{byte(round)}, store.Attempts{LastSucceeded: moment(round)}),
	}
	_, _, err1 := tx.User(user.ID)
	_, _, err2 := tx.UserByEmail(user.Email)
	_, _, err3 := tx.Membership(user.ID, tenant.ID)
	_, _, err4 := tx.TenantPolicy(tenant.ID)
	_, err5 := tx.EnvironmentPolicy()
	_, err6 := tx.OpenSessions(user.ID, tenant.ID)
	_, err7 := tx.OpenSessions(user.ID, tenancy.TenantID{})
	_, err8 := tx.Find(s.ID)
	_, err9 := tx.OpenSessionsByUser(tenant.ID, user.ID, s.ID, 10)
	reads := []error{err1, err2, err3, err4, err5, err6, err7, err8, err9}
	for _, filter := range []store.SessionFilter{
		{}, {State: store.Open}, {State: store.Closed}, {Tenant: tenant.ID}, {Tenant: tenant.ID, State: store.Open},
		{User: user.ID}, {User: user.ID, State: store.Open, Tenant: tenant.ID}, {User: user.ID, State: store.Closed},
	} {
		filter.SignedInFrom, filter.Address = moment(round-9), "192.0.2.1"
		_, err := tx.Sessions(filter, store.Page{After: s.ID.String(), Limit: 10 + round})
		reads = append(reads, err)
	}
	_, err10 := tx.Attempts([32]byte{byte(round)})
	_, err11 := tx.Events(store.Page{After: e.ID.String(), Limit: 5})
	_, err15 := tx.OpenTimes(user.ID, tenant.ID)
	_, err16 := tx.OpenTimes(user.ID, tenancy.TenantID{})
	writes = append(writes, tx.EvictSession(s.ID, end, &s), tx.EndSession(s.ID, end))
	_, err12 := tx.EndedSessions(user.ID, tenant.ID, moment(round), 5)
	_, err13 := tx.DeleteEndedSessions(moment(round), 5)
	_, err14 := tx.DeleteEvents(moment(round), 5)
	for _, err := range append(append(writes, reads...), err10, err11, err12, err13, err14, err15, err16) {
		if err != nil {
			return err
		}
	}
	return nil
}

// browse does what screens do. Some of it goes through many rows.
func browse(tx store.Tx, round int) error {
	tenant, user := newTenant(round).ID, tenancy.NewUserID(moment(round))
	filter := store.MemberFilter{Search: user.String(), Role: "admin"}
	_, err1 := tx.Members(tenant, filter, store.MemberPlace{Label: user.String(), User: user}, 10+round)
	_, err2 := tx.RoleSets()
	_, err3 := tx.CountMembers([][]tenancy.RoleKey{{"admin"}})
	_, err4 := tx.Grants(user)
	_, _, err5 := tx.SettingsVersion(int64(round))
	_, err6 := tx.SettingsVersions(int64(round), 10+round)
	_, _, err7 := tx.SettingsDraft()
	_, _, err8 := tx.FindEvents(store.EventFilter{User: user, From: moment(round)}, store.Page{Limit: 10 + round}, 100+round)
	return errors.Join(err1, err2, err3, err4, err5, err6, err7, err8)
}

// Each statement is wanted to find its rows by an index, in the order in which they are wanted.
func TestStatementsUseTheirIndexes(t *testing.T) {
	t.Parallel()
	s := openProduction(t, Config{})
	err := s.Update(t.Context(), production, func(tx store.Tx) error { return everyday(tx, 0) })
	if err != nil {
		t.Fatal(err)
	}
	s.writer.gate.Lock()
	defer s.writer.gate.Unlock()
	c := s.writer.connection
	for text := range c.statements {
		if strings.Contains(text, "migrations") || strings.HasPrefix(text, "PRAGMA") ||
			strings.Contains(text, "ORDER BY created_at") || strings.Contains(text, "s.user = +?9 AND s.ended_at IS NOT NULL") {
			continue // a few rows, which are sorted
		}
		for _, step := range explain(t, c, text) {
			if strings.HasPrefix(step, "SCAN") && step != "SCAN pulse" ||
				strings.Contains(step, "TEMP B-TREE") {
				t.Errorf("%s\nis done by: %s", text, step)
			}
		}
	}
}

// explain is how a statement will be done.
func explain(t *testing.T, c *connection, text string) (steps []string) {
	t.Helper()
	stmt, _, err := c.conn.PrepareTransient("EXPLAIN QUERY PLAN " + text)
	if err != nil {
		t.Fatalf("explain %s: %v", text, err)
	}
	defer stmt.Finalize()
	for {
		found, err := stmt.Step()
		if err != nil {
			t.Fatalf("explain %s: %v", text, err)
		}
		if !found {
			return steps
		}
		steps = append(steps, stmt.ColumnText(3))
	}
}
