package harness

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"testing"
)

func TestSecretsAreFound(t *testing.T) {
	t.Parallel()
	raw := make([]byte, 52)
	rand.Read(raw)
	token := "sjs_" + base64.RawURLEncoding.EncodeToString(raw)
	signature := base64.RawURLEncoding.EncodeToString(raw[:48])
	filler := bytes.Repeat([]byte("nothing to see here\n"), 100_000)
	for _, test := range []struct {
		name   string
		secret string
		text   string
		want   bool
	}{
		{"the secret itself", token, token, true},
		{"the secret without its prefix", token, token[4:], true},
		{"a part of it", token, token[20:44], true},
		{"its end", token, token[len(token)-24:], true},
		{"the bytes that it stands for", token, string(raw), true},
		{"their hexadecimal form", token, hex.EncodeToString(raw), true},
		{"a password", "correct horse battery staple", "got correct horse battery staple, want", true},
		{"the signature of a token", "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhZGEifQ." + signature, signature, true},
		{"the payload of a token", "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhZGEifQ." + signature, "eyJzdWIiOiJhZGEifQ", false},
		{"the prefix alone", token, "sjs_", false},
		{"another secret", token, "sjs_" + base64.RawURLEncoding.EncodeToString(bytes.Repeat([]byte{7}, 52)), false},
	} {
		secrets := NewSecrets()
		secrets.Add("secret", test.secret)
		for _, before := range []int{0, 1, 1<<20 - 7, 1 << 20} { // also across the pieces in which texts are read
			text := append(append(bytes.Clone(filler[:before]), test.text...), filler[:100]...)
			if got := len(secrets.Search(text)) > 0; got != test.want {
				t.Errorf("%s after %d bytes: Search() found it: %t, want %t", test.name, before, got, test.want)
			}
		}
	}
}
