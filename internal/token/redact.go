package token

import (
	"fmt"
	"io"
	"log/slog"
)

const redaction = "[redacted]"

// redacted is embedded by every type that holds a secret: whichever way such a value is printed, logged or
// encoded, [redacted] comes out.
type redacted struct {
	_ [0]func() // makes == on secrets a compile error: compare hashes, which takes constant time
}

// String is [redacted].
func (redacted) String() string { return redaction }

// GoString is [redacted].
func (redacted) GoString() string { return redaction }

// Format writes [redacted], whatever the verb.
func (redacted) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, redaction) }

// MarshalText is [redacted].
func (redacted) MarshalText() ([]byte, error) { return []byte(redaction), nil }

// MarshalJSON is "[redacted]".
func (redacted) MarshalJSON() ([]byte, error) { return []byte(`"` + redaction + `"`), nil }

// LogValue is [redacted].
func (redacted) LogValue() slog.Value { return slog.StringValue(redaction) }

// hidden holds a secret where no printer finds it. In an unexported field of somebody else's struct, fmt cannot call
// the methods above: it prints what is there, and for some verbs follows a pointer too. It never looks into a function.
type hidden[T any] func() T

func hide[T any](secret T) hidden[T] { return func() T { return secret } }

// open is the secret, or the zero value when there is none.
func (h hidden[T]) open() T {
	if h == nil {
		var none T
		return none
	}
	return h()
}
