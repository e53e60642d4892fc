package deflate

import (
	"bytes"
	"compress/gzip"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestGzipIsReadAgain: what another program reads is what was packed.
func TestGzipIsReadAgain(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	noise, words := make([]byte, 40_000), make([]byte, 70_000)
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	for i := range words {
		words[i] = "etaoin shrdlu"[random.IntN(13)]
	}
	for name, text := range map[string][]byte{
		"nothing": {}, "a byte": []byte("x"), "two": []byte("xy"), "three": []byte("xxx"),
		"a long run": bytes.Repeat([]byte("x"), 1000), "a run of the longest match": bytes.Repeat([]byte("y"), 1+longest),
		"noise": noise, "words": words, "noise, then words": append(noise[:20_000:20_000], words...),
		"as far back as the format sees": slices.Concat(noise[:32768], noise[:300]), "farther": slices.Concat(noise[:32769], noise[:300]),
		"a script": script(t),
	} {
		r, err := gzip.NewReader(bytes.NewReader(Gzip(text)))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, err := io.ReadAll(r)
		if err != nil || !bytes.Equal(got, text) {
			t.Errorf("%s: %d bytes are read as %d, which differ (%v)", name, len(text), len(got), err)
		}
	}
}

// TestGzipIsSmaller: else there would be no reason for this package.
func TestGzipIsSmaller(t *testing.T) {
	text := script(t)
	var theirs bytes.Buffer
	w, err := gzip.NewWriterLevel(&theirs, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	ours := len(Gzip(text))
	t.Logf("%d bytes: %d, and %d by compress/gzip", len(text), ours, theirs.Len())
	if float64(ours) > .975*float64(theirs.Len()) {
		t.Errorf("%d bytes, and compress/gzip makes %d: want 2.5 %% less", ours, theirs.Len())
	}
}

// TestSizesAreThoseOfWhatIsWritten: what blocks are chosen by is true.
func TestSizesAreThoseOfWhatIsWritten(t *testing.T) {
	for name, text := range map[string][]byte{"short": []byte("abcabcabc"), "a script": script(t)} {
		blocks := blocksOf(text)
		w := &bitsWriter{}
		for _, b := range blocks {
			b.write(w, false)
		}
		if got, want := 8*len(w.out)+int(w.n), sizeOf(blocks); got != want {
			t.Errorf("%s: %d bits are written, %d were thought", name, got, want)
		}
	}
}

func script(t *testing.T) []byte {
	t.Helper()
	all, err := filepath.Glob("../../dist/*.js")
	if err != nil {
		t.Fatal(err)
	}
	var largest []byte
	for _, path := range all {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if len(text) > len(largest) && !strings.Contains(path, "LEGAL") {
			largest = text
		}
	}
	return largest
}

func FuzzGzip(f *testing.F) {
	f.Add([]byte("abcabcabcabd"))
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := gzip.NewReader(bytes.NewReader(Gzip(text)))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, text) {
			t.Errorf("%q is read as %q (%v)", text, got, err)
		}
	})
}
