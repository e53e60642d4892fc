package storetest

import (
	"encoding/json"
	"errors"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sojourn-auth/sojourn/internal/session"
)

// The functions here take what a reading method returns: finds(w, "User", want)(r.User(id)). They may be called
// from any goroutine.

// finds wants a thing to be there and to be as wanted.
func finds[T any](w *world, what string, want T) func(got T, found bool, err error) {
	return func(got T, found bool, err error) {
		w.Helper()
		if err != nil || !found {
			w.Errorf("%s: found %v, error %v, want it found", what, found, err)
			return
		}
		same(w, what, got, want)
	}
}

// misses wants a thing not to be there.
func misses[T any](w *world, what string) func(got T, found bool, err error) {
	return func(got T, found bool, err error) {
		w.Helper()
		if err != nil || found {
			w.Errorf("%s = %v, found %v, error %v, want nothing found", what, got, found, err)
		}
	}
}

// gives wants a result without an error.
func gives[T any](w *world, what string, want T) func(got T, err error) {
	return func(got T, err error) {
		w.Helper()
		if err != nil {
			w.Errorf("%s: %v", what, err)
			return
		}
		same(w, what, got, want)
	}
}

// same compares. Empty is as good as nil, JSON is compared by what it says, and a hash of nothing, whose method
// Equal says otherwise, equals another.
func same(w *world, what string, got, want any) {
	w.Helper()
	hashes := cmp.Comparer(func(a, b session.Hash) bool { return a == b })
	texts := cmp.FilterValues(func(a, b json.RawMessage) bool { return len(a)+len(b) > 0 }, cmp.Transformer("json", parsed))
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), texts, hashes); diff != "" {
		w.Errorf("%s: difference (-want +got):\n%s", what, diff)
	}
}

func parsed(text json.RawMessage) (value any) {
	if err := json.Unmarshal(text, &value); err != nil {
		return string(text)
	}
	return value
}

// wantError wants an error of a kind.
func wantError(w *world, what string, err, target error) {
	w.Helper()
	if !errors.Is(err, target) {
		w.Errorf("%s: error = %v, want %v", what, err, target)
	}
}

// all does one thing after another until one fails.
func all(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
