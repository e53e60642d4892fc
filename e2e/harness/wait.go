package harness

import (
	"context"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// AwaitReady waits until the server says that its store answers and can be written.
func (s *Server) AwaitReady(tb testing.TB) {
	tb.Helper()
	s.await(tb, "the server to be ready", func(ctx context.Context) bool {
		status, err := s.probe(ctx, "/readyz")
		return err == nil && status == http.StatusOK
	})
}

// Ready is the status with which the server answers whether it is ready.
func (s *Server) Ready(tb testing.TB) int {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), patience)
	defer cancel()
	status, err := s.probe(ctx, "/readyz")
	if err != nil {
		tb.Fatalf("ask whether the server is ready: %v", err)
	}
	return status
}

func (s *Server) probe(ctx context.Context, path string) (int, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.Address()+path, nil)
	if err != nil {
		return 0, err
	}
	answer, err := s.client.Do(request)
	if err != nil {
		return 0, err
	}
	defer func() { _ = answer.Body.Close() }()
	_, err = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode, err
}

// AwaitQuiet waits until PostgreSQL has noticed that a killed server is gone: until then it may go on with what it
// was asked for. With SQLite there is nobody left to go on.
func (s *Server) AwaitQuiet(tb testing.TB) {
	tb.Helper()
	if s.db == "" {
		return
	}
	conn, err := pgx.Connect(tb.Context(), s.db)
	if err != nil {
		tb.Fatalf("look at PostgreSQL: %v", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(tb.Context())) }()
	s.await(tb, "PostgreSQL to notice that the server is gone", func(ctx context.Context) bool {
		var others int
		err := conn.QueryRow(ctx, `SELECT count(*) FROM pg_stat_activity
			WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`).Scan(&others)
		return err == nil && others == 0
	})
}

// await asks again and again until something is so.
func (s *Server) await(tb testing.TB, what string, is func(context.Context) bool) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), patience)
	defer cancel()
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	for !is(ctx) {
		select {
		case <-again.C:
		case <-ctx.Done():
			tb.Fatalf("waited %s for %s\n%s", patience, what, s.written)
		}
	}
}
