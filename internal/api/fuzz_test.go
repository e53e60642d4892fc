package api

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// FuzzStrictJSON: what is accepted means the same to encoding/json, and nothing makes the reader fail.
func FuzzStrictJSON(f *testing.F) {
	for _, seed := range []string{`{}`, `{"a":1,"a":2}`, `{"a":{"b":[1,2,{"c":null}]}}`, `[[[[[[`, `{"a":1} {}`, "\x00", `"\ud800"`, `1e999`, strings.Repeat("[", 40) + strings.Repeat("]", 40)} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var got, want any
		if strictJSON.Unmarshal(body, &got) != nil {
			return
		}
		if err := json.Unmarshal(body, &want); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q is read as %v, want %v, %v", body, got, want, err)
		}
	})
}

func TestStrictJSON(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{
		`{"a":1,"b":{"a":2}}`:   true,
		`{"a":1,"a":1}`:         false,
		`{"b":[{"a":1,"a":2}]}`: false,
		`{"a":1}{}`:             false,
		"{\"a\":1}\n":           true,
		`{"a":`:                 false,
		``:                      false,
		"{\"a\":\"\xff\"}":      false,
		"{\"\xc3\":1}":          false,
		`{"a":"ü"}`:             true,
		`{"a":1,"\u0061":1}`:    false,
		`{"a":"\"}`:             false,
		`{"a":"\q"}`:            false,
		"{\"a\":\"\t\"}":        false,
		`{"a":1,}`:              false,
		`{,"a":1}`:              false,
		`{"a":1 "b":2}`:         false,
		`{"a" 1}`:               false,
		`{a:1}`:                 false,
		`[1,]`:                  false,
		`[,1]`:                  false,
		`[1 2]`:                 false,
		`[01]`:                  false,
		`[1.]`:                  false,
		`[-]`:                   false,
		`[nul]`:                 false,
		`[truefalse]`:           false,
		"[1]\x00":               false,
		" [ -1.5e+3 , true,false , null,{ } ,[ ] ] ":                      true,
		`"\ud83d\ude00 \n"`:                                               true,
		strings.Repeat("[", maxDepth) + strings.Repeat("]", maxDepth):     true,
		strings.Repeat("[", maxDepth+1) + strings.Repeat("]", maxDepth+1): false,
	} {
		var value any
		if got := strictJSON.Unmarshal([]byte(body), &value) == nil; got != want {
			t.Errorf("accepted %q = %v, want %v", body, got, want)
		}
	}
}

// FuzzCredential: no header makes the reader fail, and what it takes from a cookie is a session secret.
func FuzzCredential(f *testing.F) {
	f.Add("Bearer sjs_x", "")
	f.Add("", "__Host-Http-sid-main=sjs_x")
	f.Add("Basic eDp5", "__Host-Http-sid-main=sjk_x; __Host-Http-sid-main=sjs_y")
	f.Fuzz(func(t *testing.T, authorization, cookie string) {
		r := httptest.NewRequest(http.MethodGet, "/e/main/v1/me", nil)
		r.SetPathValue("environment", "main")
		if authorization != "" {
			r.Header["Authorization"] = []string{authorization}
		}
		r.Header["Cookie"] = []string{cookie}
		a := &API{Config: Config{Secure: true}}
		text, fromCookie, err := a.credentialOf(r, "main")
		if err == nil && fromCookie && !strings.HasPrefix(text, "sjs_") {
			t.Errorf("credentialOf took %q from a cookie", text)
		}
		if err == nil && authorization != "" && fromCookie {
			t.Error("the cookie was looked at although there was a bearer credential")
		}
	})
}

// FuzzDescribe: whatever a library says of a request, the client is told nothing of what it sent.
func FuzzDescribe(f *testing.F) {
	f.Add("expected length >= 8", "body.password", "hunter2")
	f.Add("unexpected property", "body.hunter2", "x")
	f.Add("expected required property name to be present", "body.user", "x")
	f.Fuzz(func(t *testing.T, message, location, value string) {
		if len(value) < 6 || strings.Contains(message, value) || strings.Contains(location, value) {
			t.Skip("nothing to look for") // only values are secret here; messages are the library's own
		}
		p := &Problem{Detail: "The request is not valid."}
		fixed := p.Detail + "This member is required. The value is not valid: The body has a member that is not known here. The query has a parameter that is not known here. invalid unknown_member unknown_parameter"
		describe(p, &huma.ErrorDetail{Message: message, Location: location, Value: value})
		if text := p.Detail + p.Field + p.Code; strings.Contains(text, value) && !strings.Contains(fixed, value) {
			t.Errorf("the answer %q repeats %q", text, value)
		}
	})
}

// FuzzMemberCursor: no cursor makes the reader fail, and one that is taken is given out again as it came.
func FuzzMemberCursor(f *testing.F) {
	f.Add("")
	f.Add(cursorOf(service.MemberPlace{Label: "ada", User: tenancy.NewUserID(time.UnixMilli(1_790_000_000_000))}))
	f.Add("AAAAAAAAAAAAAAAAAAAAAA")
	f.Fuzz(func(t *testing.T, cursor string) {
		place, ok := placeAt(cursor)
		if again := cursorOf(place); ok && !place.User.IsZero() && len(again) != len(strings.NewReplacer("\r", "", "\n", "").Replace(cursor)) {
			t.Errorf("placeAt(%q) = %+v, which is given out as %q", cursor, place, again)
		}
	})
}
