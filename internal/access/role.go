package access

import (
	"slices"

	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// Role is a set of permissions that memberships are given by its key.
type Role struct {
	Key         tenancy.RoleKey `json:"key" maxLength:"60" doc:"The name for programs, such as admin"`
	Name        string          `json:"name" maxLength:"200" doc:"The name for people"`
	Description string          `json:"description,omitempty" maxLength:"1000" doc:"What it is for"`
	Permissions []PermissionKey `json:"permissions" nullable:"false" doc:"Keys of permissions, or patterns such as reports.* for all below"`
}

// PermissionsOf is what somebody with the held roles may do. A role that there is no more allows nothing.
func PermissionsOf(held []tenancy.RoleKey, roles []Role, known []Permission) Permissions {
	var all []PermissionKey
	for _, role := range roles {
		if slices.Contains(held, role.Key) {
			all = append(all, role.Permissions...)
		}
	}
	return Expand(all, known)
}
