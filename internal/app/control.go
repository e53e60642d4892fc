package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/sojourn-auth/sojourn/internal/service"
)

// The embedded database belongs to one process. A command that comes while a server holds it is carried out by that
// server: it goes through a socket beside the database, in a folder that only its owner can enter.

// maxCommand is the most that a command may carry, in bytes.
const maxCommand = 2 * maxDocument

// remoteCommand is a command as it goes to the server.
type remoteCommand struct {
	Args  []string `json:"args"`
	Input string   `json:"input,omitempty"`
}

// remoteResult is what became of it.
type remoteResult struct {
	Output string `json:"output"`
	Errors string `json:"errors"`
	Status int    `json:"status"`
}

func (c StoreConfig) socket() string { return filepath.Join(c.folder(), "command.sock") }

// serveCommands carries out commands that come through the socket, until the returned function is called.
func (s *server) serveCommands(where StoreConfig, uses *service.Service) (stop func(), err error) {
	if where.Database != "" {
		return func() {}, nil // commands open the database themselves
	}
	_ = os.Remove(where.socket()) // what a killed server has left; the database's lock says that there is no other
	listener, err := net.Listen("unix", where.socket())
	if err != nil {
		return nil, fmt.Errorf("listen for commands: %w (a shorter --data may help)", err)
	}
	if err := os.Chmod(where.socket(), 0o600); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	web := &http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var command remoteCommand
		if err := json.NewDecoder(io.LimitReader(r.Body, maxCommand)).Decode(&command); err != nil {
			http.Error(w, "not a command", http.StatusBadRequest)
			return
		}
		_ = json.NewEncoder(w).Encode(s.carryOut(r.Context(), command, uses))
	})}
	go func() {
		if err := served(web.Serve(listener)); err != nil {
			s.log.Error("commands are not carried out any more", "error", err.Error())
		}
	}()
	return func() { _ = web.Close() }, nil
}

// carryOut runs a command of somebody else over the server's own store.
func (s *server) carryOut(ctx context.Context, command remoteCommand, uses *service.Service) remoteResult {
	var out, wrong bytes.Buffer
	status := run(ctx, command.Args, console{
		in: strings.NewReader(command.Input), out: &out, err: &wrong, version: s.version, uses: uses,
	})
	return remoteResult{Output: out.String(), Errors: wrong.String(), Status: status}
}

// handOver gives a command to the server that holds the database; ok is false when there is none.
func (c *call) handOver(args []string, read func() ([]byte, error)) (status int, ok bool, err error) {
	if c.where.Database != "" || c.uses != nil {
		return 0, false, nil
	}
	connection, err := net.Dial("unix", c.where.socket())
	if err != nil {
		return 0, false, ignoreAbsence(err)
	}
	_ = connection.Close()
	command := remoteCommand{Args: args}
	if read != nil {
		input, err := read()
		if err != nil {
			return 0, true, fmt.Errorf("read the input: %w", err)
		}
		command.Input = string(input)
	}
	result, err := c.send(command)
	if err != nil {
		return 0, true, fmt.Errorf("hand the command to the running server: %w", err)
	}
	_, _ = io.WriteString(c.out, result.Output)
	_, _ = io.WriteString(c.err, result.Errors)
	return result.Status, true, nil
}

func (c *call) send(command remoteCommand) (result remoteResult, err error) {
	body, err := json.Marshal(command)
	if err != nil {
		return result, err
	}
	client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", c.where.socket())
	}}}
	request, err := http.NewRequestWithContext(c.ctx, http.MethodPost, "http://sojourn/", bytes.NewReader(body))
	if err != nil {
		return result, err
	}
	response, err := client.Do(request)
	if err != nil {
		return result, err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return result, errors.New(response.Status)
	}
	return result, json.NewDecoder(response.Body).Decode(&result)
}

// ignoreAbsence is nil for the errors that say that no server is there.
func ignoreAbsence(err error) error {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED) {
		return nil
	}
	return fmt.Errorf("ask for a running server: %w", err)
}
