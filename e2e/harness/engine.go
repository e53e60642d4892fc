package harness

import (
	"crypto/rand"
	"encoding/base64"
	"os"
	"testing"

	"github.com/sojourn-auth/sojourn/internal/store/pgtest"
)

// Engine is a database that the program can keep everything in.
type Engine string

// The engines.
const (
	SQLite     Engine = "SQLite"
	PostgreSQL Engine = "PostgreSQL"
)

// Engines is all of them.
func Engines() []Engine { return []Engine{SQLite, PostgreSQL} }

// OnEach runs a test on every engine.
func OnEach(t *testing.T, test func(t *testing.T, engine Engine)) {
	for _, engine := range Engines() {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			test(t, engine)
		})
	}
}

// database is the URL of an empty PostgreSQL database of the test's own. Commits need not survive a power failure:
// the tests end processes, not machines.
func database(tb testing.TB) string {
	tb.Helper()
	return pgtest.Start(tb, pgtest.Config{})
}

// makeMasterKey makes the key that a server on PostgreSQL must be given.
func (s *Server) makeMasterKey() {
	s.tb.Helper()
	if _, err := os.Stat(s.masterKey()); err == nil {
		return
	}
	if err := os.MkdirAll(s.data, 0o700); err != nil {
		s.tb.Fatalf("make the folder of the master key: %v", err)
	}
	key := make([]byte, 32)
	rand.Read(key)
	if err := os.WriteFile(s.masterKey(), []byte(base64.StdEncoding.EncodeToString(key)), 0o600); err != nil {
		s.tb.Fatalf("make the master key: %v", err)
	}
}
