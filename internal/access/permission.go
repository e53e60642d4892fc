package access

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// PermissionKey names a permission for programs, in dotted lower-case words: sojourn.sessions.revoke. What a role
// holds may also be a pattern that ends in ".*" and covers everything below.
type PermissionKey string

// Permission is a named right.
type Permission struct {
	Key         PermissionKey `json:"key" maxLength:"120" doc:"The name for programs, such as reports.export"`
	Name        string        `json:"name" maxLength:"200" doc:"The name for people"`
	Category    string        `json:"category,omitempty" maxLength:"200" doc:"Where it is listed"`
	Description string        `json:"description,omitempty" maxLength:"1000" doc:"What exactly it allows"`
}

// The built-in permissions of members of a tenant. They hold inside their own tenant.
const (
	RevokeUserSessions PermissionKey = "sojourn.sessions.revoke"
	ViewUsers          PermissionKey = "sojourn.users.read"
	ViewAudit          PermissionKey = "sojourn.audit.read"
)

// Reserved begins the keys of all built-in permissions; no other key may begin so.
const Reserved = "sojourn."

// BuiltIn is every built-in permission that roles of members may hold. They cannot be removed.
func BuiltIn() []Permission {
	const category = "Workspace administration"
	return []Permission{
		{RevokeUserSessions, "Revoke User Sessions", category,
			"Configure the workspace's session settings, and end other users' sessions."},
		{ViewUsers, "View Users", category,
			"See the workspace's users, their roles, and their sessions."},
		{ViewAudit, "View Audit Log", category,
			"See what was changed in the workspace, when, and by whom."},
	}
}

var (
	keyForm     = regexp.MustCompile(`^[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)+$`)
	patternForm = regexp.MustCompile(`^[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)*\.\*$`)
)

// IsKey tells whether the text is a permission's key.
func (k PermissionKey) IsKey() bool { return keyForm.MatchString(string(k)) }

// IsPattern tells whether the text is a pattern.
func (k PermissionKey) IsPattern() bool { return patternForm.MatchString(string(k)) }

// Covers tells whether holding k means holding wanted: it is the same, or k is a pattern and wanted is below it.
// "a.*" covers a.b and a.b.c, and neither a nor ab.c.
func (k PermissionKey) Covers(wanted PermissionKey) bool {
	if k == wanted {
		return true
	}
	below, pattern := strings.CutSuffix(string(k), "*")
	return pattern && strings.HasSuffix(below, ".") && strings.HasPrefix(string(wanted), below)
}

// Permissions is a set of permissions, sorted by key, without patterns.
type Permissions []PermissionKey

// Expand is the permissions among known that what is held covers. A permission that is not known any more, or not
// yet, is held by nobody.
func Expand(held []PermissionKey, known []Permission) Permissions {
	var all Permissions
	for _, p := range known {
		if slices.ContainsFunc(held, func(h PermissionKey) bool { return h.Covers(p.Key) }) {
			all = append(all, p.Key)
		}
	}
	slices.SortFunc(all, cmp.Compare)
	return slices.Compact(all)
}

// Has tells whether a permission is in the set.
func (p Permissions) Has(key PermissionKey) bool {
	_, found := slices.BinarySearch(p, key)
	return found
}
