package e2e

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// badJSON breaks a body as a text.
func (g *malformer) badJSON() malformed {
	m := g.allowed()
	if g.IntN(4) == 0 {
		m = g.right()
	}
	m.body = oneOf(g.Rand, g.cut, g.prolonged, g.noObject, g.twice, g.deep, g.noise, g.otherText, g.badUTF8)(m.body)
	return m
}

func (g *malformer) cut(body []byte) []byte {
	if !g.op.bodyNeeded { // nothing at all is right
		return body[:1+g.IntN(len(body)-1)]
	}
	return body[:g.IntN(len(body))]
}

func (g *malformer) prolonged(body []byte) []byte {
	switch g.IntN(3) {
	case 0:
		return append(bytes.TrimSuffix(body, []byte("}")), ",}"...)
	case 1:
		return append([]byte("/* "+g.mark()+" */"), body...)
	}
	return append(body, oneOf(g.Rand, "{}", "x", "]", ",", `"`+g.mark()+`"`, "\x00")...)
}

func (g *malformer) noObject(body []byte) []byte {
	mark := `"` + g.mark() + `"`
	return []byte(oneOf(g.Rand, "null", "[]", "42", "true", mark, "["+string(body)+"]", "NaN", "''", "undefined", "{"+mark+"}", "{,}"))
}

func (g *malformer) deep([]byte) []byte {
	depth := 33 + g.IntN(4000)
	if g.IntN(2) == 0 {
		return []byte(strings.Repeat("[", depth) + strings.Repeat("]", depth))
	}
	return []byte(strings.Repeat(`{"name":`, depth) + "1" + strings.Repeat("}", depth))
}

func (g *malformer) noise([]byte) []byte {
	noise := make([]byte, 1+g.IntN(300))
	for i := range noise {
		noise[i] = byte(g.IntN(256))
	}
	noise[0] |= 0x80 // which begins no JSON
	return noise
}

// otherText is JSON in another encoding or quoting.
func (g *malformer) otherText(body []byte) []byte {
	switch g.IntN(3) {
	case 0:
		return append([]byte("\xef\xbb\xbf"), body...) // a byte order mark
	case 1:
		return append(bytes.ReplaceAll(body, []byte(`"`), []byte(`'`)), '\'')
	}
	wide := make([]byte, 0, 2*len(body)) // UTF-16
	for _, b := range body {
		wide = append(wide, b, 0)
	}
	return wide
}

// badUTF8 puts bytes that are not UTF-8 into names and values.
func (g *malformer) badUTF8(body []byte) []byte {
	broken := bytes.Replace(body, []byte(`"`), []byte("\"\xc3\x28"), 1+g.IntN(3))
	if bytes.Equal(broken, body) {
		return append(body, 0xff)
	}
	return broken
}

// twice has a member twice, which makes it ambiguous.
func (g *malformer) twice(body []byte) []byte {
	rest := bytes.TrimPrefix(body, []byte("{"))
	name, _, found := bytes.Cut(rest, []byte(":"))
	if !found {
		name = []byte(`"` + g.op.body.names()[0] + `"`)
		return fmt.Appendf(nil, "{%s:null,%s:null}", name, name)
	}
	return fmt.Appendf(nil, "{%s:null,%s", name, rest)
}

// badMember breaks one member of a body.
func (g *malformer) badMember() malformed {
	m := g.allowed()
	body, _ := g.op.body.valid(g.Rand, "", g.known(g.op.id)).(map[string]any)
	all := places(body, g.op.body)
	if len(all) == 0 || g.IntN(5) == 0 {
		object := oneOf(g.Rand, objects(body, g.op.body)...)
		name := oneOf(g.Rand, g.mark(), "__proto__", "constructor", "$ref", "id\x00", "ID", "Id ", "role", "scopes", "secret", strings.Repeat(g.mark(), 20), "")
		if _, known := object.properties()[name]; known {
			name = strings.ToUpper(name)
		}
		object.members[name] = oneOf[any](g.Rand, g.mark(), 1, nil, true, []any{}, map[string]any{g.mark(): g.mark()})
		m.body = encode(body)
		return m
	}
	at := oneOf(g.Rand, all...)
	if required := g.op.body.required(); len(required) > 0 && g.IntN(8) == 0 {
		delete(body, oneOf(g.Rand, required...))
		m.body = encode(body)
		return m
	}
	at.put(g.wrongFor(at.schema))
	m.body = encode(body)
	return m
}

