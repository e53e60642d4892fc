package access

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

const (
	production tenancy.EnvironmentID = "production"
	staging    tenancy.EnvironmentID = "staging"
)

// decided is who may do what. A new scope is nobody's until it has a row here.
func decided() map[Scope][]OperatorRole {
	return map[Scope][]OperatorRole{
		SessionsCheck: {Owner, Admin},
		SessionsRead:  {Owner, Admin, Support, Auditor},
		SessionsWrite: {Owner, Admin, Support},
		UsersRead:     {Owner, Admin, Support, Auditor},
		UsersWrite:    {Owner, Admin},
		TenantsRead:   {Owner, Admin, Support, Auditor},
		TenantsWrite:  {Owner, Admin},
		SettingsRead:  {Owner, Admin, Support, Auditor},
		SettingsWrite: {Owner, Admin},
		AuditRead:     {Owner, Admin, Support, Auditor},

		KeysRead:           {Owner, Admin, Support, Auditor},
		KeysWrite:          {Owner, Admin},
		EnvironmentWrite:   {Owner, Admin},
		EnvironmentsCreate: {Owner},
		OperatorsRead:      {Owner},
		OperatorsWrite:     {Owner},
	}
}

// scopesOf is all scopes that were decided to be a role's, in the order in which they are listed.
func scopesOf(role OperatorRole) (all []Scope) {
	for _, scope := range append(AllScopes(), OperatorScopes()...) {
		if slices.Contains(decided()[scope], role) {
			all = append(all, scope)
		}
	}
	return all
}

func TestEachRoleInEachScope(t *testing.T) {
	t.Parallel()
	scopes, roles := declared(t, "scope.go", "Scope"), declared(t, "operator.go", "OperatorRole")
	if len(scopes) != len(decided()) || len(roles) != len(OperatorRoles()) {
		t.Errorf("%d scopes and %d roles, want the %d and %d that are listed", len(scopes), len(roles), len(decided()), len(OperatorRoles()))
	}
	for _, scope := range scopes {
		row, ok := decided()[Scope(scope)]
		if !ok {
			t.Errorf("%s has no row in this test: decide which operator roles have it", scope)
			continue
		}
		for _, role := range roles {
			want := slices.Contains(row, OperatorRole(role))
			grant := Grant{Role: OperatorRole(role), Environment: EveryEnvironment}
			if got := slices.Contains(ScopesIn([]Grant{grant}, production), Scope(scope)); got != want {
				t.Errorf("%s has %s = %v, want %v", role, scope, got, want)
			}
		}
	}
}

func TestOperatorRoles(t *testing.T) {
	t.Parallel()
	var listed []string
	for _, role := range OperatorRoles() {
		listed = append(listed, string(role))
	}
	if diff := cmp.Diff(declared(t, "operator.go", "OperatorRole"), listed); diff != "" {
		t.Errorf("OperatorRoles: want the constants (-), got (+):\n%s", diff)
	}
	// Each has all that the next has, and more.
	for i, weaker := range OperatorRoles()[1:] {
		mightier := OperatorRoles()[i]
		if len(scopesOf(mightier)) <= len(scopesOf(weaker)) {
			t.Errorf("%s has %d scopes, %s %d, want fewer", mightier, len(scopesOf(mightier)), weaker, len(scopesOf(weaker)))
		}
		for _, scope := range scopesOf(weaker) {
			if !mightier.may(scope) {
				t.Errorf("%s has not %s, which %s has", mightier, scope, weaker)
			}
		}
	}
}

func TestGrantValidate(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		grant Grant
		field string // empty when accepted
	}{
		{Grant{Owner, EveryEnvironment}, ""},
		{Grant{Owner, production}, "environment"},
		{Grant{Owner, tenancy.Operators}, "environment"},
		{Grant{Owner, ""}, "environment"},
		{Grant{Admin, EveryEnvironment}, ""},
		{Grant{Admin, production}, ""},
		{Grant{Admin, tenancy.Operators}, "role"},
		{Grant{Admin, ""}, "environment"},
		{Grant{Support, EveryEnvironment}, ""},
		{Grant{Support, production}, ""},
		{Grant{Support, tenancy.Operators}, "role"},
		{Grant{Support, ""}, "environment"},
		{Grant{Auditor, EveryEnvironment}, ""},
		{Grant{Auditor, production}, ""},
		{Grant{Auditor, tenancy.Operators}, ""},
		{Grant{Auditor, ""}, "environment"},
		{Grant{"", production}, "role"},
		{Grant{"root", EveryEnvironment}, "role"},
		{Grant{"Owner", EveryEnvironment}, "role"},
		{Grant{}, "role"},
	} {
		err := test.grant.Validate()
		if test.field == "" {
			expect(t, "grant", err, "", "")
			continue
		}
		expect(t, "grant", err, fault.Invalid, "invalid")
		if got := fieldOf(err); got != test.field {
			t.Errorf("Validate(%+v) = about %q, want %q", test.grant, got, test.field)
		}
	}
}

