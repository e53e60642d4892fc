package postgres

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/sojourn-auth/sojourn/internal/store"
)

// SQLSTATE codes that mean something to us.
const (
	uniqueViolation      = "23505"
	readOnlyTransaction  = "25006"
	serializationFailure = "40001"
	deadlockDetected     = "40P01"
	lockNotAvailable     = "55P03" // lock_timeout
	queryCanceled        = "57014" // statement_timeout
)

// unavailableClasses are the classes of SQLSTATE codes that say that the server cannot serve just now.
var unavailableClasses = []string{
	"08",   // connection exception
	"25P0", // the server has ended an idle transaction
	"53",   // insufficient resources: disk full, too many connections
	"57P",  // shutting down, starting up
	"58",   // system error: input and output
	"F0",   // configuration file error
}

// lostError says that a connection broke, or never came to be.
type lostError struct{ cause error }

func (e *lostError) Error() string { return "connection lost: " + e.cause.Error() }
func (e *lostError) Unwrap() error { return e.cause }

// Is makes it count as store.ErrUnavailable.
func (e *lostError) Is(target error) bool { return target == store.ErrUnavailable }

// classify gives an error of pgx the meaning that callers of a store ask for.
func classify(err error) error {
	refused, answered := errors.AsType[*pgconn.PgError](err)
	switch {
	case !answered:
		return err
	case refused.Code == uniqueViolation:
		return fmt.Errorf("%w: %w", store.ErrExists, err)
	case unavailableCode(refused.Code):
		return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
	}
	return err
}

func unavailableCode(code string) bool {
	switch code {
	case readOnlyTransaction, lockNotAvailable, queryCanceled:
		return true
	}
	for _, class := range unavailableClasses {
		if strings.HasPrefix(code, class) {
			return true
		}
	}
	return false
}

// conflict tells whether two transactions were in each other's way, so that one may succeed when it is run again.
func conflict(err error) bool { return hasCode(err, serializationFailure, deadlockDetected) }

// outwaited tells whether a lock, or a statement, took too long.
func outwaited(err error) bool { return hasCode(err, lockNotAvailable, queryCanceled) }

// lost tells whether a connection broke.
func lost(err error) bool {
	_, broke := errors.AsType[*lostError](err)
	return broke
}

// readOnly tells whether a server takes no writes.
func readOnly(err error) bool { return hasCode(err, readOnlyTransaction) }

func hasCode(err error, codes ...string) bool {
	refused, answered := errors.AsType[*pgconn.PgError](err)
	return answered && slices.Contains(codes, refused.Code)
}

// decodeError says that the database holds something that we cannot read.
type decodeError struct{ cause error }

func (e *decodeError) Error() string { return "read a row: " + e.cause.Error() }
func (e *decodeError) Unwrap() error { return e.cause }
