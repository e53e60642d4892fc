package authn

import (
	"strings"
	"testing"
)

const (
	salt16 = "c2FsdHNhbHRzYWx0c2FsdA"                      // 16 bytes
	tag32  = "dGFndGFndGFndGFndGFndGFndGFndGFndGFndGFndGE" // 32 bytes
)

func TestParsePHC(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		phc  string
		want string // part of the error, or "" when accepted
	}{
		{"default", "$argon2id$v=19$m=19456,t=2,p=1$" + salt16 + "$" + tag32, ""},
		{"least", "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$" + salt16, ""},
		{"most", "$argon2id$v=19$m=262144,t=16,p=16$" + salt16 + "$" + tag32, ""},
		{"memory beyond the bound", "$argon2id$v=19$m=262145,t=1,p=1$" + salt16 + "$" + tag32, "m must be"},
		{"all memory there is", "$argon2id$v=19$m=4294967295,t=1,p=1$" + salt16 + "$" + tag32, "m must be"},
		{"memory beyond 32 bits", "$argon2id$v=19$m=4294967296,t=1,p=1$" + salt16 + "$" + tag32, "each a number"},
		{"memory below 8 per lane", "$argon2id$v=19$m=15,t=1,p=2$" + salt16 + "$" + tag32, "m must be"},
		{"too many passes", "$argon2id$v=19$m=64,t=17,p=1$" + salt16 + "$" + tag32, "t must be"},
		{"no pass", "$argon2id$v=19$m=64,t=0,p=1$" + salt16 + "$" + tag32, "t must be"},
		{"too many lanes", "$argon2id$v=19$m=256,t=1,p=17$" + salt16 + "$" + tag32, "p must be"},
		{"lanes that wrap round a byte", "$argon2id$v=19$m=256,t=1,p=257$" + salt16 + "$" + tag32, "p must be"},
		{"no lane", "$argon2id$v=19$m=64,t=1,p=0$" + salt16 + "$" + tag32, "p must be"},
		{"another order", "$argon2id$v=19$t=2,m=19456,p=1$" + salt16 + "$" + tag32, "in this order"},
		{"unknown parameter", "$argon2id$v=19$m=19456,t=2,p=1,keyid=1$" + salt16 + "$" + tag32, "must be m, t and p"},
		{"unknown parameter instead of p", "$argon2id$v=19$m=19456,t=2,x=1$" + salt16 + "$" + tag32, "in this order"},
		{"missing parameter", "$argon2id$v=19$m=19456,t=2$" + salt16 + "$" + tag32, "must be m, t and p"},
		{"negative", "$argon2id$v=19$m=-8,t=2,p=1$" + salt16 + "$" + tag32, "each a number"},
		{"plus sign", "$argon2id$v=19$m=+64,t=2,p=1$" + salt16 + "$" + tag32, "each a number"},
		{"leading zero", "$argon2id$v=19$m=064,t=2,p=1$" + salt16 + "$" + tag32, "shortest form"},
		{"old version", "$argon2id$v=16$m=64,t=2,p=1$" + salt16 + "$" + tag32, "version 19"},
		{"no version", "$argon2id$m=64,t=2,p=1$" + salt16 + "$" + tag32, "not an argon2id"},
		{"argon2i", "$argon2i$v=19$m=64,t=2,p=1$" + salt16 + "$" + tag32, "not an argon2id"},
		{"bcrypt", "$2b$12$abcdefghijklmnopqrstuuxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "not an argon2id"},
		{"empty", "", "not an argon2id"},
		{"something before", "x$argon2id$v=19$m=64,t=2,p=1$" + salt16 + "$" + tag32, "not an argon2id"},
		{"something after", "$argon2id$v=19$m=64,t=2,p=1$" + salt16 + "$" + tag32 + "$", "not an argon2id"},
		{"salt too short", "$argon2id$v=19$m=64,t=2,p=1$c2FsdHNhbA$" + tag32, "salt must be"},
		{"salt too long", "$argon2id$v=19$m=64,t=2,p=1$" + strings.Repeat("AAAA", 22) + "$" + tag32, "salt must be"},
		{"tag too short", "$argon2id$v=19$m=64,t=2,p=1$" + salt16 + "$" + strings.Repeat("AAAA", 5), "hash must be"},
		{"tag too long", "$argon2id$v=19$m=64,t=2,p=1$" + salt16 + "$" + strings.Repeat("AAAA", 22), "hash must be"},
		{"padded base64", "$argon2id$v=19$m=64,t=2,p=1$" + salt16 + "==$" + tag32, "salt must be"},
		{"another alphabet", "$argon2id$v=19$m=64,t=2,p=1$" + salt16 + "$" + strings.Repeat("_-__", 8), "hash must be"},
		{"left-over bits", "$argon2id$v=19$m=64,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdB$" + tag32, "salt must be"},
		{"line break inside", "$argon2id$v=19$m=64,t=2,p=1$" + salt16 + "$" + tag32[:8] + "\n" + tag32[8:], "shortest form"},
		{"far too long", "$argon2id$v=19$m=64,t=2,p=1$" + salt16 + "$" + strings.Repeat("A", 1<<20), "not an argon2id"},
	}
	for _, tt := range tests {
		e, err := parsePHC(tt.phc)
		switch {
		case tt.want == "" && (err != nil || e.String() != tt.phc):
			t.Errorf("%s: parsePHC = %v, %v, want it accepted and written again", tt.name, e, err)
		case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
			t.Errorf("%s: parsePHC = %v, want an error with %q", tt.name, err, tt.want)
		case err != nil && (strings.Contains(err.Error(), salt16) || strings.Contains(err.Error(), tag32)):
			t.Errorf("%s: the error shows the hash: %v", tt.name, err)
		}
	}
}

// FuzzParsePHC holds for any text: what is accepted is within the bounds and is written again byte for byte.
func FuzzParsePHC(f *testing.F) {
	f.Add("$argon2id$v=19$m=19456,t=2,p=1$" + salt16 + "$" + tag32)
	f.Add("$argon2id$v=19$m=00008,t=1,p=1$" + salt16 + "$" + tag32)
	f.Fuzz(func(t *testing.T, text string) {
		e, err := parsePHC(text)
		if err != nil {
			return
		}
		if e.String() != text {
			t.Errorf("parsePHC(%q) is written as %q", text, e)
		}
		if e.cost.MemoryKiB > 256*1024 || e.cost.Passes > 16 || e.cost.Lanes > 16 || len(e.salt) > 64 || len(e.tag) > 64 {
			t.Errorf("parsePHC(%q) is beyond the bounds", text)
		}
	})
}
