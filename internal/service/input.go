package service

import (
	"github.com/sojourn-auth/sojourn/internal/authn"
	"github.com/sojourn-auth/sojourn/internal/store"
)

// What surfaces hand in, so that they need to know nothing below this package.
type (
	// Page asks for a part of a list.
	Page = store.Page
	// MemberFilter chooses users of a tenant.
	MemberFilter = store.MemberFilter
	// MemberPlace is a place in a list of users of a tenant.
	MemberPlace = store.MemberPlace
	// EventFilter chooses events.
	EventFilter = store.EventFilter
	// SettingsVersion is a published settings document.
	SettingsVersion = store.SettingsVersion
	// SettingsDraft is the settings document that is being edited.
	SettingsDraft = store.SettingsDraft
	// Password is a password that prints as [redacted].
	Password = authn.Password
)

// NewPassword takes a password as it was entered.
func NewPassword(text string) Password { return authn.NewPassword(text) }
