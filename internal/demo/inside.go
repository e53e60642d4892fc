package demo

import (
	"context"

	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// inside is a store as seen from inside a transaction: each transaction of its users becomes a part of that one. An
// error of any part must be given back by the whole, which then undoes everything.
type inside struct {
	store.Store // its other methods are not called: they know nothing of the transaction
	tx          store.Tx
}

// View reads in the transaction.
func (i inside) View(_ context.Context, _ tenancy.EnvironmentID, fn func(store.Reader) error) error {
	return fn(i.tx)
}

// Update writes in the transaction.
func (i inside) Update(_ context.Context, _ tenancy.EnvironmentID, fn func(store.Tx) error) error {
	return fn(i.tx)
}

// APIKey reads in the transaction, which may have made the key.
func (i inside) APIKey(_ context.Context, _ tenancy.EnvironmentID, id uid.UID) (store.APIKey, bool, error) {
	return i.tx.APIKey(id)
}
