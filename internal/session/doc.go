// Package session holds the rules of a session's life: the settings, who is judged active, who must make room,
// how activity and refreshes are taken, and every reason for which a session ends.
//
// It is pure: time comes in as an argument, and nothing here knows of a database, a request or a clock.
package session
