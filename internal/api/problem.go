package api

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"github.com/sojourn-auth/sojourn/internal/fault"
)

// Problem is an error as clients get it (RFC 9457).
type Problem struct {
	Title     string `json:"title" doc:"The HTTP status in words"`
	Status    int    `json:"status" doc:"The HTTP status"`
	Code      string `json:"code" doc:"What is wrong, for programs; stable"`
	Detail    string `json:"detail" doc:"What is wrong and what would be right, for people"`
	Field     string `json:"field,omitempty" doc:"The member of the request that is at fault"`
	Reason    string `json:"reason,omitempty" doc:"With the code session_ended: why the session ended"`
	Retryable bool   `json:"retryable" doc:"Whether the same request may succeed later. After a refresh that failed: false means sign in again, true means keep the token"`
	RequestID string `json:"request_id,omitempty" doc:"With internal errors: what to look for in the log"`
	Details   any    `json:"details,omitempty" doc:"More, by code"`

	headers http.Header
}

// Error is the problem's text, for the interfaces that ask for an error.
func (p *Problem) Error() string { return p.Code + ": " + p.Detail }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders is the headers that go with the problem.
func (p *Problem) GetHeaders() http.Header { return p.headers }

// ContentType is the media type of problems.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// status is the one table of the HTTP status of each kind of error.
func status(kind fault.Kind) int {
	switch kind {
	case fault.Invalid:
		return http.StatusBadRequest
	case fault.Unauthenticated:
		return http.StatusUnauthorized
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Conflict:
		return http.StatusConflict
	case fault.TooMany:
		return http.StatusTooManyRequests
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// problemOf is what a client is told of an error. Causes are for the log.
func problemOf(err error) *Problem {
	e, ok := errors.AsType[*fault.Error](err)
	if !ok {
		e = fault.New(fault.Internal, "Something went wrong here. Nothing is known to be changed.")
	}
	code := status(e.Kind)
	p := &Problem{
		Title: http.StatusText(code), Status: code, Code: e.Code, Detail: e.Message,
		Field: e.Field, Reason: e.Reason, Details: e.Details, headers: http.Header{},
		Retryable: e.Kind == fault.TooMany || e.Kind == fault.Unavailable || e.Kind == fault.Internal,
	}
	if e.RetryAfter > 0 {
		p.headers.Set("Retry-After", strconv.Itoa(int((e.RetryAfter+999_999_999)/1_000_000_000)))
	}
	if e.Kind == fault.Unauthenticated {
		p.headers.Set("WWW-Authenticate", challenge(e.Code))
	}
	return p
}

// challenge is what a 401 carries (RFC 6750, section 3).
func challenge(code string) string {
	if code == string(fault.Unauthenticated) {
		return `Bearer realm="sojourn"`
	}
	return `Bearer realm="sojourn", error="invalid_token"`
}

// writeProblem answers a request with an error outside of huma.
func writeProblem(w http.ResponseWriter, err error) {
	p, ok := errors.AsType[*Problem](err)
	if !ok {
		p = problemOf(err)
	}
	for name, values := range p.headers {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	body, _ := json.Marshal(p) // plain values only
	_, _ = w.Write(body)       // the client may be gone
}

// useProblems makes huma answer with our problems. What huma says of a request is cut down to what does not repeat
// input: its own texts would hold passwords, and whole bodies.
var useProblems = sync.OnceFunc(func() {
	huma.ValidateStrictCasing = true // or a body could hold a member twice, in two spellings that mean the same
	huma.NewError = func(code int, message string, errs ...error) huma.StatusError {
		broken := message == brokenBody
		if code == http.StatusUnprocessableEntity || broken {
			code = http.StatusBadRequest
		}
		p := &Problem{Title: http.StatusText(code), Status: code, Code: codeOf(code), Detail: "The request is not valid.", headers: http.Header{}}
		switch code {
		case http.StatusRequestEntityTooLarge:
			p.Detail = "The body is too large: at most " + cmp.Or(bodyLimit.FindString(message), strconv.Itoa(maxBody)) + " bytes are allowed."
		case http.StatusUnsupportedMediaType:
			p.Detail = "The body must be JSON, with the content type application/json."
		}
		if broken {
			p.Detail = "The body could not be read to its end."
			return p
		}
		for _, err := range errs {
			var detailer huma.ErrorDetailer
			if errors.As(err, &detailer) {
				describe(p, detailer.ErrorDetail())
				break
			}
		}
		return p
	}
})

// bodyLimit finds the limit of an operation in what huma says.
var bodyLimit = regexp.MustCompile(`[0-9]+`)

// brokenBody is what huma says when a body ends too early or its chunks are malformed: with the status 500, though it
// is the client who got it wrong. A test finds out when the words change.
const brokenBody = "cannot read request body"

// codeOf is the code of a problem that no use-case has named.
func codeOf(status int) string {
	switch status {
	case http.StatusRequestEntityTooLarge:
		return "body_too_large"
	case http.StatusUnsupportedMediaType:
		return "unsupported_media_type"
	case http.StatusNotFound:
		return string(fault.NotFound)
	case http.StatusMethodNotAllowed:
		return "method_not_allowed"
	case http.StatusRequestTimeout:
		return "request_timeout"
	}
	if status >= http.StatusInternalServerError {
		return string(fault.Internal)
	}
	return string(fault.Invalid)
}

var (
	safeField   = regexp.MustCompile(`^[a-z][a-z_]{0,40}(\.[a-z_]{1,40}|\[[0-9]{1,3}\]){0,6}$`)
	lengthRule  = regexp.MustCompile(`^expected length (>=|<=) ([0-9]{1,9})`)
	safeMessage = regexp.MustCompile(`^expected [a-z0-9 ><=",._/*-]{1,300}`)
)

// ruleOf is the rule of a schema that huma's message says is broken.
func ruleOf(message string) fault.Broken {
	length := lengthRule.FindStringSubmatch(message)
	if length == nil {
		return fault.Broken{Rule: "value"}
	}
	limit, _ := strconv.ParseInt(length[2], 10, 64) // digits, by the pattern
	if length[1] == "<=" {
		return fault.Broken{Rule: "too_long", Max: limit}
	}
	return fault.Broken{Rule: "too_short", Min: limit}
}

// describe adds what huma found wrong, without anything from the request.
func describe(p *Problem, d *huma.ErrorDetail) {
	field := strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(d.Location, "body."), "query."), "path.")
	switch {
	case strings.HasPrefix(d.Message, "unexpected property"):
		p.Code, p.Detail = "unknown_member", "The body has a member that is not known here."
		return
	case strings.HasPrefix(d.Message, "unknown query parameter"), strings.Contains(d.Message, "unknown query"):
		p.Code, p.Detail = "unknown_parameter", "The query has a parameter that is not known here."
		return
	case strings.HasPrefix(d.Message, "expected required property"):
		if name, _, ok := strings.Cut(strings.TrimPrefix(d.Message, "expected required property "), " "); ok && safeField.MatchString(name) {
			field = strings.TrimPrefix(strings.TrimPrefix(d.Location+"."+name, "body."), ".")
		}
		p.Detail, p.Details = "This member is required.", fault.Broken{Rule: "required"}
	default:
		p.Details = ruleOf(d.Message)
		if text := safeMessage.FindString(d.Message); text != "" {
			p.Detail = "The value is not valid: " + strings.TrimRight(text, " .,") + "."
		}
	}
	if safeField.MatchString(field) {
		p.Field = field
	}
}
