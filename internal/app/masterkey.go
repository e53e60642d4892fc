package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/sojourn-auth/sojourn/internal/token"
)

// masterKeyFile is the name of the master key when it is kept beside the embedded database.
const masterKeyFile = "master.key"

// sealer makes what encrypts keys at rest. A key that is there is used; without one, the embedded database gets one
// of its own, in a file beside it that only its owner can read.
func (c StoreConfig) sealer() (*token.Sealer, error) {
	path := c.MasterKey
	if path == "" {
		if c.Database != "" {
			return nil, errors.New("--master-key must name a file: with PostgreSQL every node needs the same key (make one with: head -c 32 /dev/urandom | base64 > master.key)")
		}
		path = filepath.Join(c.folder(), masterKeyFile)
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && c.MasterKey == "" {
		if _, err := os.Stat(c.databaseFile()); err == nil {
			return nil, fmt.Errorf("the database %s is there, but its master key %s is not: put it back", c.databaseFile(), path)
		}
		return makeMasterKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("read the master key: %w", err)
	}
	if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("the master key %s can be read by others: chmod 600 it", path)
	}
	key, err := token.ParseMasterKey(string(text))
	if err != nil {
		return nil, fmt.Errorf("master key %s: %w", path, err)
	}
	return token.NewSealer(key)
}

func makeMasterKey(path string) (*token.Sealer, error) {
	key := token.GenerateMasterKey()
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("make the master key: %w", err)
	}
	_, err = file.WriteString(key.Reveal() + "\n")
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return nil, fmt.Errorf("make the master key: %w", err)
	}
	return token.NewSealer(key)
}
