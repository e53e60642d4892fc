package storetest

import (
	"time"

	"github.com/sojourn-auth/sojourn/internal/store"
)

func attemptTests() []test {
	return []test{
		{"the last ones saved are kept", attemptsAreKept},
		{"old ones are forgotten", attemptsAreForgotten},
	}
}

func attemptsAreKept(w *world) {
	key, other := [32]byte(newHash()), [32]byte(newHash())
	w.update(func(tx store.Tx) error {
		gives(w, "Attempts at first", store.Attempts{})(tx.Attempts(key))
		return nil
	})
	for _, attempts := range []store.Attempts{
		{Failures: 3, FirstFailure: after(1), LastFailure: after(2), LastSucceeded: after(3)},
		{LastSucceeded: after(4)},
		{Failures: 1, FirstFailure: after(5), LastFailure: after(5)},
	} {
		w.update(func(tx store.Tx) error { return tx.SaveAttempts(key, attempts) })
		w.update(func(tx store.Tx) error {
			gives(w, "Attempts", attempts)(tx.Attempts(key))
			gives(w, "Attempts of another key", store.Attempts{})(tx.Attempts(other))
			return nil
		})
	}
}

func attemptsAreForgotten(w *world) {
	var keys [6][32]byte
	w.update(func(tx store.Tx) error {
		for i := range keys {
			keys[i] = newHash()
			attempts := store.Attempts{Failures: 1, FirstFailure: after(-9), LastFailure: after(i), LastSucceeded: after(i - 5)}
			if i%2 == 1 { // the later of the two counts
				attempts.LastFailure, attempts.LastSucceeded = after(i-5), after(i)
			}
			if err := tx.SaveAttempts(keys[i], attempts); err != nil {
				return err
			}
		}
		return nil
	})
	for _, step := range []struct {
		before      time.Time
		limit, want int
	}{{after(0), 10, 0}, {after(4), 3, 3}, {after(4), 10, 1}, {after(4), 10, 0}} {
		w.update(func(tx store.Tx) error {
			gives(w, "DeleteAttempts", step.want)(tx.DeleteAttempts(step.before, step.limit))
			return nil
		})
	}
	w.update(func(tx store.Tx) error {
		for i, key := range keys {
			got, err := tx.Attempts(key)
			if err != nil || (got != store.Attempts{}) != (i >= 4) {
				w.Errorf("Attempts of key %d = %+v, %v, want them only from 4", i, got, err)
			}
		}
		return nil
	})
}
