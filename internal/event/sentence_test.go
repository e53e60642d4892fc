package event

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// declaredKinds is the values of all constants of the type Kind, sorted.
func declaredKinds(t *testing.T) (all []Kind) {
	t.Helper()
	source, err := parser.ParseFile(token.NewFileSet(), "event.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(source, func(node ast.Node) bool {
		constant, ok := node.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if named, ok := constant.Type.(*ast.Ident); ok && named.Name == "Kind" {
			value, err := strconv.Unquote(constant.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, Kind(value))
		}
		return true
	})
	slices.Sort(all)
	return all
}

func TestEveryKindHasASentence(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(declaredKinds(t), Kinds()); diff != "" {
		t.Errorf("sentences: want the constants (-), got (+):\n%s", diff)
	}
}

func names() Names { return Names{Actor: "Olga", User: "Ada", Tenant: "Acme"} }

// expectSentence wants one whole sentence about somebody, with all names filled in.
func expectSentence(t *testing.T, what, got string) {
	t.Helper()
	whole := strings.HasSuffix(got, ".") && strings.Count(got, ".") == 1 && !strings.Contains(got, "  ") && !strings.Contains(got, " .")
	someone := strings.HasPrefix(got, "Olga ") || strings.HasPrefix(got, "Ada ")
	if !whole || !someone || strings.ContainsAny(got, "{}") {
		t.Errorf("Sentence of %s = %q, want a whole one about somebody", what, got)
	}
}

func TestSentences(t *testing.T) {
	t.Parallel()
	seen := map[string]Kind{}
	for _, kind := range declaredKinds(t) {
		e := Event{Kind: kind}
		if kind == SessionEnded {
			e.Reason = session.SignedOut
		}
		got := e.Sentence(names())
		expectSentence(t, string(kind), got)
		if other, twice := seen[got]; twice {
			t.Errorf("Sentence of %s = %q, the same as of %s", kind, got, other)
		}
		seen[got] = kind
	}
}

func TestSentenceOfEveryEndReason(t *testing.T) {
	t.Parallel()
	seen := map[string]session.Reason{}
	for _, reason := range session.Reasons() {
		got := Event{Kind: SessionEnded, Reason: reason}.Sentence(names())
		expectSentence(t, "the end reason "+string(reason), got)
		if !strings.HasPrefix(got, "Ada ") || strings.Contains(got, "Olga") {
			t.Errorf("Sentence of the end reason %s = %q, want one about the user", reason, got)
		}
		if other, twice := seen[got]; twice {
			t.Errorf("Sentence of the end reason %s = %q, the same as of %s", reason, got, other)
		}
		seen[got] = reason
	}
}

func TestSentence(t *testing.T) {
	t.Parallel()
	tenant := tenancy.NewTenantID(moment())
	for _, test := range []struct {
		name  string
		event Event
		names Names
		want  string
	}{
		{"all three names", Event{Kind: RolesChanged}, names(), "Olga changed the roles of Ada in Acme."},
		{"an end", Event{Kind: SessionEnded, Reason: session.EndedByAdmin, Actor: access.Actor{Kind: access.User}}, names(),
			"Ada was signed out by a workspace administrator."},
		{"all sessions of an environment", Event{Kind: SessionsEnded}, names(), "Olga ended all sessions of the environment."},
		{"all sessions of a tenant", Event{Kind: SessionsEnded, Tenant: tenant}, names(), "Olga ended all sessions of Acme."},
		{"of a version to come", Event{Kind: "robot.made"}, names(), "robot.made"},
		{"a name that looks like a place", Event{Kind: RolesChanged}, Names{Actor: "{user}", User: "{tenant}", Tenant: "{actor}"},
			"{user} changed the roles of {tenant} in {actor}."},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := test.event.Sentence(test.names); got != test.want {
				t.Errorf("Sentence = %q, want %q", got, test.want)
			}
		})
	}
}
