package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// malformed is a request that must be refused.
type malformed struct {
	rawRequest
	kind string
	// harmless is for what an operation does not look at: it may answer 200, because it changes nothing.
	harmless bool
	// protocol is for what breaks HTTP itself: the answer may come from below the API, in plain text.
	protocol bool
}

// malformer makes malformed requests of one operation.
type malformer struct {
	*rand.Rand
	*targets
	op operation
}

// malformation is a way in which requests are wrong.
type malformation struct {
	kind    string
	applies func(op operation) bool
	make    func(g *malformer) malformed
}

// malformations is all ways. In each, the rest of the request is as it should be, and mostly comes with a credential
// that may do everything: it must be refused for what is wrong with it.
func malformations() []malformation {
	always := func(operation) bool { return true }
	sendsJSON := func(op operation) bool { return op.bodyType == "application/json" }
	sendsForm := func(op operation) bool { return op.bodyType != "" && !sendsJSON(op) }
	return []malformation{
		{"body", sendsJSON, (*malformer).badJSON},
		{"member", sendsJSON, (*malformer).badMember},
		{"member", sendsJSON, (*malformer).badMember}, // there are many
		{"form", sendsForm, (*malformer).badForm},
		{"token", sendsForm, (*malformer).badToken},
		{"content type", func(op operation) bool { return op.bodyType != "" }, (*malformer).badType},
		{"large body", always, (*malformer).largeBody},
		{"ID", func(op operation) bool { return strings.Count(op.path, "{") > 1 }, (*malformer).badID},
		{"environment", always, (*malformer).badEnvironment},
		{"parameter", func(op operation) bool { return !op.standard }, (*malformer).badParameter},
		{"credential", always, (*malformer).badCredential},
		{"secret", func(op operation) bool { return op.id == "refresh" || op.id == "sign-in" }, (*malformer).badSecret},
		{"method", always, (*malformer).badMethod},
		{"other site", func(op operation) bool { return op.method != http.MethodGet }, (*malformer).otherSite},
		{"large headers", always, (*malformer).largeHeaders},
		{"protocol", always, (*malformer).badProtocol},
	}
}

// right is a request with nothing wrong about it, but for the marks that it carries.
func (g *malformer) right() malformed {
	m := malformed{rawRequest: rawRequest{method: g.op.method, target: g.target("main", nil)}}
	m.headers = append(m.headers, "User-Agent: "+g.mark(), "X-Mark: "+g.mark(), "Sojourn-Activity: none")
	if g.op.bodyType != "" {
		m.headers = append(m.headers, "Content-Type: "+g.op.bodyType)
		m.body = g.validBody()
	}
	return m
}

// allowed is a right request with a credential that may do everything.
func (g *malformer) allowed() malformed {
	m := g.right()
	if credential := g.credential(g.op); credential != "" {
		m.headers = append(m.headers, "Authorization: Bearer "+credential)
	}
	return m
}

func (g *malformer) validBody() []byte {
	if g.op.bodyType == "application/json" {
		return encode(g.op.body.valid(g.Rand, "", g.known(g.op.id)))
	}
	return []byte(url.Values{"token": {g.secret}}.Encode())
}

func encode(value any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // made of plain values
	}
	return text
}

// mark is a text that must not come back.
func (g *malformer) mark() string { return g.markBegin + randomText(g.Rand, 8, 8) }

// target is the operation's path with IDs that are there, but for those that are replaced.
func (g *malformer) target(environment string, replaced map[string]string) string {
	ids := map[string]string{"{session}": g.session, "{user}": g.user, "{tenant}": g.tenant, "{environment}": environment}
	maps.Copy(ids, replaced)
	path := g.op.path
	for _, name := range slices.Sorted(maps.Keys(ids)) {
		path = strings.ReplaceAll(path, name, ids[name])
	}
	return path
}

func oneOf[T any](r *rand.Rand, all ...T) T { return all[r.IntN(len(all))] }

func (g *malformer) badID() malformed {
	m := g.allowed()
	names := []string{}
	for _, p := range g.op.parameters {
		if p.in == "path" && p.name != "environment" {
			names = append(names, "{"+p.name+"}")
		}
	}
	name := oneOf(g.Rand, names...)
	m.harmless = g.op.id == "remove-membership" // who is no member need not be taken out
	there := map[string]string{"{session}": g.session, "{user}": g.user, "{tenant}": g.tenant}[name]
	foreign := map[string]string{"{session}": g.foreign.session, "{user}": g.foreign.user, "{tenant}": g.foreign.tenant}[name]
	hexadecimal := fmt.Sprintf("%08x-%04x-7%03x-8%03x-%012x", g.Uint32(), g.IntN(1<<16), g.IntN(1<<12), g.IntN(1<<12), g.Uint64N(1<<48))
	id := oneOf(g.Rand, foreign, hexadecimal, there[:35], there+"0", strings.ReplaceAll(there, "-", ""), "{"+there+"}", g.mark(),
		"%00", "%ff%fe", "%2e%2e%2f"+g.mark(), "'%20OR%201=1--", "-1", strings.Repeat(g.mark(), 100), "urn:uuid:"+there, "00000000-0000-0000-0000-000000000000",
		flip(g.Rand, there))
	m.target = g.target("main", map[string]string{name: id})
	return m
}

