package e2e

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/e2e/harness"
	"github.com/sojourn-auth/sojourn/internal/store/pgtest"
)

// malformedSeed decides what is sent. Failures name the request's number, with which it can be made again.
const malformedSeed = 20261123

// malformedWorkers is how many malformed requests come at once.
const malformedWorkers = 8

// malformedEach is how many malformed requests every operation gets.
const malformedEach = 1000

// TestMalformedRequestsAreRefused sends malformed requests to every operation that the server describes. Each must be
// refused in order, without repeating what was sent; and none of them may change anything.
func TestMalformedRequestsAreRefused(t *testing.T) {
	t.Parallel()
	harness.OnEach(t, func(t *testing.T, engine harness.Engine) {
		options := harness.Options{Engine: engine}
		if engine == harness.PostgreSQL {
			options.URL = pgtest.Start(t, pgtest.Config{})
		}
		w := newWorld(t, options)
		targets := newTargets(t, w)
		operations := operationsOf(t, get(t, w, "/openapi.yaml"))
		w.server.Stop()
		before := rowsOf(t, w.server, options.URL)
		w.server.Restart()
		shown := targets.shown(t, w)
		sendMalformed(t, w, targets, operations)
		if after := targets.shown(t, w); after != shown {
			t.Errorf("the API shows other things than before:\n%s\nwant\n%s", after, shown)
		}
		w.server.Stop()
		for table, digest := range rowsOf(t, w.server, options.URL) {
			if digest != before[table] {
				t.Errorf("the table %s holds %s, want what was there before, %s", table, digest, before[table])
			}
		}
		wantQuietLog(t, w.server, targets.markBegin)
		w.server.Restart()
		wantRightAccepted(t, w, targets, operations)
	})
}

// get reads a text that is below no environment.
func get(t *testing.T, w *world, path string) string {
	t.Helper()
	answer, err := http.Get("http://" + w.server.Address() + path)
	must(t, err)
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %d, %v", path, answer.StatusCode, err)
	}
	return string(text)
}

// sendMalformed sends every operation its share.
func sendMalformed(t *testing.T, w *world, targets *targets, operations []operation) {
	t.Helper()
	if len(operations) < 82 {
		t.Fatalf("the description has %d operations, want all of them", len(operations))
	}
	begin := time.Now()
	counts := make([]map[string]int, len(operations))
	for number, op := range operations {
		counts[number] = map[string]int{}
		var mu sync.Mutex
		var workers sync.WaitGroup
		for worker := range malformedWorkers {
			workers.Go(func() {
				line := &wire{address: w.server.Address()}
				defer line.close()
				for i := worker; i < malformedEach; i += malformedWorkers {
					m := makeMalformed(targets, op, number, i)
					if err := sendOne(line, m, targets.markBegin); err != nil {
						t.Errorf("%s: request %d of seed %d (%s): %v\n%s", op.id, i, malformedSeed, m.kind, err, shorten(m.bytes("host")))
						continue
					}
					mu.Lock()
					counts[number][m.kind]++
					mu.Unlock()
				}
			})
		}
		workers.Wait()
	}
	for number, op := range operations {
		sum := 0
		for _, count := range counts[number] {
			sum += count
		}
		t.Logf("%-24s %d refused: %v", op.id, sum, counts[number])
		if sum < malformedEach {
			t.Errorf("%s was sent %d malformed requests that it refused, want %d", op.id, sum, malformedEach)
		}
	}
	t.Logf("%d operations with %d requests each, of seed %d, took %s", len(operations), malformedEach, malformedSeed, time.Since(begin).Round(time.Millisecond))
}

// makeMalformed makes one request. It depends on nothing but the seed, the operation and its number.
func makeMalformed(targets *targets, op operation, number, i int) malformed {
	g := &malformer{Rand: rand.New(rand.NewPCG(malformedSeed, uint64(number)<<32|uint64(i))), targets: targets, op: op}
	var apply []malformation
	for _, one := range malformations() {
		if one.applies(op) {
			apply = append(apply, one)
		}
	}
	chosen := apply[i%len(apply)]
	m := chosen.make(g)
	m.kind = chosen.kind
	if !m.harmless && op.streams && g.IntN(2) == 0 {
		m.headers = append(m.headers, "Accept: text/event-stream") // which must not begin
	}
	return m
}

// sendOne sends a request, and says what is wrong with the answer.
func sendOne(line *wire, m malformed, mark string) error {
	status, header, body, err := line.send(m.rawRequest)
	if err != nil {
		return err
	}
	suite.Examine(harness.Reply{Status: status, Header: header, Body: body})
	said := fmt.Sprintf("%d %v %s", status, header, body)
	switch {
	case strings.Contains(said, mark):
		return fmt.Errorf("the answer repeats what was sent: %s", said)
	case status >= http.StatusInternalServerError:
		return fmt.Errorf("want a refusal, got %s", said)
	case status < http.StatusBadRequest && !m.harmless:
		return fmt.Errorf("want a refusal, got %s", said)
	case status < http.StatusBadRequest:
		if strings.Contains(string(body), `"active":true`) {
			return fmt.Errorf("a token that is none is active: %s", said)
		}
		return nil
	}
	kind := header.Get("Content-Type")
	if m.protocol && (strings.HasPrefix(kind, "text/plain") || len(body) == 0) {
		return nil
	}
	var problem struct {
		Status int
		Code   string
		Detail string
	}
	if err := json.Unmarshal(body, &problem); err != nil || kind != "application/problem+json" || problem.Code == "" || problem.Detail == "" || problem.Status != status {
		return fmt.Errorf("want a problem with its code, got %s", said)
	}
	return nil
}

func shorten(request []byte) string { return fmt.Sprintf("%.600q", request) }

// wantQuietLog looks for what a log must not hold after malformed requests.
func wantQuietLog(t *testing.T, server *harness.Server, mark string) {
	t.Helper()
	log := server.Log(t)
	if len(log) < 100_000 {
		t.Errorf("the log has %d bytes, want a line about each request", len(log))
	}
	for line := range strings.Lines(log) {
		for _, bad := range []string{"panic", "goroutine ", "level=ERROR", mark} {
			if strings.Contains(line, bad) {
				t.Fatalf("the log holds %q: %.400s", bad, line)
			}
		}
	}
}

// wantRightAccepted sends every operation the request that the malformed ones were made from. If that were malformed,
// the others would have been refused for another reason than theirs.
func wantRightAccepted(t *testing.T, w *world, targets *targets, operations []operation) {
	t.Helper()
	ends := func(op operation) bool { // what may take the member's sessions away
		return op.method == http.MethodDelete || strings.Contains(op.id, "end-") || slices.Contains([]string{"revoke", "set-password", "change-own-password", "sign-out", "update-user"}, op.id)
	}
	slices.SortStableFunc(operations, func(a, b operation) int {
		return cmp.Compare(strings.Count(a.method, http.MethodDelete), strings.Count(b.method, http.MethodDelete)) // deletions come last
	})
	for number, op := range operations {
		targets.draft(t, w)
		g := &malformer{Rand: rand.New(rand.NewPCG(malformedSeed, uint64(number))), targets: targets, op: op}
		m := g.allowed()
		line := &wire{address: w.server.Address()}
		status, header, body, err := line.send(m.rawRequest)
		line.close()
		must(t, err)
		suite.Examine(harness.Reply{Status: status, Header: header, Body: body})
		if status >= http.StatusBadRequest {
			t.Errorf("%s: the right request is refused: %d %s\n%s", op.id, status, body, shorten(m.bytes("host")))
		}
		if ends(op) {
			targets.again(t, w)
		}
	}
}
