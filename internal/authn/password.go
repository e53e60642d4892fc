package authn

import (
	"fmt"
	"io"
	"log/slog"
)

const redacted = "[redacted]"

// Password holds a password as its owner typed it: the bytes are neither normalised nor cut, so the same keys
// give the same password. It prints as [redacted] everywhere and cannot be compared with ==. The zero
// Password is the empty one.
type Password struct {
	// A function, because printers that reach an unexported field by reflection show a string but only the
	// address of a function.
	reveal func() string
}

// NewPassword takes what somebody typed.
func NewPassword(text string) Password {
	return Password{reveal: func() string { return text }}
}

// text is the password in clear, for this package's eyes only.
func (p Password) text() string {
	if p.reveal == nil {
		return ""
	}
	return p.reveal()
}

// Format prints [redacted] for every verb.
func (p Password) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, redacted) }

// String is [redacted].
func (p Password) String() string { return redacted }

// MarshalText is [redacted], also in JSON.
func (p Password) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// LogValue is [redacted].
func (p Password) LogValue() slog.Value { return slog.StringValue(redacted) }
