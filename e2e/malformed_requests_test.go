package e2e

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
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
		{"document", holdsDocument, (*malformer).badDocument},
		{"form", sendsForm, (*malformer).badForm},
		{"token", sendsForm, (*malformer).badToken},
		{"content type", func(op operation) bool { return op.bodyType != "" }, (*malformer).badType},
		{"large body", always, (*malformer).largeBody},
		{"ID", func(op operation) bool { return len(op.ids()) > 0 }, (*malformer).badID},
		{"environment", always, (*malformer).badEnvironment},
		{"parameter", func(op operation) bool { return !op.standard }, (*malformer).badParameter},
		{"header", func(op operation) bool { return len(op.bounded()) > 0 }, (*malformer).badHeader},
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
	m := malformed{rawRequest: rawRequest{method: g.op.method, target: g.target("main", nil, g.query())}}
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
	return []byte("token=" + g.secret)
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

func oneOf[T any](r *rand.Rand, all ...T) T { return all[r.IntN(len(all))] }

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

func (g *malformer) badHeader() malformed {
	m := g.allowed()
	p := oneOf(g.Rand, g.op.bounded()...)
	m.headers = append(m.headers, p.name+": "+oneOf(g.Rand, strings.Repeat("x", p.schema.number("maxLength")+1), strings.Repeat(g.mark(), 20)))
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
		m.alone, m.half, m.protocol, m.framing = true, true, true, byHeaders
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
	broken := oneOf(g.Rand, "X-Nul: a\x00b", "X Space: a", "no colon", ": no name", "X-Control: \x01\x1b[31m", "X-High: \xff\xfe",
		" folded: a", "Content-Length: 5\r\nContent-Length: 6", "Content-Length: -1", "Content-Length: ten", "Content-Length: 99999999999999999999",
		"Host: a\r\nHost: b", "Transfer-Encoding: chunked\r\nContent-Length: 3", "Cookie: \x00=\x00", "Expect: "+g.mark(), "Connection: Upgrade\r\nUpgrade: h2c",
		"Content-Encoding: gzip", "Range: bytes=0-"+g.mark(), "X-Forwarded-For: "+g.mark()+"\r\nForwarded: for=\""+g.mark())
	m.headers = append(m.headers, broken)
	m.half = strings.HasPrefix(broken, "Transfer-Encoding")
	if g.IntN(4) == 0 {
		m.target = oneOf(g.Rand, m.target+"%zz", m.target+"\x01", "e/main", "http://[::1/e", "*", m.target+"%", more(m.target, "%zz"), more(m.target, strings.Repeat("a=b&", 500)))
	}
	return m
}
