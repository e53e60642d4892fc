package e2e

import (
	"cmp"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// operation is one of the description's.
type operation struct {
	id, method, path string // the path is still a template
	standard         bool   // fixed by an RFC: tells nothing of unknown parameters and answers any token
	audience         string // whose credential it needs: "user", "backend", or "" for none
	scope            string // that it asks of an API key
	parameters       []parameter
	bodyType         string // content type; empty when it takes no body
	body             schema
	methods          []string // all that the description has for the path
}

type parameter struct {
	name, in string
	schema   schema
}

// operationsOf reads every operation out of a description.
func operationsOf(t *testing.T, description string) []operation {
	t.Helper()
	root := readYAML(t, description)
	all := schemas{}
	for name, one := range mapOf(root, "components", "schemas") {
		all["#/components/schemas/"+name] = one
	}
	var found []operation
	for path, item := range mapOf(root, "paths") {
		methods := mapOf(item)
		for method, described := range methods {
			op := operation{
				id: textOf(described, "operationId"), method: strings.ToUpper(method), path: path,
				standard: slices.Contains(listOf(described, "tags"), any("Standards")), audience: audienceOf(described),
			}
			if needed := regexp.MustCompile(`Needs the scope ([a-z]+:[a-z]+)`).FindStringSubmatch(textOf(described, "description")); needed != nil {
				op.scope = needed[1]
			}
			for _, p := range listOf(described, "parameters") {
				op.parameters = append(op.parameters, parameter{textOf(p, "name"), textOf(p, "in"), all.resolve(mapOf(p, "schema"))})
			}
			for kind, content := range mapOf(described, "requestBody", "content") {
				op.bodyType, op.body = kind, all.resolve(mapOf(content, "schema"))
			}
			for other := range methods {
				op.methods = append(op.methods, strings.ToUpper(other))
			}
			found = append(found, op)
		}
	}
	slices.SortFunc(found, func(a, b operation) int { return cmp.Compare(a.id, b.id) })
	return found
}

func audienceOf(described any) string {
	all := listOf(described, "security")
	if len(all) == 0 {
		return ""
	}
	if _, is := mapOf(all[0])["api_key"]; is {
		return "backend"
	}
	return "user"
}

// readYAML reads the YAML that the server writes: maps and lists by indentation, and values on one line.
func readYAML(t *testing.T, text string) any {
	t.Helper()
	y := &yaml{}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if plain := strings.TrimLeft(line, " "); plain != "" {
			y.lines = append(y.lines, yamlLine{len(line) - len(plain), plain})
		}
	}
	root := y.value(0)
	if len(y.lines) > 0 {
		t.Fatalf("the description is not read beyond %q", y.lines[0].text)
	}
	return root
}

type yaml struct{ lines []yamlLine }

type yamlLine struct {
	indent int
	text   string
}

var yamlMember = regexp.MustCompile(`^("(?:[^"\\]|\\.)*"|[^"\s-][^\s:]*):(?: (.*))?$`)

// value reads what begins at an indentation.
func (y *yaml) value(indent int) any {
	if len(y.lines) == 0 || y.lines[0].indent < indent {
		return nil
	}
	indent = y.lines[0].indent
	if strings.HasPrefix(y.lines[0].text, "- ") {
		return y.list(indent)
	}
	if !yamlMember.MatchString(y.lines[0].text) {
		text := y.lines[0].text
		y.lines = y.lines[1:]
		return scalar(text)
	}
	members := map[string]any{}
	for len(y.lines) > 0 && y.lines[0].indent == indent {
		member := yamlMember.FindStringSubmatch(y.lines[0].text)
		if member == nil {
			return members // the caller sees what is left
		}
		y.lines = y.lines[1:]
		name, _ := scalar(member[1]).(string)
		if name == "" {
			name = member[1]
		}
		if member[2] != "" {
			members[name] = scalar(member[2])
		} else {
			members[name] = y.value(indent + 1)
		}
	}
	return members
}

func (y *yaml) list(indent int) (all []any) {
	for len(y.lines) > 0 && y.lines[0].indent == indent && strings.HasPrefix(y.lines[0].text, "- ") {
		y.lines[0] = yamlLine{indent + 2, y.lines[0].text[2:]}
		all = append(all, y.value(indent+2))
	}
	return all
}

// scalar reads a value on one line.
func scalar(text string) any {
	var value any
	if json.Unmarshal([]byte(text), &value) == nil { // quoted texts, numbers, truth, and the empty list and map
		return value
	}
	return text
}

// mapOf follows names down into a document; the result is empty where there is nothing.
func mapOf(in any, path ...string) map[string]any {
	here, _ := in.(map[string]any)
	for _, name := range path {
		here, _ = here[name].(map[string]any)
	}
	return here
}

func listOf(in any, name string) []any {
	all, _ := mapOf(in)[name].([]any)
	return all
}

func textOf(in any, name string) string {
	text, _ := mapOf(in)[name].(string)
	return text
}

func TestDescriptionIsReadWhole(t *testing.T) {
	t.Parallel()
	operations := operationsOf(t, `components:
  schemas:
    Thing:
      properties:
        "on":
          type: boolean
        names:
          items:
            type: string
          maxItems: 8
          type:
            - array
            - "null"
      required:
        - "on"
      type: object
paths:
  /e/{environment}/things/{thing}:
    put:
      description: "With a colon: and more. Needs the scope things:write."
      operationId: put-thing
      parameters:
        - in: path
          name: thing
          schema:
            maxLength: 36
            type: string
      requestBody:
        content:
          application/json:
            schema:
              $ref: "#/components/schemas/Thing"
      security:
        - api_key: []
      tags:
        - Things
    get:
      operationId: get-thing
`)
	if len(operations) != 2 {
		t.Fatalf("operationsOf() = %d operations, want 2", len(operations))
	}
	get, put := operations[0], operations[1]
	if get.method != http.MethodGet || get.audience != "" || len(get.methods) != 2 {
		t.Errorf("operationsOf() = %+v, want a GET for anybody beside another method", get)
	}
	if put.scope != "things:write" || put.audience != "backend" || put.parameters[0].schema.number("maxLength") != 36 ||
		put.bodyType != "application/json" || strconv.Quote(put.body.member("names").kind()) != `"array"` || !slices.Equal(put.body.required(), []string{"on"}) {
		t.Errorf("operationsOf() = %+v, want what the description says", put)
	}
}
