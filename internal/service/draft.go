package service

import (
	"context"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/settings"
	"github.com/sojourn-auth/sojourn/internal/store"
)

// SettingsDraft reads the draft or, when there is none, what one would begin with: the document in force, as revision 0.
func (s *Service) SettingsDraft(ctx context.Context, who access.Principal) (draft store.SettingsDraft, err error) {
	if err := who.Require(access.SettingsRead); err != nil {
		return draft, err
	}
	err = s.view(ctx, who.Environment, func(tx store.Reader) error {
		var found bool
		if draft, found, err = tx.SettingsDraft(); err != nil || found {
			return err
		}
		policy, err := tx.EnvironmentPolicy()
		if err != nil {
			return err
		}
		draft.Base = policy.Version
		draft.Document, err = s.published(tx, who.Environment, policy)
		return err
	})
	return draft, err
}

// SaveDraft keeps a document as the draft. Its revision is the one that was edited, 0 for a new draft: when somebody
// else has saved since, theirs stays. A draft may be saved that cannot be published yet only if its form is right.
func (s *Service) SaveDraft(ctx context.Context, who access.Principal, in store.SettingsDraft) (saved store.SettingsDraft, err error) {
	if err := who.Require(access.SettingsWrite); err != nil {
		return saved, err
	}
	if err := in.Document.Validate(); err != nil {
		return saved, err
	}
	err = s.update(ctx, who.Environment, func(tx store.Tx) error {
		if err := tx.LockPolicy(); err != nil {
			return err
		}
		policy, err := tx.EnvironmentPolicy()
		if err != nil {
			return err
		}
		current, _, err := tx.SettingsDraft()
		if err != nil {
			return err
		}
		if current.Revision != in.Revision {
			return draftConflict(current)
		}
		if in.Base > policy.Version {
			return versionConflict("base_version", policy.Version)
		}
		e := s.changed(event.SettingsDraftSaved, who)
		saved = store.SettingsDraft{
			Document: in.Document.Normal(), Base: in.Base, Revision: current.Revision + 1, SavedAt: e.At, SavedBy: e.Actor,
		}
		if err := tx.SaveSettingsDraft(saved); err != nil {
			return err
		}
		base, err := knownVersion(tx, in.Base)
		if err != nil {
			return err
		}
		return tx.Append(e.With(map[string]any{"revision": saved.Revision, "changes": settings.Diff(base.Document, saved.Document)}))
	})
	return saved, err
}

// DiscardDraft throws the draft of a revision away.
func (s *Service) DiscardDraft(ctx context.Context, who access.Principal, revision int64) error {
	if err := who.Require(access.SettingsWrite); err != nil {
		return err
	}
	return s.update(ctx, who.Environment, func(tx store.Tx) error {
		if err := tx.LockPolicy(); err != nil {
			return err
		}
		current, found, err := tx.SettingsDraft()
		if err != nil || !found && revision == 0 {
			return err
		}
		if current.Revision != revision {
			return draftConflict(current)
		}
		if err := tx.DeleteSettingsDraft(); err != nil {
			return err
		}
		return tx.Append(s.changed(event.SettingsDraftDiscarded, who).With(map[string]any{"revision": revision}))
	})
}

// draftConflict tells of an edit that did not see the latest one.
func draftConflict(current store.SettingsDraft) error {
	e := fault.New(fault.Conflict, "The draft was saved, published or discarded meanwhile: it is at revision %d.", current.Revision)
	e.Field, e.Details = "revision", map[string]any{"revision": current.Revision, "saved_at": current.SavedAt}
	return e.WithCode("draft_conflict")
}
