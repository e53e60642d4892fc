package postgres

import (
	"math"

	"github.com/sojourn-auth/sojourn/internal/settings"
	"github.com/sojourn-auth/sojourn/internal/store"
)

const selectVersions = `
	SELECT number, document, note, restores, published_at, published_by, ended
	FROM settings_versions WHERE environment = $1 AND `

func versionFrom(c *cells) store.SettingsVersion {
	v := store.SettingsVersion{Number: c.number(), Document: documentFrom(c), Note: c.text(), Restores: c.number(), PublishedAt: c.time()}
	c.json(&v.PublishedBy)
	v.Ended = int(c.number())
	return v
}

func draftFrom(c *cells) store.SettingsDraft {
	d := store.SettingsDraft{Document: documentFrom(c), Base: c.number(), Revision: c.number(), SavedAt: c.time()}
	c.json(&d.SavedBy)
	return d
}

// documentFrom reads a document, which may be older than some of the lists that documents have today.
func documentFrom(c *cells) (d settings.Document) {
	c.json(&d)
	return d.Normal()
}

// SettingsVersion reads one published version.
func (r reader) SettingsVersion(number int64) (store.SettingsVersion, bool, error) {
	return one(r, versionFrom, selectVersions+"number = $2", r.number, number)
}

// SettingsVersions lists published versions, newest first.
func (r reader) SettingsVersions(below int64, limit int) ([]store.SettingsVersion, error) {
	if below == 0 {
		below = math.MaxInt64
	}
	return many(r, versionFrom, selectVersions+"number < $2 ORDER BY number DESC LIMIT $3", r.number, below, limit)
}

// SettingsDraft reads the draft.
func (r reader) SettingsDraft() (store.SettingsDraft, bool, error) {
	return one(r, draftFrom, `SELECT document, base, revision, saved_at, saved_by
		FROM settings_drafts WHERE environment = $1`, r.number)
}

// InsertSettingsVersion adds a version.
func (m *member) InsertSettingsVersion(v store.SettingsVersion) error {
	document, err := encode("a settings document", v.Document)
	if err != nil {
		return err
	}
	return m.write(statement{
		sql: `INSERT INTO settings_versions (environment, number, document, note, restores, published_at, published_by, ended)
			VALUES ($1, $2, $3::text::json, $4, $5, $6, $7::text::json, $8)`,
		args: []any{
			m.number, v.Number, string(document), storable(v.Note), v.Restores, timeValue(v.PublishedAt),
			jsonOrNull(v.PublishedBy, false), v.Ended,
		},
	})
}

// AddEnded adds to the number of sessions that a version has ended.
func (m *member) AddEnded(version int64, sessions int) error {
	return m.write(statement{
		sql:  "UPDATE settings_versions SET ended = ended + $3 WHERE environment = $1 AND number = $2",
		args: []any{m.number, version, sessions},
	})
}

// SaveSettingsDraft writes the draft.
func (m *member) SaveSettingsDraft(d store.SettingsDraft) error {
	document, err := encode("a settings document", d.Document)
	if err != nil {
		return err
	}
	return m.write(statement{
		sql: `INSERT INTO settings_drafts (environment, document, base, revision, saved_at, saved_by)
			VALUES ($1, $2::text::json, $3, $4, $5, $6::text::json)
			ON CONFLICT (environment) DO UPDATE SET document = excluded.document, base = excluded.base,
				revision = excluded.revision, saved_at = excluded.saved_at, saved_by = excluded.saved_by`,
		args: []any{m.number, string(document), d.Base, d.Revision, timeValue(d.SavedAt), jsonOrNull(d.SavedBy, false)},
	})
}

// DeleteSettingsDraft deletes the draft.
func (m *member) DeleteSettingsDraft() error {
	return m.write(statement{sql: "DELETE FROM settings_drafts WHERE environment = $1", args: []any{m.number}})
}

// RenameEnvironment gives the environment another name.
func (m *member) RenameEnvironment(name string) error {
	return m.write(statement{
		sql: "UPDATE environments SET name = $2 WHERE number = $1", args: []any{m.number, storable(name)},
	})
}
