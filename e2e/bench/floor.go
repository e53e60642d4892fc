package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// floorRole is the first argument with which this program is the floor of HTTP requests.
const floorRole = "serve-floor"

// serveFloor is a bare net/http handler: args are an address and how many bytes it answers with. Its server has the
// same time limits as Sojourn's, because they cost something.
func serveFloor(args []string, out io.Writer) error {
	if len(args) != 2 {
		return fmt.Errorf("%s needs an address and a number of bytes", floorRole)
	}
	size, err := strconv.Atoi(args[1])
	if err != nil {
		return fmt.Errorf("read the number of bytes: %w", err)
	}
	listener, err := net.Listen("tcp", args[0])
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	_, _ = fmt.Fprintln(out, "ready")
	body, contentType := bytes.Repeat([]byte("x"), size), []string{"application/json"}
	server := &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Content-Type"] = contentType
			_, _ = w.Write(body)
		}),
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 60 * time.Second,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10,
	}
	return server.Serve(listener)
}
