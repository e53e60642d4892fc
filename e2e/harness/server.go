package harness

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// patience bounds what is waited for on a busy machine.
const patience = 30 * time.Second

// publicURL is by what clients are told to reach every server. The port is another one after each start, and the
// issuer must not be.
const publicURL = "http://localhost"

// Options say which server to start.
type Options struct {
	Engine Engine   // SQLite when empty
	Data   string   // folder; a fresh one when empty
	URL    string   // of the PostgreSQL database; one of the test's own when empty
	Flags  []string // more flags of serve
	Env    []string // more of the process environment
	// Program is the file to run; the program as it is released when empty.
	Program string

	demo bool
}

// Server is a running program.
type Server struct {
	suite   *Suite
	tb      testing.TB
	options Options
	data    string
	db      string // URL of PostgreSQL; empty with SQLite

	process *exec.Cmd
	exited  chan struct{} // closed when the process is gone
	written *output
	paper   *os.File
	said    *output // by a demo, for its operator alone
	address atomic.Pointer[string]
	metrics string
	client  *http.Client
}

// Start runs a server until the end of the test.
func (s *Suite) Start(tb testing.TB, o Options) *Server {
	tb.Helper()
	if o.Engine == "" {
		o.Engine = SQLite
	}
	server := &Server{suite: s, tb: tb, options: o, data: o.Data, db: o.URL, paper: s.paper(tb, "output")}
	server.client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256, DisableCompression: true}}
	if server.data == "" {
		server.data = s.newFolder(tb)
	}
	if server.options.Program == "" {
		server.options.Program = s.Program(tb)
	}
	if o.Engine == PostgreSQL && server.db == "" {
		server.db = database(tb)
	}
	if o.Engine == PostgreSQL {
		server.makeMasterKey()
	}
	server.written, server.said = &output{file: server.paper}, &output{file: io.Discard}
	tb.Cleanup(server.finish)
	server.launch()
	return server
}

var (
	readyLine   = regexp.MustCompile(`msg=ready .*address=(\S+)`)
	signInLine  = regexp.MustCompile(`^Sign in as .* to see`) // the last that a demo tells
	metricsLine = regexp.MustCompile(`msg="metrics are served" address=(\S+)`)
)

// launch starts the process and waits until it answers.
func (s *Server) launch() {
	s.tb.Helper()
	if err := s.tryLaunch(); err != nil {
		s.tb.Fatalf("%v\n%s", err, s.written)
	}
}

func (s *Server) tryLaunch() error {
	cmd := exec.Command(s.options.Program, append([]string{"serve"}, s.flags()...)...)
	cmd.Env = append(cleanEnvironment(), s.options.Env...)
	cmd.Stdout, cmd.Stderr = s.written, s.written
	if s.options.demo { // says how to sign in
		cmd.Dir, cmd.Stdout = s.tb.TempDir(), s.said
	}
	said := s.said.line(signInLine)
	ready, metrics := s.written.line(readyLine), s.written.line(metricsLine)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start the server: %w", err)
	}
	exited := make(chan struct{})
	s.process, s.exited = cmd, exited
	go func() {
		defer close(exited)
		_ = cmd.Wait() // how it ended is in ProcessState
	}()
	select {
	case found := <-ready:
		s.address.Store(&found[1])
	case <-exited:
		return fmt.Errorf("the server ended while it started: %s", cmd.ProcessState)
	case <-time.After(patience):
		return fmt.Errorf("the server was not ready after %s", patience)
	}
	s.metrics = (<-metrics)[1]
	if s.options.demo {
		<-said
	}
	if key, err := os.ReadFile(s.masterKey()); err == nil {
		s.suite.Secrets.Add("master key", strings.TrimSpace(string(key)))
	}
	return nil
}

func (s *Server) flags() []string {
	if s.options.demo {
		return []string{"--demo", "--addr=127.0.0.1:0", "--metrics-addr=127.0.0.1:0"}
	}
	flags := append(s.where(), "--addr=127.0.0.1:0", "--metrics-addr=127.0.0.1:0", "--public-url="+publicURL, "--log-level=debug")
	return append(flags, s.options.Flags...)
}

// where names the store, as every command of the program needs it.
func (s *Server) where() []string {
	if s.db != "" {
		return []string{"--database=" + s.db, "--master-key=" + s.masterKey()}
	}
	return []string{"--data=" + s.data}
}

func (s *Server) masterKey() string { return filepath.Join(s.data, "master.key") }

// cleanEnvironment is that of the tests without what would configure the program.
func cleanEnvironment() []string {
	var env []string
	for _, one := range os.Environ() {
		if !strings.HasPrefix(one, "SOJOURN_") {
			env = append(env, one)
		}
	}
	return env
}

