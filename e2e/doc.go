// Package e2e holds the black-box tests: the real program as a process of its own, over HTTP, through crashes, races,
// full disks and hostile requests.
package e2e
