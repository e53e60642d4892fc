package e2e

import (
	"bytes"
	"context"
	crand "crypto/rand"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/sojourn-auth/sojourn/e2e/harness"
	"github.com/sojourn-auth/sojourn/internal/store/pgtest"
)

// At the end of the run, TestMain searches all that the servers have written, and what every embedded database left.
// The tests here look where that does not: into databases that are still at work, into PostgreSQL, and at what
// commands say.

// planted is a text that the program stores as it is. A search that does not find it finds nothing.
type planted struct {
	*harness.Secrets
	text string
}

func newPlanted() planted {
	p := planted{harness.NewSecrets(), "planted " + crand.Text()}
	p.Add("planted text", p.text)
	return p
}

// issueEverything makes a server hand out, and take, a secret of every kind, and returns them.
func issueEverything(t *testing.T, w *world) map[string]string {
	t.Helper()
	p := w.newPerson(t)
	secret, tokens, browser := w.start(t, p, "secret"), w.start(t, p, "tokens"), w.newBrowser(t, p)
	next, err := w.Refresh(t.Context(), tokens.RefreshToken)
	must(t, err)
	for _, credential := range []string{secret.SessionSecret, tokens.AccessToken, next.AccessToken, browser.cookie.Value} {
		if got := stateOf(t.Context(), w.Client, credential); got != active {
			t.Fatalf("Check() = %s, want active", got)
		}
	}
	wrong := newPassword()
	suite.Secrets.Add("wrong password", wrong)
	if _, err := w.SignIn(t.Context(), harness.SignIn{Email: p.Email, Password: wrong}); !refused(err, "sign_in_failed") {
		t.Fatalf("SignIn(a wrong password) = %v, want sign_in_failed", err)
	}
	must(t, w.Revoke(t.Context(), secret.SessionSecret))
	must(t, w.SetPassword(t.Context(), p.ID, newPassword()))
	key, err := os.ReadFile(filepath.Join(w.server.Data(), "master.key"))
	must(t, err)
	return map[string]string{
		"session secret": secret.SessionSecret, "access token": tokens.AccessToken, "refresh token": tokens.RefreshToken,
		"next refresh token": next.RefreshToken, "session cookie": browser.cookie.Value, "CSRF token": browser.csrf,
		"API key": w.Bearer, "password": p.password, "wrong password": wrong, "master key": strings.TrimSpace(string(key)),
	}
}

// search searches files of a database below a folder, for all secrets of the run and for what was planted.
func search(t *testing.T, folder string, plant planted, wanted func(name string) bool) {
	t.Helper()
	found := false
	must(t, filepath.WalkDir(folder, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || !wanted(entry.Name()) {
			return err
		}
		secrets, size, err := suite.Secrets.SearchFile(file)
		must(t, err)
		if len(secrets) > 0 {
			t.Errorf("%s, of %d bytes, holds %v", entry.Name(), size, secrets)
		}
		hits, _, err := plant.SearchFile(file)
		must(t, err)
		found = found || len(hits) > 0
		return nil
	}))
	if !found {
		t.Errorf("the text that was planted is not found in %s", filepath.Base(folder))
	}
}

func TestFilesOfSQLiteHoldNoSecret(t *testing.T) {
	t.Parallel()
	w := newWorld(t, harness.Options{})
	plant := newPlanted()
	must(t, errorOf(w.CreateTenant(t.Context(), plant.text)))
	wantKnown(t, issueEverything(t, w))
	databaseFile := func(name string) bool { return strings.HasPrefix(name, "sojourn.db") }
	w.server.Kill() // which leaves the log of the database behind
	if info, err := os.Stat(filepath.Join(w.server.Data(), "sojourn.db-wal")); err != nil || info.Size() == 0 {
		t.Fatalf("a killed server leaves no sojourn.db-wal: %v", err)
	}
	search(t, w.server.Data(), plant, databaseFile)
	w.server.Restart()
	w.server.Stop()
	search(t, w.server.Data(), plant, databaseFile)
}

func TestPostgreSQLHoldsNoSecret(t *testing.T) {
	t.Parallel()
	database := pgtest.New(t, pgtest.Config{})
	w := newWorld(t, harness.Options{Engine: harness.PostgreSQL, URL: database.URL()})
	plant := newPlanted()
	must(t, errorOf(w.CreateTenant(t.Context(), plant.text)))
	wantKnown(t, issueEverything(t, w))
	dump := dumpOf(t, database.URL())
	if found := suite.Secrets.Search(dump); len(found) > 0 {
		t.Errorf("the dump of %d bytes holds %v", len(dump), found)
	}
	if len(plant.Search(dump)) == 0 {
		t.Error("the text that was planted is not found in the dump")
	}
	w.server.Stop()
	database.Stop(t)
	parsed, err := url.Parse(database.URL())
	must(t, err)
	search(t, filepath.Join(parsed.Query().Get("host"), "data"), plant, func(string) bool { return true })
}

// wantKnown makes sure that the search knows what it is to look for.
func wantKnown(t *testing.T, issued map[string]string) {
	t.Helper()
	for kind, text := range issued {
		if len(suite.Secrets.Search([]byte("before "+text+" after"))) == 0 {
			t.Errorf("the search does not know the %s", kind)
		}
	}
}

