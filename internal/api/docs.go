package api

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the page
	"encoding/base64"
	"html/template"
	"net/http"
	"sort"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

//go:embed docs.html
var docsPage string

// mountDocs adds the description of the API: for programs, and as a page that loads nothing from anywhere.
func (a *API) mountDocs() {
	a.mux.HandleFunc("GET /openapi.yaml", func(w http.ResponseWriter, r *http.Request) {
		text, err := a.OpenAPI()
		if err != nil {
			writeProblem(w, a.fail(r.Context(), err))
			return
		}
		w.Header().Set("Content-Type", "application/yaml")
		_, _ = w.Write(text)
	})
	page := template.Must(template.New("docs").Parse(docsPage)) // embedded, and rendered by a test
	a.mux.HandleFunc("GET /docs", func(w http.ResponseWriter, r *http.Request) {
		var body bytes.Buffer
		if err := page.Execute(&body, a.groups()); err != nil {
			writeProblem(w, a.fail(r.Context(), err))
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'sha256-"+styleHash(docsPage)+"'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
		_, _ = w.Write(body.Bytes())
	})
}

// OpenAPI is the description of the API in YAML.
func (a *API) OpenAPI() ([]byte, error) { return a.huma.OpenAPI().YAML() }

// docsGroup is the operations of one tag.
type docsGroup struct {
	Tag        string
	Operations []docsOperation
}

type docsOperation struct {
	*huma.Operation
	Needs string
}

// operations is every operation, by path and method.
func (a *API) operations() (all []*huma.Operation) {
	for _, item := range a.huma.OpenAPI().Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if op != nil {
				all = append(all, op)
			}
		}
	}
	sort.Slice(all, func(i, j int) bool {
		if all[i].Path != all[j].Path {
			return all[i].Path < all[j].Path
		}
		return all[i].Method < all[j].Method
	})
	return all
}

// groups is all operations by tag.
func (a *API) groups() []docsGroup {
	byTag := map[string]int{}
	var groups []docsGroup
	for _, op := range a.operations() {
		at, known := byTag[op.Tags[0]]
		if !known {
			at = len(groups)
			byTag[op.Tags[0]] = at
			groups = append(groups, docsGroup{Tag: op.Tags[0]})
		}
		groups[at].Operations = append(groups[at].Operations, docsOperation{op, needs(op)})
	}
	return groups
}

// needs says in words what an operation must come with.
func needs(op *huma.Operation) string {
	if len(op.Security) == 0 {
		return "nothing"
	}
	switch by, _ := op.Metadata[audienceKey].(audience); by {
	case managers:
		return "API key or operator"
	case backend:
		return "API key"
	case operators:
		return "operator"
	}
	return "session"
}

// styleHash is the hash by which the policy of the page allows its one style sheet (CSP Level 3).
func styleHash(page string) string {
	_, rest, _ := strings.Cut(page, "<style>")
	style, _, _ := strings.Cut(rest, "</style>")
	sum := sha256.Sum256([]byte(style))
	return base64.StdEncoding.EncodeToString(sum[:])
}
