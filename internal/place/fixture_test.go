package place

import (
	"bytes"
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write the fixture instead of comparing with it")

// TestFixture keeps the file that tests of the whole program look addresses up in.
func TestFixture(t *testing.T) {
	t.Parallel()
	germany, norway := named("Germany"), named("Norway")
	germany["iso_code"], norway["iso_code"] = "DE", "NO"
	d := newDatabase("GeoLite2-City")
	d.add("198.51.100.0/24", map[string]any{"city": named("Berlin"), "country": germany})
	d.add("203.0.113.0/24", map[string]any{"city": named("Bergen"), "country": norway})
	const path = "testdata/places.mmdb"
	if *update {
		if err := os.WriteFile(path, d.bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if held, err := os.ReadFile(path); err != nil || !bytes.Equal(held, d.bytes()) {
		t.Errorf("%s is not what this test makes (%v); write it with -update", path, err)
	}
}
