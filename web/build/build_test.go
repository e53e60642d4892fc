package main

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestBundleIsTheSameEachTime: dist is committed, so it must follow from the sources alone.
func TestBundleIsTheSameEachTime(t *testing.T) {
	first, err := bundle(absolute(t))
	if err != nil {
		t.Fatal(err)
	}
	second, err := bundle(absolute(t))
	if err != nil {
		t.Fatal(err)
	}
	if !maps.EqualFunc(first, second, bytes.Equal) {
		t.Error("two builds of the same sources differ")
	}
	for name, text := range first {
		if strings.HasSuffix(name, ".js") && bytes.Contains(text, []byte("sourceMappingURL")) {
			t.Errorf("%s points to a source map that is not there", name)
		}
	}
}

func TestCompareFindsWhatDiffers(t *testing.T) {
	dist := filepath.Join(t.TempDir(), "dist")
	made := files{"a-1.js": []byte("one"), "manifest.json": []byte("{}")}
	if err := compress(made); err != nil {
		t.Fatal(err)
	}
	if err := write(dist, made); err != nil {
		t.Fatal(err)
	}
	if err := compare(dist, made); err != nil {
		t.Errorf("compare(what was written) = %v", err)
	}
	for _, test := range []struct{ name, file, text, want string }{
		{"edited", "a-1.js", "two", "a-1.js is not"},
		{"left over", "b-2.js", "old", "b-2.js is left over"},
	} {
		if err := os.WriteFile(filepath.Join(dist, test.file), []byte(test.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := compare(dist, made); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: compare() = %v, want %s", test.name, err, test.want)
		}
	}
}

func TestCompareTextsFinds(t *testing.T) {
	for _, test := range []struct{ name, en, de, want string }{
		{"nothing", `'Sign out {n}'`, `'{n} abmelden'`, ""},
		{"another placeholder", `'Sign out {n}'`, `'{m} abmelden'`, "placeholders"},
		{"no plural", `{ one: '{n} day', other: '{n} days' }`, `'{n} Tage'`, "plurals"},
	} {
		got := compareTexts("de", map[string]string{"k": test.en}, map[string]string{"k": test.de})
		if (len(got) > 0) != (test.want != "") || len(got) > 0 && !strings.Contains(got[0].Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, got, test.want)
		}
	}
	if got := compareTexts("de", map[string]string{"a": "'x'"}, map[string]string{"b": "'x'"}); len(got) != 2 {
		t.Errorf("compareTexts(other keys) = %v, want one missing and one too many", got)
	}
}

func absolute(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	return root
}
