// Package settings holds the settings document: all that an operator configures for an environment. It says what a
// document may be, how two of them differ, and who gains or loses rights by a change. It is pure.
package settings
