package app

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// shell runs commands over one data folder, as somebody at a console does.
type shell struct {
	*testing.T
	data string
}

// ok runs a command that must succeed, with an input, and gives what it printed.
func (s shell) ok(input string, args ...string) string {
	s.Helper()
	out, problems, status := s.run(input, args...)
	if status != 0 {
		s.Fatalf("sojourn %v: status %d: %s", args, status, problems)
	}
	return out
}

func (s shell) run(input string, args ...string) (out, problems string, status int) {
	var stdout, stderr bytes.Buffer
	status = run(s.Context(), append([]string{"--data", s.data}, args...), console{in: strings.NewReader(input), out: &stdout, err: &stderr})
	return stdout.String(), stderr.String(), status
}

// wants wants a text in what a command printed.
func (s shell) wants(got, want string) {
	s.Helper()
	if !strings.Contains(got, want) {
		s.Errorf("printed %q, want it to hold %q", got, want)
	}
}

// TestSettingsLiveInGit takes a document out, changes it, reviews and applies it, and promotes it to another environment.
func TestSettingsLiveInGit(t *testing.T) {
	t.Parallel()
	s := shell{t, t.TempDir()}
	s.ok("", "environment", "create", "main")
	s.ok("", "environment", "create", "production")
	file := filepath.Join(t.TempDir(), "settings.json")
	before := s.ok("", "settings", "export")
	s.wants(before, `"default_role": "member"`)
	after := strings.Replace(before, `"on": false,`, `"on": true,`, 1)
	after = strings.Replace(after, `"seconds": 0`, `"seconds": 1800`, 1)
	if err := os.WriteFile(file, []byte(after), 0o600); err != nil {
		t.Fatal(err)
	}
	s.wants(s.ok("", "settings", "validate", file), "valid")
	diff := s.ok("", "settings", "diff", file)
	s.wants(diff, "session_settings.idle_session_timeout")
	s.wants(diff, "0 sessions of 0 users in 0 tenants would end")
	s.wants(s.ok("", "settings", "apply", file, "--note", "from git"), "Published version 1.")
	s.wants(s.ok("", "settings", "apply", file), "does not differ")
	s.wants(s.ok("", "settings", "diff", file), "No difference")
	s.wants(s.ok("", "settings", "history"), "from git")
	s.wants(s.ok(s.ok("", "settings", "export"), "settings", "apply", "--environment", "production"), "Published version 1.")
	if a, b := s.ok("", "settings", "export"), s.ok("", "settings", "export", "-e", "production"); a != b {
		t.Errorf("the promoted document differs: %s", b)
	}
	s.wants(s.ok("", "audit"), "published a version of the settings")
	for name, text := range map[string]string{
		"not JSON": "{", "an unknown member": `{"rolls":[]}`, "a default role that is none": `{"default_role":"ghost"}`, "nothing": "",
	} {
		if _, problems, status := s.run(text, "settings", "apply"); status != 1 || problems == "" {
			t.Errorf("apply %s: status %d, %q, want 1 and why", name, status, problems)
		}
	}
	if _, problems, status := s.run("", "settings", "apply", file, "--base", "7"); status != 0 {
		t.Errorf("apply of what is in force, on any base: status %d, %s", status, problems)
	}
	if _, problems, status := s.run(before, "settings", "apply", "--base", "7"); status != 1 || !strings.Contains(problems, "version 1 is in force") {
		t.Errorf("apply on a base that is not in force: status %d, %q", status, problems)
	}
}

func TestOperatorCommands(t *testing.T) {
	t.Parallel()
	s := shell{t, t.TempDir()}
	s.ok("", "environment", "create", "main")
	s.wants(s.ok("a pass phrase of an owner\n", "operator", "create", "owner@example.com"), "owner in *")
	s.ok("a pass phrase of a helper\n", "operator", "create", "help@example.com", "--role", "support", "--in", "main")
	s.ok("", "operator", "grant", "help@example.com", "auditor")
	s.wants(s.ok("", "operator", "list"), "auditor in *, support in main")
	s.ok("", "operator", "revoke", "help@example.com")
	s.wants(s.ok("", "operator", "key", "terraform", "--role", "admin", "--in", "main"), "sjk_")
	for name, args := range map[string][]string{
		"the last owner":           {"operator", "revoke", "owner@example.com"},
		"an owner of a part":       {"operator", "grant", "help@example.com", "owner", "--in", "main"},
		"a role that is none":      {"operator", "grant", "help@example.com", "king"},
		"an environment not there": {"operator", "grant", "help@example.com", "admin", "--in", "nowhere"},
		"a password that is short": {"operator", "create", "x@example.com"},
	} {
		if _, problems, status := s.run("short\n", args...); status != 1 || problems == "" {
			t.Errorf("%s: status %d, %q, want 1 and why", name, status, problems)
		}
	}
	s.ok("", "environment", "rename", "main", "Principal")
	s.ok("", "environment", "archive", "main")
	s.wants(s.ok("", "environment", "list"), "archived")
	s.ok("", "environment", "archive", "main", "--undo")
	s.ok("", "tenant", "create", "Acme", "--external-id", "acme")
	s.ok("", "user", "create", "ada@example.com", "--tenant", "acme")
	s.ok("", "user", "roles", "ada@example.com", "acme", "admin")
	if _, problems, status := s.run("", "user", "roles", "ada@example.com", "acme", "ghost"); status != 1 || !strings.Contains(problems, "roles") {
		t.Errorf("a role that is not published: status %d, %q", status, problems)
	}
}
