package postgres

import (
	"context"

	"github.com/jackc/pgx/v5/pgxpool"
)

// transaction is one database transaction. It takes its connection when the first statement is sent, and begins in
// the same round trip.
type transaction struct {
	store  *Store
	before []statement   // what is still to be sent before anything else
	conn   *pgxpool.Conn // nil before the first statement
}

// send runs statements in one round trip.
func (t *transaction) send(ctx context.Context, statements ...statement) error {
	if t.conn == nil {
		conn, err := t.store.acquire(ctx)
		if err != nil {
			return err
		}
		t.conn = conn
	}
	statements = append(t.before, statements...)
	t.before = nil
	return t.store.exchange(ctx, t.conn, statements)
}

// commit runs statements and commits, all in one round trip.
func (t *transaction) commit(ctx context.Context, statements ...statement) error {
	return t.send(ctx, append(statements, statement{sql: "COMMIT"})...)
}

// broken tells whether the connection is gone, so that nobody knows what became of the last statements.
func (t *transaction) broken() bool { return t.conn != nil && t.conn.Conn().IsClosed() }

// end gives the connection back. What was not committed is undone.
func (t *transaction) end() {
	if t.conn == nil {
		return
	}
	if t.conn.Conn().PgConn().TxStatus() != 'I' && !t.conn.Conn().IsClosed() {
		// The callers have been, or will be, told what counts; a connection that fails here is thrown away.
		_ = t.store.exchange(context.Background(), t.conn, []statement{{sql: "ROLLBACK"}})
	}
	t.conn.Release()
	t.conn = nil
}
