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

func TestSourcesSayWhatTheyNeed(t *testing.T) {
	src := t.TempDir()
	for name, text := range map[string]string{
		"main.ts":  "import { a } from './kit/a.js';\nimport type { B } from './b.js';\nimport styles from './main.css';\nvoid import('./later.js');\n",
		"kit/a.ts": "import {\n  c,\n} from '../c.js';\nexport const a = c;\n",
		"c.ts":     "import './c.css';\n",
		"b.ts":     "import './b.css';\n",
		"later.ts": "import './main.css';\n",
	} {
		path := filepath.Join(src, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	all, err := readSources(src)
	if err != nil {
		t.Fatal(err)
	}
	prelude := all.together(filepath.Join(src, "main.ts"))
	for name, want := range map[string]string{
		"main.ts":  "import './c.css';\nimport './main.css';\n", // not b.css: of b only a type is needed
		"later.ts": "import './main.ts';\nimport './main.css';\n",
		"kit/a.ts": "",
	} {
		if got := prelude(filepath.Join(src, filepath.FromSlash(name))); got != want {
			t.Errorf("before %s stands %q, want %q", name, got, want)
		}
	}
}
