package sqlite

import (
	"fmt"

	"zombiezen.com/go/sqlite"

	"github.com/sojourn-auth/sojourn/internal/store"
)

// failure says what was being done when the engine failed, in the terms of package store.
func failure(doing string, err error) error {
	switch code := sqlite.ErrCode(err); {
	case code == sqlite.ResultConstraintUnique, code == sqlite.ResultConstraintPrimaryKey:
		return fmt.Errorf("%s: %w: %w", doing, store.ErrExists, err)
	case unavailable(code):
		return fmt.Errorf("%s: %w: %w", doing, store.ErrUnavailable, err)
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// unavailable tells the codes that speak of the file and the machine from those that speak of a mistake of ours.
func unavailable(code sqlite.ResultCode) bool {
	switch code.ToPrimary() {
	case sqlite.ResultBusy, sqlite.ResultLocked, sqlite.ResultIOErr, sqlite.ResultFull, sqlite.ResultReadOnly,
		sqlite.ResultCantOpen, sqlite.ResultCorrupt, sqlite.ResultNotADB, sqlite.ResultProtocol, sqlite.ResultNoMem,
		sqlite.ResultPerm, sqlite.ResultAuth:
		return true
	}
	return false
}
