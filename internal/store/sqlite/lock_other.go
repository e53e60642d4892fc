//go:build !unix

package sqlite

import "errors"

// lock is the mark that a database belongs to this process.
type lock struct{}

// holdFile refuses: without Unix file locks two processes could write the same file.
func holdFile(string) (*lock, error) {
	return nil, errors.New("the SQLite store needs a Unix system; use PostgreSQL on this one")
}

func (*lock) release() error { return nil }
