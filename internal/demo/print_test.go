package demo

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/internal/api"
	"github.com/sojourn-auth/sojourn/internal/clientip"
)

// TestWhatIsPrintedCanBePasted gives the printed commands to a shell, against a server.
func TestWhatIsPrintedCanBePasted(t *testing.T) {
	t.Parallel()
	for _, program := range []string{"sh", "curl", "sed"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("needs %s: %v", program, err)
		}
	}
	w := setup(t)
	w.serve()
	commands := strings.Join(regexp.MustCompile(`(?m)^  (?:BASE=|TOKEN=|  | curl|curl).*$`).FindAllString(w.fill(), -1), "\n")
	shell := exec.CommandContext(t.Context(), "sh")
	shell.Stdin = strings.NewReader(commands)
	out, err := shell.CombinedOutput()
	if err != nil {
		t.Fatalf("sh: %v\n%s", err, out)
	}
	answers := strings.FieldsFunc(string(out), func(r rune) bool { return r == '\n' })
	if len(answers) != 4 {
		t.Fatalf("%d answers, want 4:\n%s\nto\n%s", len(answers), out, commands)
	}
	for i, want := range []struct {
		member string
		length int // of a list
	}{{"sessions", 6}, {"sessions", 8}, {"active", 0}, {"sessions", 5}} {
		var answer map[string]any
		if err := json.Unmarshal([]byte(answers[i]), &answer); err != nil {
			t.Errorf("answer %d is no JSON: %v: %s", i+1, err, answers[i])
			continue
		}
		list, _ := answer[want.member].([]any)
		if answer[want.member] == nil || len(list) != want.length {
			t.Errorf("answer %d: %s, want %d of %s", i+1, answers[i], want.length, want.member)
		}
	}
}

// serve answers requests at the public URL.
func (w *world) serve() {
	w.Helper()
	clients, err := clientip.New(nil)
	if err != nil {
		w.Fatalf("make a resolver of addresses: %v", err)
	}
	answers := api.New(api.Config{
		Service: w.uses, Log: w.uses.Log, Clients: clients, Version: "test", Now: func() time.Time { return w.now },
	})
	server := httptest.NewServer(answers.Handler())
	w.Cleanup(server.Close)
	w.public = server.URL
	if response, err := http.Get(server.URL + "/docs"); err != nil || response.StatusCode != http.StatusOK {
		w.Errorf("GET /docs = %v, %v, want the page that is printed", response, err)
	} else {
		_ = response.Body.Close()
	}
}

func whatIsPrintedIsShort(t *testing.T, w *world, text string) {
	if lines := strings.Count(text, "\n"); lines > 25 {
		t.Errorf("%d lines are printed, want 25 at most:\n%s", lines, text)
	}
	for _, want := range []string{"Demo data: 3 environments, 4 tenants, 60 users, ", "made up", w.public + "/docs", "(production)", "(staging)", "(development)"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in what was printed:\n%s", want, text)
		}
	}
}
