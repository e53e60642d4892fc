package api

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/sojourn-auth/sojourn/internal/browser"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// CheckBody is what a check tells of an active session.
type CheckBody struct {
	Active       bool      `json:"active" doc:"Always true: any other session is answered with 401 and the reason"`
	SessionID    string    `json:"session_id" format:"uuid"`
	UserID       string    `json:"user_id" format:"uuid"`
	TenantID     string    `json:"tenant_id" format:"uuid"`
	LastActiveAt time.Time `json:"last_active_at"`
	EndsAt       time.Time `json:"ends_at" doc:"When the session will end unless something happens first"`
	EndsBy       string    `json:"ends_by" doc:"The end reason that comes first"`
}

// Where sessions are checked.
const (
	checkPath    = prefix + "/v1/check"
	checkPattern = http.MethodGet + " " + checkPath
)

// mountCheck describes the request that every request of an application pays for. It is a plain handler, because the
// layers around the other operations would cost more than the check itself; its description is made here by hand.
func (a *API) mountCheck() {
	op := operation("check", http.MethodGet, strings.TrimPrefix(checkPath, prefix), "Check a session",
		"Says whether the session of a credential is active: a session secret or an access token in the Authorization "+
			"header, or the cookie. Each check reads the store. It counts as activity of the user, unless activity is false.",
		"Checking", users)
	op.Parameters = []*huma.Param{
		{Name: "environment", In: "path", Required: true, Schema: &huma.Schema{Type: "string"}, Description: "The environment's ID"},
		{Name: "activity", In: "query", Schema: &huma.Schema{Type: "boolean", Default: true}, Description: "Whether the check is for something that the user did"},
	}
	registry := a.huma.OpenAPI().Components.Schemas
	body := huma.SchemaFromType(registry, typeOf[CheckBody]())
	problem := huma.SchemaFromType(registry, typeOf[Problem]())
	registry.Map()["CheckBody"], registry.Map()["Problem"] = body, problem
	op.Responses = map[string]*huma.Response{
		"200": {Description: "The session is active", Content: map[string]*huma.MediaType{
			"application/json": {Schema: &huma.Schema{Ref: "#/components/schemas/CheckBody"}}}},
		"default": {Description: "Error", Content: map[string]*huma.MediaType{
			"application/problem+json": {Schema: &huma.Schema{Ref: "#/components/schemas/Problem"}}}},
	}
	a.huma.OpenAPI().AddOperation(&op)
}

// ChecksFirst answers checks before anybody looks at a request, and leaves all others to next. Finding the way through
// the routes of all that there is would cost a check as much as a third of what it takes in the store.
func (a *API) ChecksFirst(next http.Handler) http.Handler {
	check := a.lastResort(http.HandlerFunc(a.check))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet && checkedEnvironment(r.URL) != "" {
			r.Pattern = checkPattern
			check.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// checkedEnvironment is the environment whose sessions a path checks; empty for any other path, and for those that are
// not written the plain way: the routes know what they mean.
func checkedEnvironment(u *url.URL) string {
	rest, below := strings.CutPrefix(u.Path, "/e/")
	environment, is := strings.CutSuffix(rest, "/v1/check")
	if !below || !is || u.RawPath != "" || strings.Contains(environment, "/") || environment == "." || environment == ".." {
		return ""
	}
	return environment
}

func (a *API) check(w http.ResponseWriter, r *http.Request) {
	environment := checkedEnvironment(r.URL)
	if environment == "" {
		environment = r.PathValue("environment")
	}
	h := w.Header()
	h["Cache-Control"] = noStore
	h["X-Content-Type-Options"] = noSniff
	if a.Secure {
		h["Strict-Transport-Security"] = strictTransport
	}
	counts, err := countsAsActivity(r)
	if err != nil {
		writeProblem(w, err)
		return
	}
	credential, _, err := a.credentialOf(r, environment)
	if err == nil && credential == "" {
		err = fault.New(fault.Unauthenticated, "A session is needed: sign in first.")
	}
	var judged service.Judged
	if err == nil {
		judged, err = a.Service.Check(r.Context(), tenancy.EnvironmentID(environment), credential, counts)
	}
	if err != nil {
		writeProblem(w, a.fail(r.Context(), err))
		return
	}
	h["Content-Type"] = jsonType
	_, _ = w.Write(appendCheck(make([]byte, 0, 320), judged)) // the client may be gone
}

// Header values that all answers share. Nobody changes them or appends to them.
var (
	jsonType        = []string{"application/json"}
	noStore         = []string{"no-store"}
	noSniff         = []string{"nosniff"}
	strictTransport = []string{browser.StrictTransport}
)

func countsAsActivity(r *http.Request) (bool, error) {
	if r.URL.RawQuery == "" {
		return true, nil
	}
	query := r.URL.Query()
	if len(query) != 1 || len(query["activity"]) != 1 {
		return false, fault.New(fault.Invalid, "The only parameter is activity.").WithCode("unknown_parameter")
	}
	counts, err := strconv.ParseBool(query.Get("activity"))
	if err != nil {
		return false, fault.Field("activity", "The value must be true or false.")
	}
	return counts, nil
}

// appendCheck writes a CheckBody. Its members need no escaping. A test holds it against encoding/json.
func appendCheck(b []byte, j service.Judged) []byte {
	b = append(b, `{"active":true,"session_id":"`...)
	b, _ = j.ID.AppendText(b)
	b = append(b, `","user_id":"`...)
	b, _ = j.User.AppendText(b)
	b = append(b, `","tenant_id":"`...)
	b, _ = j.Tenant.AppendText(b)
	b = append(b, `","last_active_at":"`...)
	b = j.LastActiveAt.AppendFormat(b, time.RFC3339Nano)
	b = append(b, `","ends_at":"`...)
	b = j.Verdict.EndsAt.AppendFormat(b, time.RFC3339Nano)
	b = append(b, `","ends_by":"`...)
	b = append(b, j.Verdict.EndsBy...)
	return append(b, `"}`...)
}
