// Package pgtest gives tests a real PostgreSQL: it starts throw-away servers from the installed binaries, and can
// stop, freeze and bring back one of its own for tests of failure. Nothing outside tests imports it.
package pgtest
