package postgres

import (
	"context"
	"embed"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/store/migrate"
)

//go:embed migrations
var migrationFiles embed.FS

// migrationLock is the key of the session's advisory lock under which the schema is migrated.
const migrationLock int64 = 0x736f6a6f75726e // "sojourn"

// migrateSchema brings the schema of a database up to date. Several nodes may do it at once: one does the work.
func migrateSchema(ctx context.Context, config *pgx.ConnConfig) error {
	steps, err := migrate.Read(migrationFiles, "migrations")
	if err != nil {
		return err
	}
	config = config.Copy()
	for _, limit := range []string{"statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"} {
		config.RuntimeParams[limit] = "0" // a large table, or another node's migration, takes its time
	}
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return fmt.Errorf("%w: connect: %w", store.ErrUnavailable, err)
	}
	// Closing the connection gives the lock back, whatever else has failed.
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if _, err := migrate.Run(ctx, schema{conn}, steps); err != nil {
		return fmt.Errorf("migrate the schema: %w", err)
	}
	return nil
}

// schema is the target of a migration.
type schema struct{ conn *pgx.Conn }

// WhileLocked runs fn while no other program migrates the database.
func (s schema) WhileLocked(ctx context.Context, fn func() error) (err error) {
	if _, err := s.conn.Exec(ctx, "SELECT pg_advisory_lock($1)", migrationLock); err != nil {
		return fmt.Errorf("wait for the migration lock: %w", err)
	}
	defer func() {
		if _, unlock := s.conn.Exec(ctx, "SELECT pg_advisory_unlock($1)", migrationLock); unlock != nil {
			err = errors.Join(err, fmt.Errorf("give back the migration lock: %w", unlock))
		}
	}()
	return fn()
}

// Applied lists the steps that the database remembers, by version.
func (s schema) Applied(ctx context.Context) ([]migrate.Applied, error) {
	_, err := s.conn.Exec(ctx, `CREATE TABLE IF NOT EXISTS migrations (
		version integer PRIMARY KEY, name text NOT NULL, sum text NOT NULL)`)
	if err != nil {
		return nil, err
	}
	rows, err := s.conn.Query(ctx, "SELECT version, name, sum FROM migrations ORDER BY version")
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[migrate.Applied])
}

// Apply runs a step and remembers it, in one transaction.
func (s schema) Apply(ctx context.Context, step migrate.Step) error {
	return pgx.BeginFunc(ctx, s.conn, func(tx pgx.Tx) error {
		// Without arguments, the simple protocol takes several statements at once.
		if _, err := tx.Conn().PgConn().Exec(ctx, step.SQL).ReadAll(); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "INSERT INTO migrations (version, name, sum) VALUES ($1, $2, $3)",
			step.Version, step.Name, step.Sum())
		return err
	})
}
