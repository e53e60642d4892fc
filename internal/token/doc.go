// Package token mints and checks tokens; it never sees the database.
package token
