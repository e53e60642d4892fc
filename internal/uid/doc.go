// Package uid makes time-ordered identifiers: UUID version 7 (RFC 9562, section 5.7).
//
// An identifier names something and is no secret: whoever knows it may do nothing with it.
package uid
