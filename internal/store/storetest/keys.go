package storetest

import (
	"fmt"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

func keyTests() []test {
	return []test{
		{"API keys are kept and listed, oldest first", apiKeysAreKept},
		{"an API key's ID is taken once", apiKeyExists},
		{"an API key is revoked once", apiKeyIsRevoked},
		{"an API key is read outside of a transaction as it is by then", apiKeyIsReadAlone},
		{"an API key is read as it is, whoever else reads and writes", apiKeyIsReadTogether},
		{"the last use only moves forward", apiKeyIsTouched},
		{"sealed keys are kept, replaced and deleted", sealedKeys},
	}
}

func newAPIKey(seconds int) store.APIKey {
	at := after(seconds)
	return store.APIKey{
		ID: uid.New(at), Name: "Backend", Hash: newHash(),
		Scopes: []access.Scope{access.SessionsCheck, access.SessionsWrite}, CreatedAt: at,
	}
}

func apiKeysAreKept(w *world) {
	second, first, third := newAPIKey(2), newAPIKey(1), newAPIKey(3)
	first.LastUsedAt, first.RevokedAt = after(10), after(11)
	third.Scopes = access.AllScopes()
	second.Scopes, second.Grants = nil, []access.Grant{
		{Role: access.Auditor, Environment: access.EveryEnvironment}, {Role: access.Support, Environment: "staging"},
	}
	w.update(func(tx store.Tx) error {
		return all(tx.InsertAPIKey(second), tx.InsertAPIKey(first), tx.InsertAPIKey(third))
	})
	w.view(func(r store.Reader) error {
		gives(w, "APIKeys", []store.APIKey{first, second, third})(r.APIKeys())
		finds(w, "APIKey that is revoked", first)(r.APIKey(first.ID))
		finds(w, "APIKey", third)(r.APIKey(third.ID))
		misses[store.APIKey](w, "APIKey of an unknown ID")(r.APIKey(uid.New(after(1))))
		return nil
	})
}

func apiKeyExists(w *world) {
	key, again := newAPIKey(1), newAPIKey(2)
	again.ID = key.ID
	w.update(func(tx store.Tx) error { return tx.InsertAPIKey(key) })
	w.refused(store.ErrExists, "InsertAPIKey of the same ID", func(tx store.Tx) error { return tx.InsertAPIKey(again) })
}

func apiKeyIsRevoked(w *world) {
	key, other := newAPIKey(1), newAPIKey(2)
	w.update(func(tx store.Tx) error {
		return all(tx.InsertAPIKey(key), tx.InsertAPIKey(other), tx.RevokeAPIKey(key.ID, after(5)))
	})
	w.update(func(tx store.Tx) error {
		return all(tx.RevokeAPIKey(key.ID, after(6)), tx.RevokeAPIKey(uid.New(after(1)), after(6)))
	})
	key.RevokedAt = after(5)
	w.view(func(r store.Reader) error {
		gives(w, "APIKeys", []store.APIKey{key, other})(r.APIKeys())
		return nil
	})
}

func apiKeyIsReadAlone(w *world) {
	key, elsewhere := newAPIKey(1), w.in(w.makeEnvironment())
	finds := func(what string) {
		w.Helper()
		for range 2 { // the second time it may be known
			finds(w, "APIKey after "+what, key)(w.store.APIKey(w.Context(), w.environment, key.ID))
		}
	}
	misses[store.APIKey](w, "APIKey of an unknown ID")(w.store.APIKey(w.Context(), w.environment, key.ID))
	w.update(func(tx store.Tx) error { return tx.InsertAPIKey(key) })
	finds("InsertAPIKey")
	misses[store.APIKey](w, "APIKey in another environment")(w.store.APIKey(w.Context(), elsewhere.environment, key.ID))
	key.LastUsedAt = after(5)
	w.update(func(tx store.Tx) error { return tx.TouchAPIKey(key.ID, after(5)) })
	finds("TouchAPIKey")
	w.refused(errStop, "an update that stops", func(tx store.Tx) error {
		return all(tx.RevokeAPIKey(key.ID, after(6)), errStop)
	})
	finds("an update that failed")
	key.RevokedAt = after(7)
	w.update(func(tx store.Tx) error { return tx.RevokeAPIKey(key.ID, after(7)) })
	finds("RevokeAPIKey")
}

func apiKeyIsReadTogether(w *world) {
	key := newAPIKey(1)
	w.update(func(tx store.Tx) error { return tx.InsertAPIKey(key) })
	together(w, func(caller int) error {
		for step := range 20 {
			at := after(10 + callers*step + caller)
			err := w.store.Update(w.Context(), w.environment, func(tx store.Tx) error { return tx.TouchAPIKey(key.ID, at) })
			if err != nil {
				return err
			}
			read, _, err := w.store.APIKey(w.Context(), w.environment, key.ID)
			if err != nil {
				return err
			}
			if read.LastUsedAt.Before(at) {
				return fmt.Errorf("APIKey after TouchAPIKey(%v) was acknowledged: last used at %v", at, read.LastUsedAt)
			}
		}
		return nil
	})
}

func apiKeyIsTouched(w *world) {
	key := newAPIKey(1)
	w.update(func(tx store.Tx) error { return tx.InsertAPIKey(key) })
	for _, step := range []struct{ to, want time.Time }{{after(5), after(5)}, {after(4), after(5)}, {after(6), after(6)}} {
		w.update(func(tx store.Tx) error { return tx.TouchAPIKey(key.ID, step.to) })
		key.LastUsedAt = step.want
		w.view(func(r store.Reader) error {
			finds(w, "APIKey after TouchAPIKey", key)(r.APIKey(key.ID))
			return nil
		})
	}
}

func sealedKeys(w *world) {
	second := store.SealedKey{ID: "b", Use: store.SigningUse, Sealed: []byte{0, 1, 255}, CreatedAt: after(2), SignsFrom: after(3)}
	first := store.SealedKey{ID: "refresh", Use: store.RefreshUse, Sealed: []byte("sealed"), CreatedAt: after(1)}
	third := store.SealedKey{ID: "a", Use: store.SigningUse, Sealed: []byte{7}, CreatedAt: after(3), SignsFrom: after(4), RetiredAt: after(5)}
	w.update(func(tx store.Tx) error {
		return all(tx.SaveSealedKey(second), tx.SaveSealedKey(first), tx.SaveSealedKey(third))
	})
	w.view(func(r store.Reader) error {
		gives(w, "SealedKeys", []store.SealedKey{first, second, third})(r.SealedKeys())
		return nil
	})
	second.RetiredAt, second.Sealed = after(9), []byte{9}
	w.update(func(tx store.Tx) error {
		return all(tx.SaveSealedKey(second), tx.DeleteSealedKey(third.ID), tx.DeleteSealedKey("unknown"))
	})
	w.view(func(r store.Reader) error {
		gives(w, "SealedKeys", []store.SealedKey{first, second})(r.SealedKeys())
		return nil
	})
}
