package settings

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// full is a valid document in which nothing is left out.
func full() Document {
	return Document{
		Permissions: []access.Permission{
			{Key: "reports.read", Name: "Read Reports", Category: "Reports", Description: "See reports."},
			{Key: "reports.export", Name: "Export Reports", Category: "Reports", Description: "Take reports away."},
		},
		Roles: []access.Role{
			{Key: "admin", Name: "Admin", Description: "Administers.", Permissions: []access.PermissionKey{"sojourn.*", "reports.export"}},
			{Key: "member", Name: "Member", Description: "Uses.", Permissions: []access.PermissionKey{"reports.read"}},
		},
		DefaultRole: "member",
		Pages: Pages{
			Personal:  PersonalPages{PrivacyAndSecurity: true},
			Workspace: WorkspacePages{Users: true, Security: true},
		},
		Sessions: Sessions{
			Settings: session.Settings{
				Idle:       session.Timeout{On: true, Seconds: 1800},
				Relogin:    session.Timeout{On: true, Seconds: 86_400},
				Concurrent: session.Maximum{On: true, Sessions: 5},
			},
			Modes: session.Modes{Idle: session.Choose, Relogin: session.StricterOnly, Concurrent: session.Locked},
		},
		Branding: Branding{Name: "Acme Desk", Accent: "#3366cc"},
	}
}

const fullText = `{
	"permissions": [
		{"key": "reports.read", "name": "Read Reports", "category": "Reports", "description": "See reports."},
		{"key": "reports.export", "name": "Export Reports", "category": "Reports", "description": "Take reports away."}
	],
	"roles": [
		{"key": "admin", "name": "Admin", "description": "Administers.", "permissions": ["sojourn.*", "reports.export"]},
		{"key": "member", "name": "Member", "description": "Uses.", "permissions": ["reports.read"]}
	],
	"default_role": "member",
	"pages": {"personal": {"privacy_and_security": true}, "workspace": {"users": true, "security": true}},
	"session_settings": {
		"idle_session_timeout": {"on": true, "seconds": 1800},
		"force_relogin": {"on": true, "seconds": 86400},
		"max_concurrent_sessions": {"on": true, "sessions": 5},
		"modes": {"idle_session_timeout": "choose", "force_relogin": "stricter_only", "max_concurrent_sessions": "locked"}
	},
	"branding": {"application_name": "Acme Desk", "accent_color": "#3366cc"}
}`

// empty is what is read where everything is left out.
func empty() Document {
	return Document{Permissions: []access.Permission{}, Roles: []access.Role{}}
}

func TestParse(t *testing.T) {
	t.Parallel()
	role := empty()
	role.Roles = []access.Role{{Key: "a", Permissions: []access.PermissionKey{}}}
	for _, test := range []struct {
		name, text string
		want       Document
	}{
		{"everything", fullText, full()},
		{"nothing", `{}`, empty()},
		{"space around it", " \r\n\t{}\n", empty()},
		{"lists that are null", `{"permissions": null, "roles": null}`, empty()},
		{"parts that are null", `{"pages": null, "session_settings": null, "branding": null, "default_role": null}`, empty()},
		{"a role without permissions", `{"roles": [{"key": "a"}]}`, role},
		{"a role with null", `{"roles": [{"key": "a", "permissions": null}]}`, role},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := Parse([]byte(test.text))
			if err != nil {
				t.Fatalf("Parse = error %v, want none", err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("Parse: want (-), got (+):\n%s", diff)
			}
		})
	}
}

