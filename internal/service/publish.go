package service

import (
	"context"
	"slices"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/settings"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// AnyVersion stands for whatever version is in force, for whoever wants to replace it without having seen it.
const AnyVersion int64 = -1

// MaxNote is how many characters the note of a version may have.
const MaxNote = 500

// Publication is a settings document to be made live.
type Publication struct {
	Document settings.Document
	Base     int64 // the version that it was made from, refused when another is in force; or AnyVersion
	Note     string
	Restores int64 // the version that it restores; 0 for none
}

// Published is a version that has been made live, and how many sessions that has ended.
type Published struct {
	store.SettingsVersion
	Levels Levels
}

// PublishDraft makes the draft live. The revision is the one that was reviewed: of a draft that was saved since, it
// publishes nothing.
func (s *Service) PublishDraft(ctx context.Context, who access.Principal, revision int64, note string) (Published, error) {
	return s.publish(ctx, who, func(tx store.Tx, _ settings.Document) (Publication, error) {
		draft, found, err := tx.SettingsDraft()
		if err != nil {
			return Publication{}, err
		}
		if !found || draft.Revision != revision {
			return Publication{}, draftConflict(draft)
		}
		return Publication{Document: draft.Document, Base: draft.Base, Note: note}, tx.DeleteSettingsDraft()
	})
}

// PublishDocument makes a document live that was never a draft, as a program does that keeps it elsewhere.
func (s *Service) PublishDocument(ctx context.Context, who access.Principal, p Publication) (Published, error) {
	p.Restores = 0
	return s.publish(ctx, who, func(store.Tx, settings.Document) (Publication, error) { return p, nil })
}

// Restore makes the document of an earlier version live again, as a new version. Ended sessions do not come back.
func (s *Service) Restore(ctx context.Context, who access.Principal, version int64, note string) (Published, error) {
	return s.publish(ctx, who, func(tx store.Tx, _ settings.Document) (Publication, error) {
		old, found, err := tx.SettingsVersion(version)
		if err == nil && !found {
			err = fault.Absent("version")
		}
		return Publication{Document: old.Document, Base: AnyVersion, Note: note, Restores: version}, err
	})
}

// publish makes what build gives the next version, in one transaction, and carries it out. When it returns, every
// session that it ends has ended.
func (s *Service) publish(ctx context.Context, who access.Principal, build func(store.Tx, settings.Document) (Publication, error)) (Published, error) {
	if err := who.Require(access.SettingsWrite); err != nil {
		return Published{}, err
	}
	var version store.SettingsVersion
	levels, ended, err := s.change(ctx, who, tenancy.TenantID{}, func(tx store.Tx, levels *Levels) error {
		current, err := s.published(tx, who.Environment, levels.Environment)
		if err != nil {
			return err
		}
		p, err := build(tx, current)
		if err != nil {
			return err
		}
		if err := p.validate(levels.Environment.Version); err != nil {
			return err
		}
		version, err = s.makeLive(tx, who, levels, current, p)
		return err
	})
	if version.Number > 0 && err == nil {
		s.documents.put(documentKey{who.Environment, version.Number}, version.Document)
	}
	version.Ended = ended
	return Published{SettingsVersion: version, Levels: levels}, err
}

func (p Publication) validate(current int64) error {
	if p.Base != AnyVersion && p.Base != current {
		return versionConflict("base_version", current)
	}
	if err := tenancy.ValidLabel("note", p.Note, MaxNote); err != nil {
		return err
	}
	return p.Document.Validate()
}

// makeLive writes a version and the policy that follows from it.
func (s *Service) makeLive(tx store.Tx, who access.Principal, levels *Levels, current settings.Document, p Publication) (store.SettingsVersion, error) {
	e := s.changed(event.SettingsPublished, who)
	sessions := p.Document.Sessions
	levels.Environment = levels.Environment.Replace(sessions.Settings, sessions.Modes, e.At)
	version := store.SettingsVersion{
		Number: levels.Environment.Version, Document: p.Document.Normal(), Note: p.Note, Restores: p.Restores,
		PublishedAt: e.At, PublishedBy: e.Actor,
	}
	if err := tx.InsertSettingsVersion(version); err != nil {
		return version, err
	}
	if err := tx.SaveEnvironmentPolicy(levels.Environment); err != nil {
		return version, err
	}
	return version, tx.Append(e.With(struct {
		Version  int64             `json:"version"`
		Note     string            `json:"note,omitempty"`
		Restores int64             `json:"restores,omitempty"`
		Changes  []settings.Change `json:"changes"`
	}{version.Number, p.Note, p.Restores, settings.Diff(current, version.Document)}))
}

func versionConflict(field string, current int64) error {
	e := fault.New(fault.Conflict, "The settings were changed meanwhile: version %d is in force.", current)
	e.Field, e.Details = field, map[string]any{"version": current}
	return e.WithCode("version_conflict")
}

// SettingsVersions lists published versions below a number (0 for all), newest first.
func (s *Service) SettingsVersions(ctx context.Context, who access.Principal, below int64, limit int) (all []store.SettingsVersion, err error) {
	if err := who.Require(access.SettingsRead); err != nil {
		return nil, err
	}
	err = s.view(ctx, who.Environment, func(tx store.Reader) (err error) {
		all, err = tx.SettingsVersions(below, limit)
		return err
	})
	return all, err
}

// SettingsVersion reads one version; 0 is what holds before anything is published.
func (s *Service) SettingsVersion(ctx context.Context, who access.Principal, number int64) (v store.SettingsVersion, err error) {
	if err := who.Require(access.SettingsRead); err != nil {
		return v, err
	}
	err = s.view(ctx, who.Environment, func(tx store.Reader) (err error) {
		v, err = knownVersion(tx, number)
		return err
	})
	return v, err
}

func knownVersion(tx store.Reader, number int64) (store.SettingsVersion, error) {
	if number == 0 {
		return store.SettingsVersion{Document: settings.Default()}, nil
	}
	v, found, err := tx.SettingsVersion(number)
	if err == nil && !found {
		err = fault.Absent("version")
	}
	return v, err
}

// PublishedSettings reads the version that is in force.
func (s *Service) PublishedSettings(ctx context.Context, who access.Principal) (v store.SettingsVersion, err error) {
	if err := who.Require(access.SettingsRead); err != nil {
		return v, err
	}
	err = s.view(ctx, who.Environment, func(tx store.Reader) error {
		policy, err := tx.EnvironmentPolicy()
		if err == nil {
			v, err = knownVersion(tx, policy.Version)
		}
		return err
	})
	return v, err
}

// CompareVersions tells the differences between two versions.
func (s *Service) CompareVersions(ctx context.Context, who access.Principal, before, after int64) ([]settings.Change, error) {
	b, err := s.SettingsVersion(ctx, who, before)
	if err != nil {
		return nil, err
	}
	a, err := s.SettingsVersion(ctx, who, after)
	return slices.Clip(settings.Diff(b.Document, a.Document)), err
}
