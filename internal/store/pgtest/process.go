//go:build unix

package pgtest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"regexp"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// patience bounds what is waited for on a busy machine.
const patience = time.Minute

// keeper runs a server as its child until its input ends: because the test closes it, or because the test's
// process is gone, however that came about. So no server outlives its tests. The data goes too, unless the last
// word was "keep". The first argument is the folder, the others are the server's command. It must not be hung up:
// that is what the system does to the group of a frozen server when the test dies.
const keeper = `
trap '' HUP
folder=$1; shift
"$@" & server=$!
echo "server process $server." >&2
read -r word
kill -QUIT "$server"; wait "$server"
[ "$word" = keep ] || rm -rf "$folder"
`

// process is a running server under its keeper.
type process struct {
	id    int // of the server
	input io.WriteCloser
	ended chan struct{} // closed when keeper and server are gone
}

// account is whom servers run as: ourselves, or an unprivileged user when we are root, as whom PostgreSQL refuses
// to run.
func account() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errUser := strconv.ParseUint(found.Uid, 10, 32)
		gid, errGroup := strconv.ParseUint(found.Gid, 10, 32)
		if errUser == nil && errGroup == nil {
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
		}
	}
	return nil, errors.New("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")
}

// command is a program that runs in the server's folder and as its account, apart from the terminal's signals.
func command(folder string, as *syscall.Credential, name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as, Setpgid: true}
	return cmd
}

// launch starts a server and returns when it takes connections.
func launch(folder string, as *syscall.Credential, server ...string) (*process, error) {
	cmd := command(folder, as, "sh", append([]string{"-c", keeper, "keeper", folder}, server...)...)
	input, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("make the keeper's input: %w", err)
	}
	log := &serverLog{ready: make(chan struct{})}
	cmd.Stderr = log
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the keeper: %w", err)
	}
	p := &process{input: input, ended: make(chan struct{})}
	go func() {
		defer close(p.ended)
		_ = cmd.Wait() // a server that is shut down at once exits with an error
	}()
	select {
	case <-log.ready:
		p.id = log.server
		return p, nil
	case <-time.After(patience):
		err = errors.Join(fmt.Errorf("PostgreSQL was not ready after %s:\n%s", patience, log), p.stop(false))
	case <-p.ended:
		err = fmt.Errorf("PostgreSQL ended while it started:\n%s", log)
	}
	return nil, err
}

// stop ends the server as a crash would: at once, without writing anything out.
func (p *process) stop(keep bool) error {
	if keep {
		_, _ = io.WriteString(p.input, "keep") // a keeper that is gone keeps everything
	}
	_ = p.input.Close()
	select {
	case <-p.ended:
		return nil
	case <-time.After(patience):
		return fmt.Errorf("PostgreSQL (process %d) did not stop within %s", p.id, patience)
	}
}

// serverLog takes what keeper and server write: who the server is, and when it takes connections. It keeps the
// beginning for error messages.
type serverLog struct {
	mu     sync.Mutex
	text   bytes.Buffer
	server int           // valid once ready is closed
	ready  chan struct{} // closed when connections are taken
}

var serverProcess = regexp.MustCompile(`server process (\d+)\.\n`)

// Write takes a piece.
func (l *serverLog) Write(piece []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.server != 0 || l.text.Len() > 1<<16 {
		return len(piece), nil
	}
	l.text.Write(piece)
	if !bytes.Contains(l.text.Bytes(), []byte("ready to accept connections")) {
		return len(piece), nil
	}
	if found := serverProcess.FindSubmatch(l.text.Bytes()); found != nil {
		l.server, _ = strconv.Atoi(string(found[1])) // the pattern says that it is a number
		close(l.ready)
	}
	return len(piece), nil
}

// String is what has been written so far.
func (l *serverLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
