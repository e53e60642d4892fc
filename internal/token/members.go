package token

import (
	"bytes"
	"encoding/json"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/sojourn-auth/sojourn/internal/uid"
)

// parseMembers reads a JSON object that names each member once. Go's own decoder would let the last of two members
// win, where another reader of the same token may take the first; and it would match names in any case.
func parseMembers(document []byte) (map[string]json.RawMessage, bool) {
	if !utf8.Valid(document) || !json.Valid(document) {
		return nil, false
	}
	decoder := json.NewDecoder(bytes.NewReader(document))
	if first, err := decoder.Token(); err != nil || first != json.Delim('{') {
		return nil, false
	}
	members := make(map[string]json.RawMessage)
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, false
		}
		text, ok := name.(string)
		if _, twice := members[text]; !ok || twice {
			return nil, false
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return nil, false
		}
		members[text] = value
	}
	return members, true
}

// maxInstant is the last second of the year 9999. Whatever is later is no time that a token would carry.
const maxInstant = 253402300799

// reader takes typed values out of members, and remembers whether any was missing or of another type.
type reader struct {
	members map[string]json.RawMessage
	failed  bool
}

// has tells whether an optional member is there.
func (r *reader) has(name string) bool { return r.members[name] != nil }

// text is a string that is not empty.
func (r *reader) text(name string) string {
	var text string
	if json.Unmarshal(r.members[name], &text) != nil || text == "" { // null reads as ""
		r.failed = true
	}
	return text
}

// list is an array of strings, none of them empty.
func (r *reader) list(name string) []string {
	var texts []string
	if json.Unmarshal(r.members[name], &texts) != nil || texts == nil { // null reads as nil
		r.failed = true
	}
	for _, text := range texts {
		r.failed = r.failed || text == ""
	}
	return texts
}

// textOrList is one string or an array with at least one.
func (r *reader) textOrList(name string) []string {
	if raw := r.members[name]; len(raw) > 0 && raw[0] == '[' {
		texts := r.list(name)
		r.failed = r.failed || len(texts) == 0
		return texts
	}
	return []string{r.text(name)}
}

// id is a UUID in its 36-character form.
func (r *reader) id(name string) uid.UID {
	id, err := uid.Parse(r.text(name))
	r.failed = r.failed || err != nil
	return id
}

// instant is a time in whole seconds since 1970, written as plain digits: no sign, fraction or exponent.
func (r *reader) instant(name string) time.Time {
	digits := string(r.members[name])
	seconds, err := strconv.ParseUint(digits, 10, 64) // takes leading zeros, but JSON does not
	if err != nil || seconds > maxInstant {
		r.failed = true
	}
	return time.Unix(int64(min(seconds, maxInstant)), 0).UTC()
}
