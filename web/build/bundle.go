package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// portals is what pages load first, by who sees it. Each is built by itself, so that its files hold together what it needs
// together. Screens are loaded from there, when they are shown.
var portals = []portal{
	{main: "src/portal/main.ts", name: "portal", besides: []api.EntryPoint{
		{InputPath: "src/preview/main.ts", OutputPath: "preview"},
		{InputPath: "src/page/page.css", OutputPath: "page"},
		{InputPath: "src/page/icon.svg", OutputPath: "icon"},
	}},
	{main: "src/operator/main.ts", name: "operator"},
}

// portal is a script to begin with, the name of its file, and what else is built beside it.
type portal struct {
	main, name string
	besides    []api.EntryPoint
}

// files is what dist holds, by name.
type files map[string][]byte

// bundle makes everything that dist holds.
func bundle(root string) (files, error) {
	all, err := readSources(filepath.Join(root, "src"))
	if err != nil {
		return nil, err
	}
	made, manifest := files{}, map[string]chunk{}
	for _, p := range portals {
		if err := p.build(root, all, made, manifest); err != nil {
			return nil, err
		}
	}
	text, err := json.MarshalIndent(manifest, "", " ")
	if err != nil {
		return nil, err
	}
	made["manifest.json"] = append(text, '\n')
	return made, compress(made)
}

// build adds the files of one portal, and what they are to the manifest.
func (p portal) build(root string, all sources, made files, manifest map[string]chunk) error {
	result := api.Build(api.BuildOptions{
		AbsWorkingDir: root, Outdir: "dist", EntryPointsAdvanced: append(slices.Clone(p.besides), api.EntryPoint{InputPath: p.main, OutputPath: p.name}),
		Bundle: true, Splitting: true, Format: api.FormatESModule, Metafile: true,
		EntryNames: "[name]-[hash]", ChunkNames: "[name]-[hash]", AssetNames: "[name]-[hash]",
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
		Target:        api.ES2022,
		Engines:       []api.Engine{{Name: api.EngineChrome, Version: "123"}, {Name: api.EngineFirefox, Version: "125"}, {Name: api.EngineSafari, Version: "17.5"}},
		LegalComments: api.LegalCommentsLinked,
		Tsconfig:      filepath.Join(root, "tsconfig.json"),
		Loader:        map[string]api.Loader{".svg": api.LoaderCopy},
		Plugins:       []api.Plugin{vendored(root), dense(all.together(filepath.Join(root, p.main))), styles(root)},
		LogLevel:      api.LogLevelWarning,
		LogOverride:   map[string]api.LogLevel{"ignored-bare-import": api.LogLevelSilent}, // of what Lit has and is not used
	})
	if len(result.Errors)+len(result.Warnings) > 0 {
		return fmt.Errorf("%d errors and %d warnings", len(result.Errors), len(result.Warnings))
	}
	for _, f := range result.OutputFiles {
		made[filepath.Base(f.Path)] = f.Contents
	}
	if err := describe(result.Metafile, manifest); err != nil {
		return err
	}
	return begin(strings.TrimSuffix(strings.TrimPrefix(p.main, "src/"), ".ts"), made, manifest)
}

// begin makes pages begin with the file that all of main is in: where something is loaded later that needs what main needs,
// esbuild puts all of it there, and a file in the place of main that does nothing but import that one. It goes, unless some
// other script loads it.
func begin(main string, made files, manifest map[string]chunk) error {
	stub := manifest[main]
	if len(stub.Needs) == 0 {
		return nil
	}
	if got, want := strings.TrimSpace(string(made[stub.File])), `import"./`+stub.Needs[0]+`";`; len(stub.Needs) > 1 || got != want {
		return fmt.Errorf("%s is not in one file: %s, want %s", main, got, want)
	}
	if !slices.ContainsFunc(slices.Collect(maps.Values(made)), func(text []byte) bool { return bytes.Contains(text, []byte(stub.File)) }) {
		delete(made, stub.File)
	}
	manifest[main] = chunk{File: stub.Needs[0]}
	return nil
}

// chunk is a file of the manifest, and what it needs besides.
type chunk struct {
	File  string   `json:"file"`
	Needs []string `json:"needs,omitempty"` // to be loaded with it, in any depth
}

// describe adds to the manifest every source that something may begin with, such as "portal/main", with its files.
func describe(metafile string, manifest map[string]chunk) error {
	var meta struct {
		Outputs map[string]struct {
			EntryPoint string
			Imports    []struct{ Path, Kind string }
		}
	}
	if err := json.Unmarshal([]byte(metafile), &meta); err != nil {
		return fmt.Errorf("read what was built: %w", err)
	}
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
	return nil
}
