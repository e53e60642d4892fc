package postgres

import (
	"sync"
)

// memo remembers what texts mean, for texts that are read all the time and are few. What it gives is shared: whoever
// gets it must not change what it points to.
type memo[T any] struct {
	decode func(text []byte) (T, error)
	mu     sync.RWMutex
	known  map[string]T
}

// memoSize is how many texts are remembered before all are forgotten: a bound, not a policy.
const memoSize = 4096

func (m *memo[T]) of(text []byte) (T, error) {
	m.mu.RLock()
	value, ok := m.known[string(text)]
	m.mu.RUnlock()
	if ok {
		return value, nil
	}
	value, err := m.decode(text)
	if err != nil {
		return value, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil || len(m.known) >= memoSize {
		m.known = make(map[string]T)
	}
	m.known[string(text)] = value
	return value, nil
}
