package tenancy

import (
	"time"

	"github.com/sojourn-auth/sojourn/internal/uid"
)

// EnvironmentID names an environment. It is part of the issuer URL and of every token, and so never changes.
type EnvironmentID string

// Operators is the built-in environment whose users run the installation.
const Operators EnvironmentID = "operators"

// RoleKey names a role of one environment.
type RoleKey string

// TenantID names a tenant of one environment.
type TenantID struct{ uid.UID }

// UserID names a user of one environment.
type UserID struct{ uid.UID }

// NewTenantID makes an identifier for a tenant made at the given time.
func NewTenantID(at time.Time) TenantID { return TenantID{uid.New(at)} }

// NewUserID makes an identifier for a user made at the given time.
func NewUserID(at time.Time) UserID { return UserID{uid.New(at)} }

// ParseTenantID reads the 36-character form.
func ParseTenantID(text string) (TenantID, error) {
	id, err := uid.Parse(text)
	return TenantID{id}, err
}

// ParseUserID reads the 36-character form.
func ParseUserID(text string) (UserID, error) {
	id, err := uid.Parse(text)
	return UserID{id}, err
}
