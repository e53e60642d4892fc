package harness

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// Ran is how a command ended.
type Ran struct {
	Out    string
	Err    string
	Status int
}

// Run runs the program with arguments, and waits for its end, which must come by itself. What it writes to its error
// output is searched for secrets; what it writes to its output may be one.
func (s *Suite) Run(tb testing.TB, folder, input string, arguments ...string) Ran {
	tb.Helper()
	cmd := exec.Command(s.Program(tb), arguments...)
	cmd.Dir, cmd.Env, cmd.Stdin = folder, cleanEnvironment(), strings.NewReader(input)
	return s.run(tb, cmd)
}

// run runs a command of the program.
func (s *Suite) run(tb testing.TB, cmd *exec.Cmd) Ran {
	tb.Helper()
	var out, problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problems
	name := strings.Join(cmd.Args[1:], " ")
	if err := cmd.Start(); err != nil {
		tb.Fatalf("run sojourn %s: %v", name, err)
	}
	stuck := time.AfterFunc(patience, func() { _ = cmd.Process.Kill() })
	_ = cmd.Wait() // how it ended is in ProcessState
	if !stuck.Stop() {
		tb.Fatalf("sojourn %s went on for more than %s", name, patience)
	}
	s.File(tb, "errors", problems.Bytes())
	return Ran{Out: out.String(), Err: problems.String(), Status: cmd.ProcessState.ExitCode()}
}

// Command runs a command of the program beside the server, over the same store, and fails the test unless it works.
func (s *Server) Command(tb testing.TB, input string, arguments ...string) string {
	tb.Helper()
	cmd := exec.Command(s.options.Program, append(s.where(), arguments...)...)
	cmd.Env, cmd.Stdin = append(cleanEnvironment(), s.options.Env...), strings.NewReader(input)
	ran := s.suite.run(tb, cmd)
	if ran.Status != 0 {
		tb.Fatalf("sojourn %s ended with status %d: %s", strings.Join(arguments, " "), ran.Status, ran.Err)
	}
	return ran.Out
}

// NewKey makes an API key at the command line and gives it to a client.
func (s *Server) NewKey(tb testing.TB, environment string, scopes ...string) *Client {
	tb.Helper()
	arguments := []string{"key", "create", "tests", "--json", "--environment", environment}
	if len(scopes) == 0 {
		scopes = []string{"*"}
	}
	for _, scope := range scopes {
		arguments = append(arguments, "--scope="+scope)
	}
	var made struct {
		ID  string
		Key string
	}
	if err := json.Unmarshal([]byte(s.Command(tb, "", arguments...)), &made); err != nil || made.Key == "" {
		tb.Fatalf("read the key that was made: %v", err)
	}
	s.suite.Secrets.Add("API key", made.Key)
	c := s.Client(environment, made.Key)
	c.KeyID = made.ID
	return c
}

// Operator is somebody who manages environments.
type Operator struct {
	*Client  // in the operators' environment, with the secret of a session
	ID       string
	Email    string
	Password string
}

// NewOperator makes an operator at the command line, and signs them in.
func (s *Server) NewOperator(tb testing.TB, role, environment string) Operator {
	tb.Helper()
	o := Operator{Email: strings.ToLower(rand.Text()[:10]) + "@example.com", Password: "pw " + rand.Text()}
	s.suite.Secrets.Add("password", o.Password)
	out := s.Command(tb, o.Password+"\n", "operator", "create", o.Email, "--role", role, "--in", environment, "--json")
	var made []struct{ ID string }
	if err := json.Unmarshal([]byte(out), &made); err != nil || len(made) != 1 {
		tb.Fatalf("read the operator that was made: %v", err)
	}
	started, err := s.Client("operators", "").SignIn(tb.Context(), SignIn{Email: o.Email, Password: o.Password, Delivery: "secret"})
	if err != nil {
		tb.Fatalf("sign an operator in: %v", err)
	}
	o.ID, o.Client = made[0].ID, s.Client("operators", started.SessionSecret)
	return o
}
