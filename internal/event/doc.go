// Package event holds what is written beside every change: one event for each, in the same transaction.
package event
