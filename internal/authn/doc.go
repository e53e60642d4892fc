// Package authn judges passwords, hashes them, and slows down whoever guesses them; it never sees the database.
package authn
