package archtest

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"
)

// maxLines is how long a file may be that people write and read. Tests, being lists, may be longer.
const maxLines = 400

// vague are names of packages that say nothing about what is inside, and so end up with everything inside.
var vague = []string{"base", "common", "helper", "helpers", "misc", "model", "models", "shared", "util", "utils"}

func TestPackagesHaveAShape(t *testing.T) {
	t.Parallel()
	for _, p := range productPackages(t) {
		for _, problem := range checkShape(p) {
			t.Errorf("%s: %s", p.path, problem)
		}
	}
}

// checkShape says what is wrong with a package's name, documentation and files.
func checkShape(p pkg) (problems []string) {
	if slices.Contains(vague, path.Base(p.path)) {
		problems = append(problems, "a package is named after the one thing that it holds")
	}
	if problem := checkDoc(p); problem != "" {
		problems = append(problems, problem)
	}
	for _, f := range p.files {
		if !f.test && !f.generated && f.lines > maxLines {
			problems = append(problems, fmt.Sprintf("%s has %d lines, and at most %d are allowed; it holds more than one "+
				"thing, so give each its file", path.Base(f.path), f.lines, maxLines))
		}
	}
	return problems
}

func checkDoc(p pkg) string {
	name, file, begins := path.Base(p.path), "doc.go", "Package "
	if strings.HasPrefix(p.path, "cmd/") {
		file, begins = "main.go", "Command "
	}
	for _, f := range p.files {
		if path.Base(f.path) == file && strings.HasPrefix(f.doc, begins+name+" ") {
			return ""
		}
	}
	return fmt.Sprintf("needs a %s with a comment that begins with %q and says in a sentence what the package is for",
		file, begins+name)
}

func TestCheckShapeFinds(t *testing.T) {
	t.Parallel()
	good := goFile{path: "internal/mark/doc.go", doc: "Package mark ends many.\n", lines: 3}
	for _, test := range []struct {
		name string
		give pkg
		want string // part of the problem; empty when there is none
	}{
		{"nothing", pkg{path: "internal/mark", files: []goFile{good}}, ""},
		{"a file at the limit", pkg{path: "internal/mark", files: []goFile{good, {path: "a.go", lines: 400}}}, ""},
		{"a file over the limit", pkg{path: "internal/mark", files: []goFile{good, {path: "a.go", lines: 401}}}, "401 lines"},
		{"a long test", pkg{path: "internal/mark", files: []goFile{good, {path: "a_test.go", lines: 401, test: true}}}, ""},
		{"a long generated file", pkg{path: "internal/mark", files: []goFile{good, {path: "a.go", lines: 401, generated: true}}}, ""},
		{"no doc.go", pkg{path: "internal/mark", files: []goFile{{path: "mark.go", doc: good.doc}}}, "needs a doc.go"},
		{"a doc.go without a word", pkg{path: "internal/mark", files: []goFile{{path: "doc.go"}}}, "needs a doc.go"},
		{"a doc.go of another package", pkg{path: "internal/marks", files: []goFile{good}}, "needs a doc.go"},
		{"a command", pkg{path: "cmd/mark", files: []goFile{{path: "main.go", doc: "Command mark ends many.\n"}}}, ""},
		{"a vague name", pkg{path: "internal/util", files: []goFile{{path: "doc.go", doc: "Package util is.\n"}}}, "named after"},
	} {
		got := strings.Join(checkShape(test.give), "\n")
		if (test.want == "") != (got == "") || !strings.Contains(got, test.want) {
			t.Errorf("%s: checkShape() = %q, want a problem with %q", test.name, got, test.want)
		}
	}
}
