package postgres

import (
	"context"
	"fmt"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// environment finds an environment by name.
func (s *Store) environment(ctx context.Context, id tenancy.EnvironmentID) (*environment, error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if known, ok := s.known.Load(id); ok {
		return known.(*environment), nil
	}
	var numbers []int64
	if isStorable(string(id)) {
		err := s.read(ctx, statement{
			sql: "SELECT number FROM environments WHERE id = $1", args: []any{string(id)},
			read: into(&numbers, (*cells).number),
		})
		if err != nil {
			return nil, fmt.Errorf("find the environment: %w", err)
		}
	}
	if len(numbers) == 0 {
		return nil, store.ErrNoEnvironment
	}
	known, _ := s.known.LoadOrStore(id, &environment{number: int32(numbers[0]), turns: newTurns()})
	return known.(*environment), nil
}

// Environments lists all environments by ID.
func (s *Store) Environments(ctx context.Context) ([]tenancy.Environment, error) {
	var all []tenancy.Environment
	err := s.read(ctx, statement{
		sql:  "SELECT id, name, created_at FROM environments ORDER BY id",
		read: into(&all, environmentFrom),
	})
	if err != nil {
		return nil, fmt.Errorf("list the environments: %w", err)
	}
	return all, nil
}

// CreateEnvironment makes an environment and whatever fn adds to it, in one transaction.
func (s *Store) CreateEnvironment(ctx context.Context, made tenancy.Environment, fn func(store.Tx) error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	m := newMember(ctx, s, &environment{turns: newTurns()})
	return s.updateAlone(m, func(m *member) error {
		if err := m.insertEnvironment(made); err != nil {
			return err
		}
		return fn(m)
	})
}

// insertEnvironment adds an environment, in which the member goes on.
func (m *member) insertEnvironment(made tenancy.Environment) error {
	policy, err := encodeEnvironmentPolicy(session.EnvironmentPolicy{})
	if err != nil {
		return err
	}
	number, err := written(m, (*cells).number, `INSERT INTO environments (id, name, created_at, policy)
		VALUES ($1, $2, $3, $4::text::json) RETURNING number`,
		storable(string(made.ID)), storable(made.Name), timeValue(made.CreatedAt), string(policy))
	m.number = int32(number)
	return err
}
