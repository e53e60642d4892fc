package settings

import (
	"encoding/json"
	"strings"
	"testing"
)

// A page is at the path in the document that its name says, and each is switched by itself.
func TestPagesOn(t *testing.T) {
	t.Parallel()
	for _, page := range AllPages() {
		part, name, _ := strings.Cut(string(page), ".")
		text, err := json.Marshal(map[string]any{"pages": map[string]any{part: map[string]any{name: true}}})
		if err != nil {
			t.Fatal(err)
		}
		d, err := Parse(text)
		if err != nil {
			t.Errorf("Parse(%s) = error %v, want none", text, err)
		}
		for _, each := range AllPages() {
			if got, want := d.Pages.On(each), each == page; got != want {
				t.Errorf("On(%q) with %s alone = %v, want %v", each, page, got, want)
			}
		}
	}
	for _, unknown := range []Page{"", "personal", "workspace.", "workspace.billing", "Workspace.Users"} {
		if full().Pages.On(unknown) {
			t.Errorf("On(%q) = true, want false", unknown)
		}
	}
	if len(AllPages()) != 3 {
		t.Errorf("AllPages = %q, want the three that there are", AllPages())
	}
}
