package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/authn"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/store/sqlite"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/token"
)

// environment is where all measured sessions are.
const environment = tenancy.EnvironmentID("main")

// operator may do everything, as the command line may.
func operator() access.Principal {
	return access.Principal{Kind: access.Local, Environment: environment}
}

// inside is the use-cases without HTTP, in this process, put together as the server does it.
type inside struct {
	*service.Service
	store store.Store
}

func newInside(opened store.Store, masterKey string) (*inside, error) {
	text, err := os.ReadFile(masterKey)
	if err != nil {
		return nil, err
	}
	key, err := token.ParseMasterKey(string(text))
	if err != nil {
		return nil, err
	}
	sealer, err := token.NewSealer(key)
	if err != nil {
		return nil, err
	}
	hasher, err := authn.NewHasher(authn.HasherOptions{})
	if err != nil {
		return nil, err
	}
	return &inside{store: opened, Service: service.New(service.Config{
		Store: opened, Now: time.Now, Log: slog.New(slog.DiscardHandler), Hasher: hasher, Policy: authn.NewPolicy(), Sealer: sealer,
		Issuer:     func(id tenancy.EnvironmentID) string { return "http://127.0.0.1/e/" + string(id) },
		AccessLife: 5 * time.Minute, RefreshGrace: 30 * time.Second,
		KeyLife: 90 * 24 * time.Hour, SessionsKept: 90 * 24 * time.Hour, EventsKept: 365 * 24 * time.Hour,
	})}, nil
}

// The files of a data folder, as the server names them.
const (
	databaseFile  = "sojourn.db"
	masterKeyFile = "master.key"
)

// openSQLite opens the database of a data folder in this process.
func (b *bench) openSQLite(folder string) (*inside, error) {
	opened, err := sqlite.Open(b.ctx, sqlite.Config{Path: filepath.Join(folder, databaseFile)})
	if err != nil {
		return nil, err
	}
	in, err := newInside(opened, filepath.Join(folder, masterKeyFile))
	if err != nil {
		_ = opened.Close()
		return nil, err
	}
	return in, nil
}

// makeMasterKey puts a new master key into a folder.
func makeMasterKey(folder string) error {
	return os.WriteFile(filepath.Join(folder, masterKeyFile), []byte(token.GenerateMasterKey().Reveal()+"\n"), 0o600)
}

func (in *inside) close() { _ = in.store.Close() }
