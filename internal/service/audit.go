package service

import (
	"context"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/settings"
	"github.com/sojourn-auth/sojourn/internal/store"
)

// auditScan is how many events one page of the audit log looks at, so that a filter that fits little is as quick as one
// that fits much: such a page is short, and says where to go on.
const auditScan = 20_000

// Audited is an event with a sentence for people.
type Audited struct {
	event.Event
	Sentence string
	Names    event.Names // empty where somebody or something has no name any more
}

// Audit lists events of the environment, newest first. Where next is not empty, more may follow.
func (s *Service) Audit(ctx context.Context, who access.Principal, filter store.EventFilter, page store.Page) ([]Audited, string, error) {
	if err := who.Require(access.AuditRead); err != nil {
		return nil, "", err
	}
	return s.audit(ctx, who, filter, page, func(store.Reader) error { return nil })
}

// WorkspaceAudit lists events of the workspace to a member who may see them.
func (s *Service) WorkspaceAudit(ctx context.Context, who access.Principal, filter store.EventFilter, page store.Page) ([]Audited, string, error) {
	filter.Tenant = who.Tenant
	return s.audit(ctx, who, filter, page, func(tx store.Reader) error {
		return s.admit(tx, who, settings.WorkspaceSecurity, access.ViewAudit)
	})
}

func (s *Service) audit(ctx context.Context, who access.Principal, filter store.EventFilter, page store.Page, may func(store.Reader) error) (all []Audited, next string, err error) {
	var found []event.Event
	names := newNames(who)
	err = s.view(ctx, who.Environment, func(tx store.Reader) error {
		if err := may(tx); err != nil {
			return err
		}
		if found, next, err = tx.FindEvents(filter, page, auditScan); err != nil {
			return err
		}
		return names.read(tx, found)
	})
	if err != nil {
		return nil, "", err
	}
	if err := s.readOperators(ctx, names, found); err != nil {
		return nil, "", err
	}
	for _, e := range found {
		all = append(all, Audited{Event: names.shown(e), Sentence: e.Sentence(names.of(e)), Names: names.known(e)})
	}
	return all, next, nil
}