// Every text has a word in it that must not come back: a secret may be in the wrong file.
func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"nothing":                          ``,
		"space":                            " \n",
		"no JSON":                          `hunter2`,
		"cut short":                        `{"default_role": "hunter2"`,
		"YAML":                             "default_role: hunter2\n",
		"not UTF-8":                        "{\"default_role\": \"hunter2\xff\"}",
		"null":                             `null`,
		"a list":                           `["hunter2"]`,
		"a text":                           `"hunter2"`,
		"a number":                         `1`,
		"two values":                       `{}{"default_role": "hunter2"}`,
		"two values, the second no JSON":   `{} hunter2`,
		"two values, the second null":      `{} null`,
		"something after it":               `{}}`,
		"an unknown member":                `{"hunter2": 1}`,
		"an unknown member of a role":      `{"roles": [{"key": "a", "hunter2": 1}]}`,
		"an unknown member of permissions": `{"permissions": [{"hunter2": 1}]}`,
		"an unknown page":                  `{"pages": {"workspace": {"hunter2": true}}}`,
		"an unknown setting":               `{"session_settings": {"hunter2": {}}}`,
		"an unknown mode's setting":        `{"session_settings": {"modes": {"hunter2": "locked"}}}`,
		"a setting by its name in Go":      `{"session_settings": {"Settings": {}}}`,
		"a text for a number":              `{"session_settings": {"force_relogin": {"on": true, "seconds": "hunter2"}}}`,
		"a fraction":                       `{"session_settings": {"force_relogin": {"on": true, "seconds": 60.5}}}`,
		"a number that is too big":         `{"session_settings": {"force_relogin": {"on": true, "seconds": 9223372036854775808}}}`,
		"a text for a switch":              `{"pages": {"personal": {"privacy_and_security": "hunter2"}}}`,
		"an object for a list":             `{"roles": {"hunter2": {}}}`,
		"a member twice":                   `{"default_role": "a", "default_role": "hunter2"}`,
		"a member twice, once in capitals": `{"default_role": "a", "Default_Role": "hunter2"}`,
		"a member twice, once escaped":     `{"default_role": "a", "default\u005frole": "hunter2"}`,
		"a member twice, deep inside":      `{"roles": [{"key": "a"}, {"key": "b", "name": "B", "key": "hunter2"}]}`,
		"nested without end":               strings.Repeat(`[`, 20_000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, err := Parse([]byte(text))
			expectMalformed(t, err)
			if diff := cmp.Diff(Document{}, d); diff != "" {
				t.Errorf("Parse gives a document with the error:\n%s", diff)
			}
		})
	}
}

func expectMalformed(t *testing.T, err error) {
	t.Helper()
	refused, ok := errors.AsType[*fault.Error](err)
	if !ok {
		t.Fatalf("Parse = error %v, want one with the code document_malformed", err)
	}
	want := fault.Error{Kind: fault.Invalid, Code: "document_malformed", Message: "The document is not a settings document in JSON."}
	got := *refused
	if got.Cause == nil {
		t.Errorf("Parse = %v, want it to tell the log why", err)
	}
	got.Cause = nil // for the log alone
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Parse = error, want (-), got (+):\n%s", diff)
	}
}

// Reading the second of two lists into the first would give a role permissions that are written at another.
func TestParseGivesNoRoleWhatIsWrittenAtAnother(t *testing.T) {
	t.Parallel()
	d, err := Parse([]byte(`{
		"roles": [{"key": "admin", "name": "Admin", "permissions": ["sojourn.sessions.revoke"]}],
		"roles": [{"key": "member", "name": "Member"}]}`))
	if err == nil || d.PermissionsOf([]tenancy.RoleKey{"member"}).Has(access.RevokeUserSessions) {
		t.Errorf("Parse = %+v, %v, want it refused", d, err)
	}
}

