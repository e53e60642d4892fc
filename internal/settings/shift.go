package settings

import (
	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// Shift is what a change of documents means for one permission: which members gain it and which lose it, by the roles
// that they have.
type Shift struct {
	Permission access.Permission
	Gain, Lose [][]tenancy.RoleKey
}

// Shifts is the permissions that members gain or lose when after takes the place of before. The role sets are those
// that members have.
func Shifts(before, after Document, sets [][]tenancy.RoleKey) []Shift {
	had, have := make([]access.Permissions, len(sets)), make([]access.Permissions, len(sets))
	for i, roles := range sets {
		had[i], have[i] = before.PermissionsOf(roles), after.PermissionsOf(roles)
	}
	var all []Shift
	for _, permission := range union(before.Known(), after.Known()) {
		shift := Shift{Permission: permission}
		for i, roles := range sets {
			switch was, is := had[i].Has(permission.Key), have[i].Has(permission.Key); {
			case is && !was:
				shift.Gain = append(shift.Gain, roles)
			case was && !is:
				shift.Lose = append(shift.Lose, roles)
			}
		}
		if len(shift.Gain)+len(shift.Lose) > 0 {
			all = append(all, shift)
		}
	}
	return all
}

// union is all permissions of both lists, each once.
func union(a, b []access.Permission) []access.Permission {
	all := append([]access.Permission{}, a...)
	known := make(map[access.PermissionKey]bool, len(a))
	for _, p := range a {
		known[p.Key] = true
	}
	for _, p := range b {
		if !known[p.Key] {
			all = append(all, p)
		}
	}
	return all
}
