package settings

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

func TestDiff(t *testing.T) {
	t.Parallel()
	share := access.Permission{Key: "reports.share", Name: "Share"}
	guest := access.Role{Key: "guest", Name: "Guest", Permissions: []access.PermissionKey{"reports.*"}}
	type keys = []access.PermissionKey
	for _, test := range []struct {
		name   string
		change func(*Document) // of the full document
		want   []Change
	}{
		{"nothing", func(*Document) {}, []Change{}},
		{"the order of permissions", func(d *Document) { slices.Reverse(d.Permissions) }, []Change{}},
		{"the order of roles", func(d *Document) { slices.Reverse(d.Roles) }, []Change{}},
		{"the order of what a role holds", func(d *Document) { slices.Reverse(d.Roles[0].Permissions) }, []Change{}},
		{"a mode spelled out or not", func(d *Document) { d.Sessions.Modes.Idle = "" }, []Change{}},

		{"a permission's name", func(d *Document) { d.Permissions[0].Name = "x" }, []Change{{"permissions.reports.read.name", "Read Reports", "x"}}},
		{"a permission's category", func(d *Document) { d.Permissions[1].Category = "" }, []Change{{"permissions.reports.export.category", "Reports", ""}}},
		{"a permission's description", func(d *Document) { d.Permissions[0].Description = "x" }, []Change{{"permissions.reports.read.description", "See reports.", "x"}}},
		{"a permission more", func(d *Document) { d.Permissions = append(d.Permissions, share) }, []Change{{"permissions.reports.share", nil, share}}},
		{"a permission less", func(d *Document) { d.Permissions = d.Permissions[1:] }, []Change{{"permissions.reports.read", full().Permissions[0], nil}}},
		{"a permission's key", func(d *Document) { d.Permissions[0] = share },
			[]Change{{"permissions.reports.read", full().Permissions[0], nil}, {"permissions.reports.share", nil, share}}},
		{"a role's name", func(d *Document) { d.Roles[1].Name = "x" }, []Change{{"roles.member.name", "Member", "x"}}},
		{"a role's description", func(d *Document) { d.Roles[1].Description = "x" }, []Change{{"roles.member.description", "Uses.", "x"}}},
		{"what a role holds", func(d *Document) { d.Roles[1].Permissions = keys{"reports.*"} },
			[]Change{{"roles.member.permissions", keys{"reports.read"}, keys{"reports.*"}}}},
		{"a role holds nothing", func(d *Document) { d.Roles[1].Permissions = nil }, []Change{{"roles.member.permissions", keys{"reports.read"}, keys{}}}},
		{"a role more", func(d *Document) { d.Roles = append(d.Roles, guest) }, []Change{{"roles.guest", nil, guest}}},
		{"a role less", func(d *Document) { d.Roles = d.Roles[1:] }, []Change{{"roles.admin", full().Roles[0], nil}}},
		{"the default role", func(d *Document) { d.DefaultRole = "" }, []Change{{"default_role", tenancy.RoleKey("member"), tenancy.RoleKey("")}}},
		{"a personal page", func(d *Document) { d.Pages.Personal = PersonalPages{} }, []Change{{"pages.personal.privacy_and_security", true, false}}},
		{"the page of users", func(d *Document) { d.Pages.Workspace.Users = false }, []Change{{"pages.workspace.users", true, false}}},
		{"the page of security", func(d *Document) { d.Pages.Workspace.Security = false }, []Change{{"pages.workspace.security", true, false}}},
		{"the idle timeout", func(d *Document) { d.Sessions.Idle.Seconds = 60 },
			[]Change{{"session_settings.idle_session_timeout", session.Timeout{On: true, Seconds: 1800}, session.Timeout{On: true, Seconds: 60}}}},
		{"re-login, switched off", func(d *Document) { d.Sessions.Relogin.On = false },
			[]Change{{"session_settings.force_relogin", session.Timeout{On: true, Seconds: 86_400}, session.Timeout{Seconds: 86_400}}}},
		{"the maximum", func(d *Document) { d.Sessions.Concurrent.Sessions = 4 },
			[]Change{{"session_settings.max_concurrent_sessions", session.Maximum{On: true, Sessions: 5}, session.Maximum{On: true, Sessions: 4}}}},
		{"the idle mode", func(d *Document) { d.Sessions.Modes.Idle = session.Locked },
			[]Change{{"session_settings.modes.idle_session_timeout", session.Choose, session.Locked}}},
		{"the re-login mode", func(d *Document) { d.Sessions.Modes.Relogin = "" },
			[]Change{{"session_settings.modes.force_relogin", session.StricterOnly, session.Choose}}},
		{"the maximum's mode", func(d *Document) { d.Sessions.Modes.Concurrent = session.Choose },
			[]Change{{"session_settings.modes.max_concurrent_sessions", session.Locked, session.Choose}}},
		{"the application's name", func(d *Document) { d.Branding.Name = "" }, []Change{{"branding.application_name", "Acme Desk", ""}}},
		{"the color", func(d *Document) { d.Branding.Accent = "#000000" }, []Change{{"branding.accent_color", "#3366cc", "#000000"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			after := full()
			test.change(&after)
			changed := after.Normal()
			if diff := cmp.Diff(test.want, Diff(full(), after)); diff != "" {
				t.Errorf("Diff: want (-), got (+):\n%s", diff)
			}
			if diff := cmp.Diff(changed, after.Normal()); diff != "" {
				t.Errorf("Diff changed what it was given:\n%s", diff)
			}
		})
	}
}

// The order is that of the document, and every part of it is there.
func TestDiffOfEverything(t *testing.T) {
	t.Parallel()
	var got []string
	for _, change := range Diff(Document{}, full()) {
		got = append(got, change.Path)
	}
	want := []string{
		"permissions.reports.read", "permissions.reports.export", "roles.admin", "roles.member", "default_role",
		"pages.personal.privacy_and_security", "pages.workspace.users", "pages.workspace.security",
		"session_settings.idle_session_timeout", "session_settings.force_relogin", "session_settings.max_concurrent_sessions",
		"session_settings.modes.force_relogin", "session_settings.modes.max_concurrent_sessions",
		"branding.application_name", "branding.accent_color",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Diff of nothing and everything: want (-), got (+):\n%s", diff)
	}
}

// What was added has no before, and what was removed no after; what is empty is there.
func TestChangeAsJSON(t *testing.T) {
	t.Parallel()
	after := full()
	after.Permissions = append(after.Permissions[1:], access.Permission{Key: "a.b", Name: "X"})
	after.Branding.Name = ""
	got, err := json.Marshal(Diff(full(), after))
	want := `[{"path":"permissions.reports.read","before":{"key":"reports.read","name":"Read Reports","category":"Reports","description":"See reports."}},` +
		`{"path":"permissions.a.b","after":{"key":"a.b","name":"X"}},` +
		`{"path":"branding.application_name","before":"Acme Desk","after":""}]`
	if err != nil || string(got) != want {
		t.Errorf("Marshal = %s, %v, want %s", got, err, want)
	}
	if got, err := json.Marshal(Diff(full(), full())); err != nil || string(got) != `[]` {
		t.Errorf("Marshal of no difference = %s, %v, want []", got, err)
	}
}

// someDocument is a document of few values, so that two of them are often alike in most of their parts.
func someDocument() *rapid.Generator[Document] {
	text := rapid.SampledFrom([]string{"", "a", "b"})
	key := rapid.SampledFrom([]access.PermissionKey{"a.a", "a.b", "b.a"})
	mode := rapid.SampledFrom([]session.Mode{"", session.Choose, session.StricterOnly, session.Locked})
	permission := rapid.Custom(func(t *rapid.T) access.Permission {
		return access.Permission{Key: key.Draw(t, "key"), Name: text.Draw(t, "name"), Category: text.Draw(t, "category"), Description: text.Draw(t, "description")}
	})
	role := rapid.Custom(func(t *rapid.T) access.Role {
		return access.Role{Key: rapid.SampledFrom([]tenancy.RoleKey{"a", "b", "c"}).Draw(t, "role"), Name: text.Draw(t, "name"),
			Description: text.Draw(t, "description"), Permissions: rapid.SliceOfN(key, 0, 3).Draw(t, "holds")}
	})
	timeout := rapid.Custom(func(t *rapid.T) session.Timeout {
		return session.Timeout{On: rapid.Bool().Draw(t, "on"), Seconds: rapid.Int64Range(300, 301).Draw(t, "seconds")}
	})
	return rapid.Custom(func(t *rapid.T) Document {
		var d Document
		d.Permissions = rapid.SliceOfNDistinct(permission, 0, 3, func(p access.Permission) access.PermissionKey { return p.Key }).Draw(t, "permissions")
		d.Roles = rapid.SliceOfNDistinct(role, 0, 3, func(r access.Role) tenancy.RoleKey { return r.Key }).Draw(t, "roles")
		d.DefaultRole = rapid.SampledFrom([]tenancy.RoleKey{"", "a", "b"}).Draw(t, "default role")
		d.Pages.Personal.PrivacyAndSecurity = rapid.Bool().Draw(t, "privacy and security")
		d.Pages.Workspace = WorkspacePages{Users: rapid.Bool().Draw(t, "users"), Security: rapid.Bool().Draw(t, "security")}
		d.Sessions.Idle, d.Sessions.Relogin = timeout.Draw(t, "idle"), timeout.Draw(t, "re-login")
		d.Sessions.Concurrent = session.Maximum{On: rapid.Bool().Draw(t, "maximum on"), Sessions: rapid.IntRange(1, 2).Draw(t, "maximum")}
		d.Sessions.Modes = session.Modes{Idle: mode.Draw(t, "mode"), Relogin: mode.Draw(t, "mode"), Concurrent: mode.Draw(t, "mode")}
		d.Branding = Branding{Name: text.Draw(t, "application"), Accent: rapid.SampledFrom([]string{"", "#000000"}).Draw(t, "color")}
		return d
	})
}

// mixed is a document with each part from one of two.
func mixed(t *rapid.T, a, b Document) Document {
	from := func(part string) Document { return rapid.SampledFrom([]Document{a, a, a, b}).Draw(t, part) }
	d := Document{
		Permissions: from("permissions").Permissions, Roles: from("roles").Roles, DefaultRole: from("default role").DefaultRole,
		Pages: from("pages").Pages, Branding: from("branding").Branding,
	}
	d.Sessions.Idle, d.Sessions.Relogin = from("idle").Sessions.Idle, from("re-login").Sessions.Relogin
	d.Sessions.Concurrent, d.Sessions.Modes = from("maximum").Sessions.Concurrent, from("modes").Sessions.Modes
	d.Permissions, d.Roles = shuffled(t, d.Permissions), shuffled(t, d.Roles)
	for i := range d.Roles {
		d.Roles[i].Permissions = shuffled(t, d.Roles[i].Permissions)
	}
	return d
}

func shuffled[T any](t *rapid.T, list []T) []T {
	if len(list) == 0 {
		return rapid.SampledFrom([][]T{nil, {}}).Draw(t, "nothing")
	}
	return rapid.Permutation(list).Draw(t, "order")
}

// ordered is the document in its one order, as JSON.
func ordered(t *rapid.T, d Document) string {
	d = d.Normal()
	slices.SortFunc(d.Permissions, func(a, b access.Permission) int { return strings.Compare(string(a.Key), string(b.Key)) })
	slices.SortFunc(d.Roles, func(a, b access.Role) int { return strings.Compare(string(a.Key), string(b.Key)) })
	for _, r := range d.Roles {
		slices.Sort(r.Permissions)
	}
	for _, mode := range []*session.Mode{&d.Sessions.Modes.Idle, &d.Sessions.Modes.Relogin, &d.Sessions.Modes.Concurrent} {
		if *mode == "" {
			*mode = session.Choose
		}
	}
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Two documents have no difference exactly if they are equal up to order. What is told of one way is told of the other
// way with before and after exchanged.
func TestDiffIsEmptyOnlyBetweenEquals(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, other := someDocument().Draw(t, "a"), someDocument().Draw(t, "other")
		b := mixed(t, a, other)
		there, back := Diff(a, b), Diff(b, a)
		if equal := ordered(t, a) == ordered(t, b); (len(there) == 0) != equal {
			t.Errorf("Diff = %+v of documents that are equal: %v\n%+v\n%+v", there, equal, a, b)
		}
		for i, c := range back {
			back[i].Before, back[i].After = c.After, c.Before
		}
		byPath := func(a, b Change) int { return strings.Compare(a.Path, b.Path) }
		slices.SortFunc(there, byPath)
		slices.SortFunc(back, byPath)
		if diff := cmp.Diff(there, back); diff != "" {
			t.Errorf("Diff differs by its direction:\n%s", diff)
		}
		if twice := len(slices.CompactFunc(slices.Clone(there), func(a, b Change) bool { return a.Path == b.Path })); twice != len(there) {
			t.Errorf("Diff tells of a path twice: %+v", there)
		}
		if same := Diff(a, mixed(t, a, a)); len(same) > 0 {
			t.Errorf("Diff of another order = %+v, want none", same)
		}
	})
}
