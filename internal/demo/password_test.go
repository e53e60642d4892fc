package demo

import (
	"bytes"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/sojourn-auth/sojourn/internal/authn"
)

func TestWordsGiveAllTheirChance(t *testing.T) {
	t.Parallel()
	all := words()
	if len(all) != 256 {
		t.Errorf("%d words, want 256: one for each value of a byte", len(all))
	}
	slices.Sort(all)
	if different := slices.Compact(slices.Clone(all)); len(different) != len(all) {
		t.Errorf("%d words are there twice", len(all)-len(different))
	}
	for _, word := range all {
		if strings.Trim(word, "abcdefghijklmnopqrstuvwxyz") != "" {
			t.Errorf("word %q, want small letters that need no quotes", word)
		}
	}
}

func TestNewPassword(t *testing.T) {
	t.Parallel()
	w := setup(t)
	one, err := newPassword(t.Context(), w.uses)
	if err != nil {
		t.Fatalf("newPassword() = %v, want nil", err)
	}
	two, err := newPassword(t.Context(), w.uses)
	if err != nil {
		t.Fatalf("newPassword() = %v, want nil", err)
	}
	if one.text == two.text {
		t.Error("two demos have the same password")
	}
	if n := len(strings.Split(one.text, "-")); n != passwordWords {
		t.Errorf("a password of %d words, want %d", n, passwordWords)
	}
	if err := w.uses.Policy.Check(authn.NewPassword(one.text), adaBrandt().email); err != nil {
		t.Errorf("Check(the password) = %v, want nil", err)
	}
	var out bytes.Buffer
	_, _ = fmt.Fprintf(&out, "%v %+v %#v %s %x", one, one, one, one, one)
	slog.New(slog.NewTextHandler(&out, nil)).Info("password", "password", one)
	if text := out.String(); strings.Contains(text, one.text) || strings.Contains(text, one.hash) || !strings.Contains(text, "[redacted]") {
		t.Errorf("a password prints as %q, want [redacted]", text)
	}
}
