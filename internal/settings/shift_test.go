package settings

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

func TestShifts(t *testing.T) {
	t.Parallel()
	admin, member := []tenancy.RoleKey{"admin"}, []tenancy.RoleKey{"member"}
	both, none := []tenancy.RoleKey{"admin", "member"}, []tenancy.RoleKey(nil)
	type shifts = map[access.PermissionKey][2][][]tenancy.RoleKey // who gains, who loses
	for _, test := range []struct {
		name          string
		before, after func(*Document) // of the full document; nil leaves it
		want          shifts
	}{
		{"nothing changes", nil, nil, shifts{}},
		{"texts change", nil, func(d *Document) { d.Permissions[0].Name, d.Roles[0].Name = "x", "x" }, shifts{}},
		{"the default role changes", nil, func(d *Document) { d.DefaultRole = "admin" }, shifts{}},
		{"a role gains", nil, func(d *Document) { d.Roles[1].Permissions = []access.PermissionKey{"reports.read", "reports.export"} },
			shifts{"reports.export": {{member}, nil}}},
		{"a role loses what another keeps", nil, func(d *Document) { d.Roles[1].Permissions = nil },
			shifts{"reports.read": {nil, {member, both}}}},
		{"a role loses, and whoever has both keeps", func(d *Document) { d.Roles[0].Permissions = []access.PermissionKey{"reports.*"} },
			func(d *Document) {
				d.Roles[0].Permissions, d.Roles[1].Permissions = []access.PermissionKey{"reports.*"}, nil
			}, shifts{"reports.read": {nil, {member}}}},
		{"a permission moves from one role to the other", nil, func(d *Document) {
			d.Roles[0].Permissions, d.Roles[1].Permissions = []access.PermissionKey{"sojourn.*", "reports.read"}, []access.PermissionKey{"reports.export"}
		}, shifts{"reports.read": {{admin}, {member}}, "reports.export": {{member}, {admin}}}},
		{"a permission is removed", nil, func(d *Document) {
			d.Permissions, d.Roles[1].Permissions = d.Permissions[1:], nil
		}, shifts{"reports.read": {nil, {member, both}}}},
		{"a permission is added below a pattern", func(d *Document) { d.Roles[1].Permissions = []access.PermissionKey{"reports.*"} },
			func(d *Document) {
				d.Roles[1].Permissions = []access.PermissionKey{"reports.*"}
				d.Permissions = append(d.Permissions, access.Permission{Key: "reports.share", Name: "Share"})
			}, shifts{"reports.share": {{member, both}, nil}}},
		{"a pattern takes the place of keys", nil, func(d *Document) { d.Roles[1].Permissions = []access.PermissionKey{"reports.*"} },
			shifts{"reports.export": {{member}, nil}}},
		{"a built-in pattern is taken away", nil, func(d *Document) { d.Roles[0].Permissions = d.Roles[0].Permissions[1:] },
			shifts{access.RevokeUserSessions: {nil, {admin, both}}, access.ViewUsers: {nil, {admin, both}}, access.ViewAudit: {nil, {admin, both}}}},
		{"a role is removed", nil, func(d *Document) { d.Roles, d.DefaultRole = d.Roles[:1], "" },
			shifts{"reports.read": {nil, {member, both}}}},
		{"a role comes back", func(d *Document) { d.Roles = d.Roles[:1] }, nil, shifts{"reports.read": {{member, both}, nil}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			before, after := full(), full()
			if test.before != nil {
				test.before(&before)
			}
			if test.after != nil {
				test.after(&after)
			}
			got := shifts{}
			for _, shift := range Shifts(before, after, [][]tenancy.RoleKey{admin, member, both, none}) {
				if _, twice := got[shift.Permission.Key]; twice || shift.Permission.Name == "" {
					t.Errorf("Shifts has %+v twice, or without its name", shift)
				}
				got[shift.Permission.Key] = [2][][]tenancy.RoleKey{shift.Gain, shift.Lose}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("Shifts: want (-), got (+):\n%s", diff)
			}
		})
	}
}

func TestShiftsOfNobody(t *testing.T) {
	t.Parallel()
	if got := Shifts(full(), Document{}, nil); len(got) > 0 {
		t.Errorf("Shifts where nobody has any roles = %v, want none", got)
	}
}

// First the built-in permissions, then the document's own in its order, then those that are new.
func TestShiftsInOrder(t *testing.T) {
	t.Parallel()
	after := full()
	after.Permissions = []access.Permission{{Key: "a.a", Name: "New"}, after.Permissions[0]}
	after.Roles = []access.Role{{Key: "admin", Permissions: []access.PermissionKey{"a.a", "reports.read"}}}
	var got []access.PermissionKey
	for _, shift := range Shifts(full(), after, [][]tenancy.RoleKey{{"admin"}}) {
		got = append(got, shift.Permission.Key)
	}
	want := []access.PermissionKey{access.RevokeUserSessions, access.ViewUsers, access.ViewAudit, "reports.read", "reports.export", "a.a"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Shifts: want (-), got (+):\n%s", diff)
	}
}
