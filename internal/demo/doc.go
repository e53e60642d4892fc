// Package demo fills an empty store with people, devices and sessions that are all made up, so that there is
// something to look at and to try.
package demo
