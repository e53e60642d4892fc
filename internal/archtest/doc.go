// Package archtest holds the shape of the repository as tests: who may import whom, how large a file may grow, and
// what must stand in no file at all. It has no code of its own.
package archtest
