package web

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed dist
var dist embed.FS

// Chunk is a built file and the names of those that are to be loaded with it.
type Chunk struct {
	File  string   `json:"file"`
	Needs []string `json:"needs"`
}

// Manifest is the built files by the source that they begin with, such as "portal/main".
type Manifest map[string]Chunk

// Read reads the manifest.
func Read() (Manifest, error) {
	text, err := dist.ReadFile("dist/manifest.json")
	if err != nil {
		return nil, fmt.Errorf("read the manifest of the screens: %w", err)
	}
	var m Manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, fmt.Errorf("read the manifest of the screens: %w", err)
	}
	return m, nil
}

// Files answers requests for the built files, whose names hold a hash of what is in them: browsers may keep them for
// good. What is not there is a plain 404.
func Files() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := path.Base(r.URL.Path)
		file := "dist/" + name
		kind := mime.TypeByExtension(path.Ext(name))
		switch path.Ext(name) {
		case ".js":
			kind = "text/javascript; charset=utf-8"
		case ".css":
			kind = "text/css; charset=utf-8"
		case ".json", ".gz":
			file = ""
		}
		text, err := fs.ReadFile(dist, file)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", kind)
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("Vary", "Accept-Encoding")
		if packed, err := dist.ReadFile(file + ".gz"); err == nil && takesGzip(r) {
			h.Set("Content-Encoding", "gzip")
			text = packed
		}
		h.Set("Content-Length", strconv.Itoa(len(text)))
		_, _ = w.Write(text) // the client may be gone
	})
}

// takesGzip tells whether a client says that it takes gzip, and not that it does not.
func takesGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		coding, quality, _ := strings.Cut(strings.TrimSpace(part), ";")
		if coding == "gzip" {
			return strings.TrimSpace(quality) != "q=0"
		}
	}
	return false
}
