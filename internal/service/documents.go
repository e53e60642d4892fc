package service

import (
	"context"
	"sync"

	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/settings"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// documents keeps settings documents that were published. A version never changes once it is published, so what is
// kept here cannot be out of date: which version is in force is read from the store each time.
type documents struct {
	mu   sync.RWMutex
	held map[documentKey]settings.Document
}

type documentKey struct {
	environment tenancy.EnvironmentID
	version     int64
}

// documentsHeld is how many documents are kept before all are dropped: a bound, not a policy.
const documentsHeld = 256

func newDocuments() *documents { return &documents{held: map[documentKey]settings.Document{}} }

func (d *documents) get(key documentKey) (settings.Document, bool) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	document, known := d.held[key]
	return document, known
}

func (d *documents) put(key documentKey, document settings.Document) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.held) >= documentsHeld {
		clear(d.held)
	}
	d.held[key] = document
}

// published is the document that a policy of the environment comes from.
func (s *Service) published(tx store.Reader, environment tenancy.EnvironmentID, policy session.EnvironmentPolicy) (settings.Document, error) {
	if policy.Version == 0 {
		return settings.Default(), nil
	}
	key := documentKey{environment, policy.Version}
	if document, known := s.documents.get(key); known {
		return document, nil
	}
	version, found, err := tx.SettingsVersion(policy.Version)
	if err == nil && !found {
		err = fault.New(fault.Internal, "Settings version %d is in force and not there.", policy.Version)
	}
	if _, writes := tx.(store.Tx); err == nil && !writes { // what a transaction that writes reads may never have been
		s.documents.put(key, version.Document)
	}
	return version.Document, err
}

// warm reads the document in force, so that transactions that write find it here.
func (s *Service) warm(ctx context.Context, environment tenancy.EnvironmentID) error {
	return s.view(ctx, environment, func(tx store.Reader) error {
		policy, err := tx.EnvironmentPolicy()
		if err == nil {
			_, err = s.published(tx, environment, policy)
		}
		return err
	})
}
