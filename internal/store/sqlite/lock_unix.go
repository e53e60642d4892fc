//go:build unix

package sqlite

import (
	"errors"
	"fmt"
	"os"
	"syscall"

	"github.com/sojourn-auth/sojourn/internal/store"
)

// lock is the mark that a database belongs to this process. The operating system takes it away when the process
// ends, however it ends.
type lock struct{ file *os.File }

// holdFile takes the database for this process.
func holdFile(path string) (*lock, error) {
	file, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the database: %w: %w", store.ErrUnavailable, err)
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		return &lock{file: file}, nil
	}
	_ = file.Close() // what matters is that it is not ours
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, fmt.Errorf("%w: %w: %s; stop that one first, or ask it through its API", store.ErrUnavailable, ErrInUse, path)
	}
	return nil, fmt.Errorf("lock the database: %w: %w", store.ErrUnavailable, err)
}

// ErrInUse means that the database belongs to another process.
var ErrInUse = errors.New("the database is in use by another sojourn process")

// release lets go. The file stays: taking it away could take it away under somebody who has just opened it.
func (l *lock) release() error { return l.file.Close() }
