// Package service holds the use-cases: each checks the permission of who asks, opens one transaction, applies the
// rules of the domain packages, and saves what they decided together with one event.
package service
