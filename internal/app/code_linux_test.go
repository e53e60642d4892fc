package app

import (
	"os"
	"strconv"
	"strings"
	"testing"
)

// resident is how much of files is in the memory of this process, in KiB.
func resident(t *testing.T) int {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "RssFile:")
	text, _, _ := strings.Cut(strings.TrimSpace(rest), " kB")
	size, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return size
}

func TestCodeIsLetGoOfAndComesBack(t *testing.T) { //nolint:paralleltest // others would fetch it back
	before := resident(t)
	if err := letGoOfCode(); err != nil {
		t.Fatal(err)
	}
	after := resident(t)
	if after > before-1024 {
		t.Errorf("of files, %d KiB were in memory, and %d KiB after letting go", before, after)
	}
}