// dumpOf is every table of a database, as text and as bytes.
func dumpOf(t *testing.T, where string) []byte {
	t.Helper()
	ctx := t.Context()
	conn, err := pgx.Connect(ctx, where)
	must(t, err)
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	rows, err := conn.Query(ctx, "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()")
	must(t, err)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	must(t, err)
	if len(tables) < 8 {
		t.Fatalf("the database has %d tables, want all", len(tables))
	}
	var dump bytes.Buffer
	for _, table := range tables {
		for _, format := range []string{"text", "binary"} {
			_, err := conn.PgConn().CopyTo(ctx, &dump, `COPY "`+table+`" TO STDOUT (FORMAT `+format+`)`)
			must(t, err)
		}
	}
	return dump.Bytes()
}

// TestCommandsSayNoSecret gives commands secrets where they belong and where they do not, and reads what they say.
func TestCommandsSayNoSecret(t *testing.T) {
	t.Parallel()
	w := newWorld(t, harness.Options{})
	issued := issueEverything(t, w)
	word := "dbpw" + crand.Text()
	suite.Secrets.Add("database password", word)
	at := "--data=" + w.server.Data()
	lines := []string{
		"serve --addr=127.0.0.1:0 --master-key=" + filepath.Join(w.server.Data(), "master.key") + " --database=postgres://sojourn:" + word + "@127.0.0.1:1/none",
		"serve --addr=127.0.0.1:0 --master-key=" + filepath.Join(w.server.Data(), "master.key") + " --database=postgres://sojourn:" + word + "@127.0.0.1:port/none",
		"serve --addr=127.0.0.1:0 --master-key=" + filepath.Join(w.server.Data(), "master.key") + " --database=postgres://sojourn:" + word + "@127.0.0.1:1/none?connect_timeout=x",
		"serve --addr=127.0.0.1:0 --database=postgres://sojourn:" + word + "@127.0.0.1:1/none",
		"migrate --database=postgres://sojourn:" + word + "%zz@127.0.0.1:1/none",
		"key list " + at, "key list --json " + at, "session list " + at, "session list --json " + at, "user list --json " + at, "tenant list --json " + at,
	}
	for _, kind := range []string{"session secret", "access token", "refresh token", "API key"} {
		for _, command := range []string{"session end", "user disable", "user delete", "tenant delete", "key revoke", "session list --user"} {
			lines = append(lines, command+" "+issued[kind]+" "+at)
		}
	}
	for _, line := range lines {
		wantSilent(t, line, run(t, line))
	}
	input := exec.CommandContext(t.Context(), suite.Program(t), "user", "create", newEmail(), "--tenant=none", "--password", at)
	input.Stdin = strings.NewReader(issued["password"] + "\n")
	said, _ := input.CombinedOutput() // there is no such tenant
	wantSilent(t, input.String(), said)
}

// TestHelpSaysNoSecret asks every command for help, with secrets in its environment.
func TestHelpSaysNoSecret(t *testing.T) {
	t.Parallel()
	word := "dbpw" + crand.Text()
	suite.Secrets.Add("database password", word)
	secret := "SOJOURN_DATABASE=postgres://sojourn:" + word + "@127.0.0.1:1/none"
	overview := run(t, "--help", secret)
	commands := regexp.MustCompile(`(?m)^  ([a-z]+(?: [a-z]+)?)  +[A-Z]`).FindAllSubmatch(overview, -1)
	if len(commands) < 15 {
		t.Fatalf("the help names %d commands, want all:\n%s", len(commands), overview)
	}
	wantSilent(t, "--help", overview)
	for _, command := range commands {
		line := string(command[1]) + " --help"
		said := run(t, line, secret)
		if !bytes.Contains(said, []byte("Usage: sojourn")) {
			t.Errorf("sojourn %s: %s, want help", line, said)
		}
		wantSilent(t, line, said)
		wantSilent(t, line, run(t, string(command[1])+" --no-such-flag", secret))
	}
}

// run runs the program and returns all that it says, however it ends.
func run(t *testing.T, line string, environment ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), suite.Program(t), strings.Fields(line)...)
	cmd.Env = append(os.Environ(), environment...)
	cmd.Dir = t.TempDir()
	said, _ := cmd.CombinedOutput() // refusals are what is looked at
	if len(said) == 0 && cmd.ProcessState.ExitCode() != 0 {
		t.Errorf("sojourn %.60s: says nothing, and ends with %s", line, cmd.ProcessState)
	}
	return said
}

func wantSilent(t *testing.T, line string, said []byte) {
	t.Helper()
	if found := suite.Secrets.Search(said); len(found) > 0 {
		t.Errorf("sojourn %.60s: says %v, want no secret", line, found)
	}
}

// TestPlantedSecretIsFound: the search at the end of the run finds what is there.
func TestPlantedSecretIsFound(t *testing.T) {
	t.Parallel()
	other, err := harness.NewSuite()
	must(t, err)
	defer func() { must(t, other.Close()) }()
	plant := newPlanted()
	other.Secrets.Add("planted text", plant.text)
	other.File(t, "output", []byte("level=INFO msg=request status="+http.StatusText(200)+"\n"))
	if leaks, searched, err := other.Scan(); len(leaks) > 0 || searched == 0 || err != nil {
		t.Errorf("Scan() = %v, %d bytes, %v, want no leak", leaks, searched, err)
	}
	other.File(t, "errors", []byte("level=ERROR msg="+plant.text+"\n"))
	if leaks, _, err := other.Scan(); len(leaks) != 1 || err != nil {
		t.Errorf("Scan() = %v, %v, want the one that was planted", leaks, err)
	}
}
