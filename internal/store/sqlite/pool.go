package sqlite

import (
	"context"
	"errors"
)

// pool is the connections that only read.
type pool struct {
	free   chan *connection
	size   int
	closed chan struct{}
}

func openPool(path string, size int) (*pool, error) {
	p := &pool{free: make(chan *connection, size), closed: make(chan struct{})}
	for range size {
		c, err := openConnection(path, readerCache)
		if err != nil {
			return nil, errors.Join(err, p.close())
		}
		p.size++
		p.put(c)
	}
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
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-p.closed:
		return nil, errClosed
	}
}

func (p *pool) put(c *connection) { p.free <- c }

// close closes the connections, each as soon as it has been put back.
func (p *pool) close() error {
	close(p.closed)
	var errs []error
	for range p.size {
		errs = append(errs, (<-p.free).close())
	}
	return errors.Join(errs...)
}
