package storetest

import (
	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

func isolationTests() []test {
	return []test{
		{"the same names live side by side", sameNamesMeetNot},
		{"no change crosses", noChangeCrosses},
		{"nothing is read across", nothingIsReadAcross},
	}
}

// settlement is one of everything.
type settlement struct {
	tenant    tenancy.Tenant
	user      tenancy.User
	open      session.Session
	over      session.Session
	key       store.APIKey
	sealed    store.SealedKey
	throttled [32]byte
	event     event.Event
	grant     store.OperatorGrant
	version   store.SettingsVersion
	draft     store.SettingsDraft
}

func newSettlement() settlement {
	tenant, user := newTenant(1), newUser(1)
	return settlement{
		tenant: tenant, user: user,
		open: newSession(user.ID, tenant.ID, 2), over: ended(newSession(user.ID, tenant.ID, 3), 4, session.SignedOut),
		key:       newAPIKey(1),
		sealed:    store.SealedKey{ID: "same", Use: store.SigningUse, Sealed: []byte{1}, CreatedAt: start()},
		throttled: newHash(), event: newEvent(5),
		grant:   newGrant(user.ID, access.Admin, "staging"),
		version: newVersion(1), draft: newDraft(2),
	}
}

func (s settlement) settle(tx store.Tx) error {
	return all(
		tx.InsertTenant(s.tenant), tx.InsertUser(s.user),
		tx.InsertMembership(tenancy.Membership{User: s.user.ID, Tenant: s.tenant.ID, Roles: memberRoles(), CreatedAt: start()}),
		tx.SaveGrant(s.grant), tx.InsertSettingsVersion(s.version), tx.SaveSettingsDraft(s.draft),
		tx.SaveCredential(store.Credential{User: s.user.ID, Hash: s.user.Name, ChangedAt: start()}),
		tx.SaveEnvironmentPolicy(fullEnvironmentPolicy()), tx.SaveTenantPolicy(s.tenant.ID, fullTenantPolicy()),
		tx.InsertSession(s.open), tx.InsertSession(s.over),
		tx.InsertAPIKey(s.key), tx.SaveSealedKey(s.sealed), tx.Append(s.event),
		tx.SaveAttempts(s.throttled, store.Attempts{Failures: 1, FirstFailure: start(), LastFailure: start()}))
}

// census is what every reading method gives of a settlement.
func (s settlement) census(w *world) []any {
	w.Helper()
	var got []any
	w.update(func(tx store.Tx) error {
		page := store.Page{Limit: 100}
		got = nil
		note := func(value any, err error) {
			if err != nil {
				w.Errorf("reading %T: %v", value, err)
			}
			got = append(got, value)
		}
		one := func(value any, found bool, err error) { note([]any{value, found}, err) }
		note(pair(tx.EnvironmentPolicy()))
		one(triple(tx.TenantPolicy(s.tenant.ID)))
		one(triple(tx.Tenant(s.tenant.ID)))
		one(triple(tx.TenantByExternalID(s.tenant.ExternalID)))
		note(pair(tx.Tenants(page)))
		note(pair(tx.ReplacingTenants()))
		note(pair(tx.AllOverrides()))
		one(triple(tx.User(s.user.ID)))
		one(triple(tx.UserByEmail(s.user.Email)))
		one(triple(tx.UserByExternalID(s.user.ExternalID)))
		note(pair(tx.Users(tenancy.TenantID{}, page)))
		note(pair(tx.Users(s.tenant.ID, page)))
		note(pair(tx.Memberships(s.user.ID)))
		one(triple(tx.Membership(s.user.ID, s.tenant.ID)))
		one(triple(tx.Credential(s.user.ID)))
		s.takeRights(tx, note, one)
		one(triple(tx.Session(s.open.ID)))
		note(pair(tx.Find(s.open.ID)))
		note(pair(tx.OpenSessions(s.user.ID, tenancy.TenantID{})))
		note(pair(tx.OpenSessions(s.user.ID, s.tenant.ID)))
		note(pair(tx.OpenTimes(s.user.ID, tenancy.TenantID{})))
		note(pair(tx.OpenTimes(s.user.ID, s.tenant.ID)))
		note(pair(tx.EndedSessions(s.user.ID, s.tenant.ID, start(), 100)))
		for _, filter := range []store.SessionFilter{{}, {User: s.user.ID}, {Tenant: s.tenant.ID}, {State: store.Closed}} {
			note(pair(tx.Sessions(filter, page)))
		}
		note(pair(tx.OpenTimesByID(session.ID{}, 100)))
		note(pair(tx.OpenSessionsByUser(tenancy.TenantID{}, tenancy.UserID{}, session.ID{}, 100)))
		note(pair(tx.OpenSessionsByUser(s.tenant.ID, tenancy.UserID{}, session.ID{}, 100)))
		one(triple(tx.APIKey(s.key.ID)))
		note(pair(tx.APIKeys()))
		note(pair(tx.SealedKeys()))
		note(pair(tx.Events(page)))
		found, next, err := tx.FindEvents(store.EventFilter{}, page, 100)
		note([]any{found, next}, err)
		note(pair(tx.LatestTime()))
		note(pair(tx.Attempts(s.throttled)))
		return nil
	})
	return append(got, lookup(w, s.open.ID))
}

// takeRights is the part of the census about who may do what.
func (s settlement) takeRights(tx store.Tx, note func(any, error), one func(any, bool, error)) {
	note(pair(tx.Members(s.tenant.ID, store.MemberFilter{}, store.MemberPlace{}, 100)))
	note(pair(tx.RoleSets()))
	note(pair(tx.CountMembers([][]tenancy.RoleKey{memberRoles()})))
	note(pair(tx.Grants(tenancy.UserID{})))
	note(pair(tx.Grants(s.user.ID)))
	one(triple(tx.SettingsVersion(1)))
	note(pair(tx.SettingsVersions(0, 100)))
	one(triple(tx.SettingsDraft()))
}

func lookup(w *world, id session.ID) store.Found {
	found, err := w.store.Lookup(w.Context(), w.environment, id)
	if err != nil {
		w.Errorf("Lookup: %v", err)
	}
	return found
}

func pair[T any](value T, err error) (any, error)                           { return value, err }
func triple[T any](value T, found bool, err error) (_ any, _ bool, _ error) { return value, found, err }

func sameNamesMeetNot(w *world) {
	other := w.in(w.makeEnvironment())
	s := newSettlement()
	w.update(s.settle)
	theirs := s // the same names, other content
	theirs.tenant.Name, theirs.user.Name, theirs.open.Name, theirs.key.Name = "t", "u", "s", "k"
	theirs.sealed.Sealed, theirs.event.Reason = []byte{2}, session.TokenReuse
	other.update(theirs.settle)
	w.view(func(r store.Reader) error {
		finds(w, "User", s.user)(r.User(s.user.ID))
		finds(w, "Session", s.open)(r.Session(s.open.ID))
		gives(w, "Events", []event.Event{s.event})(r.Events(store.Page{Limit: 9}))
		return nil
	})
	other.view(func(r store.Reader) error {
		finds(w, "Tenant of the other", theirs.tenant)(r.TenantByExternalID(s.tenant.ExternalID))
		finds(w, "User of the other", theirs.user)(r.UserByEmail(s.user.Email))
		finds(w, "Session of the other", theirs.open)(r.Session(s.open.ID))
		gives(w, "SealedKeys of the other", []store.SealedKey{theirs.sealed})(r.SealedKeys())
		gives(w, "APIKeys of the other", []store.APIKey{theirs.key})(r.APIKeys())
		return nil
	})
}

func noChangeCrosses(w *world) {
	other := w.in(w.makeEnvironment())
	s := newSettlement()
	w.update(s.settle)
	other.update(s.settle)
	before := s.census(w)
	for _, change := range s.everyChange() {
		other.update(change)
		same(w, "census of the environment that was left alone", s.census(w), before)
	}
}

// everyChange calls every writing method, so that each would do harm if it crossed.
func (s settlement) everyChange() []func(tx store.Tx) error {
	late := after(1000)
	renamed, named := s.user, s.tenant
	renamed.Email, named.Name = "renamed@example.com", "Renamed"
	saved := s.open
	saved.Name, saved.Secret = "Renamed", newHash()
	deleted := func(_ int, err error) error { return err }
	return []func(tx store.Tx) error{
		func(tx store.Tx) error { return tx.SaveEnvironmentPolicy(session.EnvironmentPolicy{Version: 99}) },
		func(tx store.Tx) error { return tx.SaveTenantPolicy(s.tenant.ID, session.TenantPolicy{Version: 99}) },
		func(tx store.Tx) error { return all(tx.SaveUser(renamed), tx.SaveTenant(named)) },
		func(tx store.Tx) error {
			return tx.SaveCredential(store.Credential{User: s.user.ID, Hash: "x", ChangedAt: late})
		},
		func(tx store.Tx) error { return all(tx.SaveSession(saved), tx.TouchSession(s.open.ID, late)) },
		func(tx store.Tx) error { return tx.ForgetClients(s.user.ID) },
		func(tx store.Tx) error { return tx.EndSession(s.open.ID, newEnd(9, session.SignedOut)) },
		func(tx store.Tx) error { return all(tx.TouchAPIKey(s.key.ID, late), tx.RevokeAPIKey(s.key.ID, late)) },
		func(tx store.Tx) error {
			return all(tx.InsertAPIKey(newAPIKey(1)), tx.Append(event.New("x", late, s.event.Actor)),
				tx.SaveSealedKey(store.SealedKey{ID: "same", Sealed: []byte{9}, CreatedAt: late}))
		},
		func(tx store.Tx) error { return tx.SaveAttempts(s.throttled, store.Attempts{LastSucceeded: start()}) },
		func(tx store.Tx) error { return deleted(tx.DeleteEndedSessions(late, 100)) },
		func(tx store.Tx) error { return deleted(tx.DeleteEvents(late.AddDate(9, 0, 0), 100)) },
		func(tx store.Tx) error { return deleted(tx.DeleteAttempts(late, 100)) },
		func(tx store.Tx) error { return tx.DeleteSealedKey("same") },
		func(tx store.Tx) error {
			return all(tx.SaveMembership(tenancy.Membership{User: s.user.ID, Tenant: s.tenant.ID}),
				tx.SaveGrant(newGrant(s.user.ID, access.Auditor, "staging")))
		},
		func(tx store.Tx) error { return tx.DeleteGrant(s.user.ID, "staging") },
		func(tx store.Tx) error {
			return all(tx.InsertSettingsVersion(newVersion(2)), tx.AddEnded(1, 5), tx.SaveSettingsDraft(newDraft(9)))
		},
		func(tx store.Tx) error { return all(tx.DeleteSettingsDraft(), tx.RenameEnvironment("Renamed")) },
		func(tx store.Tx) error { return tx.DeleteMembership(s.user.ID, s.tenant.ID) },
		func(tx store.Tx) error { return tx.DeleteTenant(s.tenant.ID) },
		func(tx store.Tx) error { return tx.DeleteUser(s.user.ID) },
	}
}

func nothingIsReadAcross(w *world) {
	other := w.in(w.makeEnvironment())
	empty := newSettlement().census(w)
	s := newSettlement()
	other.update(s.settle)
	got := s.census(w)
	same(w, "census of a settlement of another environment", got, empty)
	w.update(func(tx store.Tx) error {
		return all(tx.EndSession(s.open.ID, newEnd(9, session.SignedOut)), tx.TouchAPIKey(uid.UID{}, start()))
	})
	if found := lookup(other, s.open.ID); !found.Session.End.IsZero() {
		w.Errorf("EndSession in one environment ended %v in another", s.open.ID)
	}
}