// Address is where the server listens.
func (s *Server) Address() string { return *s.address.Load() }

// PID is the process.
func (s *Server) PID() int { return s.process.Process.Pid }

// Data is the folder of the embedded database.
func (s *Server) Data() string { return s.data }

// Kill ends the process in the middle of whatever it does.
func (s *Server) Kill() {
	s.tb.Helper()
	if err := s.process.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		s.tb.Fatalf("kill the server: %v", err)
	}
	<-s.exited
	s.client.CloseIdleConnections()
}

// Stop asks the process to end, and fails the test unless it does so in an orderly way.
func (s *Server) Stop() {
	s.tb.Helper()
	if err := s.stop(); err != nil {
		s.tb.Fatalf("%v\n%s", err, s.written)
	}
}

// orderly is how long an orderly end may take.
const orderly = 15 * time.Second

func (s *Server) stop() error {
	if err := s.process.Process.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("ask the server to stop: %w", err)
	}
	select {
	case <-s.exited:
	case <-time.After(orderly):
		_ = s.process.Process.Kill()
		<-s.exited
		return fmt.Errorf("the server did not stop within %s of being asked", orderly)
	}
	s.client.CloseIdleConnections()
	if code := s.process.ProcessState.ExitCode(); code != 0 {
		return fmt.Errorf("the server that was asked to stop ended with status %d, want 0", code)
	}
	return nil
}

// Restart starts the process again, over the same store, after Kill or Stop.
func (s *Server) Restart() {
	s.tb.Helper()
	s.launch()
}

// TryRestart is Restart for a server that may refuse to start. The error says why; its output is in Output.
func (s *Server) TryRestart() error { return s.tryLaunch() }

// Output is the last lines that the server has written.
func (s *Server) Output() string { return s.written.String() }

// Wrong is the lines with which the server has said that something went wrong.
func (s *Server) Wrong() []string { return s.written.wrong() }

// Await waits until the server writes a line that matches, and calls during meanwhile.
func (s *Server) Await(pattern string, during func()) {
	s.tb.Helper()
	line := s.written.line(regexp.MustCompile(pattern))
	during()
	select {
	case <-line:
	case <-time.After(patience):
		s.tb.Fatalf("the server did not write a line like %q within %s; its last lines are\n%s", pattern, patience, s.written)
	}
}

// running tells whether the process is there.
func (s *Server) running() bool {
	if s.process == nil {
		return false
	}
	select {
	case <-s.exited:
		return false
	default:
		return true
	}
}

// Metrics is what the server tells Prometheus.
func (s *Server) Metrics() string {
	s.tb.Helper()
	answer, err := s.client.Get("http://" + s.metrics + "/metrics")
	if err != nil {
		s.tb.Fatalf("read the metrics: %v", err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		s.tb.Fatalf("read the metrics: %v", err)
	}
	return string(text)
}

// finish ends the server at the end of its test, keeps what it has written, and searches what it leaves for secrets.
func (s *Server) finish() {
	if s.running() {
		s.suite.File(s.tb, "metrics", []byte(s.Metrics()))
		if err := s.stop(); err != nil {
			s.tb.Errorf("%v\n%s", err, s.written)
		}
	}
	if wrong := s.Wrong(); s.tb.Failed() && len(wrong) > 0 {
		s.tb.Logf("the server wrote:\n%s", strings.Join(wrong, "\n"))
	}
	if err := s.paper.Close(); err != nil {
		s.tb.Errorf("keep the server's output: %v", err)
	}
	if s.options.Engine == SQLite {
		s.searchFiles()
	}
	if s.options.Data == "" {
		if err := os.RemoveAll(s.data); err != nil {
			s.tb.Errorf("delete the server's data: %v", err)
		}
	}
}

// searchFiles searches the files of the embedded database, byte by byte, for secrets.
func (s *Server) searchFiles() {
	files, _ := filepath.Glob(filepath.Join(s.data, "*")) // only a malformed pattern is an error
	for _, file := range files {
		if file == s.masterKey() {
			continue
		}
		found, _, err := s.suite.Secrets.SearchFile(file)
		if err != nil {
			s.tb.Error(err)
		}
		for kind, times := range found {
			s.suite.leak("%s: the file %s holds a %s %d times", s.tb.Name(), filepath.Base(file), kind, times)
		}
	}
}

// StartDemo runs a server with demo data, in an empty folder and with nothing configured, until the end of the test.
// It returns what the demo tells its operator.
func (s *Suite) StartDemo(tb testing.TB) (*Server, string) {
	tb.Helper()
	server := s.Start(tb, Options{demo: true})
	return server, server.said.String()
}
