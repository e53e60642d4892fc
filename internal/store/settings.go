package store

import (
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/settings"
)

// SettingsVersion is a settings document as it was published. But for Ended, it never changes: whoever has read a
// version may keep it.
type SettingsVersion struct {
	Number      int64 // from 1, without gaps
	Document    settings.Document
	Note        string // why it was published
	Restores    int64  // the version whose document it has again; 0 for none
	PublishedAt time.Time
	PublishedBy access.Actor
	Ended       int // sessions that it has ended so far
}

// SettingsDraft is the document that is being edited.
type SettingsDraft struct {
	Document settings.Document
	Base     int64 // the version that it was made from
	Revision int64 // counts the saves; a save or publish names the one that it saw
	SavedAt  time.Time
	SavedBy  access.Actor
}

// SettingsReader reads the environment's settings documents.
type SettingsReader interface {
	// SettingsVersion reads one published version.
	SettingsVersion(number int64) (SettingsVersion, bool, error)

	// SettingsVersions lists the published versions below a number (0 for all), newest first, at most limit.
	SettingsVersions(below int64, limit int) ([]SettingsVersion, error)

	// SettingsDraft reads the draft.
	SettingsDraft() (SettingsDraft, bool, error)
}

// SettingsWriter changes them.
type SettingsWriter interface {
	// InsertSettingsVersion adds a version; ErrExists when its number is taken.
	InsertSettingsVersion(v SettingsVersion) error

	// AddEnded adds to the number of sessions that a version has ended.
	AddEnded(version int64, sessions int) error

	// SaveSettingsDraft writes the draft.
	SaveSettingsDraft(d SettingsDraft) error

	// DeleteSettingsDraft deletes the draft.
	DeleteSettingsDraft() error

	// RenameEnvironment gives the environment another name.
	RenameEnvironment(name string) error
}
