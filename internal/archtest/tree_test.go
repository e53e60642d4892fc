package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	root   = "../.."
	module = "github.com/sojourn-auth/sojourn"
)

// pkg is a folder with Go files.
type pkg struct {
	path    string // of the folder, from the root of the repository
	files   []goFile
	imports []string // of all files but tests, each once
}

// goFile is a file of a package.
type goFile struct {
	path      string
	pkgName   string
	doc       string // the comment above the package clause
	lines     int
	test      bool
	generated bool
}

// productPackages reads the packages of the product's module.
func productPackages(t *testing.T) []pkg {
	t.Helper()
	byFolder := map[string]*pkg{}
	for _, file := range repositoryFiles(t) {
		folder := path.Dir(file)
		if path.Ext(file) != ".go" || path.Base(folder) == "testdata" || inOtherModule(t, folder) {
			continue
		}
		if byFolder[folder] == nil {
			byFolder[folder] = &pkg{path: folder}
		}
		byFolder[folder].add(t, file)
	}
	var all []pkg
	for _, p := range byFolder {
		all = append(all, *p)
	}
	if len(all) < 5 {
		t.Fatalf("%d packages were found below %s; the tests look in the wrong place", len(all), root)
	}
	slices.SortFunc(all, func(a, b pkg) int { return strings.Compare(a.path, b.path) })
	return all
}

// add parses a file and adds it to the package.
func (p *pkg) add(t *testing.T, file string) {
	t.Helper()
	text := readFile(t, file)
	parsed, err := parser.ParseFile(token.NewFileSet(), file, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatalf("parse: %v", err)
	}
	added := goFile{
		path:      file,
		pkgName:   parsed.Name.Name,
		doc:       parsed.Doc.Text(),
		lines:     strings.Count(string(text), "\n"),
		test:      strings.HasSuffix(file, "_test.go"),
		generated: ast.IsGenerated(parsed),
	}
	p.files = append(p.files, added)
	for _, spec := range parsed.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatalf("%s: import %s: %v", file, spec.Path.Value, err)
		}
		if !added.test && !slices.Contains(p.imports, imported) {
			p.imports = append(p.imports, imported)
		}
	}
}

// repositoryFiles lists every file that belongs to the repository, by its path from the root.
func repositoryFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		relative = filepath.ToSlash(relative)
		switch {
		case entry.IsDir() && isForeign(relative):
			return fs.SkipDir
		case entry.Name() == ".git": // of a worktree: a file that says where the repository is
		case entry.Type().IsRegular():
			files = append(files, relative)
		}
		return nil
	})
	if err != nil {
		t.Fatalf("list the repository: %v", err)
	}
	return files
}

// isForeign tells folders that hold no sources of ours: what .gitignore names, and what other programs keep.
func isForeign(folder string) bool {
	name := path.Base(folder)
	switch {
	case folder == ".", name == ".ci":
		return false
	case folder == "bin", folder == "data", folder == "dist", name == "node_modules":
		return true
	}
	return strings.HasPrefix(name, ".")
}

// inOtherModule tells whether a folder belongs to a module below the product's, such as tools or e2e.
func inOtherModule(t *testing.T, folder string) bool {
	t.Helper()
	for ; folder != "."; folder = path.Dir(folder) {
		if _, err := os.Stat(filepath.Join(root, folder, "go.mod")); err == nil {
			return true
		}
	}
	return false
}

func readFile(t *testing.T, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, file))
	if err != nil {
		t.Fatalf("read a file of the repository: %v", err)
	}
	return text
}
