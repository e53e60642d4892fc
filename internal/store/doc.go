// Package store states what a database must do for Sojourn: transactions bound to one environment, and what is
// read and written in them. The drivers are in its folders; storetest holds the tests that every driver passes.
package store
