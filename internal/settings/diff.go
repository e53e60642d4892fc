package settings

import (
	"cmp"
	"reflect"
	"slices"

	"github.com/sojourn-auth/sojourn/internal/access"
)

// Change is one difference between two documents.
type Change struct {
	Path   string `json:"path" doc:"What differs, such as roles.admin.permissions"`
	Before any    `json:"before,omitempty" doc:"The value before; absent when it was added"`
	After  any    `json:"after,omitempty" doc:"The value after; absent when it was removed"`
}

// Diff is the differences between two documents, in the order of the document. What has a key is told by its key, so
// that a new order is no difference.
func Diff(before, after Document) []Change {
	all := []Change{}
	all = append(all, diffPermissions(before.Permissions, after.Permissions)...)
	all = append(all, diffRoles(before.Roles, after.Roles)...)
	each := func(path string, before, after any) {
		if !reflect.DeepEqual(before, after) {
			all = append(all, Change{Path: path, Before: before, After: after})
		}
	}
	each("default_role", before.DefaultRole, after.DefaultRole)
	for _, page := range AllPages() {
		each("pages."+string(page), before.Pages.On(page), after.Pages.On(page))
	}
	b, a := before.Sessions, after.Sessions
	each("session_settings.idle_session_timeout", b.Idle, a.Idle)
	each("session_settings.force_relogin", b.Relogin, a.Relogin)
	each("session_settings.max_concurrent_sessions", b.Concurrent, a.Concurrent)
	each("session_settings.modes.idle_session_timeout", b.Modes.Idle.Or(), a.Modes.Idle.Or())
	each("session_settings.modes.force_relogin", b.Modes.Relogin.Or(), a.Modes.Relogin.Or())
	each("session_settings.modes.max_concurrent_sessions", b.Modes.Concurrent.Or(), a.Modes.Concurrent.Or())
	each("branding.application_name", before.Branding.Name, after.Branding.Name)
	each("branding.accent_color", before.Branding.Accent, after.Branding.Accent)
	return all
}

func diffPermissions(before, after []access.Permission) []Change {
	return diffKeyed("permissions.", before, after,
		func(p access.Permission) access.PermissionKey { return p.Key },
		func(path string, b, a access.Permission) []Change {
			return differing([]Change{
				{path + ".name", b.Name, a.Name}, {path + ".category", b.Category, a.Category},
				{path + ".description", b.Description, a.Description},
			})
		})
}

func diffRoles(before, after []access.Role) []Change {
	return diffKeyed("roles.", before, after,
		func(r access.Role) string { return string(r.Key) },
		func(path string, b, a access.Role) []Change {
			return differing([]Change{
				{path + ".name", b.Name, a.Name}, {path + ".description", b.Description, a.Description},
				{path + ".permissions", sorted(b.Permissions), sorted(a.Permissions)},
			})
		})
}

// diffKeyed compares lists of things that have a key.
func diffKeyed[T any, K ~string](path string, before, after []T, key func(T) K, compare func(path string, before, after T) []Change) []Change {
	var all []Change
	for _, b := range before {
		at := slices.IndexFunc(after, func(a T) bool { return key(a) == key(b) })
		if at < 0 {
			all = append(all, Change{Path: path + string(key(b)), Before: b})
			continue
		}
		all = append(all, compare(path+string(key(b)), b, after[at])...)
	}
	for _, a := range after {
		if !slices.ContainsFunc(before, func(b T) bool { return key(a) == key(b) }) {
			all = append(all, Change{Path: path + string(key(a)), After: a})
		}
	}
	return all
}

// differing is those of the changes that change anything.
func differing(all []Change) []Change {
	return slices.DeleteFunc(all, func(c Change) bool { return reflect.DeepEqual(c.Before, c.After) })
}

func sorted[T cmp.Ordered](list []T) []T {
	list = append([]T{}, list...)
	slices.Sort(list)
	return list
}
