// Package harness builds the program, runs it as a process of its own and talks to it over HTTP, as an operator and
// the operator's applications do, and remembers every secret that it hands out.
package harness
