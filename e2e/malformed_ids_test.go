package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// ids is the parameters in the operation's path, but for the environment.
func (op operation) ids() (all []parameter) {
	for _, p := range op.parameters {
		if p.in == "path" && p.name != "environment" {
			all = append(all, p)
		}
	}
	return all
}

// queries is the parameters in the operation's query.
func (op operation) queries() (all []parameter) {
	for _, p := range op.parameters {
		if p.in == "query" {
			all = append(all, p)
		}
	}
	return all
}

// bounded is the headers that an operation looks at, and that may be too long.
func (op operation) bounded() (all []parameter) {
	for _, p := range op.parameters {
		if p.in == "header" && p.schema.number("maxLength") > 0 {
			all = append(all, p)
		}
	}
	return all
}

// meant is what a parameter in a path names: something that is there, and the like that is not there for who asks.
type meant struct {
	there   string
	foreign []string
}

func (g *malformer) meant(name string) meant {
	switch name {
	case "session":
		return g.reachable(g.session, g.foreign.session, g.neighbor.session)
	case "user":
		if g.op.global() {
			return meant{g.operator, []string{g.user}}
		}
		return g.reachable(g.user, g.foreign.user, g.neighbor.user)
	case "tenant":
		return meant{g.tenant, []string{g.foreign.tenant}}
	case "key":
		return meant{g.spareKey, []string{g.foreign.keyID}}
	case "version":
		return meant{"1", []string{"999999"}}
	case "target":
		return meant{"main", []string{"stagin", "main0"}}
	}
	panic("no ID for " + name) // the table above must know it
}

// reachable adds what is of another tenant of the same environment: nobody may reach it but who manages them all.
func (g *malformer) reachable(there, foreign, neighbor string) meant {
	if g.op.audience == "user" {
		return meant{there, []string{foreign, neighbor}}
	}
	return meant{there, []string{foreign}}
}

// target is the operation's path with IDs that are there, but for those that are replaced, and a query.
func (g *malformer) target(environment string, replaced map[string]string, query url.Values) string {
	path := strings.ReplaceAll(g.op.path, "{environment}", environment)
	if below, global := strings.CutPrefix(path, operatorsPath); global && environment != "main" {
		path = "/e/" + environment + "/" + below
	}
	for _, p := range g.op.ids() {
		id, is := replaced[p.name]
		if !is {
			id = g.meant(p.name).there
		}
		path = strings.ReplaceAll(path, "{"+p.name+"}", id)
	}
	return more(path, query.Encode())
}

// more adds to the query of a target.
func more(target, query string) string {
	switch {
	case query == "":
		return target
	case strings.Contains(target, "?"):
		return target + "&" + query
	}
	return target + "?" + query
}

// query is a right query: what is needed, and sometimes more.
func (g *malformer) query() url.Values {
	known := map[string]string{
		"revision": fmt.Sprint(g.revision), "with": "0", "limit": "20", "kind": "session.created,session.ended",
		"user": g.user, "tenant": g.tenant, "from": "2026-01-02T03:04:05Z", "format": "csv", "state": "active", "role": "admin",
	}
	query := url.Values{}
	for _, p := range g.op.queries() {
		value, is := known[p.name]
		if p.needed && !is {
			panic("no value for " + p.name) // the table above must know it
		}
		if p.needed || is && g.IntN(8) == 0 {
			query.Set(p.name, value)
		}
	}
	return query
}

func (g *malformer) badID() malformed {
	m := g.allowed()
	p := oneOf(g.Rand, g.op.ids()...)
	named := g.meant(p.name)
	// Who is no member need not be taken out, and a role that nobody has need not be taken away.
	m.harmless = g.op.id == "remove-membership" || g.op.id == "revoke-operator" && p.name == "target"
	id := g.badText(named)
	if p.schema.kind() == "integer" {
		id = oneOf(g.Rand, append(named.foreign, g.mark(), "-1", "1.5", "0x1", "1e0", "%00", "1%20", "%31%2e", "9223372036854775808", "99999999999999999999", "NaN", "{1}", "%ff")...)
	}
	m.target = g.target("main", map[string]string{p.name: id}, g.query())
	return m
}

// badText names nothing.
func (g *malformer) badText(named meant) string {
	there := named.there
	for {
		hexadecimal := fmt.Sprintf("%08x-%04x-7%03x-8%03x-%012x", g.Uint32(), g.IntN(1<<16), g.IntN(1<<12), g.IntN(1<<12), g.Uint64N(1<<48))
		id := oneOf(g.Rand, append(named.foreign, hexadecimal, there[:len(there)-1], there+"0", strings.ReplaceAll(there, "-", ""), "{"+there+"}", g.mark(),
			"%00", "%ff%fe", "%2e%2e%2f"+g.mark(), "'%20OR%201=1--", "-1", strings.Repeat(g.mark(), 100), "urn:uuid:"+there, "00000000-0000-0000-0000-000000000000",
			flip(g.Rand, there))...)
		if id != there {
			return id
		}
	}
}

func (g *malformer) badEnvironment() malformed {
	m := g.allowed()
	unknown := []string{g.mark(), "MAIN", "main%20", "%00", "%ff", "main%2f..", "-", strings.Repeat(g.mark(), 50), "m", "main%0a", "%22main%22"}
	if g.op.audience != "" {
		unknown = append(unknown, "staging", "staging") // where none of the credentials is known
	}
	m.target = g.target(oneOf(g.Rand, unknown...), nil, g.query())
	return m
}

// freeTexts is the parameters of lists in which a text that names nothing finds nothing.
func freeTexts() []string { return []string{"email", "external_id", "search", "role"} }

func (g *malformer) badParameter() malformed {
	m := g.allowed()
	query := g.query()
	known := g.op.queries()
	switch {
	case len(known) == 0 || g.IntN(4) == 0:
		query.Set(g.mark(), g.mark())
	default:
		p := oneOf(g.Rand, known...)
		value := g.badValue(p)
		m.harmless = g.op.method == http.MethodGet && slices.Contains(freeTexts(), p.name) && len(value) < 40
		query.Set(p.name, value)
		if p.needed && g.IntN(4) == 0 {
			m.harmless = false
			query.Del(p.name)
		}
	}
	m.target = g.target("main", nil, query)
	return m
}

func (g *malformer) badValue(p parameter) string {
	switch {
	case p.schema.kind() == "integer":
		outside := []string{"-1", "abc", "1.5", "1e2", "99999999999999999999", "0x10", "५", g.mark(), "1 2", "NaN"}
		if most := p.schema.number("maximum"); most > 0 {
			outside = append(outside, fmt.Sprint(most+1), fmt.Sprint(p.schema.number("minimum")-1))
		}
		return oneOf(g.Rand, outside...)
	case p.schema.kind() == "boolean":
		return oneOf(g.Rand, "maybe", "2", "yes", g.mark())
	case p.schema.kind() == "array":
		good := "session.ended,"
		return oneOf(g.Rand, g.mark(), good+g.mark(), good+"\x00", good+"\xff", good+good, "*", good+"%", strings.Repeat(good, 300)+"session.ended", `["session.ended"]`)
	case slices.Contains(freeTexts(), p.name):
		return oneOf(g.Rand, g.mark(), "\x00", "\xff\xfe", "'; DROP TABLE users", "%", "_", `\`, strings.Repeat(g.mark(), 100))
	}
	return oneOf(g.Rand, g.mark(), "\x00", "\xff\xfe", "not-"+g.user, g.user[:20], strings.Repeat(g.mark(), 100), "2026-13-45T99:00:00Z", "*", "%")
}
