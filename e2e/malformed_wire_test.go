package e2e

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// rawRequest is a request as bytes, of which nothing needs to be right.
type rawRequest struct {
	method  string
	target  string
	headers []string // complete lines
	body    []byte
	// framing says how the body's length is told: in a header, in chunks, or not at all (the headers say).
	framing framing
	// alone is sent on a connection of its own.
	alone bool
	// half is alone, and its sending side is then closed: the server must not wait for the rest. Only for what has a body
	// that the server may wait for: whoever closes after a whole request has hung up, and may be told anything.
	half bool
}

type framing int

const (
	byLength framing = iota
	byChunks
	byHeaders
)

// answerTime is how long an answer may take.
const answerTime = 5 * time.Second

func (r rawRequest) bytes(address string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\n", r.method, r.target, address)
	for _, line := range r.headers {
		b.WriteString(line + "\r\n")
	}
	switch {
	case r.framing == byLength && len(r.body) > 0:
		b.WriteString("Content-Length: " + strconv.Itoa(len(r.body)) + "\r\n")
	case r.framing == byChunks:
		b.WriteString("Transfer-Encoding: chunked\r\n")
	}
	b.WriteString("\r\n")
	if r.framing != byChunks {
		b.Write(r.body)
		return b.Bytes()
	}
	for rest := r.body; len(rest) > 0; {
		piece := rest[:min(len(rest), 8000)]
		rest = rest[len(piece):]
		fmt.Fprintf(&b, "%x\r\n%s\r\n", len(piece), piece)
	}
	b.WriteString("0\r\n\r\n")
	return b.Bytes()
}

// wire sends raw requests one after another, over one connection as long as that lasts.
type wire struct {
	address string
	conn    *net.TCPConn
	reader  *bufio.Reader
}

// send sends a request, and reads the answer with its whole body.
func (w *wire) send(r rawRequest) (status int, header http.Header, body []byte, err error) {
	if r.alone {
		w.close()
	}
	if w.conn == nil {
		if err := w.dial(); err != nil {
			return 0, nil, nil, err
		}
	}
	_ = w.conn.SetDeadline(time.Now().Add(answerTime)) // fails only on a closed connection, and so will what follows
	// The server may answer and close before it has read everything; what it says is read all the same.
	_, sent := w.conn.Write(r.bytes(w.address))
	if r.half {
		_ = w.conn.CloseWrite()
	}
	answer, err := http.ReadResponse(w.reader, &http.Request{Method: r.method})
	if err != nil {
		w.close()
		return 0, nil, nil, errors.Join(fmt.Errorf("no answer: %w", err), sent)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err = io.ReadAll(answer.Body)
	if answer.Close || r.alone || sent != nil || err != nil {
		w.close()
	}
	return answer.StatusCode, answer.Header, body, err
}

func (w *wire) dial() error {
	conn, err := net.DialTimeout("tcp", w.address, answerTime)
	if err != nil {
		return err
	}
	w.conn = conn.(*net.TCPConn) // of a TCP address
	w.reader = bufio.NewReader(conn)
	return nil
}

func (w *wire) close() {
	if w.conn != nil {
		_ = w.conn.Close()
		w.conn = nil
	}
}
