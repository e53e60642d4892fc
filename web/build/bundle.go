package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// entries is what pages load first. Screens are loaded from there, when they are shown.
var entries = []api.EntryPoint{
	{InputPath: "src/portal/main.ts", OutputPath: "portal"},
	{InputPath: "src/operator/main.ts", OutputPath: "operator"},
	{InputPath: "src/page/page.css", OutputPath: "page"},
	{InputPath: "src/page/icon.svg", OutputPath: "icon"},
}

// files is what dist holds, by name.
type files map[string][]byte

// bundle makes everything that dist holds.
func bundle(root string) (files, error) {
	result := api.Build(api.BuildOptions{
		AbsWorkingDir: root, Outdir: "dist", EntryPointsAdvanced: entries,
		Bundle: true, Splitting: true, Format: api.FormatESModule, Metafile: true,
		EntryNames: "[name]-[hash]", ChunkNames: "[name]-[hash]", AssetNames: "[name]-[hash]",
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
		Target:        api.ES2022,
		Engines:       []api.Engine{{Name: api.EngineChrome, Version: "123"}, {Name: api.EngineFirefox, Version: "125"}, {Name: api.EngineSafari, Version: "17.5"}},
		LegalComments: api.LegalCommentsLinked,
		Tsconfig:      filepath.Join(root, "tsconfig.json"),
		Loader:        map[string]api.Loader{".svg": api.LoaderCopy},
		Plugins:       []api.Plugin{vendored(root), dense(), styles(root)},
		LogLevel:      api.LogLevelWarning,
	})
	if len(result.Errors)+len(result.Warnings) > 0 {
		return nil, fmt.Errorf("%d errors and %d warnings", len(result.Errors), len(result.Warnings))
	}
	made := files{}
	for _, f := range result.OutputFiles {
		made[filepath.Base(f.Path)] = f.Contents
	}
	manifest, err := describe(result.Metafile)
	if err != nil {
		return nil, err
	}
	made["manifest.json"] = manifest
	return made, compress(made)
}

// chunk is a file of the manifest, and what it needs besides.
type chunk struct {
	File  string   `json:"file"`
	Needs []string `json:"needs,omitempty"` // to be loaded with it, in any depth
}

// describe makes the manifest: every source that something may begin with, such as "portal/main", with its files.
func describe(metafile string) ([]byte, error) {
	var meta struct {
		Outputs map[string]struct {
			EntryPoint string
			Imports    []struct{ Path, Kind string }
		}
	}
	if err := json.Unmarshal([]byte(metafile), &meta); err != nil {
		return nil, fmt.Errorf("read what was built: %w", err)
	}
	manifest := map[string]chunk{}
	for path, output := range meta.Outputs {
		if output.EntryPoint == "" {
			continue
		}
		var needs []string
		var follow func(string)
		follow = func(from string) {
			for _, i := range meta.Outputs[from].Imports {
				if name := filepath.Base(i.Path); i.Kind == "import-statement" && !slices.Contains(needs, name) {
					needs = append(needs, name)
					follow(i.Path)
				}
			}
		}
		follow(path)
		slices.Sort(needs)
		source := strings.TrimPrefix(strings.TrimSuffix(output.EntryPoint, filepath.Ext(output.EntryPoint)), "src/")
		manifest[source] = chunk{File: filepath.Base(path), Needs: needs}
	}
	text, err := json.MarshalIndent(manifest, "", " ")
	return append(text, '\n'), err
}
