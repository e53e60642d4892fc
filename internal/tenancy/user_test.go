package tenancy

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestLabel(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		user User
		want string
	}{
		{User{Name: "Ada Lovelace", Email: "ada@example.com", ExternalID: "42"}, "ada lovelace"},
		{User{Email: "Ada@example.com", ExternalID: "42"}, "ada@example.com"},
		{User{ExternalID: "USER-42"}, "user-42"},
		{User{Name: "JÖRG"}, "jörg"},
		{User{}, ""},
	} {
		if got := test.user.Label(); got != test.want {
			t.Errorf("Label(%+v) = %q, want %q", test.user, got, test.want)
		}
	}
}

func TestNormalRoles(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name        string
		roles, want []RoleKey
	}{
		{"none", nil, nil},
		{"an empty list", []RoleKey{}, []RoleKey{}},
		{"one", []RoleKey{"a"}, []RoleKey{"a"}},
		{"out of order", []RoleKey{"c", "a", "b"}, []RoleKey{"a", "b", "c"}},
		{"the same twice, apart", []RoleKey{"b", "a", "b"}, []RoleKey{"a", "b"}},
		{"the same three times", []RoleKey{"a", "a", "a"}, []RoleKey{"a"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, NormalRoles(test.roles)); diff != "" {
				t.Errorf("NormalRoles: want (-), got (+):\n%s", diff)
			}
		})
	}
}

// What is normal is told by the set of roles alone, and the caller keeps its list as it was.
func TestNormalRolesOfTheSameSet(t *testing.T) {
	t.Parallel()
	role := rapid.Map(rapid.StringMatching(`[a-d]{1,2}`), func(s string) RoleKey { return RoleKey(s) })
	rapid.Check(t, func(t *rapid.T) {
		roles := rapid.SliceOfN(role, 1, 8).Draw(t, "roles")
		other := append(rapid.Permutation(roles).Draw(t, "in another order"), roles[0])
		given := slices.Clone(other)
		if diff := cmp.Diff(NormalRoles(roles), NormalRoles(other)); diff != "" {
			t.Errorf("NormalRoles of the same set differ:\n%s", diff)
		}
		if diff := cmp.Diff(given, other); diff != "" {
			t.Errorf("NormalRoles changed what it was given:\n%s", diff)
		}
	})
}
