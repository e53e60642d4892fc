package authn

import (
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sojourn-auth/sojourn/internal/fault"
)

// Lengths of a password, in characters (code points). There are no rules about which characters: they make
// passwords harder for people and no harder for programs.
const (
	MinPasswordLength         = 8
	RecommendedPasswordLength = 15
	MaxPasswordLength         = 256
)

// common lists the words that the passwords most often seen in leaks are made of, one on a line, in the form
// that plain makes. Policy refuses each as it is and with the usual decorations, so one line stands for the
// many forms in which a word appears in such lists.
//
//go:embed common.txt
var common string

// Policy decides which new passwords are accepted. It is not asked at sign-in: an old password stays good.
type Policy struct {
	guessed map[string]bool
}

// NewPolicy makes the policy of a product that goes by the given names, such as the operator's brand.
// "sojourn" is always among them.
func NewPolicy(names ...string) *Policy {
	p := &Policy{guessed: make(map[string]bool)}
	for _, word := range strings.Fields(common) {
		p.guessed[word] = true
	}
	for _, name := range append(names, "sojourn") {
		addWords(p.guessed, name)
	}
	return p
}

// Check refuses a password that is too short, too long, or among the first that anybody would try for the
// user with this e-mail address (which may be empty). The error says what would be right and never repeats
// the password.
func (p *Policy) Check(password Password, email string) error {
	text := password.text()
	switch length := utf8.RuneCountInString(text); {
	case length < MinPasswordLength:
		return fault.Field("password", "Too short: use at least %d characters, better %d or more.",
			MinPasswordLength, RecommendedPasswordLength).WithCode("password_too_short")
	case length > MaxPasswordLength:
		return fault.Field("password", "Too long: use at most %d characters.", MaxPasswordLength).WithCode("password_too_long")
	case p.guessable(text, email):
		return fault.Field("password", "Too easy to guess: it is a common password, a simple pattern, or made from a name such as "+
			"your own. Several unrelated words make a good one.").WithCode("password_too_common")
	}
	return nil
}

// guessable tells whether text is a pattern, or a known word in one of its usual disguises.
func (p *Policy) guessable(text, email string) bool {
	personal := make(map[string]bool)
	addWords(personal, email)
	for _, form := range undisguised(strings.ToLower(text)) {
		once := repeated(form)
		if p.guessed[form] || p.guessed[once] || personal[form] || personal[once] || isPattern(form) {
			return true
		}
	}
	return false
}

// addWords adds what a name or an e-mail address gives away: the whole, what stands on either side of the @,
// and every part, also without the digits at its end. Two letters are too few to be a word.
func addWords(words map[string]bool, name string) {
	local, domain, _ := strings.Cut(name, "@")
	parts := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for _, part := range append(parts, local, domain, name) {
		for _, word := range []string{plain(part), plain(trimEnd(part, len(part)))} {
			if utf8.RuneCountInString(word) > 2 {
				words[word] = true
			}
		}
	}
}

// undisguised gives what text may be a decoration of: text without what surrounds it ("1monkey2024!"), with
// letters back for look-alikes ("P@ssw0rd"), and text itself.
func undisguised(lower string) []string {
	const decoration = 6 // characters on either side
	forms := []string{lower}
	right := trimEnd(lower, decoration)
	for _, core := range []string{lower, right, trimStart(lower, decoration), trimStart(right, decoration)} {
		for _, letters := range []*strings.Replacer{
			strings.NewReplacer(),
			strings.NewReplacer("0", "o", "1", "i", "!", "i", "3", "e", "4", "a", "@", "a", "5", "s", "$", "s", "7", "t"),
			strings.NewReplacer("0", "o", "1", "l", "!", "l", "3", "e", "4", "a", "@", "a", "5", "s", "$", "s", "7", "t"),
		} {
			forms = append(forms, plain(letters.Replace(core)))
		}
	}
	return forms
}

// trimEnd takes up to limit characters that are no letters from the end.
func trimEnd(text string, limit int) string {
	for range limit {
		last, size := utf8.DecodeLastRuneInString(text)
		if size == 0 || unicode.IsLetter(last) {
			break
		}
		text = text[:len(text)-size]
	}
	return text
}

// trimStart takes up to limit characters that are no letters from the start.
func trimStart(text string, limit int) string {
	for range limit {
		first, size := utf8.DecodeRuneInString(text)
		if size == 0 || unicode.IsLetter(first) {
			break
		}
		text = text[size:]
	}
	return text
}

// plain is text in lower case with only its letters and digits.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, strings.ToLower(text))
}

// repeated is the shortest text of which text is a whole number of repetitions; "monkey" for "monkeymonkey".
func repeated(text string) string {
	for size := 1; size <= len(text)/2; size++ {
		if len(text)%size == 0 && utf8.ValidString(text[:size]) && strings.Repeat(text[:size], len(text)/size) == text {
			return text[:size]
		}
	}
	return text
}

// isPattern tells whether text is up to four characters over and over, or three or more that each follow the
// one before, upwards or downwards.
func isPattern(text string) bool {
	if once := repeated(text); once != text && utf8.RuneCountInString(once) <= 4 {
		return true
	}
	runes := []rune(text)
	if len(runes) < 3 {
		return false
	}
	step := runes[1] - runes[0]
	for i := 1; i < len(runes); i++ {
		if runes[i]-runes[i-1] != step {
			return false
		}
	}
	return step == 1 || step == -1
}
