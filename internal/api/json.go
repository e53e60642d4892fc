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
var strictJSON = huma.Format{
	Marshal: func(w io.Writer, v any) error { return json.NewEncoder(w).Encode(v) },
	Unmarshal: func(data []byte, v any) error {
		if err := checkJSON(data); err != nil {
			return errBadJSON // its cause would quote the body
		}
		if json.Unmarshal(data, v) != nil {
			return errBadJSON
		}
		return nil
	},
}

// checkJSON refuses bytes that are not UTF-8, which would be read as other characters than were sent, duplicate
// members, depth over maxDepth, and anything after the value.
func checkJSON(data []byte) error {
	if !utf8.Valid(data) {
		return errBadJSON
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := checkValue(decoder, 0); err != nil {
		return err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return errBadJSON
	}
	return nil
}

func checkValue(decoder *json.Decoder, depth int) error {
	token, err := decoder.Token()
	if err != nil {
		return err
	}
	delim, ok := token.(json.Delim)
	if !ok {
		return nil
	}
	if depth == maxDepth {
		return errBadJSON
	}
	names := map[string]bool{}
	for decoder.More() {
		if delim == '{' {
			name, err := decoder.Token()
			if err != nil {
				return err
			}
			text, _ := name.(string)
			if names[text] {
				return errBadJSON
			}
			names[text] = true
		}
		if err := checkValue(decoder, depth+1); err != nil {
			return err
		}
	}
	_, err = decoder.Token() // the closing one
	return err
}
