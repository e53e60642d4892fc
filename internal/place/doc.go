// Package place estimates the city and country of an address from a MaxMind DB file that the operator
// supplies; without a file, or where the file knows nothing, the place is empty and nothing fails.
package place
