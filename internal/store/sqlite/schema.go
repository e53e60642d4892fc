package sqlite

import (
	"context"
	"embed"
	"fmt"

	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/sojourn-auth/sojourn/internal/store/migrate"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrateSchema brings the schema up to this program's.
func migrateSchema(ctx context.Context, c *connection) error {
	steps, err := migrate.Read(migrations, "migrations")
	if err != nil {
		return err
	}
	if _, err := migrate.Run(ctx, schema{c}, steps); err != nil {
		return fmt.Errorf("migrate the database: %w", err)
	}
	return nil
}

// schema is a database that is to be migrated.
type schema struct{ *connection }

// WhileLocked only calls fn: the file already belongs to this process.
func (s schema) WhileLocked(_ context.Context, fn func() error) error { return fn() }

func (s schema) Applied(context.Context) (applied []migrate.Applied, err error) {
	err = s.execute("make the table of migrations", `
		CREATE TABLE IF NOT EXISTS migrations (
			version INTEGER PRIMARY KEY, name TEXT NOT NULL, sum TEXT NOT NULL
		) STRICT`)
	if err != nil {
		return nil, err
	}
	err = s.prepare("list migrations", `SELECT version, name, sum FROM migrations ORDER BY version`).
		each(func(row *statement) {
			applied = append(applied, migrate.Applied{Version: int(row.number()), Name: row.text(), Sum: row.text()})
		})
	return applied, err
}

func (s schema) Apply(_ context.Context, step migrate.Step) (err error) {
	end, err := sqlitex.ImmediateTransaction(s.conn)
	if err != nil {
		return failure("begin", err)
	}
	defer end(&err)
	if err := sqlitex.ExecuteScript(s.conn, step.SQL, nil); err != nil {
		return failure("run", err)
	}
	return s.prepare("remember", `INSERT INTO migrations (version, name, sum) VALUES (?1, ?2, ?3)`).
		bindNumber(int64(step.Version)).bindText(step.Name).bindText(step.Sum()).run()
}
