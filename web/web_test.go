package web_test

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sojourn-auth/sojourn/web"
)

// TestVendoredFilesAreAsPublished compares each file with the list, and the list with the files.
func TestVendoredFilesAreAsPublished(t *testing.T) {
	t.Parallel()
	list, err := os.ReadFile("vendor/lit/SHA256SUMS")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for line := range strings.Lines(string(list)) {
		sum, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		want[name] = sum
	}
	err = filepath.WalkDir("vendor/lit", func(path string, entry fs.DirEntry, err error) error {
		name := filepath.ToSlash(strings.TrimPrefix(path, filepath.FromSlash("vendor/lit/")))
		if err != nil || entry.IsDir() || name == "SHA256SUMS" || name == "README.md" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if sum := sha256.Sum256(text); want[name] != hex.EncodeToString(sum[:]) {
			t.Errorf("%s is not as it was published, or not in SHA256SUMS", name)
		}
		delete(want, name)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range want {
		t.Errorf("%s is in SHA256SUMS and not there", name)
	}
}

func TestEverythingInTheManifestIsServed(t *testing.T) {
	t.Parallel()
	manifest, err := web.Read()
	if err != nil {
		t.Fatal(err)
	}
	if len(manifest) < 5 {
		t.Fatalf("the manifest has %d entries", len(manifest))
	}
	for source, chunk := range manifest {
		for _, name := range append([]string{chunk.File}, chunk.Needs...) {
			plain, packed := get(name, ""), get(name, "br, gzip")
			if plain.StatusCode != http.StatusOK || packed.Header.Get("Content-Encoding") != "gzip" {
				t.Errorf("%s: %s = %d, and packed as %q", source, name, plain.StatusCode, packed.Header.Get("Content-Encoding"))
				continue
			}
			if got := plain.Header.Get("Cache-Control"); !strings.Contains(got, "immutable") {
				t.Errorf("%s: Cache-Control = %s", name, got)
			}
			unpacked, err := gzip.NewReader(packed.Body)
			if err != nil {
				t.Fatal(err)
			}
			a, _ := io.ReadAll(plain.Body)
			b, _ := io.ReadAll(unpacked)
			if len(a) == 0 || string(a) != string(b) {
				t.Errorf("%s packed holds something else", name)
			}
		}
	}
}

func TestOnlyBuiltFilesAreServed(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"manifest.json", "nothing.js", "..", "", "portal.js.gz", "../web.go"} {
		if got := get(name, ""); got.StatusCode != http.StatusNotFound {
			t.Errorf("GET /assets/%s = %d, want 404", name, got.StatusCode)
		}
	}
	if got := get("nothing.js", "gzip;q=0"); got.Header.Get("Content-Encoding") != "" {
		t.Error("gzip was sent to a client that does not take it")
	}
}

// answer is what came back.
type answer struct {
	StatusCode int
	Header     http.Header
	Body       io.Reader
}

func get(name, encodings string) answer {
	r := httptest.NewRequest(http.MethodGet, "/assets/x", nil)
	r.URL.Path = "/assets/" + name
	r.Header.Set("Accept-Encoding", encodings)
	w := httptest.NewRecorder()
	web.Files().ServeHTTP(w, r)
	return answer{w.Code, w.Header(), w.Body}
}
