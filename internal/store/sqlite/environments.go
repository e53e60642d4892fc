package sqlite

import (
	"context"

	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

const (
	environmentNumberSQL = `SELECT no FROM environments WHERE id = ?1`
	environmentsSQL      = `SELECT id, name, created_at FROM environments ORDER BY id`
	insertEnvironmentSQL = `INSERT INTO environments (id, name, created_at) VALUES (?1, ?2, ?3)`
)

// number is the number of an environment, by which all tables name it.
func (s *Store) number(ctx context.Context, id tenancy.EnvironmentID) (number int64, err error) {
	s.numbersMutex.RLock()
	number, known := s.numbers[id]
	s.numbersMutex.RUnlock()
	if known {
		return number, ctx.Err()
	}
	found := false
	err = s.read(ctx, func(r reader) (err error) {
		found, err = r.prepare("look for the environment", environmentNumberSQL).bindText(string(id)).
			first(func(row *statement) { number = row.number() })
		return err
	})
	if err != nil {
		return 0, err
	}
	if !found {
		return 0, store.ErrNoEnvironment
	}
	s.numbersMutex.Lock()
	defer s.numbersMutex.Unlock()
	s.numbers[id] = number
	return number, nil
}

// CreateEnvironment makes an environment and runs fn in it.
func (s *Store) CreateEnvironment(ctx context.Context, environment tenancy.Environment, fn func(store.Tx) error) error {
	return s.writer.do(ctx, func(t *transaction) error {
		if err := t.begin(); err != nil {
			return err
		}
		err := t.prepare("insert an environment", insertEnvironmentSQL).
			bindText(string(environment.ID)).bindText(environment.Name).bindTime(environment.CreatedAt).run()
		if err != nil {
			return err
		}
		t.environment = t.conn.LastInsertRowID()
		return fn(t)
	})
}

// Environments lists all environments by ID.
func (s *Store) Environments(ctx context.Context) (environments []tenancy.Environment, err error) {
	err = s.read(ctx, func(r reader) error {
		return r.prepare("list environments", environmentsSQL).each(func(row *statement) {
			environments = append(environments, tenancy.Environment{
				ID: tenancy.EnvironmentID(row.text()), Name: row.text(), CreatedAt: row.time(),
			})
		})
	})
	return environments, err
}
