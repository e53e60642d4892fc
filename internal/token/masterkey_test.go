package token

import (
	"strings"
	"testing"
)

func TestParseMasterKey(t *testing.T) {
	t.Parallel()
	const standard = "++++ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghij//8="
	url := strings.NewReplacer("+", "-", "/", "_").Replace(standard)
	for name, test := range map[string]struct {
		text string
		want string // part of the error; empty for none
	}{
		"standard, padded":     {standard, ""},
		"standard, not padded": {strings.TrimRight(standard, "="), ""},
		"URL alphabet":         {url, ""},
		"URL, not padded":      {strings.TrimRight(url, "="), ""},
		"a line of a file":     {"  " + standard + "\r\n", ""},
		"empty":                {"", "empty"},
		"space":                {" \n", "empty"},
		"not base64":           {"correct horse battery staple", "not base64"},
		"hexadecimal":          {strings.Repeat("0123456789abcdef", 4), "48 bytes long"},
		"31 bytes":             {base64url.EncodeToString([]byte("secret-secret-secret-secret-sec")), "31 bytes long"},
		"33 bytes":             {base64url.EncodeToString([]byte("secret-secret-secret-secret-secre")), "33 bytes long"},
		"two lines":            {standard[:20] + "\n" + standard[20:], "not base64"},
		"stray last bits":      {standard[:42] + "9", "not base64"},
		"all zeros":            {strings.Repeat("A", 43), "repeated"},
		"a megabyte":           {strings.Repeat("A", 1<<20), "bytes long"},
	} {
		key, err := ParseMasterKey(test.text)
		switch {
		case test.want == "" && (err != nil || key.Reveal() != standard):
			t.Errorf("%s: ParseMasterKey = %v, want the key", name, err)
		case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
			t.Errorf("%s: ParseMasterKey error = %v, want %q", name, err, test.want)
		}
		if err != nil && len(test.text) > 4 && strings.Contains(err.Error(), test.text[:5]) {
			t.Errorf("%s: the error %q repeats the input", name, err)
		}
	}
	generated := GenerateMasterKey()
	if again, err := ParseMasterKey(generated.Reveal()); err != nil || again.Reveal() != generated.Reveal() {
		t.Errorf("ParseMasterKey(Reveal()) error = %v, want the same key", err)
	}
	if got := (MasterKey{}).Reveal(); got != "" {
		t.Errorf("zero MasterKey reveals %q, want nothing", got)
	}
}

func FuzzParseMasterKey(f *testing.F) {
	f.Add("++++ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghij//8=")
	f.Add(strings.Repeat("_", 43))
	f.Add("A===\n")
	f.Fuzz(func(t *testing.T, text string) {
		key, err := ParseMasterKey(text)
		if err != nil {
			return
		}
		if again, err := ParseMasterKey(key.Reveal()); err != nil || again.bytes() != key.bytes() {
			t.Errorf("ParseMasterKey(%q) does not round trip: %v", text, err)
		}
	})
}
