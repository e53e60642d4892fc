package archtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// A layer is one package of the product and what it may import outside of its tests, where tests may import what
// they need.
type layer struct {
	pkg     string
	imports []string // packages of ours
	pure    bool     // the standard library apart, nothing else; and of that, nothing of impure
	all     bool     // any package of ours but those for tests
	tests   bool     // it is part of no program, only of tests
}

// layers has a row for every package, lowest first: a package may only import what stands above it.
var layers = []layer{
	// The domain: rules that know no clock, database, request or file.
	{pkg: "internal/uid", pure: true},
	{pkg: "internal/fault", pure: true},
	{pkg: "internal/tenancy", pure: true, imports: under("internal", "uid", "fault")},
	{pkg: "internal/access", pure: true, imports: under("internal", "uid", "tenancy", "fault")},
	{pkg: "internal/session", pure: true, imports: under("internal", "uid", "tenancy", "access", "fault")},
	{pkg: "internal/settings", pure: true, imports: under("internal", "tenancy", "access", "session", "fault")},
	{pkg: "internal/event", pure: true, imports: under("internal", "uid", "tenancy", "access", "session")},

	// Tools of one purpose each. None knows the database.
	{pkg: "internal/token", imports: under("internal", "uid", "fault", "tenancy", "session")},
	{pkg: "internal/authn", imports: under("internal", "fault")},
	{pkg: "internal/device", imports: under("internal", "fault")},
	{pkg: "internal/place", imports: under("internal", "fault")},
	{pkg: "internal/clientip", imports: under("internal", "fault")},
	{pkg: "internal/browser", imports: under("internal", "fault", "token")},

	// The store: one contract, its tests, and a driver for each engine.
	{pkg: "internal/store", imports: domain()},
	{pkg: "internal/store/storetest", imports: domain("store"), tests: true},
	{pkg: "internal/store/pgtest", imports: under("internal", "uid"), tests: true},
	{pkg: "internal/store/migrate"},
	{pkg: "internal/store/sqlite", imports: domain("store", "store/migrate")},
	{pkg: "internal/store/postgres", imports: domain("store", "store/migrate")},

	// What the product does, and the ways in. The API reaches tokens and the store through the service alone.
	{pkg: "internal/service", imports: domain("store", "token", "authn")},
	{pkg: "internal/upkeep", imports: domain("store", "service")},
	{pkg: "internal/demo", imports: domain("service", "store", "token", "authn")},
	{pkg: "internal/api", imports: domain("service", "browser", "clientip", "device", "place")},
	{pkg: "web"},
	{pkg: "internal/portal", imports: append(domain("service", "browser", "clientip"), "web")},

	// Where everything is put together.
	{pkg: "internal/app", all: true},
	{pkg: "cmd/sojourn", imports: under("internal", "app")},

	{pkg: "internal/archtest", tests: true},
}

// impure is what of the standard library a pure package does without.
var impure = []string{"context", "database/sql", "net/http", "os"}

// A library is code of others that a named few packages know, so that it can be replaced there.
type library struct {
	prefix  string // of import paths
	knownBy []string
}

var libraries = []library{
	{"zombiezen.com/go/sqlite", under("internal/store", "sqlite")},
	{"modernc.org/", under("internal/store", "sqlite")},
	{"github.com/jackc/pgx/", under("internal/store", "postgres", "pgtest")},
	{"github.com/danielgtaylor/huma/", under("internal", "api")},
	{"github.com/prometheus/", under("internal", "api", "app")},
	{"github.com/alecthomas/kong", under("internal", "app")},
	{"golang.org/x/sys/", under("internal", "app")}, // the time since boot, to see the clock step
	{"github.com/mileusna/useragent", under("internal", "device")},
	{"github.com/oschwald/maxminddb-golang/", under("internal", "place")},
	{"golang.org/x/crypto/", under("internal", "authn")},
	{"github.com/google/go-cmp/", under("internal/store", "storetest")},
	{"pgregory.net/rapid", under("internal/store", "storetest")},
}

func under(folder string, names ...string) []string {
	paths := make([]string, len(names))
	for i, name := range names {
		paths[i] = folder + "/" + name
	}
	return paths
}

// domain is every package of the domain, and some more.
func domain(more ...string) []string {
	return append(under("internal", "uid", "fault", "tenancy", "access", "session", "settings", "event"), under("internal", more...)...)
}