func TestNormal(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(empty(), Document{}.Normal()); diff != "" {
		t.Errorf("Normal of nothing: want (-), got (+):\n%s", diff)
	}
	before := full()
	before.Roles = append(before.Roles, access.Role{Key: "guest", Name: "Guest"})
	normal := before.Normal()
	if normal.Roles[2].Permissions == nil || before.Roles[2].Permissions != nil {
		t.Errorf("Normal = %v from %v, want an empty list from none, which stays none", normal.Roles[2].Permissions, before.Roles[2].Permissions)
	}
	// Whoever changes the one does not change the other.
	normal.Permissions[0].Name, normal.Roles[0].Name, normal.Roles[0].Permissions[0] = "x", "x", "x.y"
	if diff := cmp.Diff(full().Permissions, before.Permissions); diff != "" {
		t.Errorf("a change of Normal changed the document:\n%s", diff)
	}
	if diff := cmp.Diff(full().Roles, before.Roles[:2]); diff != "" {
		t.Errorf("a change of Normal changed the document:\n%s", diff)
	}
}

func TestDefault(t *testing.T) {
	t.Parallel()
	d := Default()
	if err := d.Validate(); err != nil {
		t.Errorf("Validate of the default = %v, want none", err)
	}
	if diff := cmp.Diff(d.Normal(), d); diff != "" {
		t.Errorf("the default is not normal: want (-), got (+):\n%s", diff)
	}
	if diff := cmp.Diff(Sessions{}, d.Sessions); diff != "" {
		t.Errorf("the default's session settings: want all off (-), got (+):\n%s", diff)
	}
	var built []access.PermissionKey
	for _, p := range access.BuiltIn() {
		built = append(built, p.Key)
	}
	slices.Sort(built)
	if diff := cmp.Diff(access.Permissions(built), d.PermissionsOf([]tenancy.RoleKey{"admin"})); diff != "" {
		t.Errorf("what an admin may do by default: want (-), got (+):\n%s", diff)
	}
	if got := d.PermissionsOf(d.NewMemberRoles()); len(got) > 0 {
		t.Errorf("a new member may %v by default, want nothing", got)
	}
}

func TestRolesOfADocument(t *testing.T) {
	t.Parallel()
	d := full()
	for key, want := range map[tenancy.RoleKey]bool{"admin": true, "member": true, "": false, "Admin": false, "guest": false} {
		if got := d.HasRole(key); got != want {
			t.Errorf("HasRole(%q) = %v, want %v", key, got, want)
		}
	}
	held := []tenancy.RoleKey{"guest", "member", "gone", "admin"}
	if diff := cmp.Diff([]tenancy.RoleKey{"member", "admin"}, d.RolesAmong(held)); diff != "" {
		t.Errorf("RolesAmong: want (-), got (+):\n%s", diff)
	}
	if diff := cmp.Diff([]tenancy.RoleKey{"guest", "member", "gone", "admin"}, held); diff != "" {
		t.Errorf("RolesAmong changed what it was given:\n%s", diff)
	}
	if diff := cmp.Diff([]tenancy.RoleKey{"member"}, d.NewMemberRoles()); diff != "" {
		t.Errorf("NewMemberRoles: want (-), got (+):\n%s", diff)
	}
	d.DefaultRole = ""
	if got := d.NewMemberRoles(); len(got) > 0 {
		t.Errorf("NewMemberRoles without a default role = %v, want none", got)
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{fullText, `{}`, `null`, `{"roles": [{"key": "a"}], "Roles": [{}]}`, `{"permissions": [{"key": "\ud800"}]}`,
		`{"session_settings": {"modes": {"force_relogin": "free"}}}`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := Parse(text)
		if err != nil {
			expectMalformed(t, err)
			return
		}
		written, err := json.Marshal(d)
		if err != nil {
			t.Fatalf("Marshal of %+v = error %v", d, err)
		}
		again, err := Parse(written)
		if err != nil {
			t.Fatalf("Parse(%s) = error %v, want what was written", written, err)
		}
		if diff := cmp.Diff(d, again); diff != "" {
			t.Errorf("Parse of what was written: want (-), got (+):\n%s", diff)
		}
		if d.Validate() == nil && len(Diff(d, again)) > 0 {
			t.Errorf("Diff of a document and itself = %v, want none", Diff(d, again))
		}
	})
}
