package storetest

import (
	"slices"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/settings"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

func settingsTests() []test {
	return []test{
		{"versions are kept", versionsAreKept},
		{"versions are listed, newest first", versionsAreListed},
		{"a version's number is taken once", versionExists},
		{"what a version has ended adds up", endedAddsUp},
		{"the draft is kept, replaced and deleted", draftIsKept},
		{"lists of a document are empty rather than absent", listsAreNotAbsent},
		{"an environment is renamed", environmentIsRenamed},
	}
}

// fullDocument has every member set, and differs by its number.
func fullDocument(number int) settings.Document {
	d := settings.Default()
	d.Permissions = []access.Permission{
		{Key: "reports.export", Name: "Export “reports”", Category: "Reports", Description: "<b>All</b> & more\n\u2028"},
		{Key: "reports.view", Name: "View\x00 reports"},
	}
	d.Roles = append(d.Roles, access.Role{Key: "reporter", Name: "Reporter", Permissions: []access.PermissionKey{"reports.*", access.ViewUsers}})
	d.Pages.Workspace = settings.WorkspacePages{Users: true, Security: true}
	d.Sessions = settings.Sessions{
		Settings: session.Settings{
			Idle:       session.Timeout{On: true, Seconds: 1800},
			Relogin:    session.Timeout{Seconds: 86400},
			Concurrent: session.Maximum{On: true, Sessions: number},
		},
		Modes: session.Modes{Idle: session.StricterOnly, Relogin: session.Locked, Concurrent: session.Choose},
	}
	d.Branding = settings.Branding{Name: "Ünïcode", Accent: "#3366cc"}
	return d
}

// newVersion is a version with every member set but what it has ended.
func newVersion(number int64) store.SettingsVersion {
	return store.SettingsVersion{
		Number: number, Document: fullDocument(int(number)), Note: "Why “it” was published", Restores: number + 7,
		PublishedAt: after(int(number)), PublishedBy: newEnd(0, "").By,
	}
}

// newDraft is a draft with every member set.
func newDraft(revision int64) store.SettingsDraft {
	return store.SettingsDraft{
		Document: fullDocument(int(revision)), Base: 3, Revision: revision, SavedAt: after(int(revision)), SavedBy: newEnd(0, "").By,
	}
}

// publish adds versions.
func publish(w *world, versions ...store.SettingsVersion) {
	w.Helper()
	w.update(func(tx store.Tx) error {
		for _, v := range versions {
			if err := tx.InsertSettingsVersion(v); err != nil {
				return err
			}
		}
		return nil
	})
}

func versionsAreKept(w *world) {
	full, bare := newVersion(1), store.SettingsVersion{Number: 2, Document: settings.Default(), PublishedAt: after(2), PublishedBy: access.TheSystem()}
	full.Ended = 4
	w.view(func(r store.Reader) error {
		misses[store.SettingsVersion](w, "SettingsVersion before the first")(r.SettingsVersion(1))
		gives(w, "SettingsVersions before the first", []store.SettingsVersion(nil))(r.SettingsVersions(0, 10))
		return nil
	})
	w.update(func(tx store.Tx) error {
		err := all(tx.InsertSettingsVersion(full), tx.InsertSettingsVersion(bare))
		finds(w, "SettingsVersion in the transaction", full)(tx.SettingsVersion(1))
		return err
	})
	w.view(func(r store.Reader) error {
		finds(w, "SettingsVersion", full)(r.SettingsVersion(1))
		finds(w, "SettingsVersion of a bare one", bare)(r.SettingsVersion(2))
		for _, number := range []int64{0, 3, -1} {
			misses[store.SettingsVersion](w, "SettingsVersion of an unknown number")(r.SettingsVersion(number))
		}
		return nil
	})
}

func versionsAreListed(w *world) {
	var want []store.SettingsVersion
	for number := range int64(12) {
		want = append(want, newVersion(number+1))
	}
	publish(w, want...)
	slices.Reverse(want)
	w.view(func(r store.Reader) error {
		gives(w, "SettingsVersions", want)(r.SettingsVersions(0, 100))
		gives(w, "SettingsVersions, the newest", want[:5])(r.SettingsVersions(0, 5))
		gives(w, "SettingsVersions below 8", want[5:8])(r.SettingsVersions(8, 3))
		gives(w, "SettingsVersions below 1", []store.SettingsVersion(nil))(r.SettingsVersions(1, 3))
		return nil
	})
}

func versionExists(w *world) {
	first, again := newVersion(1), newVersion(1)
	again.Note = "Another"
	publish(w, first)
	w.refused(store.ErrExists, "InsertSettingsVersion of the same number", func(tx store.Tx) error {
		return tx.InsertSettingsVersion(again)
	})
	w.view(func(r store.Reader) error {
		finds(w, "SettingsVersion", first)(r.SettingsVersion(1))
		return nil
	})
}

func endedAddsUp(w *world) {
	one, two := newVersion(1), newVersion(2)
	publish(w, one, two)
	w.update(func(tx store.Tx) error { return all(tx.AddEnded(1, 3), tx.AddEnded(1, 4), tx.AddEnded(7, 5)) })
	w.update(func(tx store.Tx) error { return tx.AddEnded(1, 1000) })
	one.Ended = 1007
	w.view(func(r store.Reader) error {
		gives(w, "SettingsVersions", []store.SettingsVersion{two, one})(r.SettingsVersions(0, 10))
		return nil
	})
}

func draftIsKept(w *world) {
	want := func(what string, d store.SettingsDraft) {
		w.Helper()
		w.view(func(r store.Reader) error {
			finds(w, "SettingsDraft "+what, d)(r.SettingsDraft())
			return nil
		})
	}
	missing := func(what string) {
		w.Helper()
		w.view(func(r store.Reader) error {
			misses[store.SettingsDraft](w, "SettingsDraft "+what)(r.SettingsDraft())
			return nil
		})
	}
	missing("at first")
	bare := store.SettingsDraft{Document: settings.Default(), Revision: 1, SavedAt: after(1), SavedBy: access.TheSystem()}
	for _, d := range []store.SettingsDraft{bare, newDraft(2), bare} {
		w.update(func(tx store.Tx) error { return tx.SaveSettingsDraft(d) })
		want("after it was saved", d)
	}
	for range 2 {
		w.update(func(tx store.Tx) error { return tx.DeleteSettingsDraft() })
		missing("after it was deleted")
	}
	anew := newDraft(9)
	w.update(func(tx store.Tx) error { return tx.SaveSettingsDraft(anew) })
	want("made anew", anew)
}

// A document is compared with others by what it holds, and nothing is to look like a difference.
func listsAreNotAbsent(w *world) {
	document := settings.Document{Roles: []access.Role{{Key: "a", Name: "A"}}}
	w.update(func(tx store.Tx) error {
		return all(tx.InsertSettingsVersion(store.SettingsVersion{Number: 1, Document: document, PublishedAt: start()}),
			tx.SaveSettingsDraft(store.SettingsDraft{Document: document, SavedAt: start()}))
	})
	w.view(func(r store.Reader) error {
		v, _, err := r.SettingsVersion(1)
		d, _, err2 := r.SettingsDraft()
		for what, got := range map[string]settings.Document{"SettingsVersion": v.Document, "SettingsDraft": d.Document} {
			if got.Permissions == nil || len(got.Roles) != 1 || got.Roles[0].Permissions == nil {
				w.Errorf("%s has the document %#v, want lists that are empty", what, got)
			}
		}
		return all(err, err2)
	})
}

func environmentIsRenamed(w *world) {
	other := w.makeEnvironment()
	before := environmentsByID(w)
	w.update(func(tx store.Tx) error { return tx.RenameEnvironment("Another näme") })
	after := environmentsByID(w)
	want := before[w.environment]
	want.Name = "Another näme"
	same(w, "the renamed environment", after[w.environment], want)
	same(w, "another environment", after[other], before[other])
}

func environmentsByID(w *world) map[tenancy.EnvironmentID]tenancy.Environment {
	w.Helper()
	all, err := w.store.Environments(w.Context())
	if err != nil {
		w.Errorf("Environments: %v", err)
	}
	byID := map[tenancy.EnvironmentID]tenancy.Environment{}
	for _, environment := range all {
		byID[environment.ID] = environment
	}
	return byID
}
