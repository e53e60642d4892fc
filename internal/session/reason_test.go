package session

import (
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"slices"
	"strconv"
	"testing"
)

// constantsOf is the values of all constants of a type in one source file, in their order.
func constantsOf(t *testing.T, file, typeName string) []string {
	t.Helper()
	source, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	for _, declaration := range source.Decls {
		group, ok := declaration.(*ast.GenDecl)
		if !ok || group.Tok != token.CONST {
			continue
		}
		for _, spec := range group.Specs {
			constant, ok := spec.(*ast.ValueSpec)
			if !ok {
				continue
			}
			if named, ok := constant.Type.(*ast.Ident); !ok || named.Name != typeName {
				t.Fatalf("constant %v of %s is not a plain %s: this test does not see it", constant.Names, file, typeName)
			}
			literal, ok := constant.Values[0].(*ast.BasicLit)
			if !ok {
				t.Fatalf("constant %v of %s is not a literal", constant.Names, file)
			}
			value, err := strconv.Unquote(literal.Value)
			if err != nil {
				t.Fatal(err)
			}
			values = append(values, value)
		}
	}
	return values
}

// Every reason there is has a row in the one table, and every row a text in every direction.
func TestEveryReasonHasACompleteForm(t *testing.T) {
	t.Parallel()
	var listed []string
	for _, reason := range Reasons() {
		listed = append(listed, string(reason))
		form, ok := reason.Form()
		if !ok {
			t.Errorf("reason %s has no form", reason)
			continue
		}
		value := reflect.ValueOf(form)
		for i := range value.NumField() {
			if value.Field(i).String() == "" {
				t.Errorf("the form of %s lacks %s", reason, value.Type().Field(i).Name)
			}
		}
		if !slices.Contains([]string{"user", "admin", "system", "policy"}, form.Initiator) {
			t.Errorf("the initiator of %s is %q, want user, admin, system or policy", reason, form.Initiator)
		}
	}
	if declared := constantsOf(t, "reason.go", "Reason"); !slices.Equal(declared, listed) {
		t.Errorf("Reasons() = %v, want the constants, %v", listed, declared)
	}
	if got, want := len(forms()), len(Reasons()); got != want {
		t.Errorf("the table has %d rows, want one for each of %d reasons", got, want)
	}
}

func TestReasonsAreThoseOfTheDesign(t *testing.T) {
	t.Parallel()
	// Others store and match these words: a change breaks them.
	want := []Reason{
		"signed_out", "ended_by_user", "ended_by_admin", "ended_by_operator", "ended_by_api", "idle_timeout",
		"forced_relogin", "concurrency_limit", "token_reuse", "user_disabled", "credentials_changed", "tenant_removed",
	}
	if got := Reasons(); !slices.Equal(got, want) {
		t.Errorf("Reasons() = %v, want %v", got, want)
	}
}

func TestUnknownReasonsHaveNoForm(t *testing.T) {
	t.Parallel()
	for _, reason := range []Reason{"", "unknown", "Signed_Out"} {
		if _, ok := reason.Form(); ok {
			t.Errorf("Form of %q = true, want false", reason)
		}
	}
}
