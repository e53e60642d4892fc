package main

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestMain lets the tests start themselves as the floor, as the program does.
func TestMain(m *testing.M) {
	if role(os.Args) {
		return
	}
	os.Exit(m.Run())
}

// This finds out whether everything that is measured works. Whether figures are met is not for a test: it would
// depend on what else the machine is doing.
func TestQuickRunFillsThePage(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program and starts servers")
	}
	folder := t.TempDir()
	file := filepath.Join(folder, "page.md")
	var progress bytes.Buffer
	if err := command(t.Context(), []string{"-quick", "-data", folder, "-out", file}, &progress); err != nil {
		t.Fatalf("command(-quick) = %v, want a page; it said:\n%s", err, &progress)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"quick run", "SQLite 3.",
		"## Check, on SQLite", "| throughput, both cores shared |",
		"## Check, on PostgreSQL", "## Create and refresh, on SQLite", "| create, over HTTP / bare engine |",
		"| p99 of refresh, without HTTP / p99 of fdatasync |", "one client |",
		"| refresh, over HTTP / bare engine, keys in order |", "## Create and refresh, on PostgreSQL",
		"## List of a user's sessions, on SQLite", "| list, over HTTP |",
		"## Start and footprint", "| start to ready, empty |", "| memory, idle and empty |", "| program |",
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(folder, "run-*")); len(left) > 0 {
		t.Errorf("the run has left %v", left)
	}
	if t.Failed() {
		t.Logf("the page:\n%s", text)
	}
}

func TestCommandRefusesUnknownParts(t *testing.T) {
	t.Parallel()
	err := command(t.Context(), []string{"-only", "check,dance"}, io.Discard)
	if err == nil || !strings.Contains(err.Error(), `"dance"`) {
		t.Errorf("command(-only check,dance) = %v, want an error that names dance", err)
	}
}

func TestExchangeReadsAnyAnswer(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("0123456789abcdef", 1000)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/short":
			_, _ = io.WriteString(w, "short")
		case "/none":
			w.WriteHeader(http.StatusNotFound)
		case "/long":
			_, _ = io.WriteString(w, long)
		case "/echo":
			_, _ = io.Copy(w, r.Body)
			_, _ = io.WriteString(w, r.Header.Get("Authorization"))
		case "/pieces":
			for _, piece := range []string{"one ", "two ", "three"} {
				_, _ = io.WriteString(w, piece)
				_ = http.NewResponseController(w).Flush()
			}
		}
	}))
	t.Cleanup(server.Close)
	w, err := dial(strings.TrimPrefix(server.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.close)
	_ = w.conn.SetDeadline(time.Now().Add(time.Minute))
	for _, test := range []struct {
		name   string
		send   []byte
		status int
		body   string
	}{
		{"short", request("GET", "/short", "", ""), 200, "short"},
		{"empty", request("GET", "/none", "", ""), 404, ""},
		{"in chunks", request("GET", "/long", "", ""), 200, long},
		{"in pieces", request("GET", "/pieces", "", ""), 200, "one two three"},
		{"with a body", request("POST", "/echo", "key", "hello "), 200, "hello Bearer key"},
	} {
		status, body, err := w.exchange(test.send)
		if err != nil || status != test.status || string(body) != test.body {
			t.Fatalf("exchange(%s) = %d, %q, %v, want %d, %q", test.name, status, body, err, test.status, test.body)
		}
	}
}

func TestVerdict(t *testing.T) {
	t.Parallel()
	const met, missed = "met", "**missed**"
	for _, test := range []struct {
		goal  target
		ratio float64
		want  string
	}{
		{target{least: 0.45}, 0.45, met},
		{target{least: 0.45}, 0.449, missed},
		{target{most: 4}, 4, met},
		{target{most: 4}, 4.01, missed},
		{target{}, 99, ""},
	} {
		if got := test.goal.verdict(test.ratio); got != test.want {
			t.Errorf("verdict of %g for %s = %q, want %q", test.ratio, test.goal, got, test.want)
		}
	}
}

func TestCompareTakesTheMedianOfTheRatios(t *testing.T) {
	t.Parallel()
	of := func(counts ...int) (samples []sample) {
		for _, count := range counts {
			samples = append(samples, sample{spent: time.Second, each: make([]time.Duration, count)})
		}
		return samples
	}
	f := compare("x", of(50, 10, 90), of(100, 100, 100), sample.rate, perSecond, target{least: 0.5})
	want := "| x | 50/s | 100/s | 0.50 (0.10 – 0.90) | ≥ 0.50 | met |"
	if got := f.row(true); got != want {
		t.Errorf("row = %s, want %s", got, want)
	}
}

func TestDriveCountsWhatWorksAndWhatDoesNot(t *testing.T) {
	t.Parallel()
	s := drive(3, 30*time.Millisecond, func(worker int) error {
		time.Sleep(time.Millisecond)
		if worker == 0 {
			return io.ErrUnexpectedEOF
		}
		return nil
	})
	if len(s.each) == 0 || s.failed == 0 || !errors.Is(s.why, io.ErrUnexpectedEOF) || s.p50() < 0.001 || s.p99() < s.p50() {
		t.Errorf("drive = %s, want some that worked, some that failed, and none faster than they were", s)
	}
}
