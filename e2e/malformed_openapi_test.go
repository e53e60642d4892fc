package e2e

import (
	"cmp"
	"encoding/json"
	"maps"
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
	audience         string // whose credential it needs: "user", "backend", "operator", or "" for none
	managed          bool   // for a backend, and for operators, too
	scope            string // that it asks of an API key
	role             string // that it asks of an operator
	parameters       []parameter
	bodyType         string // content type; empty when it takes no body
	bodyNeeded       bool
	streams          bool // when asked to
	bodyLimit        int  // in bytes
	body             schema
	methods          []string // all that the description has for the path
}

type parameter struct {
	name, in string
	needed   bool
	schema   schema
}

// global tells whether an operation is one of the operators' environment alone.
func (op operation) global() bool { return strings.HasPrefix(op.path, operatorsPath) }

const operatorsPath = "/e/operators/"

// The description says these in words.
var (
	scopeWords = regexp.MustCompile(`Needs the scopes? ([a-z]+:[a-z]+)`)
	roleWords  = regexp.MustCompile(`Needs (?:an operator with )?the role ([a-z]+)`)
	limitWords = regexp.MustCompile(`body may have up to ([0-9]+) KiB`)
)

func words(form *regexp.Regexp, text string) string {
	found := form.FindStringSubmatch(text)
	if found == nil {
		return ""
	}
	return found[1]
}

// operationsOf reads every operation out of a description.
func operationsOf(t *testing.T, description string) []operation {
	t.Helper()
	root := readYAML(t, description)
	all := schemas{}
	for name, one := range mapOf(root, "components", "schemas") {
		all["#/components/schemas/"+name] = one
	}
	limit := words(limitWords, textOf(mapOf(root, "info"), "description"))
	var found []operation
	for path, item := range mapOf(root, "paths") {
		methods := mapOf(item)
		for method, described := range methods {
			op := operationOf(described, all, limit)
			op.method, op.path = strings.ToUpper(method), path
			for other := range methods {
				op.methods = append(op.methods, strings.ToUpper(other))
			}
			found = append(found, op)
		}
	}
	slices.SortFunc(found, func(a, b operation) int { return cmp.Compare(a.id, b.id) })
	return found
}

func operationOf(described any, all schemas, limit string) operation {
	text := textOf(described, "description")
	op := operation{
		id: textOf(described, "operationId"), scope: words(scopeWords, text), role: words(roleWords, text),
		standard: slices.Contains(listOf(described, "tags"), any("Standards")),
	}
	op.audience, op.managed = audienceOf(described)
	kib, _ := strconv.Atoi(cmp.Or(words(limitWords, text), limit))
	op.bodyLimit = kib << 10
	op.streams = mapOf(described, "responses", "200", "content", "text/event-stream") != nil
	for _, p := range listOf(described, "parameters") {
		op.parameters = append(op.parameters, parameter{textOf(p, "name"), textOf(p, "in"), mapOf(p)["required"] == true, all.resolve(mapOf(p, "schema"))})
	}
	for kind, content := range mapOf(described, "requestBody", "content") {
		op.bodyType, op.body = kind, all.resolve(mapOf(content, "schema"))
		op.bodyNeeded = mapOf(described, "requestBody")["required"] == true
	}
	return op
}

func audienceOf(described any) (audience string, managed bool) {
	var kinds []string
	for _, one := range listOf(described, "security") {
		kinds = slices.AppendSeq(kinds, maps.Keys(mapOf(one)))
	}
	backend, operator := slices.Contains(kinds, "api_key"), slices.Contains(kinds, "operator")
	switch {
	case backend:
		return "backend", operator
	case operator:
		return "operator", false
	case len(kinds) > 0:
		return "user", false
	}
	return "", false
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
	operations := operationsOf(t, `info:
  description: "A body may have up to 64 KiB."
components:
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
      description: "With a colon: and more. Needs the scope things:write. The body may have up to 512 KiB."
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
        required: true
      security:
        - api_key: []
        - operator: []
      tags:
        - Things
    get:
      description: Needs an operator with the role admin.
      operationId: get-thing
      security:
        - operator: []
        - operator_cookie: []
`)
	if len(operations) != 2 {
		t.Fatalf("operationsOf() = %d operations, want 2", len(operations))
	}
	get, put := operations[0], operations[1]
	if get.method != http.MethodGet || get.audience != "operator" || get.role != "admin" || len(get.methods) != 2 || get.bodyLimit != 64<<10 {
		t.Errorf("operationsOf() = %+v, want a GET for admins beside another method", get)
	}
	if put.scope != "things:write" || put.audience != "backend" || !put.managed || !put.bodyNeeded || put.bodyLimit != 512<<10 || put.parameters[0].schema.number("maxLength") != 36 ||
		put.bodyType != "application/json" || strconv.Quote(put.body.member("names").kind()) != `"array"` || !slices.Equal(put.body.required(), []string{"on"}) {
		t.Errorf("operationsOf() = %+v, want what the description says", put)
	}
}
