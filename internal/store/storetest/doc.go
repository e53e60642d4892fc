// Package storetest holds the tests that every driver of package store passes.
package storetest
