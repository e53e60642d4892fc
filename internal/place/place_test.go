package place

import (
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func named(english string) map[string]any {
	return map[string]any{"names": map[string]any{"de": "nicht dieser", "en": english}}
}

// world has one network of each kind of record.
func world() *database {
	germany := named("Germany")
	germany["iso_code"] = "DE"
	d := newDatabase("GeoLite2-City")
	d.add("198.51.100.0/24", map[string]any{"city": named("Berlin"), "country": germany, "location": map[string]any{"time_zone": "Europe/Berlin"}})
	d.add("203.0.113.4/32", map[string]any{"country": germany})
	d.add("203.0.113.8/29", map[string]any{"registered_country": germany})
	d.add("203.0.113.32/32", map[string]any{"city": "a string where a map belongs"})
	d.add("203.0.113.33/32", map[string]any{"country": map[string]any{"iso_code": "DE"}, "city": map[string]any{"names": map[string]any{"de": "Bonn"}}})
	d.add("2001:db8:1::/48", map[string]any{"city": named("Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"), "country": germany})
	return d
}

func TestLookup(t *testing.T) {
	t.Parallel()
	r, err := Open(world().write(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	berlin := Place{City: "Berlin", Country: "Germany", CountryCode: "DE"}
	tests := []struct {
		name string
		addr string
		want Place
		text string
	}{
		{"city and country", "198.51.100.7", berlin, "Berlin, Germany"},
		{"first address", "198.51.100.0", berlin, "Berlin, Germany"},
		{"last address", "198.51.100.255", berlin, "Berlin, Germany"},
		{"just before", "198.51.99.255", Place{}, ""},
		{"just after", "198.51.101.0", Place{}, ""},
		{"IPv4 in IPv6 form", "::ffff:198.51.100.7", berlin, "Berlin, Germany"},
		{"only a country", "203.0.113.4", Place{Country: "Germany", CountryCode: "DE"}, "Germany"},
		{"only where it is registered", "203.0.113.8", Place{}, ""},
		{"record of another shape", "203.0.113.32", Place{}, ""},
		{"no English name", "203.0.113.33", Place{CountryCode: "DE"}, "DE"},
		{"IPv6, long name", "2001:db8:1::5", Place{City: "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch", Country: "Germany", CountryCode: "DE"},
			"Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch, Germany"},
		{"IPv6 unknown", "2001:db8:2::5", Place{}, ""},
		{"zone", "2001:db8:2::5%eth0", Place{}, ""},
		{"loopback", "127.0.0.1", Place{}, ""},
	}
	for _, tt := range tests {
		got := r.Lookup(netip.MustParseAddr(tt.addr))
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: Lookup(%s) (-want +got):\n%s", tt.name, tt.addr, diff)
		}
		if got.String() != tt.text {
			t.Errorf("%s: String() = %q, want %q", tt.name, got, tt.text)
		}
	}
	if got := r.Lookup(netip.Addr{}); got != (Place{}) {
		t.Errorf("Lookup(no address) = %v, want nothing", got)
	}
}

func TestCityWithoutCountry(t *testing.T) {
	t.Parallel()
	if got := (Place{City: "Atlantis"}).String(); got != "Atlantis" {
		t.Errorf("String() = %q, want Atlantis", got)
	}
}

func TestNilResolver(t *testing.T) {
	t.Parallel()
	var r *Resolver
	if got := r.Lookup(netip.MustParseAddr("198.51.100.7")); got != (Place{}) {
		t.Errorf("Lookup = %v, want nothing", got)
	}
	if err := r.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file := func(name string, content []byte) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	whole := world().bytes()
	tests := []struct{ name, path string }{
		{"no such file", filepath.Join(folder, "absent.mmdb")},
		{"a folder", folder},
		{"empty", file("empty", nil)},
		{"not a database", file("text", []byte("city,country\nBerlin,Germany\n"))},
		{"first half only", file("half", whole[:len(whole)/2])},
		{"metadata cut", file("cut", whole[:len(whole)-20])},
		{"a database without places", file("asn", newDatabase("GeoLite2-ASN").bytes())},
	}
	for _, tt := range tests {
		r, err := Open(tt.path)
		if err == nil || !strings.Contains(err.Error(), remedy) {
			t.Errorf("%s: Open = %v, %v, want an error with the remedy", tt.name, r, err)
		}
	}
}

// A file that is overwritten in place loses its pages under the reader. Only the place may be lost by that.
func TestFileShortenedWhileOpen(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("what becomes of a mapped file that is shortened is known for Linux")
	}
	path := world().write(t)
	r, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	if err := os.Truncate(path, 0); err != nil {
		t.Fatal(err)
	}
	if got := r.Lookup(netip.MustParseAddr("198.51.100.7")); got != (Place{}) {
		t.Errorf("Lookup = %v, want nothing", got)
	}
}

// With any one byte of the file damaged, the file is refused or every address still has an answer.
func TestDamagedFile(t *testing.T) {
	t.Parallel()
	whole := world().bytes()
	path := filepath.Join(t.TempDir(), "damaged.mmdb")
	for i, right := range whole {
		whole[i] = ^right
		if err := os.WriteFile(path, whole, 0o600); err != nil {
			t.Fatal(err)
		}
		whole[i] = right
		r, err := Open(path)
		if err != nil {
			continue
		}
		for _, addr := range []string{"198.51.100.7", "203.0.113.32", "2001:db8:1::5"} {
			_ = r.Lookup(netip.MustParseAddr(addr))
		}
		_ = r.Close()
	}
}
