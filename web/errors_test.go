package web_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// notOfScreens is the codes of refusals that no screen tells, each with why.
var notOfScreens = map[string]string{
	"credential_malformed":         "401: the screen leads to the page that says why nobody is signed in",
	"credential_unknown":           "401: likewise",
	"session_ended":                "401: likewise",
	"token_expired":                "401: likewise",
	"cross_origin":                 "screens ask from their own origin",
	"malformed_query":              "screens write well-formed queries",
	"unknown_parameter":            "of the check by reverse proxies",
	"invalid_request":              "of the OAuth endpoints",
	"document_malformed":           "screens send documents that are JSON",
	"sign_in_failed":               "the page that signs in has texts of its own (internal/portal)",
	"sign_in_throttled":            "likewise",
	"tenant_required":              "likewise: it asks for the workspace",
	"owner_exists":                 "of the page that sets up the first owner",
	"current_password_wrong":       "the page that changes passwords has texts of its own",
	"no_password":                  "likewise",
	"password_too_common":          "likewise",
	"password_too_long":            "likewise",
	"password_too_short":           "likewise",
	"operators_create_no_sessions": "of backends, which vouch for their users",
	"user_disabled":                "likewise",
	"filter_missing":               "of programs: screens end what matches a filter, or all",
}

// ownProgram is the fields that screens fill by themselves, so that what is wrong with them is wrong with the screen.
var ownProgram = map[string]bool{
	"cursor": true, "reason": true, "kind": true, "state": true, "steps": true, "delivery": true, "token": true, "activity": true,
	"client.address": true, "methods": true, "tenant": true, "user": true,
}

// TestEveryRefusalHasAText: what the API may refuse a screen is told in the reader's language, whatever it is. That German
// has what English has, the build sees to.
func TestEveryRefusalHasAText(t *testing.T) {
	texts := errorTexts(t)
	used := map[string]bool{}
	// What the schemas of the API refuse before a use-case sees it (internal/api/problem.go).
	of := refusals(t)
	for _, rule := range []string{"required", "too_short", "too_long", "value"} {
		of = append(of, refusal{at: "internal/api/problem.go", rule: rule})
	}
	for _, one := range of {
		used[one.code] = true
		switch {
		case one.code == "" && one.rule == "":
			if !ownProgram[one.field] {
				t.Errorf("%s: the error about %q has neither a code nor a rule that a screen could tell in words", one.at, one.field)
			}
		case one.rule != "" && !texts["error.invalid."+one.rule]:
			t.Errorf("%s: there is no text error.invalid.%s", one.at, one.rule)
		case one.code != "" && notOfScreens[one.code] == "" && !texts["error."+one.code]:
			t.Errorf("%s: there is no text error.%s, nor a reason why no screen tells it", one.at, one.code)
		}
	}
	for code := range notOfScreens {
		if !used[code] {
			t.Errorf("%s is not a code any more", code)
		}
		if texts["error."+code] {
			t.Errorf("error.%s has a text, although no screen is said to tell it", code)
		}
	}
	if len(used) < 30 {
		t.Errorf("found %d codes, so they are not found", len(used))
	}
}

// errorTexts is the keys of English texts that are about errors.
func errorTexts(t *testing.T) map[string]bool {
	t.Helper()
	keys := map[string]bool{}
	files, err := filepath.Glob("src/i18n/en/*.ts")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range regexp.MustCompile(`'(error\.[a-z_.]+)':`).FindAllStringSubmatch(string(text), -1) {
			keys[found[1]] = true
		}
	}
	return keys
}

// refusal is an error that the server makes somewhere.
type refusal struct{ at, code, rule, field string }

// refusals finds all that have a code, break a rule, or are about a field.
func refusals(t *testing.T) (all []refusal) {
	t.Helper()
	files := token.NewFileSet()
	err := filepath.WalkDir("../internal", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		parsed, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			return err
		}
		named := map[ast.Node]bool{} // the calls of Field that are given a code or a rule
		ast.Inspect(parsed, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			made, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			at := files.Position(call.Pos()).String()
			switch made.Sel.Name {
			case "WithCode":
				named[made.X] = true
				if code := literal(call); code != "" {
					all = append(all, refusal{at: at, code: code})
				}
			case "Breaking":
				named[made.X] = true
				all = append(all, refusal{at: at, rule: literal(call)})
			case "Field":
				if of, ok := made.X.(*ast.Ident); ok && of.Name == "fault" && !named[call] {
					all = append(all, refusal{at: at, field: literal(call)})
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// literal is the first argument of a call, if it is a text as it stands.
func literal(call *ast.CallExpr) string {
	if len(call.Args) == 0 {
		return ""
	}
	lit, ok := call.Args[0].(*ast.BasicLit)
	if !ok {
		return ""
	}
	text, _ := strconv.Unquote(lit.Value)
	return text
}
