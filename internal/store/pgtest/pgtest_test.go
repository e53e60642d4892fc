//go:build unix

package pgtest

import (
	"context"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// ask runs a statement that gives one text.
func ask(ctx context.Context, t *testing.T, url, statement string) string {
	t.Helper()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatalf("connect: %v", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	var answer string
	if err := conn.QueryRow(ctx, statement).Scan(&answer); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	return answer
}

func TestStartGivesEachTestItsOwnDatabase(t *testing.T) {
	t.Parallel()
	one, two := Start(t, Config{}), Start(t, Config{})
	if one == two {
		t.Fatalf("Start = %s twice, want two databases", one)
	}
	if err := execute(one, "CREATE TABLE thing (x int)"); err != nil {
		t.Fatal(err)
	}
	if got := ask(t.Context(), t, two, "SELECT count(*)::text FROM pg_tables WHERE tablename = 'thing'"); got != "0" {
		t.Errorf("tables of the first database seen from the second = %s, want 0", got)
	}
	if got := ask(t.Context(), t, one, "SHOW fsync"); got != "off" {
		t.Errorf("fsync = %s, want off", got)
	}
}

func TestServerKeepsItsDataOverACrash(t *testing.T) {
	t.Parallel()
	server := New(t, Config{Fsync: true})
	if err := execute(server.URL(), "CREATE TABLE thing AS SELECT 'kept' AS x"); err != nil {
		t.Fatal(err)
	}
	first := server.running.id
	server.Stop(t)
	if _, err := pgx.Connect(t.Context(), server.URL()); err == nil {
		t.Fatal("connected to a stopped server")
	}
	if err := syscall.Kill(first, 0); err == nil {
		t.Errorf("process %d is still there", first)
	}
	server.Start(t)
	if got := ask(t.Context(), t, server.URL(), "SELECT x FROM thing"); got != "kept" {
		t.Errorf("what was stored = %s, want kept", got)
	}
}

func TestPausedServerDoesNotAnswer(t *testing.T) {
	t.Parallel()
	server := New(t, Config{})
	conn, err := pgx.Connect(t.Context(), server.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	server.Pause(t)
	brief, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := conn.Ping(brief); err == nil {
		t.Error("Ping(paused) = nil, want an error")
	}
	server.Resume(t)
	if got := ask(t.Context(), t, server.URL(), "SELECT 'back'"); got != "back" {
		t.Errorf("after Resume = %s, want back", got)
	}
}
