package settings

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

type refusal struct {
	name   string
	change func(*Document) // of a document in which nothing is left out
	field  string          // empty when it is accepted
	says   string          // part of the message: the limit
}

func expectRefusals(t *testing.T, tests []refusal) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := full()
			test.change(&d)
			err := d.Validate()
			if test.field == "" {
				if err != nil {
					t.Errorf("Validate = %v, want none", err)
				}
				return
			}
			refused, ok := errors.AsType[*fault.Error](err)
			if !ok || refused.Kind != fault.Invalid || refused.Field != test.field {
				t.Fatalf("Validate = %v, want an invalid %s", err, test.field)
			}
			if test.says == "" || !strings.Contains(refused.Message, test.says) {
				t.Errorf("Validate says %q, want it to name %q", refused.Message, test.says)
			}
			if strings.Contains(refused.Error(), "hunter2") {
				t.Errorf("Validate repeats its input: %v", refused)
			}
		})
	}
}

// many is a list of n things, made by their number.
func many[T any](n int, make func(i int) T) (all []T) {
	for i := range n {
		all = append(all, make(i))
	}
	return all
}

func somePermission(i int) access.Permission {
	return access.Permission{Key: access.PermissionKey(fmt.Sprintf("some.p%d", i)), Name: "Some"}
}

func someRole(i int) access.Role {
	return access.Role{Key: tenancy.RoleKey(fmt.Sprintf("r%d", i)), Name: "Some"}
}

func keyOf(bytes int) access.PermissionKey {
	return access.PermissionKey("some." + strings.Repeat("k", bytes-len("some.")))
}

func TestValidate(t *testing.T) {
	t.Parallel()
	expectRefusals(t, []refusal{
		{"everything", func(*Document) {}, "", ""},
		{"nothing", func(d *Document) { *d = Document{} }, "", ""},
		{"no default role", func(d *Document) { d.DefaultRole = "" }, "", ""},
		{"a default role that there is not", func(d *Document) { d.DefaultRole = "hunter2" }, "default_role", "one of the document's roles"},
		{"a default role without any role", func(d *Document) { d.Roles = nil }, "default_role", "one of the document's roles"},
	})
}

func TestValidatePermissions(t *testing.T) {
	t.Parallel()
	key := func(key access.PermissionKey) func(*Document) {
		return func(d *Document) {
			d.Permissions = append(d.Permissions, access.Permission{Key: key, Name: "Some"})
		}
	}
	const at, form, reserved = "permissions[2].key", "two lower-case words joined by dots", "begin with sojourn."
	expectRefusals(t, []refusal{
		{"the most", func(d *Document) {
			d.Permissions, d.Roles[0].Permissions, d.Roles[1].Permissions = many(200, somePermission), nil, nil
		}, "", ""},
		{"one too many", func(d *Document) { d.Permissions = many(201, somePermission) }, "permissions", "At most 200"},
		{"a key", key("some.hunter2"), "", ""},
		{"the longest key", key(keyOf(120)), "", ""},
		{"a key that is too long", key(keyOf(121)), at, "120 bytes"},
		{"no key", key(""), at, form},
		{"one word", key("hunter2"), at, form},
		{"capitals", key("Some.hunter2"), at, form},
		{"a pattern", key("hunter2.*"), at, form},
		{"the word for all", key("*"), at, form},
		{"a line break", key("some.hunter2\n"), at, form},
		{"a built-in key", key(access.RevokeUserSessions), at, reserved},
		{"a key among the built-in ones", key("sojourn.hunter2"), at, reserved},
		{"almost built in", key("sojourner.hunter2"), "", ""},
		{"the same key twice", key("reports.read"), at, "once"},
		{"no name", func(d *Document) { d.Permissions[1].Name = "" }, "permissions[1].name", "1 to 200"},
		{"a name of space", func(d *Document) { d.Permissions[1].Name = " \u2003" }, "permissions[1].name", "1 to 200"},
		{"the longest name", func(d *Document) { d.Permissions[1].Name = strings.Repeat("ä", 200) }, "", ""},
		{"a name that is too long", func(d *Document) { d.Permissions[1].Name = strings.Repeat("a", 201) }, "permissions[1].name", "At most 200"},
		{"a name of two lines", func(d *Document) { d.Permissions[1].Name = "hunter2\n" }, "permissions[1].name", "line breaks"},
		{"no category", func(d *Document) { d.Permissions[1].Category = "" }, "", ""},
		{"the longest category", func(d *Document) { d.Permissions[1].Category = strings.Repeat("ä", 200) }, "", ""},
		{"a category that is too long", func(d *Document) { d.Permissions[1].Category = strings.Repeat("a", 201) }, "permissions[1].category", "At most 200"},
		{"a category with a control character", func(d *Document) { d.Permissions[1].Category = "hunter2\x00" }, "permissions[1].category", "control characters"},
		{"no description", func(d *Document) { d.Permissions[1].Description = "" }, "", ""},
		{"the longest description", func(d *Document) { d.Permissions[1].Description = strings.Repeat("ä", 1000) }, "", ""},
		{"a description that is too long", func(d *Document) { d.Permissions[1].Description = strings.Repeat("a", 1001) }, "permissions[1].description", "At most 1000"},
		{"a description that is not UTF-8", func(d *Document) { d.Permissions[1].Description = "hunter2\xff" }, "permissions[1].description", "UTF-8"},
	})
}

