package sqlite

import (
	"fmt"
	"sync"
)

// mostRemembered is how many texts a memo holds.
const mostRemembered = 4096

// memo remembers what texts say, so that a text is parsed or copied once and not for each row that holds it. It is
// safe for many goroutines; what it gives is shared and must not be changed.
type memo[T any] struct {
	read   func(text []byte) (T, error)
	mutex  sync.RWMutex
	values map[string]*T
	none   T
}

func newMemo[T any](read func(text []byte) (T, error)) *memo[T] {
	return &memo[T]{read: read, values: map[string]*T{}}
}

// get gives what a text says; the zero value for no text.
func (m *memo[T]) get(text []byte) (*T, error) {
	if len(text) == 0 {
		return &m.none, nil
	}
	m.mutex.RLock()
	value := m.values[string(text)] // does not allocate
	m.mutex.RUnlock()
	if value != nil {
		return value, nil
	}
	return m.learn(text)
}

func (m *memo[T]) learn(text []byte) (*T, error) {
	fresh, err := m.read(text)
	if err != nil {
		return &m.none, fmt.Errorf("parse what is stored: %w", err)
	}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if len(m.values) >= mostRemembered {
		clear(m.values) // rare enough that nothing better pays
	}
	m.values[string(text)] = &fresh
	return &fresh, nil
}

// remembered reads the next column of a row through a memo. A text that is damaged shows when the statement
// finishes.
func remembered[T any](row *statement, m *memo[T]) *T {
	column := row.take()
	size := row.stmt.ColumnBytes(column, row.owner.scratch)
	if size == len(row.owner.scratch) { // there may be more
		row.owner.scratch = make([]byte, 2*row.stmt.ColumnLen(column)+1)
		size = row.stmt.ColumnBytes(column, row.owner.scratch)
	}
	value, err := m.get(row.owner.scratch[:size])
	if err != nil && row.broken == nil {
		row.broken = err
	}
	return value
}
