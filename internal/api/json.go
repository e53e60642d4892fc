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
	decoder := json.NewDecoder(bytes.NewReader(data))
	value, err := readValue(decoder, 0)
	if err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, errBadJSON
	}
	return value, nil
}

func readValue(decoder *json.Decoder, depth int) (any, error) {
	token, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	delim, ok := token.(json.Delim)
	switch {
	case !ok:
		return token, nil
	case depth == maxDepth:
		return nil, errBadJSON
	case delim == '{':
		return readObject(decoder, depth)
	}
	return readArray(decoder, depth)
}

func readObject(decoder *json.Decoder, depth int) (any, error) {
	object := map[string]any{}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		name, _ := token.(string)
		if _, again := object[name]; again {
			return nil, errBadJSON
		}
		if object[name], err = readValue(decoder, depth+1); err != nil {
			return nil, err
		}
	}
	_, err := decoder.Token() // the closing one
	return object, err
}

func readArray(decoder *json.Decoder, depth int) (any, error) {
	array := []any{}
	for decoder.More() {
		value, err := readValue(decoder, depth+1)
		if err != nil {
			return nil, err
		}
		array = append(array, value)
	}
	_, err := decoder.Token() // the closing one
	return array, err
}
