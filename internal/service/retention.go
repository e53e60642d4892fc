package service

import (
	"context"
	"time"

	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// retentionBatch is how many rows are deleted in one transaction: few, so that no lock is held for long.
const retentionBatch = 500

// attemptsKept is how long sign-in attempts are remembered.
const attemptsKept = 90 * 24 * time.Hour

// Retain deletes ended sessions, events and sign-in attempts that are older than they are to be kept, in batches.
func (s *Service) Retain(ctx context.Context, environment tenancy.EnvironmentID) error {
	now := s.now()
	for _, each := range []struct {
		before time.Time
		delete func(store.Tx, time.Time, int) (int, error)
	}{
		{now.Add(-s.SessionsKept), store.Tx.DeleteEndedSessions},
		{now.Add(-s.EventsKept), store.Tx.DeleteEvents},
		{now.Add(-attemptsKept), store.Tx.DeleteAttempts},
	} {
		for deleted := retentionBatch; deleted == retentionBatch; {
			err := s.update(ctx, environment, func(tx store.Tx) (err error) {
				deleted, err = each.delete(tx, each.before, retentionBatch)
				return err
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}
