package access

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sojourn-auth/sojourn/internal/fault"
)

// declared is the values of all exported constants of a type in one source file.
func declared(t *testing.T, file, typeName string) []string {
	t.Helper()
	source, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	ast.Inspect(source, func(node ast.Node) bool {
		constant, ok := node.(*ast.ValueSpec)
		if !ok || !constant.Names[0].IsExported() {
			return true
		}
		if named, ok := constant.Type.(*ast.Ident); ok && named.Name == typeName {
			value, err := strconv.Unquote(constant.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			values = append(values, value)
		}
		return true
	})
	return values
}

func TestAllScopesAreListed(t *testing.T) {
	t.Parallel()
	var listed []string
	for _, scope := range append(AllScopes(), OperatorScopes()...) {
		listed = append(listed, string(scope))
	}
	if diff := cmp.Diff(declared(t, "scope.go", "Scope"), listed); diff != "" {
		t.Errorf("AllScopes and OperatorScopes: want the constants (-), got (+):\n%s", diff)
	}
}

func TestParseScopes(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		names []string
		want  []Scope // nil when refused
	}{
		{"none", nil, nil},
		{"an empty list", []string{}, nil},
		{"an empty name", []string{""}, nil},
		{"one", []string{"sessions:read"}, []Scope{SessionsRead}},
		{"several, as they come", []string{"users:read", "sessions:check"}, []Scope{UsersRead, SessionsCheck}},
		{"the same twice", []string{"users:read", "users:read"}, []Scope{UsersRead}},
		{"all", []string{"*"}, AllScopes()},
		{"all and one more", []string{"users:read", "*"}, AllScopes()},
		{"unknown", []string{"sessions:admin"}, nil},
		{"one known, one unknown", []string{"sessions:read", "sessions:admin"}, nil},
		{"unknown, then all", []string{"sessions:admin", "*"}, nil},
		{"all, then unknown", []string{"*", "sessions:admin"}, nil},
		{"in capitals", []string{"Sessions:Read"}, nil},
		{"with space", []string{" sessions:read"}, nil},
		{"part of one", []string{"sessions:*"}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := ParseScopes(test.names)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("ParseScopes(%q): want (-), got (+):\n%s", test.names, diff)
			}
			refused, _ := errors.AsType[*fault.Error](err)
			if test.want == nil && (refused == nil || refused.Field != "scopes" || refused.Kind != fault.Invalid) {
				t.Errorf("ParseScopes(%q) = error %v, want an invalid field scopes", test.names, err)
			}
			if test.want != nil && err != nil {
				t.Errorf("ParseScopes(%q) = error %v, want none", test.names, err)
			}
		})
	}
}

// key is an application with all scopes but one, or with just that one.
func key(scopes ...Scope) Principal { return Principal{Kind: APIKey, Scopes: scopes} }

func without(scope Scope) []Scope {
	return slices.DeleteFunc(AllScopes(), func(s Scope) bool { return s == scope })
}

func TestRequire(t *testing.T) {
	t.Parallel()
	for _, scope := range AllScopes() {
		for _, test := range []struct {
			name string
			who  Principal
			kind fault.Kind // empty when allowed
			code string
		}{
			{"a key with the scope alone", key(scope), "", ""},
			{"a key with all scopes", key(AllScopes()...), "", ""},
			{"a key with all others", key(without(scope)...), fault.Forbidden, "scope_missing"},
			{"a key without any", key(), fault.Forbidden, "scope_missing"},
			{"a key with the word for all, which is no scope", key(everythingScope), fault.Forbidden, "scope_missing"},
			{"the command line", Principal{Kind: Local}, "", ""},
			{"Sojourn itself", Principal{Kind: System}, "", ""},
			{"a user", Principal{Kind: User}, fault.Forbidden, "forbidden"},
			{"a user who claims scopes", Principal{Kind: User, Scopes: AllScopes()}, fault.Forbidden, "forbidden"},
			{"nobody", Principal{Kind: Anonymous}, fault.Unauthenticated, "unauthenticated"},
			{"nobody who claims scopes", Principal{Kind: Anonymous, Scopes: AllScopes()}, fault.Unauthenticated, "unauthenticated"},
			{"the zero value", Principal{}, fault.Unauthenticated, "unauthenticated"},
			{"an unknown kind", Principal{Kind: "root", Scopes: AllScopes()}, fault.Unauthenticated, "unauthenticated"},
		} {
			expect(t, test.name, test.who.Require(scope), test.kind, test.code)
		}
	}
}

