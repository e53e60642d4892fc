package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
)

// maxDepth is how deep a body may nest.
const maxDepth = 32

var errBadJSON = errors.New("the body is not one JSON value without duplicate members")

// strictJSON reads bodies that mean the same to every reader: one value, no member twice, not too deep.
//
// huma reads each body twice: into an any, to hold it against the schema, and if that goes well, into the type of the
// operation. The first time decides whether the body is strict, so that the second need not.
var strictJSON = huma.Format{
	Marshal: func(w io.Writer, v any) error { return json.NewEncoder(w).Encode(v) },
	Unmarshal: func(data []byte, v any) (err error) {
		if whole, ok := v.(*any); ok {
			*whole, err = readJSON(data)
		} else {
			err = json.Unmarshal(data, v)
		}
		if err != nil {
			return errBadJSON // its cause would quote the body
		}
		return nil
	},
}

// readJSON reads what json.Unmarshal would, but refuses bytes that are not UTF-8, which would be read as other
// characters than were sent, duplicate members, depth over maxDepth, and anything after the value.
func readJSON(data []byte) (any, error) {
	if !utf8.Valid(data) {
		return nil, errBadJSON
	}
	t := jsonText{data: data}
	value, ok := t.value(0)
	if t.peek(); !ok || t.at < len(data) {
		return nil, errBadJSON
	}
	return value, nil
}

// jsonText is a text that is read from the left to the right. The tokens of encoding/json would take six times as
// long. What is not plain is left to it: numbers, and texts with escapes.
type jsonText struct {
	data []byte
	at   int
}

// peek passes white space, and gives the byte behind it; 0 at the end.
func (t *jsonText) peek() byte {
	for ; t.at < len(t.data); t.at++ {
		switch c := t.data[t.at]; c {
		case ' ', '\t', '\n', '\r':
		default:
			return c
		}
	}
	return 0
}

// take passes white space and a byte that must follow.
func (t *jsonText) take(c byte) bool {
	if t.peek() != c {
		return false
	}
	t.at++
	return true
}

// word passes a word that must follow.
func (t *jsonText) word(word string) bool {
	rest, is := bytes.CutPrefix(t.data[t.at:], []byte(word))
	t.at = len(t.data) - len(rest)
	return is
}

func (t *jsonText) value(depth int) (value any, ok bool) {
	switch c := t.peek(); {
	case c == '"':
		return t.text()
	case c == '{' && depth < maxDepth:
		return t.object(depth)
	case c == '[' && depth < maxDepth:
		return t.array(depth)
	case c == 't':
		return true, t.word("true")
	case c == 'f':
		return false, t.word("false")
	case c == 'n':
		return nil, t.word("null")
	}
	return t.number()
}

func (t *jsonText) object(depth int) (object map[string]any, ok bool) {
	object = map[string]any{}
	t.at++ // the brace
	for !t.take('}') {
		if len(object) > 0 && !t.take(',') || t.peek() != '"' {
			return nil, false
		}
		name, ok := t.text()
		if _, again := object[name]; !ok || again || !t.take(':') {
			return nil, false
		}
		if object[name], ok = t.value(depth + 1); !ok {
			return nil, false
		}
	}
	return object, true
}

func (t *jsonText) array(depth int) (array []any, ok bool) {
	array = []any{}
	t.at++ // the bracket
	for !t.take(']') {
		if len(array) > 0 && !t.take(',') {
			return nil, false
		}
		value, ok := t.value(depth + 1)
		if !ok {
			return nil, false
		}
		array = append(array, value)
	}
	return array, true
}

// text reads a text whose first quotation mark is next.
func (t *jsonText) text() (text string, ok bool) {
	from, escaped := t.at, false
	for t.at++; t.at < len(t.data); t.at++ {
		switch c := t.data[t.at]; {
		case c == '"':
			t.at++
			if escaped {
				err := json.Unmarshal(t.data[from:t.at], &text)
				return text, err == nil
			}
			return string(t.data[from+1 : t.at-1]), true
		case c == '\\':
			escaped = true
			t.at++
		case c < ' ':
			return "", false
		}
	}
	return "", false
}

func (t *jsonText) number() (number float64, ok bool) {
	from := t.at
	for t.at < len(t.data) && bytes.IndexByte([]byte("0123456789+-.eE"), t.data[t.at]) >= 0 {
		t.at++
	}
	err := json.Unmarshal(t.data[from:t.at], &number)
	return number, err == nil
}
