package api_test

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// listener is a client that follows changes.
type listener struct {
	testing.TB
	lines *bufio.Scanner
	stop  context.CancelFunc
	done  chan int // the status, when the server is through with it
}

// pipedWriter is an answer that can be read while it is being written.
type pipedWriter struct {
	*httptest.ResponseRecorder
	pipe *io.PipeWriter
}

func (w pipedWriter) Write(p []byte) (int, error) { return w.pipe.Write(p) }

func (b *bundle) listen(path, bearer string, headers map[string]string) *listener {
	ctx, stop := context.WithCancel(b.t.Context())
	r := httptest.NewRequest("GET", "/e/main"+path, nil).WithContext(ctx)
	r.Header.Set("Authorization", "Bearer "+bearer)
	r.Header.Set("Accept", "text/event-stream")
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	from, to := io.Pipe()
	l := &listener{TB: b.t, lines: bufio.NewScanner(from), stop: stop, done: make(chan int, 1)}
	b.t.Cleanup(stop)
	w := pipedWriter{httptest.NewRecorder(), to}
	go func() {
		b.handler.ServeHTTP(w, r)
		l.done <- w.Code
		_ = to.Close()
	}()
	return l
}

// next is the next line with anything in it but a comment; empty at the end.
func (l *listener) next() string {
	for l.lines.Scan() {
		if text := l.lines.Text(); text != "" && text[0] != ':' {
			return text
		}
	}
	return ""
}

func (l *listener) want(prefixes ...string) (last string) {
	l.Helper()
	for _, prefix := range prefixes {
		if last = l.next(); last == "" || !strings.HasPrefix(last, prefix) {
			l.Fatalf("line = %q, want %q", last, prefix)
		}
	}
	return last
}

func TestOwnChangesAreToldAndTheEndToo(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first := b.signIn("secret").want(200)
	l := b.listen("/v1/me/changes", first.member("session_secret"), nil)
	id := l.want("id: ")
	l.want("data: changed")

	other := b.secret()
	again := l.want("id: ")
	if again == id {
		t.Errorf("after a sign-in the id is still %s", id)
	}
	l.want("data: changed")
	b.do("GET", "/v1/me/changes", request{bearer: other}).want(200, strings.TrimPrefix(again, "id: "))

	b.do("DELETE", "/v1/me/sessions/"+first.member("session.id"), request{bearer: other}).want(204)
	l.want("event: ended", "data: ended_by_user")
	if rest := l.next(); rest != "" {
		t.Errorf("after the end of the session %q was sent", rest)
	}
}

func TestAClientThatKnowsTheLastIDIsToldNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	secret := b.secret()
	id := b.do("GET", "/v1/me/changes", request{bearer: secret}).want(200).member("id")
	l := b.listen("/v1/me/changes", secret, map[string]string{"Last-Event-ID": id})
	b.do("PATCH", "/v1/me/sessions/"+b.do("GET", "/v1/me", request{bearer: secret}).member("session.id"),
		request{bearer: secret, body: `{"name":"Laptop"}`}).want(200)
	if got := l.want("id: "); got == "id: "+id {
		t.Errorf("what is known was told again: %s", got)
	}
	l.stop()
	<-l.done
}

func TestManagersFollowTheWholeEnvironment(t *testing.T) {
	t.Parallel()
	b := setup(t)
	l := b.listen("/v1/changes", b.key, nil)
	first := l.want("id: ")
	l.want("data: ")
	b.do("POST", "/v1/tenants", request{bearer: b.key, body: `{"name":"Globex"}`}).want(201)
	if got := l.want("id: "); got == first {
		t.Errorf("after a change the id is still %s", got)
	}
}

func TestStreamsOfASessionAreBounded(t *testing.T) {
	t.Parallel()
	b := setup(t)
	secret := b.secret()
	var all []*listener
	for range 8 {
		l := b.listen("/v1/me/changes", secret, nil)
		l.want("id: ")
		all = append(all, l)
	}
	b.do("GET", "/v1/me/changes", request{bearer: secret, headers: map[string]string{"Accept": "text/event-stream"}}).want(429, "too_many_streams")
	b.do("GET", "/v1/me/changes", request{bearer: secret}).want(200) // to poll is still allowed
	all[0].stop()
	if status := <-all[0].done; status != http.StatusOK {
		t.Errorf("status = %d, want 200", status)
	}
	b.listen("/v1/me/changes", secret, nil).want("id: ")
}

// TestFollowingIsNoActivity: a page that is left open must not keep its session from its idle timeout.
func TestFollowingIsNoActivity(t *testing.T) {
	t.Parallel()
	b := setup(t)
	secret := b.secret()
	for range 5 {
		b.clock.advance(5 * 3600e9)
		if b.clock.Now().Hour() == 13 { // 25 hours
			b.do("GET", "/v1/me/changes", request{bearer: secret}).want(401, "idle_timeout")
			return
		}
		b.do("GET", "/v1/me/changes", request{bearer: secret}).want(200)
	}
	t.Error("the session has outlived its idle timeout")
}
