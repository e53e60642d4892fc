//go:build unix

package pgtest

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// Server is one throw-away PostgreSQL. What was committed survives Stop and Start.
type Server struct {
	folder   string // holds the data and the socket
	binaries string
	as       *syscall.Credential
	config   Config
	running  *process
	thaw     func() // nil unless frozen
}

// newServer makes the data of a server, and starts it.
func newServer(config Config) (*Server, error) {
	programs, err := binaries()
	if err != nil {
		return nil, err
	}
	as, err := account()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "pgtest")
	if err != nil {
		return nil, fmt.Errorf("make a folder for PostgreSQL: %w", err)
	}
	s := &Server{folder: folder, binaries: programs, as: as, config: config}
	if err := s.initialize(); err != nil {
		_ = os.RemoveAll(folder)
		return nil, err
	}
	return s, s.start()
}

func (s *Server) initialize() error {
	if s.as != nil {
		if err := os.Chown(s.folder, int(s.as.Uid), int(s.as.Gid)); err != nil {
			return fmt.Errorf("hand the folder to the server's account: %w", err)
		}
	}
	initdb := command(s.folder, s.as, filepath.Join(s.binaries, "initdb"), "--pgdata=data", "--username=sojourn",
		"--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", "--no-instructions")
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return nil
}

func (s *Server) start() (err error) {
	durable := "off"
	if s.config.Fsync {
		durable = "on"
	}
	s.running, err = launch(s.folder, s.as, filepath.Join(s.binaries, "postgres"), "-D", "data",
		"-c", "listen_addresses=", // reached only by the socket, in a folder that is the server's own
		"-c", "unix_socket_directories="+s.folder,
		"-c", "max_connections=300",
		"-c", "max_wal_size=4GB",
		"-c", "fsync="+durable,
		"-c", "full_page_writes="+durable)
	return err
}

// URL is where the server is reached: a database that is empty at first. It stays the same over Stop and Start.
func (s *Server) URL() string {
	return "postgres://sojourn@/postgres?" + url.Values{"host": {s.folder}}.Encode()
}

// Stop ends the server as a crash would: at once, in the middle of whatever is under way.
func (s *Server) Stop(tb testing.TB) {
	tb.Helper()
	if s.running == nil {
		return
	}
	if err := s.running.stop(true); err != nil {
		tb.Fatal(err)
	}
	s.running = nil
}

// Start brings a stopped server back.
func (s *Server) Start(tb testing.TB) {
	tb.Helper()
	if s.running != nil {
		return
	}
	if err := s.start(); err != nil {
		tb.Fatal(err)
	}
}

// discard ends the server and deletes its data.
func (s *Server) discard(tb testing.TB) {
	if s.running != nil {
		if err := s.running.stop(false); err != nil {
			tb.Error(err)
		}
	}
	if err := os.RemoveAll(s.folder); err != nil {
		tb.Error(err)
	}
}