func TestImportsFollowTheLayers(t *testing.T) {
	t.Parallel()
	for _, p := range productPackages(t) {
		for _, problem := range checkImports(p) {
			t.Errorf("%s: %s", p.path, problem)
		}
	}
}

// checkImports says what is wrong with the imports of a package.
func checkImports(p pkg) (problems []string) {
	row := slices.IndexFunc(layers, func(l layer) bool { return l.pkg == p.path })
	if row < 0 {
		return []string{"has no row in internal/archtest/layers_test.go; add one, below everything that it imports"}
	}
	for _, imported := range p.imports {
		if problem := checkImport(layers[row], imported); problem != "" {
			problems = append(problems, problem)
		}
	}
	return problems
}

func checkImport(l layer, imported string) string {
	ours, isOurs := strings.CutPrefix(imported, module+"/")
	switch {
	case isOurs:
		if !slices.Contains(l.imports, ours) && (!l.all || isForTests(ours)) {
			return fmt.Sprintf("imports %s, which its row in layers_test.go does not allow; move the code to where it "+
				"belongs, or change the row and say why in docs/adr", ours)
		}
	case isStandard(imported):
		if l.pure && slices.Contains(impure, imported) {
			return fmt.Sprintf("imports %s, but holds pure rules; take what it needs from there as an argument", imported)
		}
	default:
		return checkLibrary(l, imported)
	}
	return ""
}

func checkLibrary(l layer, imported string) string {
	row := slices.IndexFunc(libraries, func(known library) bool { return strings.HasPrefix(imported, known.prefix) })
	if row < 0 {
		return fmt.Sprintf("imports %s, which has no row among the libraries in layers_test.go; CONTRIBUTING.md says "+
			"what a new dependency must bring", imported)
	}
	if known := libraries[row]; !slices.Contains(known.knownBy, l.pkg) {
		return fmt.Sprintf("imports %s, which is for %s; ask that package instead", imported, strings.Join(known.knownBy, ", "))
	}
	return ""
}

func isForTests(ours string) bool {
	return slices.ContainsFunc(layers, func(l layer) bool { return l.pkg == ours && l.tests })
}

// isStandard tells the standard library, whose paths begin with no host name.
func isStandard(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return !strings.Contains(first, ".")
}

func TestLayersNameOnlyWhatStandsAbove(t *testing.T) {
	t.Parallel()
	above := map[string]bool{}
	for _, l := range layers {
		for _, imported := range l.imports {
			if !above[imported] {
				t.Errorf("row %s allows %s, which is not in a row above it", l.pkg, imported)
			}
		}
		if above[l.pkg] {
			t.Errorf("row %s stands in the table twice", l.pkg)
		}
		above[l.pkg] = true
	}
}

func TestCheckImportsFinds(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, pkg, imported string
		want                string // part of the problem; empty when there is none
	}{
		{"a row that allows it", "internal/session", module + "/internal/tenancy", ""},
		{"the standard library", "internal/session", "time", ""},
		{"a database for its driver", "internal/store/postgres", "github.com/jackc/pgx/v5/pgxpool", ""},
		{"anything for the composition root", "internal/app", module + "/internal/api", ""},
		{"a test's package in the program", "internal/app", module + "/internal/store/pgtest", "does not allow"},
		{"an import upwards", "internal/tenancy", module + "/internal/session", "does not allow"},
		{"the API past the service", "internal/api", module + "/internal/store", "does not allow"},
		{"a request in the domain", "internal/session", "net/http", "pure"},
		{"a context in the domain", "internal/fault", "context", "pure"},
		{"a library in the domain", "internal/uid", "github.com/google/uuid", "no row among the libraries"},
		{"a database outside its driver", "internal/service", "github.com/jackc/pgx/v5", "is for internal/store/postgres"},
		{"a package without a row", "internal/nowhere", "time", "has no row"},
	} {
		got := strings.Join(checkImports(pkg{path: test.pkg, imports: []string{test.imported}}), "\n")
		if (test.want == "") != (got == "") || !strings.Contains(got, test.want) {
			t.Errorf("%s: checkImports(%s importing %s) = %q, want a problem with %q",
				test.name, test.pkg, test.imported, got, test.want)
		}
	}
}
