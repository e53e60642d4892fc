package postgres_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func pgTicks() (n int64) {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, p := range stats {
		b, err := os.ReadFile(p)
		if err != nil || !strings.Contains(string(b), "(postgres)") {
			continue
		}
		cmd, _ := os.ReadFile(filepath.Dir(p) + "/cmdline")
		if !strings.Contains(string(cmd), "test_") {
			continue
		}
		f := strings.Fields(string(b[strings.LastIndexByte(string(b), ')')+1:]))
		var u, s int64
		fmt.Sscan(f[11], &u)
		fmt.Sscan(f[12], &s)
		n += u + s
	}
	return n
}

func selfCPU() int64 {
	var r syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return r.Utime.Nano() + r.Stime.Nano()
}

func reportCPU(b *testing.B, f func()) {
	p, g := pgTicks(), selfCPU()
	f()
	b.ReportMetric(float64(pgTicks()-p)*1e4/float64(b.N), "pg-µs/op")
	b.ReportMetric(float64(selfCPU()-g)/1e3/float64(b.N), "go-µs/op")
}
