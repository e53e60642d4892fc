package sqlite

import (
	"testing"

	"github.com/sojourn-auth/sojourn/internal/store"
)

func TestAKeyThatWasReadBeforeAChangeIsNotKept(t *testing.T) {
	t.Parallel()
	keys, name := newKnownKeys(), keyName{environment: 1}
	_, _, early := keys.get(name)
	keys.forget() // a change between the read and this
	keys.keep(name, store.APIKey{Name: "old"}, early)
	if key, known, _ := keys.get(name); known {
		t.Errorf("get = %+v, known, although it was read before the change", key)
	}
	_, _, late := keys.get(name)
	keys.keep(name, store.APIKey{Name: "new"}, late)
	if key, known, _ := keys.get(name); !known || key.Name != "new" {
		t.Errorf("get = %+v, %v, want the new key", key, known)
	}
}
