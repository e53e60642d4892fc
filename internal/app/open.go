package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/store/postgres"
	"github.com/sojourn-auth/sojourn/internal/store/sqlite"
	"github.com/sojourn-auth/sojourn/internal/token"
)

func (c StoreConfig) databaseFile() string { return filepath.Join(c.folder(), "sojourn.db") }

// open opens the store, brings its tables up to date, and makes what opens the secrets in it.
func (c StoreConfig) open(ctx context.Context) (store.Store, *token.Sealer, error) {
	if c.Database == "" {
		if err := os.MkdirAll(c.folder(), 0o700); err != nil {
			return nil, nil, fmt.Errorf("make the data folder: %w", err)
		}
	}
	sealer, err := c.sealer()
	if err != nil {
		return nil, nil, err
	}
	opened, err := c.openStore(ctx)
	if err != nil {
		return nil, nil, err
	}
	return opened, sealer, nil
}

func (c StoreConfig) openStore(ctx context.Context) (store.Store, error) {
	if c.Database != "" {
		return postgres.Open(ctx, postgres.Config{URL: c.Database})
	}
	return sqlite.Open(ctx, sqlite.Config{Path: c.databaseFile()})
}
