package authn

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/sojourn-auth/sojourn/internal/fault"
)

func TestPolicyCheck(t *testing.T) {
	t.Parallel()
	policy := NewPolicy("Acme Corp")
	const (
		short, long, guessed = "password_too_short", "password_too_long", "password_too_common"
		email                = "Anna.Schmidt84@mail.example.org"
	)
	tests := []struct {
		password string
		want     string // code, or "" when accepted
	}{
		{"", short},
		{"xkqzvbw", short},
		{"xkqzvbwm", ""},
		{"ñöüßçøåé", ""}, // 8 characters, 16 bytes
		{"🦊🐢🦉🐳🐙🦋🐝🦔", ""},
		{"🦊🐢🦉🐳🐙🦋🐝", short},
		{strings.Repeat("correct horse battery ", 12)[:256], ""},
		{strings.Repeat("correct horse battery ", 12)[:255] + "äx", long},
		{"correct horse battery staple", ""},
		{"all lower case is fine", ""},
		{"7391846205", ""},
		{"        ", guessed},
		{"!!!!!!!!", guessed},
		{"aaaaaaaaaaaaaaaaaaaaaaaa", guessed},
		{"abcdefgh", guessed},
		{"hgfedcba", guessed},
		{"12345678", guessed},
		{"87654321", guessed},
		{"aceгikmo", ""},
		{"abcabcabc", guessed},
		{"12121212", guessed},
		{"k7q2k7q2", guessed},
		{"k7q2wk7q2w", ""},
		{"password", guessed},
		{"PASSWORD", guessed},
		{"Password1!", guessed},
		{"P@ssw0rd", guessed},
		{"p4$$w0rd2024", guessed},
		{"passwordpassword", guessed},
		{"pass-word", guessed},
		{"123password", guessed},
		{"password123456", guessed},
		{"password1234567", ""}, // seven: more than decoration
		{"we1c0me1", guessed},
		{"1etmein!!", guessed},
		{"1qaz2wsx", guessed},
		{"Summer2024!", guessed},
		{"monkeymonkey1", guessed},
		{"sojourn1", guessed},
		{"Sojourn2026!", guessed},
		{"acmecorp1", guessed},
		{"Acme2026!", guessed},
		{"schmidt84", guessed},
		{"SCHMIDT_2026", guessed},
		{"anna.schmidt", guessed},
		{"annaschmidt84", guessed},
		{"annaschmidt1", guessed},
		{email, guessed},
		{"Example1", guessed},
		{"00000000!", guessed},
		{"abcdef12", guessed},
		{"papa123456", guessed},
		{"schmidt likes tea", ""},
		{"the sojourn of a fox", ""},
	}
	for _, tt := range tests {
		err := policy.Check(NewPassword(tt.password), email)
		var refusal *fault.Error
		switch {
		case tt.want == "" && err != nil:
			t.Errorf("Check(%.40q) = %v, want accepted", tt.password, err)
		case tt.want != "" && (!errors.As(err, &refusal) || refusal.Code != tt.want || refusal.Field != "password" || refusal.Kind != fault.Invalid):
			t.Errorf("Check(%.40q) = %v, want %s of field password", tt.password, err, tt.want)
		case tt.want == guessed && tt.password != "password" && strings.Contains(err.Error(), tt.password):
			t.Errorf("Check(%.40q) repeats the password: %v", tt.password, err)
		}
	}
}

func TestPolicyNamesTheLimits(t *testing.T) {
	t.Parallel()
	policy := NewPolicy()
	if err := policy.Check(NewPassword("short"), ""); !strings.Contains(err.Error(), "8") || !strings.Contains(err.Error(), "15") {
		t.Errorf("too short: %v, want the limit and the recommendation", err)
	}
	if err := policy.Check(NewPassword(strings.Repeat("x9", 200)), ""); !strings.Contains(err.Error(), "256") {
		t.Errorf("too long: %v, want the limit", err)
	}
}

// A name of nothing but symbols must not make every password of symbols a guess.
func TestPolicyIgnoresEmptyWords(t *testing.T) {
	t.Parallel()
	policy := NewPolicy("", "!!!", "ab")
	for _, email := range []string{"", "@", "a@b", "...@..."} {
		if err := policy.Check(NewPassword(`?%"&/-)(=§`), email); err != nil {
			t.Errorf("Check(symbols, %q) = %v, want accepted", email, err)
		}
	}
}

func TestCommonWords(t *testing.T) {
	t.Parallel()
	words := strings.Split(strings.TrimSuffix(common, "\n"), "\n")
	if len(words) < 200 {
		t.Errorf("%d common words, want at least 200", len(words))
	}
	policy := NewPolicy()
	for i, word := range words {
		if plain(word) != word || utf8.RuneCountInString(word) < 3 {
			t.Errorf("%q can never match: want 3 or more letters and digits in lower case", word)
		}
		if i > 0 && words[i-1] >= word {
			t.Errorf("%q stands after %q: want the list sorted and without doubles", word, words[i-1])
		}
		decorated := strings.ToUpper(word) + strings.Repeat("!", max(1, MinPasswordLength-utf8.RuneCountInString(word)))
		if err := policy.Check(NewPassword(decorated), ""); err == nil {
			t.Errorf("Check(%q) accepts a common word", decorated)
		}
	}
}

func FuzzPolicyCheck(f *testing.F) {
	f.Add("P@ssw0rd!", "anna@example.org")
	f.Add("\xff\xfe12345678", "@@@")
	f.Fuzz(func(t *testing.T, password, email string) {
		err := NewPolicy().Check(NewPassword(password), email)
		if length := utf8.RuneCountInString(password); (length < MinPasswordLength || length > MaxPasswordLength) && err == nil {
			t.Errorf("Check accepts %d characters", length)
		}
	})
}
