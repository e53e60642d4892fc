// Package migrate brings a database's schema up to the one that the program was built for: forward only, each step
// once, and never a database that a newer program has been at.
package migrate
