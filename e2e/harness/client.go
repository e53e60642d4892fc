package harness

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Client sends requests to one environment of a server.
type Client struct {
	server      *Server
	Environment string
	Bearer      string // an API key or a session's credential; empty for none
	KeyID       string // of an API key that was made here
}

// Client makes a client of a server with a credential.
func (s *Server) Client(environment, bearer string) *Client {
	return &Client{server: s, Environment: environment, Bearer: bearer}
}

// As is the same client with another credential.
func (c *Client) As(bearer string) *Client {
	other := *c
	other.Bearer, other.KeyID = bearer, ""
	return &other
}

// Call is a request.
type Call struct {
	Method string
	Path   string // below the environment
	Header http.Header
	Body   any    // sent as JSON unless it is a string, which is sent as it is
	Form   string // sent as a form
}

// Reply is an answer.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte
}

// Problem is an answer that says that a request was refused.
type Problem struct {
	Status     int
	Code       string
	Detail     string
	Field      string
	Reason     string
	Details    json.RawMessage
	RetryAfter time.Duration `json:"-"`
}

// Error is the problem in words.
func (p *Problem) Error() string {
	return strings.TrimSpace(fmt.Sprintf("%d %s %s: %s %s", p.Status, p.Code, p.Reason, p.Detail, p.Field))
}

// Unknown tells whether an error leaves open what the request has done: the answer was lost, or the server itself
// does not know.
func Unknown(err error) bool {
	if err == nil {
		return false
	}
	p, answered := errors.AsType[*Problem](err)
	return !answered || p.Status >= http.StatusInternalServerError
}

// ReasonOf is the end reason by which a request was refused; empty when it was not refused because a session ended.
func ReasonOf(err error) string {
	if p, ok := errors.AsType[*Problem](err); ok && p.Status == http.StatusUnauthorized && p.Code == "session_ended" {
		return p.Reason
	}
	return ""
}

// CodeOf is the code of a problem; empty when err is none.
func CodeOf(err error) string {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p.Code
	}
	return ""
}

// Send sends a request and reads the whole answer. It gives up after a while, unless ctx says when.
func (c *Client) Send(ctx context.Context, call Call) (Reply, error) {
	if _, bounded := ctx.Deadline(); !bounded {
		patient, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		ctx = patient
	}
	request, err := c.request(ctx, call)
	if err != nil {
		return Reply{}, err
	}
	answer, err := c.server.client.Do(request)
	if err != nil {
		return Reply{}, fmt.Errorf("%s %s: %w", call.Method, call.Path, err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return Reply{}, fmt.Errorf("%s %s: read the answer: %w", call.Method, call.Path, err)
	}
	reply := Reply{Status: answer.StatusCode, Header: answer.Header, Body: body}
	c.server.suite.Examine(reply)
	return reply, nil
}

func (c *Client) request(ctx context.Context, call Call) (*http.Request, error) {
	var body io.Reader
	kind := "application/json"
	switch sent := call.Body.(type) {
	case nil:
		if call.Form != "" {
			body, kind = strings.NewReader(call.Form), "application/x-www-form-urlencoded"
		}
	case string:
		body = strings.NewReader(sent)
	default:
		text, err := json.Marshal(sent)
		if err != nil {
			return nil, fmt.Errorf("%s %s: write the body: %w", call.Method, call.Path, err)
		}
		body = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, call.Method, "http://"+c.server.Address()+"/e/"+c.Environment+call.Path, body)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", call.Method, call.Path, err)
	}
	if body != nil {
		request.Header.Set("Content-Type", kind)
	}
	if c.Bearer != "" {
		request.Header.Set("Authorization", "Bearer "+c.Bearer)
	}
	for name, values := range call.Header {
		request.Header[name] = values
	}
	return request, nil
}

// Examine remembers the secrets of an answer, and searches refusals, which must hold none.
func (s *Suite) Examine(r Reply) {
	if r.Status >= http.StatusBadRequest {
		for kind := range s.Secrets.Search(r.Body) {
			s.leak("an answer with status %d holds a %s", r.Status, kind)
		}
		return
	}
	for _, cookie := range r.Cookies() {
		s.Secrets.Add("session cookie", cookie.Value)
	}
	if !secretMember.Match(r.Body) {
		return
	}
	var handed struct {
		SessionSecret string `json:"session_secret"`
		AccessToken   string `json:"access_token"`
		RefreshToken  string `json:"refresh_token"`
		CSRFToken     string `json:"csrf_token"`
		Key           string
	}
	if json.Unmarshal(r.Body, &handed) == nil {
		s.Secrets.Add("session secret", handed.SessionSecret)
		s.Secrets.Add("access token", handed.AccessToken)
		s.Secrets.Add("refresh token", handed.RefreshToken)
		s.Secrets.Add("CSRF token", handed.CSRFToken)
		s.Secrets.Add("API key", handed.Key)
	}
}

// secretMember is found in answers that hand out secrets, which few do.
var secretMember = regexp.MustCompile(`_secret":|_token":|"key":"sjk_`)

// Cookies is the cookies that an answer sets.
func (r Reply) Cookies() []*http.Cookie {
	return (&http.Response{Header: r.Header}).Cookies()
}

// Problem is what a refusal says; nil when the answer is none.
func (r Reply) Problem() error {
	if r.Status < http.StatusBadRequest {
		return nil
	}
	p := &Problem{}
	if err := json.Unmarshal(r.Body, p); err != nil {
		p.Detail = string(r.Body)
	}
	p.Status = r.Status
	if seconds, err := strconv.Atoi(r.Header.Get("Retry-After")); err == nil {
		p.RetryAfter = time.Duration(seconds) * time.Second
	}
	return p
}

// into sends a request and reads the answer into out, unless that is nil. A refusal is a *Problem.
func (c *Client) into(ctx context.Context, call Call, out any) error {
	reply, err := c.Send(ctx, call)
	if err != nil {
		return err
	}
	if err := reply.Problem(); err != nil || out == nil {
		return err
	}
	if err := json.Unmarshal(reply.Body, out); err != nil {
		return fmt.Errorf("%s %s: read the answer: %w", call.Method, call.Path, err)
	}
	return nil
}
