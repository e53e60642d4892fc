package harness

import (
	"os"
	"testing"
)

// Log is everything that the server has written so far.
func (s *Server) Log(tb testing.TB) string {
	tb.Helper()
	text, err := os.ReadFile(s.paper.Name())
	if err != nil {
		tb.Fatalf("read the server's output: %v", err)
	}
	return string(text)
}
