package storetest

import (
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

func timeTests() []test {
	return []test{
		{"they are kept to the millisecond and given back in UTC", timesAreExact},
		{"far ones are kept", farTimes},
	}
}

func timesAreExact(w *world) {
	exact := after(0).Add(999_999 * time.Nanosecond).In(time.FixedZone("elsewhere", 5*3600+1800))
	user, tenant := member(w)
	mark := session.Mark{At: exact, Reason: session.SignedOut, By: access.TheSystem()}
	s := bareSession(user, tenant, 0)
	s.SignedInAt, s.AuthenticatedAt, s.LastActiveAt = exact, exact, exact
	s.Refresh = session.Refresh{Generation: 1, Current: newHash(), RotatedAt: exact}
	s.End = session.End(mark)
	happened := event.New(event.SessionEnded, exact, access.TheSystem())
	var times []time.Time
	w.update(func(tx store.Tx) error {
		attempts := store.Attempts{FirstFailure: exact, LastFailure: exact, LastSucceeded: exact}
		err := all(tx.InsertSession(s), tx.Append(happened),
			tx.SaveCredential(store.Credential{User: user, ChangedAt: exact}),
			tx.SaveEnvironmentPolicy(session.EnvironmentPolicy{NotBefore: mark, Replaced: []session.ReplacedSettings{{Until: exact}}}),
			tx.SaveTenantPolicy(tenant, session.TenantPolicy{NotBefore: mark, Replaced: []session.ReplacedOverrides{{Until: exact}}}),
			tx.SaveSealedKey(store.SealedKey{ID: "k", Sealed: []byte{1}, CreatedAt: exact, SignsFrom: exact, RetiredAt: exact}),
			tx.SaveAttempts([32]byte{1}, attempts),
			tx.InsertSettingsVersion(store.SettingsVersion{Number: 1, PublishedAt: exact}),
			tx.SaveSettingsDraft(store.SettingsDraft{SavedAt: exact}))
		if err != nil {
			return err
		}
		attempts, err = tx.Attempts([32]byte{1})
		times = append(times, attempts.FirstFailure, attempts.LastFailure, attempts.LastSucceeded)
		return err
	})
	w.view(func(r store.Reader) error {
		kept, _, err := r.Session(s.ID)
		times = append(times, kept.SignedInAt, kept.AuthenticatedAt, kept.LastActiveAt, kept.Refresh.RotatedAt, kept.End.At)
		credential, _, err2 := r.Credential(user)
		policy, err3 := r.EnvironmentPolicy()
		own, _, err4 := r.TenantPolicy(tenant)
		times = append(times, credential.ChangedAt, policy.NotBefore.At, own.NotBefore.At)
		keys, err5 := r.SealedKeys()
		events, err6 := r.Events(store.Page{Limit: 1})
		latest, err7 := r.LatestTime()
		version, _, err8 := r.SettingsVersion(1)
		draft, _, err9 := r.SettingsDraft()
		if err := all(err, err2, err3, err4, err5, err6, err7, err8, err9); err != nil {
			return err
		}
		times = append(times, policy.Replaced[0].Until, own.Replaced[0].Until,
			keys[0].CreatedAt, keys[0].SignsFrom, keys[0].RetiredAt, events[0].At, latest,
			version.PublishedAt, draft.SavedAt)
		return nil
	})
	for i, got := range times {
		if !got.Equal(exact.Truncate(time.Millisecond)) || got.Location() != time.UTC {
			w.Errorf("time %d of %d = %v, want %v", i, len(times), got, exact.Truncate(time.Millisecond).UTC())
		}
	}
}

func farTimes(w *world) {
	for _, at := range []time.Time{
		time.UnixMilli(0), time.UnixMilli(-1), time.UnixMilli(1), time.Date(2199, 12, 31, 23, 59, 59, 0, time.UTC),
	} {
		tenant := tenancy.Tenant{ID: newTenant(0).ID, Name: "Far", CreatedAt: at.UTC()}
		s := bareSession(newUser(0).ID, tenant.ID, 0)
		s.SignedInAt, s.AuthenticatedAt, s.LastActiveAt = at.UTC(), at.UTC(), at.UTC()
		s.End = session.End{At: at.UTC(), Reason: session.IdleTimeout, By: access.TheSystem()}
		mark := session.TenantPolicy{NotBefore: session.Mark(s.End)}
		w.update(func(tx store.Tx) error {
			return all(tx.InsertTenant(tenant), tx.InsertSession(s), tx.SaveTenantPolicy(tenant.ID, mark))
		})
		w.view(func(r store.Reader) error {
			finds(w, "Tenant", tenant)(r.Tenant(tenant.ID))
			finds(w, "TenantPolicy", mark)(r.TenantPolicy(tenant.ID))
			finds(w, "Session", s)(r.Session(s.ID))
			return nil
		})
	}
}
