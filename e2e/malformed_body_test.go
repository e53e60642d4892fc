package e2e

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
)

// schema is a JSON schema of the description, with its references resolved.
type schema map[string]any

type schemas map[string]any

// resolve replaces references by what they refer to.
func (s schemas) resolve(in map[string]any) schema {
	if reference, is := in["$ref"].(string); is {
		return s.resolve(mapOf(s[reference]))
	}
	out := schema(maps.Clone(in))
	if properties := mapOf(in, "properties"); properties != nil {
		resolved := map[string]any{}
		for name, one := range properties {
			resolved[name] = s.resolve(mapOf(one))
		}
		out["properties"] = resolved
	}
	if items := mapOf(in, "items"); items != nil {
		out["items"] = s.resolve(items)
	}
	return out
}

// kind is the type, without "or null".
func (s schema) kind() string {
	if kinds := listOf(map[string]any(s), "type"); len(kinds) > 0 {
		kind, _ := kinds[0].(string)
		return kind
	}
	return textOf(map[string]any(s), "type")
}

func (s schema) nullable() bool {
	return slices.Contains(listOf(map[string]any(s), "type"), any("null"))
}

func (s schema) items() schema {
	items, _ := s["items"].(schema)
	return items
}

func (s schema) number(name string) int {
	number, _ := s[name].(float64)
	return int(number)
}

func (s schema) properties() map[string]any {
	properties, _ := s["properties"].(map[string]any)
	return properties
}

func (s schema) member(name string) schema {
	one, _ := s.properties()[name].(schema)
	return one
}

func (s schema) required() (names []string) {
	for _, name := range listOf(map[string]any(s), "required") {
		text, _ := name.(string)
		names = append(names, text)
	}
	return names
}

// names is the members in an order that does not change from run to run.
func (s schema) names() []string { return slices.Sorted(maps.Keys(s.properties())) }

// valid builds a value that the schema allows. What is known by the path of a member takes the place of made-up text:
// without that, no body would name anything that is there.
func (s schema) valid(r *rand.Rand, path string, known map[string]any) any {
	if value, is := knownAt(known, path); is {
		return value
	}
	if choices := listOf(map[string]any(s), "enum"); len(choices) > 0 {
		return choices[r.IntN(len(choices))]
	}
	switch s.kind() {
	case "object":
		members := map[string]any{}
		required := s.required()
		for _, name := range s.names() {
			inner := strings.TrimPrefix(path+"."+name, ".")
			_, is := knownAt(known, inner)
			_, without := knownAt(known, inner+"?")
			if slices.Contains(required, name) || is || (r.IntN(2) == 0 && !without) {
				members[name] = s.member(name).valid(r, inner, known)
			}
		}
		return members
	case "array":
		return []any{s.items().valid(r, path+".0", known)}
	case "boolean":
		return r.IntN(2) == 0
	case "integer":
		return max(s.number("minimum"), 1)
	}
	return randomText(r, max(s.number("minLength"), 3), 12)
}

// knownAt is what is known of a path, or of its last parts: a settings document is the same wherever it is.
func knownAt(known map[string]any, path string) (value any, is bool) {
	for {
		if value, is = known[path]; is {
			return value, true
		}
		if _, path, is = strings.Cut(path, "."); !is {
			return nil, false
		}
	}
}

func randomText(r *rand.Rand, least, most int) string {
	text := make([]byte, least+r.IntN(most-least+1))
	for i := range text {
		text[i] = byte('a' + r.IntN(26))
	}
	return string(text)
}

// place is a value somewhere in a body.
type place struct {
	put func(value any) // in its stead
	schema
}

// places lists the members of objects and the items of lists that a body has, at every depth.
func places(body any, s schema) (all []place) {
	switch body := body.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(body)) {
			inner := s.member(name)
			all = append(all, place{func(value any) { body[name] = value }, inner})
			all = append(all, places(body[name], inner)...)
		}
	case []any:
		for i := range body {
			all = append(all, place{func(value any) { body[i] = value }, s.items()})
			all = append(all, places(body[i], s.items())...)
		}
	}
	return all
}

// part is an object somewhere in a body.
type part struct {
	members map[string]any
	schema
}

// objects lists the objects of a body, itself first.
func objects(body any, s schema) (all []part) {
	switch body := body.(type) {
	case map[string]any:
		all = append(all, part{body, s})
		for _, name := range slices.Sorted(maps.Keys(body)) {
			all = append(all, objects(body[name], s.member(name))...)
		}
	case []any:
		for i := range body {
			all = append(all, objects(body[i], s.items())...)
		}
	}
	return all
}
