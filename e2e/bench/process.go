package main

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// productModule is what is measured.
const productModule = "github.com/sojourn-auth/sojourn"

// source is the folder of what is measured.
func (b *bench) source() (string, error) {
	folder, err := exec.CommandContext(b.ctx, "go", "list", "-m", "-f", "{{.Dir}}", productModule).Output()
	if err != nil {
		return "", fmt.Errorf("find the sources: %w", err)
	}
	return strings.TrimSpace(string(folder)), nil
}

// build makes the program as a release has it: static and stripped.
func (b *bench) build(name string) (string, error) {
	source, err := b.source()
	if err != nil {
		return "", err
	}
	file := filepath.Join(b.folder, name)
	cmd := exec.CommandContext(b.ctx, "go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w", "-o", file, "./cmd/sojourn")
	cmd.Dir = source
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return file, nil
}

// process is a server that we have started.
type process struct {
	cmd     *exec.Cmd
	address string
	ready   time.Duration // from its start until it said that it is ready
	log     *os.File
	ended   chan struct{}
}

// sojourn starts the program as it is by default, and returns when it is ready.
func (b *bench) sojourn(on cores, args ...string) (*process, error) {
	return b.start(on, "/readyz", func(address string) *exec.Cmd {
		return exec.Command(b.program, append(args, "serve", "--addr", address)...)
	})
}

// floor starts a bare handler that answers with so many bytes.
func (b *bench) floor(on cores, size int) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find this program: %w", err)
	}
	return b.start(on, "/", func(address string) *exec.Cmd {
		return exec.Command(self, floorRole, address, strconv.Itoa(size))
	})
}

// start starts a server on a free port and asks until it answers with 200.
func (b *bench) start(on cores, path string, command func(address string) *exec.Cmd) (_ *process, err error) {
	p := &process{ended: make(chan struct{})}
	if p.address, err = freeAddress(); err != nil {
		return nil, err
	}
	if p.log, err = os.CreateTemp(b.folder, "log-*.txt"); err != nil {
		return nil, fmt.Errorf("make a file for a log: %w", err)
	}
	p.cmd = command(p.address)
	p.cmd.Stderr = p.log
	begin := time.Now()
	if err := startOn(on, p.cmd); err != nil {
		return nil, fmt.Errorf("start %s: %w", p.cmd, err)
	}
	go func() {
		defer close(p.ended)
		_ = p.cmd.Wait()
	}()
	b.onClose(p.stop)
	question := request("GET", path, "", "")
	for {
		_, err = once(p.address, 200, question)
		p.ready = time.Since(begin)
		if err == nil {
			return p, nil
		}
		select {
		case <-p.ended:
			return nil, fmt.Errorf("%s ended: %s", p.cmd, p.lastWords())
		case <-b.ctx.Done():
			return nil, b.ctx.Err()
		case <-time.After(200 * time.Microsecond):
		}
		if p.ready > time.Minute {
			return nil, fmt.Errorf("%s was not ready after a minute (%w): %s", p.cmd, err, p.lastWords())
		}
	}
}

// freeAddress is an address on which nobody listens.
func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	return listener.Addr().String(), listener.Close()
}

// lastWords is the end of what the process has logged.
func (p *process) lastWords() string {
	text, err := os.ReadFile(p.log.Name())
	if err != nil {
		return err.Error()
	}
	return string(bytes.TrimSpace(text[max(0, len(text)-2000):]))
}

// stop ends the process in an orderly way.
func (p *process) stop() {
	select {
	case <-p.ended:
		return
	default:
	}
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.ended:
	case <-time.After(15 * time.Second):
		_ = p.cmd.Process.Kill()
		<-p.ended
	}
	_ = p.log.Close()
}

// memory is what the process keeps in memory, in bytes.
func (p *process) memory() (float64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, fmt.Errorf("read the memory of a process: %w", err)
	}
	for line := range strings.Lines(string(text)) {
		if rest, is := strings.CutPrefix(line, "VmRSS:"); is {
			kilobytes, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 64)
			return kilobytes * 1024, err
		}
	}
	return 0, errors.New("the system does not tell the memory of a process")
}

// worked is how much processor time the process has used.
func (p *process) worked() (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return 0, fmt.Errorf("read the time of a process: %w", err)
	}
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:])) // from the third field on
	if len(fields) < 13 {
		return 0, errors.New("the system does not tell the time of a process")
	}
	user, errUser := strconv.Atoi(fields[11])
	system, errSystem := strconv.Atoi(fields[12])
	const tick = 10 * time.Millisecond
	return time.Duration(user+system) * tick, errors.Join(errUser, errSystem)
}

// settle waits until what the process does after its start is done.
func (b *bench) settle(p *process) error {
	const pause, idle = 500 * time.Millisecond, 20 * time.Millisecond
	before, err := p.worked()
	for range 120 {
		if err != nil {
			return err
		}
		select {
		case <-b.ctx.Done():
			return b.ctx.Err()
		case <-time.After(pause):
		}
		now, failed := p.worked()
		if err = failed; err == nil && now-before <= idle {
			return nil
		}
		before = now
	}
	return errors.New("a server that nobody asks for anything is still busy after a minute")
}
