package main

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/sojourn-auth/sojourn/internal/uid"
)

// plain is the floor on PostgreSQL: bare statements on a table with as many rows as there are sessions, of about 204
// bytes, with nothing but a key.
type plain struct {
	pool *pgxpool.Pool
	rows []uid.UID
}

// Like Sojourn's table, this one has room for the next version of a row beside it.
const plainTable = `CREATE TABLE plain (id uuid PRIMARY KEY, user_id uuid NOT NULL, n bigint NOT NULL, rest bytea NOT NULL) WITH (fillfactor = 80)`

// openPlain makes the table anew, in the database of a data set, to be asked over so many connections.
func (b *bench) openPlain(p *onPostgres, connections int) (*plain, error) {
	config, err := pgxpool.ParseConfig(p.url)
	if err != nil {
		return nil, err
	}
	config.MaxConns, config.MinConns = int32(connections), int32(connections)
	f := &plain{}
	if f.pool, err = pgxpool.NewWithConfig(b.ctx, config); err != nil {
		return nil, err
	}
	if err := f.fill(b.ctx, b.sizes.normal); err != nil {
		f.pool.Close()
		return nil, fmt.Errorf("fill the floor: %w", err)
	}
	return f, nil
}

func (f *plain) fill(ctx context.Context, count int) error {
	for _, statement := range []string{"DROP TABLE IF EXISTS plain", plainTable} {
		if _, err := f.pool.Exec(ctx, statement); err != nil {
			return err
		}
	}
	now, rest := time.Now(), make([]byte, 150)
	for i := range count {
		f.rows = append(f.rows, uid.New(now.Add(time.Duration(i-count)*time.Millisecond)))
	}
	_, err := f.pool.CopyFrom(ctx, pgx.Identifier{"plain"}, []string{"id", "user_id", "n", "rest"},
		pgx.CopyFromSlice(count, func(i int) ([]any, error) {
			return []any{[16]byte(f.rows[i]), [16]byte(uid.New(now)), int64(i), rest}, nil
		}))
	if err == nil {
		_, err = f.pool.Exec(ctx, "VACUUM ANALYZE plain")
	}
	return err
}

// read reads one row.
func (f *plain) read(ctx context.Context, id uid.UID) error {
	var user [16]byte
	var n int64
	var rest []byte
	return f.pool.QueryRow(ctx, "SELECT user_id, n, rest FROM plain WHERE id = $1", [16]byte(id)).Scan(&user, &n, &rest)
}

// write changes one row, in a transaction of its own.
func (f *plain) write(ctx context.Context, id uid.UID) error {
	_, err := f.pool.Exec(ctx, "UPDATE plain SET n = n + 1 WHERE id = $1", [16]byte(id))
	return err
}