func (g *malformer) badEnvironment() malformed {
	m := g.allowed()
	unknown := []string{g.mark(), "MAIN", "main%20", "%00", "%ff", "main%2f..", "-", strings.Repeat(g.mark(), 50), "m", "main%0a", "%22main%22"}
	if g.op.audience != "" {
		unknown = append(unknown, "staging", "staging") // where none of the credentials is known
	}
	m.target = g.target(oneOf(g.Rand, unknown...), nil)
	return m
}

func (g *malformer) badParameter() malformed {
	m := g.allowed()
	bad := url.Values{g.mark(): {g.mark()}}.Encode()
	var known []parameter
	for _, p := range g.op.parameters {
		if p.in == "query" {
			known = append(known, p)
		}
	}
	if len(known) > 0 && g.IntN(4) > 0 {
		p := oneOf(g.Rand, known...)
		value := g.badValue(p)
		// The names of people and addresses are free text; a text that names nothing finds nothing.
		m.harmless = g.op.method == http.MethodGet && slices.Contains([]string{"email", "external_id", "address"}, p.name) && len(value) < 40
		bad = url.Values{p.name: {value}}.Encode()
	}
	m.target += "?" + bad
	return m
}

func (g *malformer) badValue(p parameter) string {
	switch {
	case p.schema.kind() == "integer":
		return oneOf(g.Rand, "0", "-1", "201", "abc", "1.5", "1e2", "99999999999999999999", "0x10", "५", g.mark(), "1 2", "NaN")
	case p.schema.kind() == "boolean":
		return oneOf(g.Rand, "maybe", "2", "yes", g.mark())
	case p.name == "email" || p.name == "external_id" || p.name == "address":
		return oneOf(g.Rand, g.mark(), "\x00", "\xff\xfe", "'; DROP TABLE users", strings.Repeat(g.mark(), 100))
	}
	return oneOf(g.Rand, g.mark(), "\x00", "\xff\xfe", "not-"+g.user, g.user[:20], strings.Repeat(g.mark(), 100), "2026-13-45T99:00:00Z", "*", "%")
}

func (g *malformer) badMethod() malformed {
	m := g.allowed()
	methods := slices.DeleteFunc([]string{"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "BREW", "get", "Post", "X-" + strings.ToUpper(g.mark())},
		func(method string) bool { return slices.Contains(g.op.methods, method) })
	m.method = oneOf(g.Rand, methods...)
	return m
}

func (g *malformer) otherSite() malformed {
	m := g.allowed()
	m.headers = append(m.headers, oneOf(g.Rand, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site", "Sec-Fetch-Site: "+g.mark(),
		"Origin: https://"+g.mark()+".example", "Origin: null", "Origin: http://127.0.0.1:1"))
	return m
}

func (g *malformer) largeHeaders() malformed {
	m := g.allowed()
	m.protocol = true
	size := 24<<10 + g.IntN(16<<10)
	switch g.IntN(4) {
	case 0:
		m.headers = append(m.headers, "X-Large: "+strings.Repeat("a", size))
	case 1:
		m.headers = append(m.headers, "Authorization: Bearer "+strings.Repeat("b", size))
	case 2:
		m.headers = append(m.headers, "Cookie: "+strings.Repeat("c=d; ", size/5))
	default:
		for at := 0; at < size; at += 32 {
			m.headers = append(m.headers, fmt.Sprintf("X-Header-%d: %s", at, g.mark()))
		}
	}
	return m
}

// badProtocol breaks HTTP. Without a credential, because not every operation reads to the place where it is broken.
func (g *malformer) badProtocol() malformed {
	m := g.right()
	m.alone, m.protocol = true, true
	m.harmless = g.op.audience == "" && g.op.method == http.MethodGet
	if g.op.bodyType == "application/json" && (g.op.audience == "" || g.IntN(2) == 0) { // it reads the body, and so must notice
		m = g.allowed()
		m.alone, m.protocol, m.framing = true, true, byHeaders
		switch g.IntN(3) {
		case 0:
			m.headers = append(m.headers, fmt.Sprintf("Content-Length: %d", len(m.body)+1+g.IntN(1000)))
		case 1:
			m.headers = append(m.headers, "Transfer-Encoding: chunked") // and the body is none
		default:
			m.headers = append(m.headers, "Transfer-Encoding: chunked")
			m.body = fmt.Appendf(nil, "%x\r\n%s\r\n%s", len(m.body), m.body, oneOf(g.Rand, "", "zz\r\n", "ffffffffffffffffff\r\n", "-1\r\n", "5\r\nab"))
		}
		return m
	}
	m.headers = append(m.headers, oneOf(g.Rand, "X-Nul: a\x00b", "X Space: a", "no colon", ": no name", "X-Control: \x01\x1b[31m", "X-High: \xff\xfe",
		" folded: a", "Content-Length: 5\r\nContent-Length: 6", "Content-Length: -1", "Content-Length: ten", "Content-Length: 99999999999999999999",
		"Host: a\r\nHost: b", "Transfer-Encoding: chunked\r\nContent-Length: 3", "Cookie: \x00=\x00", "Expect: "+g.mark(), "Connection: Upgrade\r\nUpgrade: h2c",
		"Content-Encoding: gzip", "Range: bytes=0-"+g.mark(), "X-Forwarded-For: "+g.mark()+"\r\nForwarded: for=\""+g.mark()))
	if g.IntN(4) == 0 {
		m.target = oneOf(g.Rand, m.target+"%zz", m.target+"\x01", "e/main", "http://[::1/e", "*", m.target+"%", m.target+"?%zz", m.target+"?"+strings.Repeat("a=b&", 500))
	}
	return m
}
