package postgres

import (
	"context"

	"time"

	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

const selectAPIKeys = "SELECT " + apiKeyColumns + " FROM api_keys WHERE environment = $1"

// APIKey reads one key, in one statement.
func (s *Store) APIKey(ctx context.Context, environment tenancy.EnvironmentID, id uid.UID) (key store.APIKey, found bool, err error) {
	e, err := s.environment(ctx, environment)
	if err != nil {
		return key, false, err
	}
	return reader{decoder: s.decoder, number: e.number, query: func(one statement) error { return s.read(ctx, one) }}.APIKey(id)
}

// APIKey reads one key.
func (r reader) APIKey(id uid.UID) (store.APIKey, bool, error) {
	return one(r, apiKeyFrom, selectAPIKeys+" AND id = $2", r.number, idValue(id))
}

// APIKeys lists all keys, oldest first.
func (r reader) APIKeys() ([]store.APIKey, error) {
	return many(r, apiKeyFrom, selectAPIKeys+" ORDER BY created_at, id", r.number)
}

// SealedKeys lists the environment's secret keys, oldest first.
func (r reader) SealedKeys() ([]store.SealedKey, error) {
	return many(r, sealedKeyFrom, "SELECT "+sealedKeyColumns+`
		FROM sealed_keys WHERE environment = $1 ORDER BY created_at, id`, r.number)
}

// Events lists events by ID.
func (r reader) Events(page store.Page) ([]event.Event, error) {
	after, err := pageStart(page)
	if err != nil {
		return nil, err
	}
	return many(r, eventFrom, "SELECT "+eventColumns+`
		FROM events WHERE environment = $1 AND id > $2 ORDER BY id LIMIT $3`, r.number, after, page.Limit)
}

// LatestTime is the latest time of any event that has ever been appended. IDs of events sort by their times.
func (r reader) LatestTime() (time.Time, error) {
	latest, _, err := one(r, (*cells).time, `SELECT greatest(latest_event_at,
			(SELECT at FROM events WHERE environment = $1 ORDER BY id DESC LIMIT 1))
		FROM environments WHERE number = $1`, r.number)
	return latest, err
}
