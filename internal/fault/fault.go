package fault

import (
	"errors"
	"fmt"
	"time"
)

// Kind is what a caller can do about an error. Each kind has one HTTP status (internal/api).
type Kind string

// The kinds.
const (
	Invalid         Kind = "invalid"           // the request is wrong; the same request will fail again
	Unauthenticated Kind = "unauthenticated"   // nobody, or nobody any more, is signed in
	Forbidden       Kind = "forbidden"         // somebody is, but may not do this
	NotFound        Kind = "not_found"         // absent, or not for this caller to know of
	Conflict        Kind = "conflict"          // something else is in the way
	TooMany         Kind = "too_many_requests" // try again after RetryAfter
	Unavailable     Kind = "unavailable"       // the store cannot be reached or written; nothing was changed
	Internal        Kind = "internal"          // our mistake
)

// Error is an error with what its reader needs. Message never repeats input and never holds a secret.
type Error struct {
	Kind       Kind
	Code       string        // stable, for programs: the kind's name unless something more exact is known
	Message    string        // for people: what is wrong and what would be right
	Field      string        // the member of the request that is at fault, as the caller wrote it
	Reason     string        // with the code session_ended: the end reason
	RetryAfter time.Duration // with TooMany and Unavailable
	Details    any           // more members for programs, by code; never input, never a secret
	Cause      error         // for the log alone
}

// Error is the text for the log, cause included.
func (e *Error) Error() string {
	text := e.Code + ": " + e.Message
	if e.Field != "" {
		text = e.Code + ": " + e.Field + ": " + e.Message
	}
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// New makes an error of a kind, with the kind's name as its code.
func New(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Code: string(kind), Message: fmt.Sprintf(format, args...)}
}

// Field makes an Invalid error about one member of the request.
func Field(field, format string, args ...any) *Error {
	e := New(Invalid, format, args...)
	e.Field = field
	return e
}

// Absent makes the NotFound error for a thing such as "session". It is the same for what does not exist and
// for what belongs to somebody else.
func Absent(thing string) *Error { return New(NotFound, "There is no such %s.", thing) }

// WithCode gives the error a more exact code.
func (e *Error) WithCode(code string) *Error { e.Code = code; return e }

// Broken is the details of an Invalid error: the rule that a member breaks, and the rule's limits, so that a screen can
// say it in its reader's language.
type Broken struct {
	Rule string `json:"rule"`
	Min  int64  `json:"min,omitempty"`
	Max  int64  `json:"max,omitempty"`
}

// Breaking says which rule is broken. Limits are the most that is allowed, or the least and the most.
func (e *Error) Breaking(rule string, limits ...int64) *Error {
	broken := Broken{Rule: rule}
	if n := len(limits); n > 0 {
		broken.Max = limits[n-1]
		if n > 1 {
			broken.Min = limits[0]
		}
	}
	e.Details = broken
	return e
}

// After sets how long to wait before another try.
func (e *Error) After(wait time.Duration) *Error { e.RetryAfter = wait; return e }

// Because adds the cause, which only the log sees.
func (e *Error) Because(cause error) *Error { e.Cause = cause; return e }

// KindOf is the kind of err; Internal for any error that is not of this package.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}
