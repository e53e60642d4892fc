package e2e

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
)

// badSecret proves nothing. A wrong password costs the server a slow hash each time, so there are few.
func (g *malformer) badSecret() malformed {
	m := g.right()
	known := g.known(g.op.id)
	if g.op.id == "refresh" {
		known["refresh_token"] = g.mutated(oneOf(g.Rand, g.refresh, g.refresh, g.secret, g.key))
	} else {
		known["email"] = g.mark() // is no address
		if g.IntN(25) == 0 {
			known["email"], known["password"] = oneOf(g.Rand, g.email, g.mark()+"@example.com"), g.mark()
		}
	}
	m.body = encode(g.op.body.valid(g.Rand, "", known))
	return m
}

// badCredential sends a right request by somebody who must not do that.
func (g *malformer) badCredential() malformed {
	m := g.right()
	m.harmless = g.op.audience == ""
	if g.op.audience == "" && g.op.method != http.MethodGet {
		return g.otherSite() // it is for anybody who comes from here
	}
	right := cmp.Or(g.credential(g.op), g.secret)
	lines := []string{
		"X-None: ", bearing(g.mutated(right)), bearing(g.mutated(right)), bearing(g.mutated(right)), bearing(g.mutated(g.access)), bearing(g.endedSecret), bearing(g.revokedKey), bearing(g.foreign.key),
		bearing(g.foreign.secret), bearing(g.refresh), bearing(g.forged()), bearing(g.mark()), "Authorization: Bearer", "Authorization: " + right, "Authorization: Basic " + g.mark(),
		"Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte("a:"+g.mark())), "Authorization: Bearer,Bearer " + right, "Authorization: Bearer  " + right, "Authorization: Bearer\t" + right,
		bearing(right) + "\r\n" + bearing(right), bearing(right) + "\r\nAuthorization: Basic YTpi", "Authorization:\r\n" + bearing(right), bearing(right + " " + right),
	}
	lines = append(append(lines, g.badCookies()...), g.forbidden()...)
	m.headers = append(m.headers, oneOf(g.Rand, lines...))
	return m
}

func bearing(text string) string { return "Authorization: Bearer " + text }

// badCookies is right cookies and wrong ones, in ways that must not do.
func (g *malformer) badCookies() []string {
	name, value, csrf := "sid-operators=", g.ownerBrowser.cookie.Value, g.ownerBrowser.csrf
	if g.op.audience == "user" {
		name, value, csrf = "sid-main=", g.browser.cookie.Value, g.browser.csrf
	}
	cookie := "Cookie: " + name
	lines := []string{
		cookie + g.mutated(value), cookie + value + "; " + name + value, cookie + value + "\r\n" + cookie + value, cookie + g.access, cookie + g.key,
		"Cookie: sid-staging=" + value, "Cookie: __Host-Http-" + name + value, bearing(g.mark()) + "\r\n" + cookie + value,
	}
	if g.op.method != http.MethodGet {
		lines = append(lines, cookie+value, cookie+value+"\r\nX-CSRF-Token: "+flip(g.Rand, csrf), cookie+value+"\r\nX-CSRF-Token: "+g.mark())
	}
	return lines
}

// forbidden is credentials that are good for something, but not for this.
func (g *malformer) forbidden() (lines []string) {
	switch g.op.audience {
	case "backend":
		lines = []string{bearing(g.secret), bearing(g.access), "Cookie: sid-main=" + g.browser.cookie.Value + "\r\nX-CSRF-Token: " + g.browser.csrf}
		if key := g.keyWithout(g.op.scope); g.op.scope != "" {
			lines = append(lines, bearing(key), bearing(key), bearing(key))
		}
		switch {
		case !g.op.managed:
			lines = append(lines, bearing(g.owner))
		case g.op.method != http.MethodGet && strings.HasSuffix(g.op.scope, ":write"):
			lines = append(lines, bearing(g.auditor), bearing(g.auditor))
		}
	case "operator":
		lines = []string{bearing(g.secret), bearing(g.access), bearing(g.key), bearing(g.key)}
		if g.op.role != "" {
			lines = append(lines, bearing(g.auditor), bearing(g.auditor), bearing(g.auditor))
		}
		if g.op.role == "owner" {
			lines = append(lines, bearing(g.admin))
		}
	default:
		lines = []string{bearing(g.key), bearing(g.owner)}
	}
	return lines
}

// mutated is a credential that is no longer one.
func (g *malformer) mutated(text string) string {
	at := g.IntN(len(text))
	switch g.IntN(7) {
	case 0:
		return text[:at]
	case 1:
		return text + text[:1+at]
	case 2:
		return text[1:]
	case 3:
		return text[:at] + oneOf(g.Rand, "=", "%00", "/", "+", "é", ".") + text[at:]
	case 4:
		return strings.ToUpper(text)
	case 5:
		return text[:4] + randomText(g.Rand, len(text)-4, len(text)-4)
	}
	return flip(g.Rand, text)
}

// flip changes one character.
func flip(r *rand.Rand, text string) string {
	const alphabet = "0123456789abcdef"
	at := r.IntN(len(text))
	for {
		if c := alphabet[r.IntN(len(alphabet))]; c != text[at] {
			return text[:at] + string(c) + text[at+1:]
		}
	}
}

// forged is an access token of the right claims that nobody has signed, or somebody else.
func (g *malformer) forged() string {
	parts := strings.Split(g.access, ".")
	coded := base64.RawURLEncoding.EncodeToString
	head := coded(fmt.Appendf(nil, `{"alg":%q,"typ":"at+jwt","kid":%q}`, oneOf(g.Rand, "none", "HS256", "RS256", "ES384"), g.mark()))
	return oneOf(g.Rand, head+"."+parts[1]+".", head+"."+parts[1]+"."+parts[2], parts[0]+"."+coded([]byte(`{"sub":"`+g.mark()+`"}`))+"."+parts[2], parts[0]+"."+parts[1], "..", g.access+"."+parts[2])
}
