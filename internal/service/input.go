package service

import (
	"github.com/sojourn-auth/sojourn/internal/authn"
	"github.com/sojourn-auth/sojourn/internal/store"
)

// What surfaces hand in, so that they need to know nothing below this package.
type (
	// Page asks for a part of a list.
	Page = store.Page
	// SessionFilter chooses sessions.
	SessionFilter = store.SessionFilter
	// Password is a password that prints as [redacted].
	Password = authn.Password
)

// NewPassword takes a password as it was entered.
func NewPassword(text string) Password { return authn.NewPassword(text) }
