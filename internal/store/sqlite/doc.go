// Package sqlite keeps everything in one SQLite file: a single writer whose commits serve many callers at once, and
// readers that never wait for it.
package sqlite
