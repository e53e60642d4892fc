package main

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"
)

// wire is a connection that sends requests which are ready and reads no more of the answers than it must. It costs
// far less than the server does, and the same whoever answers.
type wire struct {
	conn   net.Conn
	buffer []byte
}

func dial(address string) (*wire, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	return &wire{conn: conn, buffer: make([]byte, 64<<10)}, nil
}

func (w *wire) close() { _ = w.conn.Close() }

// exchange sends a request and gives status and body of the answer; the body is good until the next exchange.
func (w *wire) exchange(request []byte) (status int, body []byte, err error) {
	if _, err := w.conn.Write(request); err != nil {
		return 0, nil, err
	}
	got, head := 0, -1
	for head < 0 {
		if got, err = w.more(got); err != nil {
			return 0, nil, err
		}
		head = bytes.Index(w.buffer[:got], headEnd)
	}
	status, length, err := readHead(w.buffer[:head+2])
	if err != nil {
		return 0, nil, err
	}
	from := head + len(headEnd)
	for done := false; ; {
		switch {
		case length == inChunks:
			body, done = joinChunks(w.buffer[from:got])
		case got >= from+length:
			body, done = w.buffer[from:from+length], true
		}
		if done {
			return status, body, nil
		}
		if got, err = w.more(got); err != nil {
			return 0, nil, err
		}
	}
}

// more reads what has come behind what is there already.
func (w *wire) more(got int) (int, error) {
	if got == len(w.buffer) {
		return got, errors.New("an answer is too long")
	}
	n, err := w.conn.Read(w.buffer[got:])
	return got + n, err
}

// inChunks stands for the length of a body that comes in chunks.
const inChunks = -1

var (
	headEnd    = []byte("\r\n\r\n")
	lineEnd    = []byte("\r\n")
	bodyLength = []byte("\r\nContent-Length: ")
	bodyChunks = []byte("\r\nTransfer-Encoding: chunked\r\n")
)

// readHead finds the status and the length of the body in the lines of an answer's head.
func readHead(head []byte) (status, length int, err error) {
	if len(head) < 12 {
		return 0, 0, errors.New("an answer is no HTTP")
	}
	if status, err = strconv.Atoi(string(head[9:12])); err != nil {
		return 0, 0, fmt.Errorf("an answer is no HTTP: %w", err)
	}
	at := bytes.Index(head, bodyLength)
	switch {
	case at >= 0:
		rest := head[at+len(bodyLength):]
		length, err = strconv.Atoi(string(rest[:bytes.IndexByte(rest, '\r')]))
		return status, length, err
	case bytes.Contains(head, bodyChunks):
		return status, inChunks, nil
	}
	return 0, 0, errors.New("an answer does not say how long it is")
}

// joinChunks gives the body that has come in chunks, once all of them are there.
func joinChunks(text []byte) (body []byte, done bool) {
	for {
		line := bytes.Index(text, lineEnd)
		if line < 0 {
			return nil, false
		}
		size, err := strconv.ParseUint(string(text[:line]), 16, 31)
		text = text[line+len(lineEnd):]
		if err != nil || len(text) < int(size)+len(lineEnd) {
			return nil, false
		}
		if size == 0 {
			return body, true
		}
		body = append(body, text[:size]...)
		text = text[int(size)+len(lineEnd):]
	}
}

// request is one request as it is sent.
func request(method, path, credential, body string) []byte {
	text := method + " " + path + " HTTP/1.1\r\nHost: sojourn\r\n"
	if credential != "" {
		text += "Authorization: Bearer " + credential + "\r\n"
	}
	if body != "" {
		text += "Content-Type: application/json\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n"
	}
	return []byte(text + "\r\n" + body)
}

// client is somebody who talks to a server over one connection.
type client struct {
	want int                     // the only good status
	next func() []byte           // the next request
	took func(body []byte) error // gets the answer; may be nil
}

// call makes the next request.
func (c *client) call(w *wire) error {
	status, body, err := w.exchange(c.next())
	switch {
	case err != nil:
		return err
	case status != c.want:
		return fmt.Errorf("status %d: %s", status, body)
	case c.took != nil:
		return c.took(body)
	}
	return nil
}

// talk has clients talk to a server, each over a connection of its own, for a while.
func talk(address string, clients []client, turn time.Duration) (sample, error) {
	wires := make([]*wire, len(clients))
	for i := range wires {
		w, err := dial(address)
		if err != nil {
			return sample{}, fmt.Errorf("connect: %w", err)
		}
		defer w.close() //nolint:gocritic // until all have talked
		_ = w.conn.SetDeadline(time.Now().Add(turn + 30*time.Second))
		wires[i] = w
	}
	return drive(len(clients), turn, func(worker int) error { return clients[worker].call(wires[worker]) }), nil
}

// once makes one request.
func once(address string, want int, message []byte) (string, error) {
	w, err := dial(address)
	if err != nil {
		return "", err
	}
	defer w.close()
	_ = w.conn.SetDeadline(time.Now().Add(10 * time.Second))
	var answer string
	c := client{want: want, next: func() []byte { return message }, took: func(body []byte) error {
		answer = string(body)
		return nil
	}}
	return answer, c.call(w)
}
