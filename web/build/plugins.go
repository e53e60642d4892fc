package main

import (
	"io/fs"
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

var (
	indent = regexp.MustCompile(`\n\s+`)
	later  = regexp.MustCompile(`\bimport\('(\.[^']+)\.js'\)`)
)

// loadedLater finds the sources that others load when they are needed. Texts are not among them: they need nothing.
func loadedLater(src string) (map[string]bool, error) {
	all := map[string]bool{}
	err := filepath.WalkDir(src, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".ts" {
			return err
		}
		text, err := os.ReadFile(path)
		for _, match := range later.FindAllStringSubmatch(string(text), -1) {
			if file := filepath.Join(filepath.Dir(path), match[1]+".ts"); !strings.HasPrefix(file, filepath.Join(src, "i18n")) {
				all[file] = true
			}
		}
		return err
	})
	return all, err
}

// dense takes away what sources are indented by. To scripts it means nothing, and in templates, where it would be sent to
// browsers, all white space between two words means the same.
//
// To what is loaded later it says that the portal's main is there already. So all that main needs stays in one file, which
// packs better than the pieces that esbuild would cut it in, one for each set of screens that share something.
func dense(later map[string]bool, main string) api.Plugin {
	return api.Plugin{Name: "dense", Setup: func(build api.PluginBuild) {
		build.OnLoad(api.OnLoadOptions{Filter: `\.ts$`}, func(args api.OnLoadArgs) (api.OnLoadResult, error) {
			text, err := os.ReadFile(args.Path)
			small := indent.ReplaceAllString(string(text), "\n")
			if err == nil && later[args.Path] {
				var begun string
				begun, err = filepath.Rel(filepath.Dir(args.Path), main)
				small = "import './" + filepath.ToSlash(begun) + "';\n" + small
			}
			return api.OnLoadResult{Contents: &small, Loader: api.LoaderTS}, err
		})
	}}
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
