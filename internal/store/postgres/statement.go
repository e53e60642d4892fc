package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// statement is one SQL statement with its arguments, and what is done with its rows.
type statement struct {
	sql  string
	args []any
	read func(rows pgx.Rows) error // may be nil; may be called again when the statement is sent again
}

// send sends statements together, in one round trip, and reads what they give. Behind one that fails, none is run.
func send(ctx context.Context, conn *pgx.Conn, statements []statement) error {
	if len(statements) == 1 && statements[0].read != nil {
		return sendOne(ctx, conn, statements[0])
	}
	batch := &pgx.Batch{QueuedQueries: make([]*pgx.QueuedQuery, 0, len(statements))}
	for _, s := range statements {
		queued := batch.Queue(s.sql, s.args...)
		if s.read != nil {
			queued.Query(s.read)
		}
	}
	makeRoom(conn.PgConn())
	return conn.SendBatch(ctx, batch).Close()
}

// sendOne sends a single statement.
func sendOne(ctx context.Context, conn *pgx.Conn, one statement) error {
	rows, err := conn.Query(ctx, one.sql, one.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	return one.read(rows)
}

// each reads every row with one function.
func each(read func(c *cells)) func(pgx.Rows) error {
	return func(rows pgx.Rows) error {
		var c cells
		for rows.Next() {
			c.values = rows.RawValues()
			if read(&c); c.err != nil {
				return c.err
			}
		}
		return rows.Err()
	}
}

// into reads every row into a list.
func into[T any](list *[]T, from func(*cells) T) func(pgx.Rows) error {
	return func(rows pgx.Rows) error {
		*list = nil
		return each(func(c *cells) { *list = append(*list, from(c)) })(rows)
	}
}
