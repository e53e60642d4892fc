package api_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"

	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
)

// The benchmarks here call the handler without a network. What counts is the processor time, cpu-ns/op: the wall
// clock also shows what else the machine does.

// answerer is a ResponseWriter that costs little.
type answerer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answerer) Header() http.Header         { return a.header }
func (a *answerer) WriteHeader(status int)      { a.status = status }
func (a *answerer) Write(p []byte) (int, error) { return a.body.Write(p) }

// measure asks again and again, with bodies that ask gives.
func (b *bundle) measure(t *testing.B, method, path, bearer string, want int, body func() string) {
	t.Helper()
	w := &answerer{header: http.Header{}}
	plain := httptest.NewRequest(method, "/e/main"+path, nil)
	plain.Header.Set("Content-Type", "application/json")
	if bearer != "" {
		plain.Header.Set("Authorization", "Bearer "+bearer)
	}
	asked := func() {
		r := *plain
		text := body()
		r.Body, r.ContentLength = io.NopCloser(strings.NewReader(text)), int64(len(text))
		clear(w.header)
		w.body.Reset()
		w.status = http.StatusOK
		b.handler.ServeHTTP(w, &r)
		if w.status != want {
			t.Fatalf("status = %d, want %d; body: %s", w.status, want, w.body.String())
		}
	}
	asked()
	t.ReportAllocs()
	before := processorTime(t)
	for t.Loop() {
		asked()
	}
	t.ReportMetric(float64(processorTime(t)-before)/float64(t.N), "cpu-ns/op")
	t.ReportMetric(0, "ns/op")
}

func processorTime(t *testing.B) int64 {
	t.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		t.Fatal(err)
	}
	return used.Utime.Nano() + used.Stime.Nano()
}

func nothing() string { return "" }

// create makes a session for the user of the bundle.
func (b *bundle) create(delivery service.Delivery) service.Started {
	b.t.Helper()
	started, err := b.service.CreateSession(b.t.Context(), b.local("main"), service.CreateSession{
		User: service.UserRef{ID: b.user.ID}, Tenant: service.TenantRef{ID: b.tenant.ID}, Delivery: delivery,
		Methods: []string{"pwd"}, Client: session.Client{Address: "192.0.2.7", UserAgent: userAgent},
	})
	b.must(err)
	return started
}

func BenchmarkCheck(t *testing.B) {
	b := setup(t)
	b.measure(t, "GET", "/v1/check", b.create(service.DeliverSecret).Secret.Reveal(), 200, nothing)
}

func BenchmarkListTen(t *testing.B) {
	b := setup(t)
	for range 10 {
		b.create(service.DeliverSecret)
	}
	b.measure(t, "GET", "/v1/sessions?user="+b.user.ID.String(), b.key, 200, nothing)
}

func BenchmarkCreate(t *testing.B) {
	b := setup(t)
	b.put("/v1/session-settings", settings(`"max_concurrent_sessions":{"on":true,"sessions":5}`)).want(200)
	body := fmt.Sprintf(`{"user":{"id":%q},"tenant":{"id":%q},"delivery":"secret","methods":["pwd"],"client":{"address":"192.0.2.7","user_agent":%q}}`,
		b.user.ID, b.tenant.ID, userAgent)
	b.measure(t, "POST", "/v1/sessions", b.key, 201, func() string { return body })
}

func BenchmarkRefresh(t *testing.B) {
	b := setup(t)
	next := b.create(service.DeliverTokens).Tokens.Refresh.Reveal()
	b.measure(t, "POST", "/v1/refresh", "", 200, func() string { return fmt.Sprintf(`{"refresh_token":%q,"activity":true}`, next) })
}
