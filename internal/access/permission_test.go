package access

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

func TestKeysAndPatterns(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text         PermissionKey
		key, pattern bool
	}{
		{"reports.export", true, false},
		{"sojourn.sessions.revoke", true, false},
		{"a.b", true, false},
		{"a.1", true, false},
		{"a1_-.b-_2", true, false},
		{"a.-", true, false},
		{"reports.*", false, true},
		{"a.*", false, true},
		{"a.b.c.*", false, true},
		{"a-1.2_b.*", false, true},

		{"", false, false},
		{"*", false, false},
		{".*", false, false},
		{"a", false, false}, // one word is no key, so that each has a group to be listed in
		{"a.", false, false},
		{".a", false, false},
		{"a..b", false, false},
		{"a.b.", false, false},
		{"1.a", false, false},
		{"_a.b", false, false},
		{"A.b", false, false},
		{"a.B", false, false},
		{"a.ä", false, false},
		{"a b.c", false, false},
		{"a.b ", false, false},
		{" a.b", false, false},
		{"a.b\n", false, false},
		{"a.b\nc.d", false, false},
		{"a/b.c", false, false},
		{"a.b\x00", false, false},
		{"a*", false, false},
		{"a.b*", false, false},
		{"a.*b", false, false},
		{"a.**", false, false},
		{"a..*", false, false},
		{"*.a", false, false},
		{"*.*", false, false},
		{"a.*.b", false, false},
		{"a.*.*", false, false},
		{"A.*", false, false},
		{"a.*\n", false, false},
	} {
		if got := test.text.IsKey(); got != test.key {
			t.Errorf("IsKey(%q) = %v, want %v", test.text, got, test.key)
		}
		if got := test.text.IsPattern(); got != test.pattern {
			t.Errorf("IsPattern(%q) = %v, want %v", test.text, got, test.pattern)
		}
	}
}

func TestCovers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		held, wanted PermissionKey
		want         bool
	}{
		{"a.b", "a.b", true},
		{"a.b", "a.b.c", false},
		{"a.b.c", "a.b", false},
		{"a.b", "a.bc", false},
		{"a.*", "a.b", true},
		{"a.*", "a.b.c", true},
		{"a.*", "a", false},
		{"a.*", "ab.c", false},
		{"a.*", "b.a.c", false},
		{"a.b.*", "a.b.c", true},
		{"a.b.*", "a.b", false},
		{"a.b.*", "a.c", false},
		{"a.b.*", "a.bc.d", false},
		{"sojourn.*", RevokeUserSessions, true},
		{"sojourn.sessions.*", RevokeUserSessions, true},
		{"sojourn.sessions.*", ViewUsers, false},
		{"sojourn", RevokeUserSessions, false},

		// What is no pattern covers nothing but itself, should it ever get into a store.
		{"*", "a.b", false},
		{"*", "a", false},
		{"", "a.b", false},
		{"a*", "ab.c", false},
		{"a.b*", "a.bc", false},
		{"*.b", "a.b", false},
		{"a.*.c", "a.b.c", false},
		{"A.*", "a.b", false},
	} {
		if got := test.held.Covers(test.wanted); got != test.want {
			t.Errorf("Covers(%q, %q) = %v, want %v", test.held, test.wanted, got, test.want)
		}
	}
}

// Word by word: a pattern covers exactly the keys that begin with its words and have at least one more.
func TestCoversWordByWord(t *testing.T) {
	t.Parallel()
	words := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "ab", "b", "a-b", "a_"}), 1, 4)
	rapid.Check(t, func(t *rapid.T) {
		held, wanted := words.Draw(t, "held"), words.Draw(t, "wanted")
		key := func(words []string) PermissionKey { return PermissionKey(strings.Join(words, ".")) }
		if got, want := key(held).Covers(key(wanted)), slices.Equal(held, wanted); got != want {
			t.Errorf("Covers(%q, %q) = %v, want %v", key(held), key(wanted), got, want)
		}
		pattern := key(held) + ".*"
		want := len(wanted) > len(held) && slices.Equal(held, wanted[:len(held)])
		if got := pattern.Covers(key(wanted)); got != want {
			t.Errorf("Covers(%q, %q) = %v, want %v", pattern, key(wanted), got, want)
		}
	})
}

func known(keys ...PermissionKey) (all []Permission) {
	for _, key := range keys {
		all = append(all, Permission{Key: key})
	}
	return all
}

func TestExpand(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		held  []PermissionKey
		known []Permission
		want  Permissions
	}{
		{"nothing of nothing", nil, nil, nil},
		{"nothing is held", nil, known("a.b"), nil},
		{"nothing is known", []PermissionKey{"a.b", "a.*"}, nil, nil},
		{"a key", []PermissionKey{"a.b"}, known("a.a", "a.b", "a.c"), Permissions{"a.b"}},
		{"a key that is not known", []PermissionKey{"a.x"}, known("a.b"), nil},
		{"a pattern", []PermissionKey{"a.*"}, known("a.b", "ab.c", "a.c.d", "b.a"), Permissions{"a.b", "a.c.d"}},
		{"a pattern that covers nothing yet", []PermissionKey{"x.*"}, known("a.b"), nil},
		{"sorted, however they come", []PermissionKey{"c.c", "a.a", "b.b"}, known("b.b", "c.c", "a.a"), Permissions{"a.a", "b.b", "c.c"}},
		{"each once, held twice", []PermissionKey{"a.b", "a.b", "a.*"}, known("a.b"), Permissions{"a.b"}},
		{"each once, known twice", []PermissionKey{"a.b"}, known("a.b", "a.c", "a.b"), Permissions{"a.b"}},
		{"the word for all is no pattern", []PermissionKey{"*"}, known("a.b"), nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			held := slices.Clone(test.held)
			if diff := cmp.Diff(test.want, Expand(test.held, test.known)); diff != "" {
				t.Errorf("Expand: want (-), got (+):\n%s", diff)
			}
			if diff := cmp.Diff(held, test.held); diff != "" {
				t.Errorf("Expand changed what it was given:\n%s", diff)
			}
		})
	}
}

