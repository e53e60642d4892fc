//go:build unix

package pgtest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
)

// thawer thaws processes when its input ends. Frozen ones cannot notice by themselves that their test is gone.
const thawer = `read -r word; kill -CONT "$@"`

// Pause freezes the server with all its connections: they stay open, and nothing answers.
func (s *Server) Pause(tb testing.TB) {
	tb.Helper()
	if s.thaw != nil || s.running == nil {
		return
	}
	// The server first: from then on it makes no children, and the list of them is complete.
	if err := syscall.Kill(s.running.id, syscall.SIGSTOP); err != nil {
		tb.Fatalf("freeze PostgreSQL: %v", err)
	}
	arguments := []string{"-c", thawer, "thawer", strconv.Itoa(s.running.id)}
	for _, pid := range children(s.running.id) {
		_ = syscall.Kill(pid, syscall.SIGSTOP) // one that has just ended is as still as a frozen one
		arguments = append(arguments, strconv.Itoa(pid))
	}
	helper := exec.Command("sh", arguments...)
	input, err := helper.StdinPipe()
	if err == nil {
		err = helper.Start()
	}
	if err != nil {
		tb.Fatalf("prepare to thaw PostgreSQL: %v", err)
	}
	s.thaw = func() {
		_ = input.Close()
		_ = helper.Wait() // it complains about processes that have ended
	}
}

// Resume thaws a paused server.
func (s *Server) Resume(tb testing.TB) {
	tb.Helper()
	if s.thaw != nil {
		s.thaw()
		s.thaw = nil
	}
}

// children lists the processes that a process has started: of PostgreSQL, one per connection and a few in the
// background. Without /proc the list is empty: then only new connections are frozen.
func children(parent int) []int {
	var found []int
	stats, _ := filepath.Glob("/proc/[0-9]*/stat") // only a malformed pattern is an error
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		// After the name, which is in parentheses and may hold anything: the state, then the parent.
		fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:])
		if len(fields) > 1 && string(fields[1]) == strconv.Itoa(parent) {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path))) // the pattern says that it is a number
			found = append(found, pid)
		}
	}
	return found
}