func TestRequireUser(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		who  Principal
		kind fault.Kind
		code string
	}{
		{"a user", Principal{Kind: User}, "", ""},
		{"nobody", Principal{Kind: Anonymous}, fault.Unauthenticated, "unauthenticated"},
		{"the zero value", Principal{}, fault.Unauthenticated, "unauthenticated"},
		{"a key with all scopes", key(AllScopes()...), fault.Forbidden, "forbidden"},
		{"an operator", Principal{Kind: Operator, Scopes: AllScopes()}, fault.Forbidden, "forbidden"},
		{"a program of the operators", Principal{Kind: OperatorKey, Scopes: AllScopes()}, fault.Forbidden, "forbidden"},
		{"the command line", Principal{Kind: Local}, fault.Forbidden, "forbidden"},
		{"Sojourn itself", Principal{Kind: System}, fault.Forbidden, "forbidden"},
		{"an unknown kind", Principal{Kind: "root"}, fault.Unauthenticated, "unauthenticated"},
	} {
		expect(t, test.name, test.who.RequireUser(), test.kind, test.code)
	}
}

// An operator's scopes are those of the role in the environment in which they act. Nothing else of theirs counts.
func TestRequireOfOperators(t *testing.T) {
	t.Parallel()
	owner := []Grant{{Owner, EveryEnvironment}}
	all := append(AllScopes(), OperatorScopes()...)
	for _, scope := range all {
		others := slices.DeleteFunc(slices.Clone(all), func(s Scope) bool { return s == scope })
		for _, kind := range []Kind{Operator, OperatorKey} {
			name := string(kind) + " for " + string(scope)
			expect(t, name, Principal{Kind: kind, Scopes: []Scope{scope}}.Require(scope), "", "")
			expect(t, name+", with all", Principal{Kind: kind, Scopes: all}.Require(scope), "", "")
			expect(t, name+", with all others", Principal{Kind: kind, Scopes: others}.Require(scope), fault.Forbidden, "role_insufficient")
			expect(t, name+", with none here", Principal{Kind: kind, Grants: owner}.Require(scope), fault.Forbidden, "role_insufficient")
			expect(t, name+", with the word for all", Principal{Kind: kind, Scopes: []Scope{everythingScope}}.Require(scope), fault.Forbidden, "role_insufficient")
		}
		expect(t, "a user with an owner's grant, for "+string(scope), Principal{Kind: User, Scopes: all, Grants: owner}.Require(scope), fault.Forbidden, "forbidden")
	}
}

// No API key of an application can be given what only operators have.
func TestParseScopesKnowsNoneOfTheOperators(t *testing.T) {
	t.Parallel()
	for _, scope := range OperatorScopes() {
		if got, err := ParseScopes([]string{string(scope)}); err == nil {
			t.Errorf("ParseScopes(%q) = %v, want it refused", scope, got)
		}
		if slices.Contains(AllScopes(), scope) {
			t.Errorf("AllScopes has %s, which only operators have", scope)
		}
	}
}

func TestIsOperator(t *testing.T) {
	t.Parallel()
	for _, kind := range declared(t, "principal.go", "Kind") {
		want := Kind(kind) == Operator || Kind(kind) == OperatorKey
		if got := (Principal{Kind: Kind(kind), Grants: []Grant{{Owner, EveryEnvironment}}}).IsOperator(); got != want {
			t.Errorf("IsOperator of %s = %v, want %v", kind, got, want)
		}
	}
}

func fieldOf(err error) string {
	if refused, ok := errors.AsType[*fault.Error](err); ok {
		return refused.Field
	}
	return ""
}

func expect(t *testing.T, name string, err error, kind fault.Kind, code string) {
	t.Helper()
	if kind == "" {
		if err != nil {
			t.Errorf("%s: refused with %v, want allowed", name, err)
		}
		return
	}
	refused, ok := errors.AsType[*fault.Error](err)
	if !ok || refused.Kind != kind || refused.Code != code {
		t.Errorf("%s: %v, want %s with the code %s", name, err, kind, code)
	}
}
