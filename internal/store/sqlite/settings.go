package sqlite

import (
	"math"

	"github.com/sojourn-auth/sojourn/internal/settings"
	"github.com/sojourn-auth/sojourn/internal/store"
)

const (
	selectVersionSQL = `
		SELECT number, document, note, restores, published_at, published_by, ended FROM settings_versions `
	settingsVersionSQL  = selectVersionSQL + `WHERE env = ?1 AND number = ?2`
	settingsVersionsSQL = selectVersionSQL + `WHERE env = +?1 AND number < ?2 ORDER BY number DESC LIMIT +?3`
	insertVersionSQL    = `
		INSERT INTO settings_versions (env, number, document, note, restores, published_at, published_by, ended)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`
	addEndedSQL      = `UPDATE settings_versions SET ended = ended + ?3 WHERE env = ?1 AND number = ?2`
	settingsDraftSQL = `SELECT document, base, revision, saved_at, saved_by FROM settings_drafts WHERE env = ?1`
	saveDraftSQL     = `
		INSERT OR REPLACE INTO settings_drafts (env, document, base, revision, saved_at, saved_by)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6)`
	deleteDraftSQL       = `DELETE FROM settings_drafts WHERE env = ?1`
	renameEnvironmentSQL = `UPDATE environments SET name = ?2 WHERE no = ?1`
)

// scanDocument reads a document, which may be older than some of the lists that documents have today.
func scanDocument(row *statement) (d settings.Document) {
	row.json(&d)
	return d.Normal()
}

func scanSettingsVersion(row *statement) (v store.SettingsVersion) {
	v.Number, v.Document = row.number(), scanDocument(row)
	v.Note, v.Restores, v.PublishedAt = row.text(), row.number(), row.time()
	row.json(&v.PublishedBy)
	v.Ended = int(row.number())
	return v
}

func (r reader) SettingsVersion(number int64) (v store.SettingsVersion, found bool, err error) {
	found, err = r.ask("read a version of the settings", settingsVersionSQL).bindNumber(number).
		first(func(row *statement) { v = scanSettingsVersion(row) })
	return v, found, err
}

func (r reader) SettingsVersions(below int64, limit int) (versions []store.SettingsVersion, err error) {
	if below == 0 {
		below = math.MaxInt64
	}
	err = r.ask("list versions of the settings", settingsVersionsSQL).bindNumber(below).bindNumber(int64(limit)).
		each(func(row *statement) { versions = append(versions, scanSettingsVersion(row)) })
	return versions, err
}

func (r reader) SettingsDraft() (d store.SettingsDraft, found bool, err error) {
	found, err = r.ask("read the draft of the settings", settingsDraftSQL).first(func(row *statement) {
		d.Document = scanDocument(row)
		d.Base, d.Revision, d.SavedAt = row.number(), row.number(), row.time()
		row.json(&d.SavedBy)
	})
	return d, found, err
}

func (t *transaction) InsertSettingsVersion(v store.SettingsVersion) error {
	return t.change("insert a version of the settings", insertVersionSQL).
		bindNumber(v.Number).bindJSON(v.Document).bindText(v.Note).bindNumber(v.Restores).
		bindTime(v.PublishedAt).bindJSON(v.PublishedBy).bindNumber(int64(v.Ended)).run()
}

func (t *transaction) AddEnded(version int64, sessions int) error {
	return t.change("count what a version of the settings has ended", addEndedSQL).
		bindNumber(version).bindNumber(int64(sessions)).run()
}

func (t *transaction) SaveSettingsDraft(d store.SettingsDraft) error {
	return t.change("save the draft of the settings", saveDraftSQL).bindJSON(d.Document).
		bindNumber(d.Base).bindNumber(d.Revision).bindTime(d.SavedAt).bindJSON(d.SavedBy).run()
}

func (t *transaction) DeleteSettingsDraft() error {
	return t.change("delete the draft of the settings", deleteDraftSQL).run()
}

func (t *transaction) RenameEnvironment(name string) error {
	return t.change("rename the environment", renameEnvironmentSQL).bindText(name).run()
}
