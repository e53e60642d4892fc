package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/sojourn-auth/sojourn/e2e/harness"
)

// TestHelpTellsEveryFlag asks for the help that people see first; internal/app holds its text to golden files.
func TestHelpTellsEveryFlag(t *testing.T) {
	t.Parallel()
	for command, want := range map[string]string{"": "--data", "serve": "--addr", "migrate": "--database", "user create": "--tenant", "key create": "--scope"} {
		arguments := append(strings.Fields(command), "--help")
		ran := suite.Run(t, "", "", arguments...)
		if ran.Status != 0 || ran.Err != "" || !strings.Contains(ran.Out, want) {
			t.Errorf("sojourn %s: status %d, errors %q, want 0, none, and the flag %s", strings.Join(arguments, " "), ran.Status, ran.Err, want)
		}
	}
}

// TestUnsafeConfigurationIsRefused starts servers that must not run.
func TestUnsafeConfigurationIsRefused(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	shared, short := filepath.Join(folder, "shared.key"), filepath.Join(folder, "short.key")
	for file, content := range map[string]string{shared: strings.Repeat("k3Y/", 10) + "abc=", short: "c2hvcnQ="} {
		must(t, os.WriteFile(file, []byte(content), 0o600))
	}
	must(t, os.Chmod(shared, 0o644))
	for _, test := range []struct {
		flags  string
		status int
		want   string
	}{
		{"--addr=0.0.0.0:0", 1, "--public-url must say by which https URL"},
		{"--addr=:0", 1, "--public-url must say by which https URL"},
		{"--addr=192.0.2.1:0 --public-url=http://192.0.2.1", 1, "--public-url must be https"},
		{"--public-url=http://auth.example.com", 1, "--public-url must be https"},
		{"--public-url=https://auth.example.com/path", 1, "--public-url must be a scheme and a host"},
		{"--public-url=https://user:word@auth.example.com", 1, "--public-url must be a scheme and a host"},
		{"--public-url=auth.example.com", 1, "--public-url must be a scheme and a host"},
		{"--addr=8080", 1, "--addr must be HOST:PORT"},
		{"--tls-cert=cert.pem", 1, "--tls-cert and --tls-key go together"},
		{"--tls-key=key.pem", 1, "--tls-cert and --tls-key go together"},
		{"--access-token-life=5s", 1, "--access-token-life must be from 10s to 1h0m0s"},
		{"--access-token-life=2h", 1, "--access-token-life must be from 10s to 1h0m0s"},
		{"--refresh-grace=301s", 1, "--refresh-grace must be from 0s to 5m0s"},
		{"--refresh-grace=-1s", 1, "--refresh-grace must be from 0s to 5m0s"},
		{"--signing-key-life=1h", 1, "--signing-key-life must be at least"},
		{"--keep-sessions=1h", 1, "--keep-sessions must be at least"},
		{"--keep-events=1h", 1, "--keep-events must be at least"},
		{"--trusted-proxies=0.0.0.0/0", 1, "--trusted-proxies"},
		{"--trusted-proxies=nowhere", 1, "--trusted-proxies"},
		{"--place-db=" + filepath.Join(folder, "absent.mmdb"), 1, "--place-db"},
		{"--master-key=" + filepath.Join(folder, "absent.key"), 1, "read the master key"},
		{"--master-key=" + shared, 1, "chmod 600"},
		{"--master-key=" + short, 1, "32 random bytes"},
		{"--database=postgres://localhost/none", 1, "--master-key must name a file"},
		{"--log-level=loud", 2, "--log-level"},
		{"--no-such-flag", 2, "unknown flag"},
	} {
		data := filepath.Join(t.TempDir(), "data")
		ran := suite.Run(t, folder, "", append([]string{"serve", "--addr=127.0.0.1:0", "--data=" + data}, strings.Fields(test.flags)...)...)
		if ran.Status != test.status || !strings.Contains(ran.Err, test.want) {
			t.Errorf("sojourn serve %s: status %d, %q, want %d and a message with %q", test.flags, ran.Status, ran.Err, test.status, test.want)
		}
		if strings.Contains(ran.Err, "panic") || strings.Contains(ran.Err, "goroutine ") {
			t.Errorf("sojourn serve %s: %s", test.flags, ran.Err)
		}
	}
}

// TestLostMasterKeyIsNotReplaced takes the key away from a database that needs it.
func TestLostMasterKeyIsNotReplaced(t *testing.T) {
	t.Parallel()
	w := newWorld(t, harness.Options{})
	w.server.Stop()
	key := filepath.Join(w.server.Data(), "master.key")
	must(t, os.Rename(key, key+".away"))
	ran := suite.Run(t, "", "", "serve", "--addr=127.0.0.1:0", "--data="+w.server.Data())
	if ran.Status != 1 || !strings.Contains(ran.Err, "put it back") {
		t.Errorf("without its master key: status %d, %q, want 1 and how to put it right", ran.Status, ran.Err)
	}
	must(t, os.Rename(key+".away", key))
	w.server.Restart()
	must(t, errorOf(w.CreateTenant(t.Context(), "after the key came back")))
}

