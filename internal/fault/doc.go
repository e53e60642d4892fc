// Package fault is the one kind of error that callers of Sojourn get to see: a kind, a stable code, a sentence
// that names the field and the limit, and a cause that only the log sees.
package fault
