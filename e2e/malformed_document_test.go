package e2e

import "strings"

// holdsDocument tells whether the body of an operation is a settings document, or has one.
func holdsDocument(op operation) bool {
	return op.body.member("pages") != nil || op.body.member("document") != nil
}

// badDocument has a settings document of the right form that means what cannot be.
func (g *malformer) badDocument() malformed {
	m := g.allowed()
	body, _ := g.op.body.valid(g.Rand, "", g.known(g.op.id)).(map[string]any)
	document, inside := body["document"].(map[string]any)
	if !inside {
		document = body
	}
	role := func() map[string]any {
		return map[string]any{"key": "other", "name": "Other", "permissions": []any{"reports.read"}}
	}
	permission := func(key any) map[string]any { return map[string]any{"key": key, "name": g.mark()} }
	add := func(list string, one map[string]any) { document[list] = append(listOf(document, list), one) }
	changed := func(one map[string]any, member string, value any) map[string]any { one[member] = value; return one }
	settings := mapOf(document, "session_settings")
	oneOf(g.Rand,
		func() { add("roles", changed(role(), "permissions", []any{g.mark() + ".read"})) },
		func() {
			add("roles", changed(role(), "permissions", []any{oneOf(g.Rand, "*", "reports.", "sojourn", "sojourn.*.*", "sojourn.nothing", "", "\x00")}))
		},
		func() {
			add("roles", changed(role(), "key", oneOf(g.Rand, "admin", "", "Other", "1", "a b", "ü", "a\n", strings.Repeat("a", 60)+"b")))
		},
		func() { add("roles", changed(role(), "name", oneOf(g.Rand, "", "  ", "a\nb", "\x00", "a\u2028"))) },
		func() {
			add("permissions", permission(oneOf(g.Rand, "reports.read", "sojourn.users.read", "sojourn."+g.mark())))
		},
		func() { add("permissions", permission(oneOf(g.Rand, "", "x", "a.*", ".a", "A.b", "a.b\n", g.mark()))) },
		func() { document["default_role"] = oneOf(g.Rand, g.mark(), "Admin", "admin ") },
		func() {
			document["branding"] = map[string]any{"accent_color": oneOf(g.Rand, "red", "#12345", "#12345g", "336699#")}
		},
		func() { document["branding"] = map[string]any{"application_name": "a\u2029" + g.mark()} },
		func() {
			settings["idle_session_timeout"] = map[string]any{"on": true, "seconds": oneOf(g.Rand, 0, -1, 1<<40)}
		},
		func() {
			settings["max_concurrent_sessions"] = map[string]any{"on": true, "sessions": oneOf(g.Rand, 0, -1, 1<<40)}
		},
	)()
	m.body = encode(body)
	return m
}
