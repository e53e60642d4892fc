package main

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// source is what a source imports, by paths.
type source struct {
	now   []string // sources and style sheets that it cannot be without
	later []string // sources that it loads when they are needed
}

type sources map[string]source

var (
	importsNow   = regexp.MustCompile(`(?m)^(?:import|export)\s+(type\s)?(?:[^'";]*\sfrom\s+)?'(\.[^']+)'`)
	importsLater = regexp.MustCompile(`\bimport\('(\.[^']+)'\)`)
)

// readSources reads all sources below a folder.
func readSources(src string) (sources, error) {
	all := sources{}
	err := filepath.WalkDir(src, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".ts" {
			return err
		}
		text, err := os.ReadFile(path)
		all[path] = readSource(filepath.Dir(path), string(text))
		return err
	})
	return all, err
}

func readSource(folder, text string) (s source) {
	for _, match := range importsNow.FindAllStringSubmatch(text, -1) {
		if match[1] == "" {
			s.now = append(s.now, sourceAt(folder, match[2]))
		}
	}
	for _, match := range importsLater.FindAllStringSubmatch(text, -1) {
		s.later = append(s.later, sourceAt(folder, match[1]))
	}
	return s
}

// sourceAt is the path of what is imported by a name, as TypeScript has it: the name is that of the script to come.
func sourceAt(folder, name string) string {
	path := filepath.Join(folder, filepath.FromSlash(name))
	if script, ok := strings.CutSuffix(path, ".js"); ok {
		return script + ".ts"
	}
	return path
}

// loadedLater tells whether any source loads this one when it is needed.
func (s sources) loadedLater(path string) bool {
	for _, one := range s {
		if slices.Contains(one.later, path) {
			return true
		}
	}
	return false
}

// styles is the style sheets that a source cannot be without, in any depth, by name.
func (s sources) styles(path string) []string {
	seen := map[string]bool{}
	var follow func(string)
	follow = func(path string) {
		if seen[path] {
			return
		}
		seen[path] = true
		for _, next := range s[path].now {
			follow(next)
		}
	}
	follow(path)
	maps.DeleteFunc(seen, func(path string, _ bool) bool { return filepath.Ext(path) != ".css" })
	return slices.Sorted(maps.Keys(seen))
}