func TestGrantIn(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		grant Grant
		in    tenancy.EnvironmentID
		want  bool
	}{
		{Grant{Owner, EveryEnvironment}, production, true},
		{Grant{Owner, EveryEnvironment}, tenancy.Operators, true},
		{Grant{Admin, EveryEnvironment}, production, true},
		{Grant{Admin, EveryEnvironment}, tenancy.Operators, false},
		{Grant{Support, EveryEnvironment}, tenancy.Operators, false},
		{Grant{Auditor, EveryEnvironment}, tenancy.Operators, false},
		{Grant{Auditor, tenancy.Operators}, tenancy.Operators, true},
		{Grant{Auditor, tenancy.Operators}, production, false},
		{Grant{Admin, production}, production, true},
		{Grant{Admin, production}, staging, false},
		{Grant{Admin, production}, tenancy.Operators, false},
		{Grant{Admin, production}, "prod", false},
		{Grant{Admin, "prod"}, production, false},
		{Grant{Admin, "prod*"}, production, false},
	} {
		if got := test.grant.In(test.in); got != test.want {
			t.Errorf("In(%q) of %+v = %v, want %v", test.in, test.grant, got, test.want)
		}
	}
}

func TestScopesIn(t *testing.T) {
	t.Parallel()
	type want = map[tenancy.EnvironmentID]OperatorRole // as whom somebody acts where; nobody elsewhere
	for _, test := range []struct {
		name   string
		grants []Grant
		want   want
	}{
		{"no grants", nil, nil},
		{"an owner", []Grant{{Owner, EveryEnvironment}}, want{production: Owner, staging: Owner, tenancy.Operators: Owner}},
		{"an admin of one", []Grant{{Admin, production}}, want{production: Admin}},
		{"an admin of all", []Grant{{Admin, EveryEnvironment}}, want{production: Admin, staging: Admin}},
		{"support of one", []Grant{{Support, staging}}, want{staging: Support}},
		{"an auditor of all", []Grant{{Auditor, EveryEnvironment}}, want{production: Auditor, staging: Auditor}},
		{"an auditor of the operators", []Grant{{Auditor, tenancy.Operators}}, want{tenancy.Operators: Auditor}},
		{"an auditor of really all", []Grant{{Auditor, EveryEnvironment}, {Auditor, tenancy.Operators}},
			want{production: Auditor, staging: Auditor, tenancy.Operators: Auditor}},
		{"the mightier of two", []Grant{{Auditor, EveryEnvironment}, {Support, production}}, want{production: Support, staging: Auditor}},
		{"the mightier of two, in the other order", []Grant{{Support, production}, {Auditor, EveryEnvironment}}, want{production: Support, staging: Auditor}},
		{"mighty elsewhere", []Grant{{Admin, EveryEnvironment}, {Auditor, tenancy.Operators}},
			want{production: Admin, staging: Admin, tenancy.Operators: Auditor}},

		// What nobody can be granted has no effect, should it ever get into a store.
		{"an unknown role", []Grant{{"root", EveryEnvironment}, {"", production}}, nil},
		{"an owner of one", []Grant{{Owner, production}}, nil},
		{"an owner of the operators", []Grant{{Owner, tenancy.Operators}}, nil},
		{"an admin of the operators", []Grant{{Admin, tenancy.Operators}}, nil},
		{"support of the operators", []Grant{{Support, tenancy.Operators}}, nil},
		{"an admin of none", []Grant{{Admin, ""}}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for _, environment := range []tenancy.EnvironmentID{production, staging, tenancy.Operators} {
				if diff := cmp.Diff(scopesOf(test.want[environment]), ScopesIn(test.grants, environment)); diff != "" {
					t.Errorf("ScopesIn %q: want (-), got (+):\n%s", environment, diff)
				}
			}
		})
	}
}

// Whoever acts in the operators' own environment could make themselves owners.
func TestNobodyButOwnersReachesTheOperators(t *testing.T) {
	t.Parallel()
	grant := rapid.Custom(func(t *rapid.T) Grant {
		return Grant{
			Role:        rapid.SampledFrom(append(OperatorRoles(), "", "root")).Draw(t, "role"),
			Environment: rapid.SampledFrom([]tenancy.EnvironmentID{EveryEnvironment, production, tenancy.Operators, ""}).Draw(t, "environment"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		grants := rapid.SliceOfN(grant, 0, 6).Draw(t, "grants")
		var want []Scope
		switch {
		case slices.Contains(grants, Grant{Owner, EveryEnvironment}):
			want = scopesOf(Owner)
		case slices.Contains(grants, Grant{Auditor, tenancy.Operators}):
			want = scopesOf(Auditor)
		}
		if diff := cmp.Diff(want, ScopesIn(grants, tenancy.Operators)); diff != "" {
			t.Errorf("ScopesIn the operators' environment: want (-), got (+):\n%s", diff)
		}
	})
}
