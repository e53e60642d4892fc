package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// vendored finds packages below vendor/lit and nowhere else, whatever is installed beside the sources.
func vendored(root string) api.Plugin {
	mains := map[string]string{
		"lit": "lit/index.js", "lit-html": "lit-html/lit-html.js",
		"lit-element": "lit-element/lit-element.js", "@lit/reactive-element": "@lit/reactive-element/reactive-element.js",
	}
	return api.Plugin{Name: "vendored", Setup: func(build api.PluginBuild) {
		build.OnResolve(api.OnResolveOptions{Filter: `^[a-z@]`}, func(args api.OnResolveArgs) (api.OnResolveResult, error) {
			if args.Kind == api.ResolveEntryPoint {
				return api.OnResolveResult{}, nil
			}
			path, ok := mains[args.Path]
			if !ok {
				path = args.Path
			}
			// What is not used of them has no effect on the page either.
			return api.OnResolveResult{Path: filepath.Join(root, "vendor", "lit", filepath.FromSlash(path)), SideEffects: api.SideEffectsFalse}, nil
		})
	}}
}

var indent = regexp.MustCompile(`\n\s+`)

// dense takes away what sources are indented by. To scripts it means nothing, and in templates, where it would be sent to
// browsers, all white space between two words means the same. Then it says before them what prelude gives.
func dense(prelude func(path string) string) api.Plugin {
	return api.Plugin{Name: "dense", Setup: func(build api.PluginBuild) {
		build.OnLoad(api.OnLoadOptions{Filter: `\.ts$`}, func(args api.OnLoadArgs) (api.OnLoadResult, error) {
			text, err := os.ReadFile(args.Path)
			small := prelude(args.Path) + indent.ReplaceAllString(string(text), "\n")
			return api.OnLoadResult{Contents: &small, Loader: api.LoaderTS}, err
		})
	}}
}

// together is what main, and what is loaded later, say before all else, so that files pack well: later, that main is there
// already, so that all that main needs stays in one file, where esbuild would cut it in pieces by which screens share what;
// and both, which style sheets they need, so that these stand beside each other, where they resemble each other most.
func (s sources) together(main string) func(path string) string {
	return func(path string) string {
		needs := []string{main}
		switch {
		case path == main:
			needs = nil
		case !s.loadedLater(path) || strings.Contains(filepath.ToSlash(path), "/i18n/"): // texts need nothing
			return ""
		}
		var lines strings.Builder
		for _, need := range append(needs, s.styles(path)...) {
			name, _ := filepath.Rel(filepath.Dir(path), need) // both are below src
			fmt.Fprintf(&lines, "import './%s';\n", filepath.ToSlash(name))
		}
		return lines.String()
	}
}

// styles makes style sheets that scripts import into sheets to be adopted, minified. They are named by their place below root:
// names go into the hashes of files, which must not tell where the sources lie.
func styles(root string) api.Plugin {
	return api.Plugin{Name: "styles", Setup: func(build api.PluginBuild) {
		build.OnResolve(api.OnResolveOptions{Filter: `\.css$`}, func(args api.OnResolveArgs) (api.OnResolveResult, error) {
			if args.Kind != api.ResolveJSImportStatement {
				return api.OnResolveResult{}, nil
			}
			path, err := filepath.Rel(root, filepath.Join(args.ResolveDir, args.Path))
			return api.OnResolveResult{Path: filepath.ToSlash(path), Namespace: "style"}, err
		})
		build.OnLoad(api.OnLoadOptions{Filter: `.*`, Namespace: "style"}, func(args api.OnLoadArgs) (api.OnLoadResult, error) {
			file := filepath.Join(root, filepath.FromSlash(args.Path))
			text, err := os.ReadFile(file)
			if err != nil {
				return api.OnLoadResult{}, err
			}
			small := api.Transform(string(text), api.TransformOptions{
				Loader: api.LoaderCSS, MinifyWhitespace: true, MinifySyntax: true, Sourcefile: args.Path,
				Engines: build.InitialOptions.Engines,
			})
			if len(small.Errors) > 0 {
				return api.OnLoadResult{Errors: small.Errors}, nil
			}
			quoted := strings.NewReplacer("\\", "\\\\", "`", "\\`", "${", "\\${").Replace(strings.TrimSpace(string(small.Code)))
			module := "import { sheet } from './src/kit/sheet.js';\nexport default sheet(`" + quoted + "`);\n"
			return api.OnLoadResult{Contents: &module, Loader: api.LoaderJS, ResolveDir: root}, nil
		})
	}}
}