func TestValidateRoles(t *testing.T) {
	t.Parallel()
	key := func(key tenancy.RoleKey) func(*Document) {
		return func(d *Document) { d.Roles = append(d.Roles, access.Role{Key: key, Name: "Some"}) }
	}
	const at, form = "roles[2].key", "1 to 60 lower-case letters"
	expectRefusals(t, []refusal{
		{"the most", func(d *Document) { d.Roles, d.DefaultRole = many(50, someRole), "r49" }, "", ""},
		{"one too many", func(d *Document) { d.Roles, d.DefaultRole = many(51, someRole), "" }, "roles", "At most 50"},
		{"a key of one letter", key("a"), "", ""},
		{"the longest key", key(tenancy.RoleKey(strings.Repeat("k", 60))), "", ""},
		{"a key that is too long", key(tenancy.RoleKey(strings.Repeat("k", 61))), at, form},
		{"no key", key(""), at, form},
		{"capitals", key("Hunter2"), at, form},
		{"a digit first", key("2hunter2"), at, form},
		{"a dot", key("hunter2.a"), at, form},
		{"a line break", key("hunter2\n"), at, form},
		{"the same key twice", key("admin"), at, "once"},
		{"no name", func(d *Document) { d.Roles[1].Name = "" }, "roles[1].name", "1 to 200"},
		{"the longest name", func(d *Document) { d.Roles[1].Name = strings.Repeat("ä", 200) }, "", ""},
		{"a name that is too long", func(d *Document) { d.Roles[1].Name = strings.Repeat("a", 201) }, "roles[1].name", "At most 200"},
		{"a name of two lines", func(d *Document) { d.Roles[1].Name = "hunter2\u2028" }, "roles[1].name", "line breaks"},
		{"the longest description", func(d *Document) { d.Roles[1].Description = strings.Repeat("ä", 1000) }, "", ""},
		{"a description that is too long", func(d *Document) { d.Roles[1].Description = strings.Repeat("a", 1001) }, "roles[1].description", "At most 1000"},
	})
}

func TestValidateWhatRolesHold(t *testing.T) {
	t.Parallel()
	holds := func(keys ...access.PermissionKey) func(*Document) {
		return func(d *Document) { d.Roles[1].Permissions = keys }
	}
	pattern := func(bytes int) access.PermissionKey { return keyOf(bytes-2) + ".*" }
	each := func(int) access.PermissionKey { return "some.*" }
	const at, form = "roles[1].permissions[1]", "keys of permissions that there are, or patterns"
	expectRefusals(t, []refusal{
		{"nothing", holds(), "", ""},
		{"all that is built in", holds(access.RevokeUserSessions, access.ViewUsers, access.ViewAudit, "sojourn.*"), "", ""},
		{"the document's own", holds("reports.read", "reports.export", "reports.*"), "", ""},
		{"a pattern that covers nothing yet", holds("some.*"), "", ""},
		{"the most", holds(many(250, each)...), "", ""},
		{"one too many", holds(many(251, each)...), "roles[1].permissions", "At most 250"},
		{"the longest pattern", holds(pattern(120)), "", ""},
		{"a pattern that is too long", holds("some.*", pattern(121)), at, form},
		{"a key that there is not", holds("some.*", "reports.hunter2"), at, form},
		{"a built-in key that there is not", holds("some.*", "sojourn.hunter2"), at, form},
		{"the word for all", holds("some.*", "*"), at, form},
		{"nothing in a place", holds("some.*", ""), at, form},
		{"half a pattern", holds("some.*", "hunter2*"), at, form},
		{"a scope of API keys", holds("some.*", "sessions:write"), at, form},
		{"a permission that was removed", func(d *Document) { d.Permissions = d.Permissions[:1] }, "roles[0].permissions[1]", form},
	})
}

