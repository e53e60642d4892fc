package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/sojourn-auth/sojourn/internal/store"
)

// pool is the connections that only read. They are opened when they are needed: each takes 160 KB, and a server that
// few ask needs one.
type pool struct {
	path   string
	file   *os.File // at the path when the store was opened
	free   chan *connection
	room   chan struct{} // holds a token for each connection that has not been opened
	closed chan struct{}
}

func openPool(path string, file *os.File, size int) (*pool, error) {
	p := &pool{
		path: path, file: file,
		free: make(chan *connection, size), room: make(chan struct{}, size), closed: make(chan struct{}),
	}
	for range size {
		p.room <- struct{}{}
	}
	first, err := p.take(context.Background())
	if err != nil {
		return nil, errors.Join(err, p.close())
	}
	p.put(first)
	return p, nil
}

// take gives a connection to the caller, who puts it back.
func (p *pool) take(ctx context.Context) (*connection, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case <-p.closed:
		return nil, errClosed
	default:
	}
	select {
	case c := <-p.free: // mostly there is one; a context makes its channel only when it is asked for it
		return c, nil
	default:
	}
	select {
	case c := <-p.free:
		return c, nil
	case <-p.room:
		return p.open()
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-p.closed:
		return nil, errClosed
	}
}

// open opens a connection for which there is room.
func (p *pool) open() (*connection, error) {
	err := p.same()
	if err == nil {
		var c *connection
		if c, err = openConnection(p.path, readerCache); err == nil {
			return c, nil
		}
	}
	p.room <- struct{}{}
	return nil, err
}

// same finds out whether the file is still where it was. Another one in its place would have other sessions.
func (p *pool) same() error {
	held, err := p.file.Stat()
	if err != nil {
		return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
	}
	there, err := os.Stat(p.path)
	if err != nil {
		return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
	}
	if !os.SameFile(held, there) {
		return fmt.Errorf("%w: the database file has been replaced by another", store.ErrUnavailable)
	}
	return nil
}

func (p *pool) put(c *connection) { p.free <- c }

// close closes the connections, each as soon as it has been put back.
func (p *pool) close() error {
	close(p.closed)
	var errs []error
	for range cap(p.free) {
		select {
		case c := <-p.free:
			errs = append(errs, c.close())
		case <-p.room:
		}
	}
	return errors.Join(errs...)
}