func TestHas(t *testing.T) {
	t.Parallel()
	all := Permissions{"a.b", "a.b.c", "b.a"}
	for key, want := range map[PermissionKey]bool{
		"a.b": true, "a.b.c": true, "b.a": true, "a.a": false, "a.b.d": false, "c.a": false, "": false, "a.*": false, "*": false,
	} {
		if got := all.Has(key); got != want {
			t.Errorf("Has(%q) = %v, want %v", key, got, want)
		}
		if (Permissions)(nil).Has(key) {
			t.Errorf("Has(%q) of no permissions = true, want false", key)
		}
	}
}

// Whoever asks a set gets the same answer as whoever asks each role for each of its keys.
func TestHasWhatWasExpanded(t *testing.T) {
	t.Parallel()
	keys := []PermissionKey{"a.a", "a.b", "a.b.c", "ab.c", "b.a", "b.a.b"}
	patterns := []PermissionKey{"a.*", "a.b.*", "b.*", "ab.*", "x.*", "*"}
	rapid.Check(t, func(t *rapid.T) {
		held := rapid.SliceOfN(rapid.SampledFrom(slices.Concat(keys, patterns)), 0, 5).Draw(t, "held")
		there := rapid.SliceOfDistinct(rapid.SampledFrom(keys), rapid.ID).Draw(t, "known")
		all := Expand(held, known(there...))
		for _, key := range keys {
			want := slices.Contains(there, key) && slices.ContainsFunc(held, func(h PermissionKey) bool { return h.Covers(key) })
			if got := all.Has(key); got != want {
				t.Errorf("Has(%q) in %q = %v, want %v", key, all, got, want)
			}
		}
	})
}

func TestBuiltIn(t *testing.T) {
	t.Parallel()
	var keys []string
	names := map[string]bool{}
	for _, p := range BuiltIn() {
		keys = append(keys, string(p.Key))
		if !p.Key.IsKey() || !strings.HasPrefix(string(p.Key), Reserved) {
			t.Errorf("the built-in %q is not a key that begins with %q", p.Key, Reserved)
		}
		if p.Name == "" || p.Category == "" || p.Description == "" || names[p.Name] {
			t.Errorf("the built-in %q has the texts %+v, want all, and a name of its own", p.Key, p)
		}
		names[p.Name] = true
	}
	// Every constant is listed, and none twice.
	if diff := cmp.Diff(declared(t, "permission.go", "PermissionKey"), keys); diff != "" {
		t.Errorf("BuiltIn: want the constants (-), got (+):\n%s", diff)
	}
}

// Programs ask for this one by name, and so do roles that were stored.
func TestRevokeUserSessionsKeepsItsName(t *testing.T) {
	t.Parallel()
	if RevokeUserSessions != "sojourn.sessions.revoke" || BuiltIn()[0].Name != "Revoke User Sessions" {
		t.Errorf("Revoke User Sessions = %q, %q", RevokeUserSessions, BuiltIn()[0].Name)
	}
}

func TestPermissionsOf(t *testing.T) {
	t.Parallel()
	roles := []Role{
		{Key: "admin", Permissions: []PermissionKey{"sojourn.*", "reports.export"}},
		{Key: "analyst", Permissions: []PermissionKey{"reports.*"}},
		{Key: "auditor", Permissions: []PermissionKey{ViewAudit, "gone.away"}},
		{Key: "member"},
	}
	all := append(BuiltIn(), known("reports.read", "reports.export")...)
	for _, test := range []struct {
		name string
		held []tenancy.RoleKey
		want Permissions
	}{
		{"no roles", nil, nil},
		{"a role without permissions", []tenancy.RoleKey{"member"}, nil},
		{"a role that there is no more", []tenancy.RoleKey{"owner"}, nil},
		{"part of a role's key", []tenancy.RoleKey{"adm", "adminx", "Admin", ""}, nil},
		{"patterns and keys", []tenancy.RoleKey{"admin"}, Permissions{"reports.export", ViewAudit, RevokeUserSessions, ViewUsers}},
		{"a permission that there is no more", []tenancy.RoleKey{"auditor"}, Permissions{ViewAudit}},
		{"two roles together", []tenancy.RoleKey{"analyst", "auditor"}, Permissions{"reports.export", "reports.read", ViewAudit}},
		{"what two roles have in common", []tenancy.RoleKey{"admin", "analyst"},
			Permissions{"reports.export", "reports.read", ViewAudit, RevokeUserSessions, ViewUsers}},
		{"the same role twice, and one that is gone", []tenancy.RoleKey{"analyst", "owner", "analyst"}, Permissions{"reports.export", "reports.read"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, PermissionsOf(test.held, roles, all)); diff != "" {
				t.Errorf("PermissionsOf: want (-), got (+):\n%s", diff)
			}
		})
	}
}