func TestValidateSessions(t *testing.T) {
	t.Parallel()
	idle := func(on bool, seconds int64) func(*Document) {
		return func(d *Document) { d.Sessions.Idle = session.Timeout{On: on, Seconds: seconds} }
	}
	relogin := func(on bool, seconds int64) func(*Document) {
		return func(d *Document) { d.Sessions.Relogin = session.Timeout{On: on, Seconds: seconds} }
	}
	maximum := func(on bool, sessions int) func(*Document) {
		return func(d *Document) { d.Sessions.Concurrent = session.Maximum{On: on, Sessions: sessions} }
	}
	const (
		year                         = 365 * 24 * 60 * 60
		idleAt, reloginAt, maximumAt = "session_settings.idle_session_timeout.seconds", "session_settings.force_relogin.seconds", "session_settings.max_concurrent_sessions.sessions"
		words                        = "choose, stricter_only and locked"
	)
	expectRefusals(t, []refusal{
		{"the shortest idle timeout", idle(true, 60), "", ""},
		{"an idle timeout that is too short", idle(true, 59), idleAt, "60 seconds (1 minute)"},
		{"the longest idle timeout", idle(true, year), "", ""},
		{"an idle timeout that is too long", idle(true, year+1), idleAt, "(365 days)"},
		{"an idle timeout that is too long, off", idle(false, year+1), idleAt, "(365 days)"},
		{"the shortest re-login", relogin(true, 300), "", ""},
		{"a re-login that is too short", relogin(true, 299), reloginAt, "300 seconds (5 minutes)"},
		{"the longest re-login", relogin(true, year), "", ""},
		{"a re-login that is too long", relogin(true, year+1), reloginAt, "(365 days)"},
		{"the least sessions", maximum(true, 1), "", ""},
		{"no sessions", maximum(true, 0), maximumAt, "from 1 to 100"},
		{"the most sessions", maximum(true, 100), "", ""},
		{"too many sessions", maximum(true, 101), maximumAt, "from 1 to 100"},
		{"modes left out", func(d *Document) { d.Sessions.Modes = session.Modes{} }, "", ""},
		{"an unknown idle mode", func(d *Document) { d.Sessions.Modes.Idle = "hunter2" }, "session_settings.modes.idle_session_timeout", words},
		{"an unknown re-login mode", func(d *Document) { d.Sessions.Modes.Relogin = "Locked" }, "session_settings.modes.force_relogin", words},
		{"an unknown maximum mode", func(d *Document) { d.Sessions.Modes.Concurrent = "locked " }, "session_settings.modes.max_concurrent_sessions", words},
	})
}

func TestValidateBranding(t *testing.T) {
	t.Parallel()
	name := func(name string) func(*Document) { return func(d *Document) { d.Branding.Name = name } }
	accent := func(color string) func(*Document) { return func(d *Document) { d.Branding.Accent = color } }
	const nameAt, accentAt, form = "branding.application_name", "branding.accent_color", "# and six hexadecimal digits"
	expectRefusals(t, []refusal{
		{"none", func(d *Document) { d.Branding = Branding{} }, "", ""},
		{"the longest name", name(strings.Repeat("ä", 200)), "", ""},
		{"a name that is too long", name(strings.Repeat("a", 201)), nameAt, "At most 200"},
		{"a name of two lines", name("hunter2\r\n"), nameAt, "line breaks"},
		{"a color in capitals", accent("#A0B1CF"), "", ""},
		{"a color by name", accent("red"), accentAt, form},
		{"a short color", accent("#36c"), accentAt, form},
		{"a color with alpha", accent("#3366cc80"), accentAt, form},
		{"no hexadecimal digit", accent("#3366cg"), accentAt, form},
		{"more style than a color", accent("#3366cc;}body{hunter2"), accentAt, form},
		{"a line break", accent("#3366cc\n"), accentAt, form},
	})
}
