package sqlite

import (
	"encoding/json"
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/sojourn-auth/sojourn/internal/uid"
)

// statement is a prepared statement. Its parameters are bound in order; then it is run, once. What it reads from a
// row it reads in order too. A failure on the way shows when it is run.
type statement struct {
	owner  *connection
	stmt   *sqlite.Stmt // nil when it could not be prepared
	doing  string
	bound  int
	column int
	broken error // what keeps it from being run, or spoiled a row
}

// prepare gives the statement of a text, which is compiled on first use. doing says in an error what failed.
func (c *connection) prepare(doing, text string) *statement {
	s := c.statements[text]
	if s == nil {
		stmt, err := c.conn.Prepare(text)
		if err != nil {
			return &statement{owner: c, doing: doing, broken: err}
		}
		s = &statement{owner: c, stmt: stmt}
		c.statements[text] = s
	}
	s.doing, s.bound, s.broken = doing, 0, nil
	return s
}

// run runs a statement that gives no rows.
func (s *statement) run() error {
	_, err := s.first(nil)
	return err
}

// count runs a statement that gives no rows, and says how many it changed.
func (s *statement) count() (int, error) {
	if err := s.run(); err != nil {
		return 0, err
	}
	return s.owner.conn.Changes(), nil
}

// changed runs a statement that gives no rows, and says whether it changed any.
func (s *statement) changed() (bool, error) {
	count, err := s.count()
	return count > 0, err
}

// first gives read the first row, if there is one.
func (s *statement) first(read func(s *statement)) (found bool, err error) {
	if s.broken != nil {
		return false, s.failure(s.broken)
	}
	found, err = s.stmt.Step()
	if found && read != nil {
		s.column = 0
		read(s)
	}
	return found, s.finish(err)
}

// each gives read every row.
func (s *statement) each(read func(s *statement)) error {
	if s.broken != nil {
		return s.failure(s.broken)
	}
	for {
		found, err := s.stmt.Step()
		if err != nil || !found {
			return s.finish(err)
		}
		s.column = 0
		read(s)
	}
}

// finish makes the statement ready for the next time, which also lets go of the state that it was reading.
func (s *statement) finish(err error) error {
	if again := s.stmt.Reset(); err == nil {
		err = again
	}
	if err == nil {
		err = s.broken
	}
	return s.failure(err)
}

func (s *statement) failure(err error) error {
	if err == nil {
		return nil
	}
	return s.owner.fail(failure(s.doing, err))
}

// next is the number of the parameter to be bound; false when there is no statement.
func (s *statement) next() (int, bool) {
	s.bound++
	return s.bound, s.stmt != nil
}

func (s *statement) bindNull() *statement {
	if n, ok := s.next(); ok {
		s.stmt.BindNull(n)
	}
	return s
}

func (s *statement) bindNumber(value int64) *statement {
	if n, ok := s.next(); ok {
		s.stmt.BindInt64(n, value)
	}
	return s
}

func (s *statement) bindFlag(value bool) *statement {
	if n, ok := s.next(); ok {
		s.stmt.BindBool(n, value)
	}
	return s
}

func (s *statement) bindText(value string) *statement {
	if n, ok := s.next(); ok {
		s.stmt.BindText(n, value)
	}
	return s
}

// bindBytes binds bytes, and nothing for nil.
func (s *statement) bindBytes(value []byte) *statement {
	if value == nil {
		return s.bindNull()
	}
	if n, ok := s.next(); ok {
		s.stmt.BindBytes(n, value)
	}
	return s
}

func (s *statement) bindTime(value time.Time) *statement { return s.bindNumber(value.UnixMilli()) }

func (s *statement) bindHash(value [32]byte) *statement { return s.bindBytes(value[:]) }

func (s *statement) bindID(value uid.UID) *statement { return s.bindBytes(value[:]) }

// bindJSON binds the JSON form of a value.
func (s *statement) bindJSON(value any) *statement {
	text, err := json.Marshal(value)
	if err != nil && s.broken == nil {
		s.broken = err
	}
	return s.bindText(string(text))
}

// The following bind NULL for what is zero.

func (s *statement) bindTimeOrNull(value time.Time) *statement {
	if value.IsZero() {
		return s.bindNull()
	}
	return s.bindTime(value)
}

func (s *statement) bindTextOrNull(value string) *statement {
	if value == "" {
		return s.bindNull()
	}
	return s.bindText(value)
}

func (s *statement) bindIDOrNull(value uid.UID) *statement {
	if value.IsZero() {
		return s.bindNull()
	}
	return s.bindID(value)
}

func (s *statement) bindHashOrNull(value [32]byte) *statement {
	if value == [32]byte{} {
		return s.bindNull()
	}
	return s.bindHash(value)
}
