package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// machine is what the figures were taken on.
type machine struct {
	processor, system, memory string
	sqlite, postgres          string
	load                      string // how many processes wanted a processor when the run began
	at                        time.Time
	took                      time.Duration
}

func describeMachine() machine {
	return machine{
		processor: firstValue("/proc/cpuinfo", "model name"), memory: memorySize(),
		system: systemVersion(), sqlite: sqliteVersion(), postgres: "not measured", load: loadAverage(), at: time.Now().UTC(),
	}
}

// firstValue reads one value of a file with lines of the form "key : value".
func firstValue(file, key string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return "unknown"
	}
	for line := range strings.Lines(string(text)) {
		if name, value, found := strings.Cut(line, ":"); found && strings.TrimSpace(name) == key {
			return strings.Join(strings.Fields(value), " ")
		}
	}
	return "unknown"
}

func memorySize() string {
	kilobytes, err := strconv.ParseFloat(strings.TrimSuffix(firstValue("/proc/meminfo", "MemTotal"), " kB"), 64)
	if err != nil {
		return "unknown memory"
	}
	return fmt.Sprintf("%.0f GiB", kilobytes/(1<<20))
}

func systemVersion() string {
	text, err := os.ReadFile("/proc/sys/kernel/osrelease")
	if err != nil {
		return runtime.GOOS
	}
	return "Linux " + strings.TrimSpace(string(text))
}

func sqliteVersion() (version string) {
	conn, err := sqlite.OpenConn(":memory:")
	if err != nil {
		return "unknown"
	}
	defer func() { _ = conn.Close() }()
	_ = sqlitex.ExecuteTransient(conn, "SELECT sqlite_version()", &sqlitex.ExecOptions{
		ResultFunc: func(stmt *sqlite.Stmt) error {
			version = stmt.ColumnText(0)
			return nil
		},
	})
	return version
}

// loadAverage is that of the last five minutes.
func loadAverage() string {
	text, err := os.ReadFile("/proc/loadavg")
	if fields := strings.Fields(string(text)); err == nil && len(fields) > 1 {
		return fields[1]
	}
	return "unknown"
}

// String is a list in Markdown.
func (m machine) String() string {
	return fmt.Sprintf(`- %s, %d processors, %s; %s; %s %s/%s
- SQLite %s (in Go, without cgo), PostgreSQL %s
- %s, in %s; load average of the five minutes before: %s
`, m.processor, runtime.NumCPU(), m.memory, m.system, runtime.Version(), runtime.GOOS, runtime.GOARCH,
		m.sqlite, m.postgres, m.at.Format("2006-01-02"), m.took.Round(time.Second), m.load)
}
