package postgres

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"time"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// cells reads the columns of one row, one after another, in the form in which PostgreSQL sends them: text as it is,
// everything else binary. NULL reads as the zero value. After the first cell that is not as expected, all read as
// zero and err says why.
//
// It does what pgx would do, without a step of reflection for each cell: a check reads twenty of them.
type cells struct {
	values [][]byte // only good until the next row
	err    error
}

// next takes the next cell; nil for NULL.
func (c *cells) next() []byte {
	if len(c.values) == 0 {
		c.fail("there are too few columns")
		return nil
	}
	cell := c.values[0]
	c.values = c.values[1:]
	return cell
}

func (c *cells) fail(format string, args ...any) {
	if c.err == nil {
		c.err = &decodeError{cause: fmt.Errorf(format, args...)}
	}
	c.values = nil
}

// sized takes a cell of a fixed size; nil for NULL.
func (c *cells) sized(size int) []byte {
	cell := c.next()
	if cell != nil && len(cell) != size {
		c.fail("a cell has %d bytes, not %d", len(cell), size)
		return nil
	}
	return cell
}

func (c *cells) text() string { return string(c.next()) }

func (c *cells) bytes() []byte { return append([]byte(nil), c.next()...) }

func (c *cells) flag() bool {
	cell := c.sized(1)
	return len(cell) == 1 && cell[0] != 0
}

// number reads an integer of any size.
func (c *cells) number() int64 {
	switch cell := c.next(); len(cell) {
	case 0:
		return 0
	case 4:
		return int64(int32(binary.BigEndian.Uint32(cell)))
	case 8:
		return int64(binary.BigEndian.Uint64(cell))
	default:
		c.fail("an integer has %d bytes", len(cell))
		return 0
	}
}

func (c *cells) id() (id uid.UID) {
	copy(id[:], c.sized(len(id)))
	return id
}

func (c *cells) hash() (hash session.Hash) {
	copy(hash[:], c.sized(len(hash)))
	return hash
}

// epoch is from when PostgreSQL counts microseconds: the year 2000, in Unix microseconds.
const epoch = 946_684_800_000_000

func (c *cells) time() time.Time {
	cell := c.sized(8)
	if cell == nil {
		return time.Time{}
	}
	return time.UnixMicro(int64(binary.BigEndian.Uint64(cell)) + epoch).UTC()
}

// json decodes a cell into a value, and leaves it alone for NULL.
func (c *cells) json(value any) {
	if cell := c.next(); cell != nil {
		if err := json.Unmarshal(cell, value); err != nil {
			c.fail("%w", err)
		}
	}
}

// recall is what a memo makes of a cell; the zero value for NULL.
func recall[T any](c *cells, m *memo[T]) (value T) {
	cell := c.next()
	if cell == nil {
		return value
	}
	value, err := m.of(cell)
	if err != nil {
		c.fail("%w", err)
	}
	return value
}
