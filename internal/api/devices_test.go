package api

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sojourn-auth/sojourn/internal/device"
)

// Whoever sends user agents that nobody has sent before must not fill our memory.
func TestDevicesAreBounded(t *testing.T) {
	t.Parallel()
	d := newDevices()
	for i := range 3 * mostDevices {
		userAgent := fmt.Sprintf("curl/%d.0", i)
		for range 2 { // once parsed, once remembered
			if got, want := d.show(userAgent).Title, device.Parse(userAgent).Title(); got != want {
				t.Fatalf("title of %q = %q, want %q", userAgent, got, want)
			}
		}
		if len(d.known) > mostDevices {
			t.Fatalf("%d user agents are remembered, want at most %d", len(d.known), mostDevices)
		}
	}
	long := strings.Repeat("x", device.MaxUserAgent+1)
	d.show(long)
	if _, known := d.known[long]; known {
		t.Error("a user agent that is too long is remembered")
	}
}
