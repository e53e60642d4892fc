package sqlite

import (
	"context"
	"sync"

	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// mostKnownKeys is how many API keys are known.
const mostKnownKeys = 1024

// knownKeys are API keys that were read and cannot have changed since: nobody else writes to the database. Each request
// of an application asks for one. The writer forgets them all when it has written something that is neither a session
// nor an event, after the commit and before it replies: whoever is told of a change finds it.
type knownKeys struct {
	mutex     sync.RWMutex
	held      map[keyName]store.APIKey
	forgotten uint64 // how often: what was read before the last time must not be kept
}

type keyName struct {
	environment int64
	id          uid.UID
}

func newKnownKeys() *knownKeys { return &knownKeys{held: map[keyName]store.APIKey{}} }

// get gives a key if it is known, or else what keep wants to be told.
func (k *knownKeys) get(name keyName) (key store.APIKey, known bool, forgotten uint64) {
	k.mutex.RLock()
	defer k.mutex.RUnlock()
	key, known = k.held[name]
	return key, known, k.forgotten
}

// keep keeps a key that was read after get, unless all were forgotten meanwhile.
func (k *knownKeys) keep(name keyName, key store.APIKey, forgotten uint64) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if forgotten != k.forgotten {
		return
	}
	if len(k.held) >= mostKnownKeys {
		clear(k.held)
	}
	k.held[name] = key
}

func (k *knownKeys) forget() {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	k.forgotten++
	clear(k.held)
}

// APIKey reads a key, as long as it is not known.
func (s *Store) APIKey(ctx context.Context, environment tenancy.EnvironmentID, id uid.UID) (key store.APIKey, found bool, err error) {
	number, err := s.number(ctx, environment)
	if err != nil {
		return key, false, err
	}
	name := keyName{number, id}
	key, found, forgotten := s.keys.get(name)
	if found {
		return key, true, nil
	}
	err = s.read(ctx, func(r reader) (err error) {
		r.environment = number
		key, found, err = r.APIKey(id)
		return err
	})
	if found && err == nil {
		s.keys.keep(name, key, forgotten)
	}
	return key, found, err
}
