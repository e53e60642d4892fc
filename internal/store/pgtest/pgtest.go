//go:build unix

package pgtest

import (
	"crypto/rand"
	"os"
	"strings"
	"sync"
	"testing"
)

// serverVariable names, in the process environment, the URL of a server to use instead of starting one. Its user
// must be allowed to create databases.
const serverVariable = "SOJOURN_TEST_POSTGRES"

// Config is what a server can be asked to be.
type Config struct {
	// Fsync makes commits survive a power failure, as in production. Tests of anything else run faster without.
	Fsync bool
}

// Start gives a test an empty database of its own and returns its URL. All tests of the process with the same
// Config share one server, which ends with the process: there is nothing to stop. Without an installed PostgreSQL
// the test is skipped; where CI is set it fails instead.
func Start(tb testing.TB, config Config) string {
	tb.Helper()
	base, err := sharedServer(config)
	if err != nil {
		missing(tb, err)
	}
	name := "test_" + strings.ToLower(rand.Text())
	if err := execute(base, "CREATE DATABASE "+name); err != nil {
		tb.Fatalf("make a database for the test: %v", err)
	}
	tb.Cleanup(func() {
		if err := execute(base, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			tb.Errorf("drop the test's database: %v", err)
		}
	})
	return database(base, name)
}

// New starts a server for one test alone, which may stop and freeze it.
func New(tb testing.TB, config Config) *Server {
	tb.Helper()
	server, err := newServer(config)
	if err != nil {
		missing(tb, err)
	}
	tb.Cleanup(func() {
		server.Resume(tb)
		server.discard(tb)
	})
	return server
}

// shared holds the servers that have been started for the tests of this process. Tests have no root that could
// hold them.
var shared struct {
	sync.Mutex
	urls map[Config]string
}

// sharedServer is the URL of the server that all tests with this config share.
func sharedServer(config Config) (string, error) {
	if url := os.Getenv(serverVariable); url != "" {
		return url, nil
	}
	shared.Lock()
	defer shared.Unlock()
	if url := shared.urls[config]; url != "" {
		return url, nil
	}
	server, err := newServer(config)
	if err != nil {
		return "", err
	}
	if shared.urls == nil {
		shared.urls = make(map[Config]string)
	}
	shared.urls[config] = server.URL()
	return server.URL(), nil
}

// missing ends a test that cannot have its server.
func missing(tb testing.TB, err error) {
	tb.Helper()
	if os.Getenv("CI") != "" {
		tb.Fatalf("PostgreSQL is needed: %v", err)
	}
	tb.Skipf("PostgreSQL is needed: %v", err)
}
