// Command bench measures the figures that Sojourn promises, each beside a floor that is measured in the same rounds,
// and writes docs/benchmarks.md. It is run by "make bench".
package main
