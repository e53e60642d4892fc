package sqlite

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/sojourn-auth/sojourn/internal/uid"
)

// The methods here read the next column of a row. NULL reads as zero.

func (s *statement) skip(columns int) { s.column += columns }

func (s *statement) take() int {
	s.column++
	return s.column - 1
}

func (s *statement) number() int64 { return s.stmt.ColumnInt64(s.take()) }

func (s *statement) flag() bool { return s.number() != 0 }

func (s *statement) text() string { return s.stmt.ColumnText(s.take()) }

func (s *statement) bytes() []byte {
	column := s.take()
	value := make([]byte, s.stmt.ColumnLen(column))
	s.stmt.ColumnBytes(column, value)
	return value
}

// json reads a value from its JSON form. A text that is damaged shows when the statement finishes.
func (s *statement) json(value any) {
	if err := json.Unmarshal(s.bytes(), value); err != nil && s.broken == nil {
		s.broken = fmt.Errorf("parse what is stored: %w", err)
	}
}

func (s *statement) id() (value uid.UID) {
	s.stmt.ColumnBytes(s.take(), value[:])
	return value
}

func (s *statement) hash() (value [32]byte) {
	s.stmt.ColumnBytes(s.take(), value[:])
	return value
}

// time reads a time that is never NULL.
func (s *statement) time() time.Time { return time.UnixMilli(s.number()).UTC() }

func (s *statement) timeOrZero() time.Time {
	column := s.take()
	if s.stmt.ColumnIsNull(column) {
		return time.Time{}
	}
	return time.UnixMilli(s.stmt.ColumnInt64(column)).UTC()
}