// TestDataHasOneServer starts a second server over the same folder.
func TestDataHasOneServer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, harness.Options{})
	ran := suite.Run(t, "", "", "serve", "--addr=127.0.0.1:0", "--data="+w.server.Data())
	if ran.Status != 1 || !strings.Contains(ran.Err, "in use") {
		t.Errorf("a second server: status %d, %q, want 1 and that the data is in use", ran.Status, ran.Err)
	}
	must(t, errorOf(w.CreateTenant(t.Context(), "after the second server")))
}

// TestCommandsWorkBesideServer changes things at the command line and sees them over HTTP at once, and the other way round.
func TestCommandsWorkBesideServer(t *testing.T) {
	t.Parallel()
	harness.OnEach(t, func(t *testing.T, engine harness.Engine) {
		w := newWorld(t, harness.Options{Engine: engine})
		email, password := newEmail(), newPassword()
		suite.Secrets.Add("password", password)
		run := func(input string, arguments ...string) string { return w.server.Command(t, input, arguments...) }

		run(password+"\n", "user", "create", email, "--tenant", w.tenant.ID, "--password")
		signIn := harness.SignIn{Email: email, Password: password, Delivery: "secret"}
		first, err := w.SignIn(t.Context(), signIn)
		must(t, err)
		var sessions []struct{ ID, State string }
		if err := json.Unmarshal([]byte(run("", "session", "list", "--user", email, "--json")), &sessions); err != nil ||
			len(sessions) != 1 || sessions[0].ID != first.Session.ID || sessions[0].State != active {
			t.Errorf("session list = %v, %v, want the one that has just signed in", sessions, err)
		}

		run("", "session", "end", first.Session.ID)
		w.want(t, first, "ended_by_operator")
		second, err := w.SignIn(t.Context(), signIn)
		must(t, err)
		changed := newPassword()
		suite.Secrets.Add("password", changed)
		run(changed+"\n", "user", "password", email)
		w.want(t, second, "credentials_changed")
		if _, err := w.SignIn(t.Context(), signIn); !refused(err, "sign_in_failed") {
			t.Errorf("SignIn(the old password) = %v, want sign_in_failed", err)
		}
		signIn.Password = changed
		third, err := w.SignIn(t.Context(), signIn)
		must(t, err)
		run("", "user", "disable", email)
		w.want(t, third, "user_disabled")
		run("", "user", "enable", email)
		w.want(t, third, "user_disabled")
		fourth, err := w.SignIn(t.Context(), signIn)
		must(t, err)
		run("", "session", "end", "--tenant", w.tenant.ID)
		w.want(t, fourth, "ended_by_operator")
		fifth, err := w.SignIn(t.Context(), signIn)
		must(t, err)
		w.want(t, fifth, active)
		run("", "session", "end", "--all")
		w.want(t, fifth, "ended_by_operator")

		run("", "key", "rotate")
		run("", "key", "revoke", w.KeyID)
		if _, err := w.CreateTenant(t.Context(), "too late"); !refused(err, "credential_unknown") {
			t.Errorf("CreateTenant(by a revoked key) = %v, want credential_unknown", err)
		}
		w.server.Stop()
		run("", "migrate")
	})
}

// want is what a check must answer about a session.
func (w *world) want(t *testing.T, one harness.Started, want string) {
	t.Helper()
	if got := stateOf(t.Context(), w.Client, bearer(one)); got != want {
		t.Errorf("Check() = %s, want %s", got, want)
	}
}

// errorOf is the error of a call whose result does not matter.
func errorOf[T any](_ T, err error) error { return err }

// TestDemoSignsIn starts the demo in an empty folder and does what it says.
func TestDemoSignsIn(t *testing.T) {
	t.Parallel()
	server, said := suite.StartDemo(t)
	password := regexp.MustCompile(`"password":"([^"]+)"`).FindStringSubmatch(said)
	email := regexp.MustCompile(`"email":"([^"]+)"`).FindStringSubmatch(said)
	base := regexp.MustCompile(`/e/([a-z]+)/v1`).FindStringSubmatch(said)
	if password == nil || email == nil || base == nil {
		t.Fatalf("the demo does not say how to sign in:\n%s", said)
	}
	c := server.Client(base[1], "")
	started, err := c.SignIn(t.Context(), harness.SignIn{Email: email[1], Password: password[1]})
	must(t, err)
	own, err := c.As(started.AccessToken).OwnSessions(t.Context())
	if err != nil || len(own) < 2 {
		t.Errorf("OwnSessions() = %d, %v, want more than the one that has just signed in", len(own), err)
	}
	signOuts, err := c.As(started.AccessToken).SignOuts(t.Context())
	if err != nil || len(signOuts) == 0 {
		t.Errorf("SignOuts() = %d, %v, want some", len(signOuts), err)
	}
}
