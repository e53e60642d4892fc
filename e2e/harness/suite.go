package harness

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// Suite is one run of the tests: the program that they test, all that it has written, and the secrets that must not
// be in there.
type Suite struct {
	Secrets *Secrets

	folder string // of everything that lives as long as the run
	build  func() (string, error)
	timed  func() (string, error) // builds the program whose clock can be set
	mu     sync.Mutex
	papers []string // files with what the program has written
	leaks  []string
}

// programVariable names, in the process environment, a program to test instead of building one: a release, say.
const programVariable = "SOJOURN_E2E_PROGRAM"

// NewSuite begins a run.
func NewSuite() (*Suite, error) {
	folder, err := os.MkdirTemp("", "sojourn-e2e-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for the run: %w", err)
	}
	s := &Suite{Secrets: NewSecrets(), folder: folder}
	s.build = sync.OnceValues(func() (string, error) {
		if file := os.Getenv(programVariable); file != "" {
			return file, nil
		}
		return Build(filepath.Join(folder, "sojourn"))
	})
	s.timed = sync.OnceValues(func() (string, error) { return BuildTimed(folder) })
	return s, nil
}

// Build makes the program from the sources beside this module, as a release is made: static, without cgo.
func Build(file string, flags ...string) (string, error) {
	args := append([]string{"build", "-trimpath", "-buildvcs=false", "-o", file}, flags...)
	cmd := exec.Command("go", append(args, "./cmd/sojourn")...)
	cmd.Dir = ".." // of the tests' folder
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return file, nil
}

// Program is the file of the program, built on first use.
func (s *Suite) Program(tb testing.TB) string {
	tb.Helper()
	file, err := s.build()
	if err != nil {
		tb.Fatal(err)
	}
	return file
}

// newFolder makes a folder for a server's data. Its name is short, because it holds a socket, too.
func (s *Suite) newFolder(tb testing.TB) string {
	tb.Helper()
	folder, err := os.MkdirTemp(s.folder, "d")
	if err != nil {
		tb.Fatalf("make a folder for the data: %v", err)
	}
	return folder
}

// Folder is where files go that are built once for the run.
func (s *Suite) Folder() string { return s.folder }

// paper opens a new file for something that the program writes; it is searched for secrets at the end of the run.
func (s *Suite) paper(tb testing.TB, kind string) *os.File {
	tb.Helper()
	file, err := os.CreateTemp(s.folder, kind+"-*.txt")
	if err != nil {
		tb.Fatalf("open a file for the program's %s: %v", kind, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.papers = append(s.papers, file.Name())
	return file
}

// File keeps a text that the program has given out, to be searched at the end.
func (s *Suite) File(tb testing.TB, kind string, text []byte) {
	tb.Helper()
	file := s.paper(tb, kind)
	_, err := file.Write(text)
	if err = errors.Join(err, file.Close()); err != nil {
		tb.Fatalf("keep the program's %s: %v", kind, err)
	}
}

// leak notes a secret that was found where none must be.
func (s *Suite) leak(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.leaks = append(s.leaks, fmt.Sprintf(format, args...))
}

// Scan searches everything that was written for every secret that was ever handed out, and returns what it found.
func (s *Suite) Scan() (leaks []string, searched int64, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	leaks = s.leaks
	for _, paper := range s.papers {
		found, size, err := s.Secrets.SearchFile(paper)
		if err != nil {
			return leaks, searched, err
		}
		searched += size
		for kind, times := range found {
			leaks = append(leaks, fmt.Sprintf("%s holds a %s %d times", filepath.Base(paper), kind, times))
		}
	}
	return leaks, searched, nil
}

// Close deletes what the run has left.
func (s *Suite) Close() error { return os.RemoveAll(s.folder) }