// wrongFor is a value that a schema does not allow.
func (g *malformer) wrongFor(s schema) any {
	others := map[string][]any{
		"string":  {1, true, -1.5, []any{g.mark()}, map[string]any{g.mark(): 1}, []any{}, 1e300},
		"boolean": {"true", 1, 0, g.mark(), []any{true}, map[string]any{}, "null"},
		"integer": {"1", 1.5, true, -1.5, 1e300, g.mark(), []any{1}, map[string]any{}, 9223372036854775808.0, -9223372036854775809.0, "9223372036854775807"},
		"object":  {"{}", 1, true, []any{}, []any{map[string]any{}}, g.mark()},
		"array":   {"[]", 1, true, map[string]any{"0": g.mark()}, g.mark(), []any{1}, []any{[]any{}}},
	}[s.kind()]
	if !s.nullable() && s.kind() != "object" { // what may be left out may also be null, in an object of all optional members
		others = append(others, g.tooLong(s)...)
	}
	return oneOf(g.Rand, others...)
}

// tooLong is values of the right type that are out of bounds.
func (g *malformer) tooLong(s schema) []any {
	switch {
	case len(listOf(map[string]any(s), "enum")) > 0:
		return []any{g.mark(), "", "\x00", strings.Repeat(g.mark(), 500)}
	case s.number("maxLength") > 0:
		most := s.number("maxLength")
		return []any{strings.Repeat("x", most+1), strings.Repeat("ü", most+1), strings.Repeat(g.mark(), most), strings.Repeat("y", 50_000)}
	case s.kind() == "integer":
		return []any{-1, -9007199254740993, 9007199254740993}
	case s.number("minItems") > 0:
		return []any{[]any{}}
	case s.number("maxItems") > 0:
		return []any{slices.Repeat([]any{"x"}, s.number("maxItems")+1)}
	}
	return []any{1}
}

func (g *malformer) badForm() malformed {
	m := g.allowed()
	token := "token=" + g.secret
	m.body = []byte(oneOf(g.Rand, "", "x="+g.mark(), "token", "token=", token+"&"+token, "token=%zz", token+"%", token+";"+token, "Token="+g.secret,
		"token_type_hint="+g.mark(), `{"token":"`+g.secret+`"}`, "token[]="+g.secret, strings.Repeat("a=b&", 2000)))
	return m
}

// badToken asks about tokens that are none, which is answered, and must not end anything.
func (g *malformer) badToken() malformed {
	m := g.allowed()
	m.harmless = true
	m.body = []byte("token=" + strings.NewReplacer("+", "%2B", "&", "%26", ";", "%3B", "%", "%25").Replace(g.mutated(oneOf(g.Rand, g.secret, g.access, g.refresh, g.key))))
	return m
}

func (g *malformer) badType() malformed {
	m := g.allowed()
	kind := oneOf(g.Rand, "text/plain", "application/xml", "multipart/form-data; boundary="+g.mark(), "text/json", "application/"+g.mark(), "///", "application/jsonp",
		"application/octet-stream", "image/png", "*/*", "application/msgpack", "application/cbor")
	if g.op.bodyType == "application/json" && g.IntN(3) == 0 {
		kind = "application/x-www-form-urlencoded"
	}
	for i, line := range m.headers {
		if strings.HasPrefix(line, "Content-Type:") {
			m.headers[i] = "Content-Type: " + kind
		}
	}
	return m
}

func (g *malformer) largeBody() malformed {
	m := g.allowed()
	if g.op.bodyType == "" { // it does not read a body; so it is refused for want of a credential
		m = g.right()
		m.harmless = g.op.audience == ""
	}
	m.framing = oneOf(g.Rand, byLength, byChunks)
	size := g.op.bodyLimit + 1 + g.IntN(30<<10)
	switch {
	case len(m.body) > 0 && g.IntN(2) == 0: // valid but for its size
		filler := " "
		if g.op.bodyType != "application/json" {
			filler = "&a=b"
		}
		m.body = append(m.body, strings.Repeat(filler, size)...)
	case g.op.bodyType == "application/json":
		m.body = []byte(`{"name":"` + strings.Repeat(g.mark(), size/len(g.mark())) + `"}`)
	default:
		m.body = bytes.Repeat([]byte("x"), size)
	}
	return m
}
