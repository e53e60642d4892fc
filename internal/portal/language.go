package portal

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// Language is a language that pages are written in, by its tag (BCP 47).
type Language string

// languages is every language, the first for those who understand none of them. The last is no language: it shows where
// texts are too short for their place, or not texts at all.
func languages() []Language { return []Language{"en", "de", pseudo} }

const pseudo Language = "en-XA"

func known(tag string) bool { return slices.Contains(languages(), Language(tag)) }

// languageOf is the language that was chosen, or else the best of those that the browser asks for.
func languageOf(r *http.Request) Language {
	if chosen, err := r.Cookie("lang"); err == nil && known(chosen.Value) {
		return Language(chosen.Value)
	}
	best, quality := languages()[0], 0.0
	for part := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, parameters, _ := strings.Cut(strings.TrimSpace(part), ";")
		q := 1.0
		if text, ok := strings.CutPrefix(strings.TrimSpace(parameters), "q="); ok {
			q, _ = strconv.ParseFloat(text, 64) // 0 when it is no number
		}
		primary, _, _ := strings.Cut(strings.ToLower(tag), "-")
		if q > quality && known(primary) {
			best, quality = Language(primary), q
		}
	}
	return best
}

// themeOf is whether to show a page light, dark, or as the system is.
func themeOf(r *http.Request) string {
	if chosen, err := r.Cookie("theme"); err == nil && (chosen.Value == "light" || chosen.Value == "dark") {
		return chosen.Value
	}
	return "auto"
}

// preference is a cookie that remembers how somebody likes pages. Scripts set it too.
func (p *Portal) preference(name, value string) *http.Cookie {
	return &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: 365 * 24 * 3600, Secure: p.Secure, SameSite: http.SameSiteLaxMode}
}

// Other is the languages to choose from instead.
func (l Language) Other() map[string]string {
	names := map[string]string{"en": "English", "de": "Deutsch"}
	delete(names, string(l))
	return names
}
