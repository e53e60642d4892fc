//go:build unix

package pgtest

import (
	"context"
	"fmt"
	"net/url"

	"github.com/jackc/pgx/v5"
)

// execute runs one statement on a server.
func execute(where, statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, where)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}

// database is the URL of another database of the same server.
func database(base, name string) string {
	parsed, err := url.Parse(base)
	if err != nil {
		return base // which fails with the reason as soon as it is used
	}
	parsed.Path = "/" + name
	return parsed.String()
}
