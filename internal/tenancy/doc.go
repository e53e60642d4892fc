// Package tenancy holds who exists: environments, their tenants, their users, and who is a member where.
//
// It is pure: no clock, no randomness, no database.
package tenancy
