// Package api serves the JSON API: one function for each operation, described by OpenAPI 3.1 from the Go types, with
// errors as problem+json (RFC 9457).
package api
