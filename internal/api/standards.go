package api

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// mountStandards adds the operations whose form a standard fixes. They take forms, and so are plain handlers.
func (a *API) mountStandards() {
	a.plain(operation("introspect", http.MethodPost, "/oauth/introspect", "Introspect a token (RFC 7662)",
		"Takes a form with token and, optionally, token_type_hint. Tells of an active session secret, access token or "+
			"refresh token. Every other text is answered with active false and nothing else. Needs the scope sessions:check.",
		"Standards", backend), a.introspect)
	a.plain(operation("revoke", http.MethodPost, "/oauth/revoke", "Revoke a token (RFC 7009)",
		"Takes a form with token and, optionally, token_type_hint. Ends the session of a session secret, access token or "+
			"refresh token. The answer is 200 for any text. Needs the scope sessions:check.",
		"Standards", backend), a.revoke)
	a.plain(operation("jwks", http.MethodGet, "/.well-known/jwks.json", "The keys that verify access tokens (RFC 7517)",
		"New keys are published a day before they sign.", "Standards", anybody), a.jwks)
}

// plain adds an operation that huma does not handle, to the mux and to the description.
func (a *API) plain(op huma.Operation, handle http.HandlerFunc) {
	op.Parameters = []*huma.Param{{
		Name: "environment", In: "path", Required: true, Schema: &huma.Schema{Type: "string"}, Description: "The environment's ID",
	}}
	op.Responses = map[string]*huma.Response{
		"200":     {Description: "OK", Content: map[string]*huma.MediaType{"application/json": {Schema: &huma.Schema{Type: "object"}}}},
		"default": {Description: "Error", Content: map[string]*huma.MediaType{"application/problem+json": {Schema: &huma.Schema{Ref: "#/components/schemas/Problem"}}}},
	}
	if op.Method == http.MethodPost {
		op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
			"application/x-www-form-urlencoded": {Schema: &huma.Schema{Type: "object", Required: []string{"token"}, Properties: map[string]*huma.Schema{
				"token": {Type: "string"}, "token_type_hint": {Type: "string"},
			}}},
		}}
	}
	a.huma.OpenAPI().AddOperation(&op)
	a.mux.HandleFunc(op.Method+" "+op.Path, handle)
}

func (a *API) jwks(w http.ResponseWriter, r *http.Request) {
	keys, err := a.Service.JWKS(r.Context(), tenancy.EnvironmentID(r.PathValue("environment")))
	if err != nil {
		writeProblem(w, a.fail(r.Context(), err))
		return
	}
	w.Header().Set("Content-Type", "application/jwk-set+json")
	w.Header().Set("Cache-Control", "public, max-age=300")
	w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
	w.Header().Set("Access-Control-Allow-Origin", "*") // public keys, for anybody
	_, _ = w.Write(keys)
}

// IntrospectionBody is what RFC 7662, section 2.2, tells of an active token.
type IntrospectionBody struct {
	Active    bool     `json:"active"`
	Issuer    string   `json:"iss,omitempty"`
	Subject   string   `json:"sub,omitempty"`
	Audience  []string `json:"aud,omitempty"`
	ClientID  string   `json:"client_id,omitempty"`
	TokenType string   `json:"token_type,omitempty"`
	Expires   int64    `json:"exp,omitempty"`
	IssuedAt  int64    `json:"iat,omitempty"`
	TokenID   string   `json:"jti,omitempty"`
	SessionID string   `json:"sid,omitempty"`
	Tenant    string   `json:"tenant,omitempty"`
	AuthTime  int64    `json:"auth_time,omitempty"`
	Methods   []string `json:"amr,omitempty"`
}

func (a *API) introspect(w http.ResponseWriter, r *http.Request) {
	who, text, err := a.tokenForm(w, r)
	var in service.Introspection
	active := false
	if err == nil {
		in, active, err = a.Service.Introspect(r.Context(), who, text)
	}
	if err != nil {
		writeProblem(w, a.fail(r.Context(), err))
		return
	}
	body := IntrospectionBody{}
	if active {
		body = IntrospectionBody{
			Active: true, Issuer: in.Issuer, Subject: in.User.String(), Audience: in.Audience, ClientID: service.ClientID,
			TokenType: in.TokenType, Expires: in.ExpiresAt.Unix(), IssuedAt: in.IssuedAt.Unix(), TokenID: in.TokenID,
			SessionID: in.ID.String(), Tenant: in.Tenant.String(), AuthTime: in.AuthenticatedAt.Unix(), Methods: in.Methods,
		}
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body) // plain values; the client may be gone
}

func (a *API) revoke(w http.ResponseWriter, r *http.Request) {
	who, text, err := a.tokenForm(w, r)
	if err == nil {
		err = a.Service.Revoke(r.Context(), who, text)
	}
	if err != nil {
		writeProblem(w, a.fail(r.Context(), err))
		return
	}
	w.WriteHeader(http.StatusOK)
}

// tokenForm reads the form of introspection and revocation, and who sends it. Query parameters are not looked at.
func (a *API) tokenForm(w http.ResponseWriter, r *http.Request) (who access.Principal, text string, err error) {
	if who, err = a.backend(r); err != nil {
		return who, "", err
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/x-www-form-urlencoded" {
		return who, "", fault.New(fault.Invalid, "The body must be a form: application/x-www-form-urlencoded.").WithCode("invalid_request")
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return who, "", fault.New(fault.Invalid, "The body could not be read: at most %d bytes are allowed.", maxBody).WithCode("invalid_request")
	}
	form, err := url.ParseQuery(string(body))
	if err != nil || len(form["token"]) != 1 || form.Get("token") == "" {
		return who, "", fault.Field("token", "Exactly one token is needed.").WithCode("invalid_request")
	}
	return who, form.Get("token"), nil
}

// backend says which API key a plain handler's request comes with: as a bearer credential, or as the password of
// Basic authentication, which OAuth client libraries send (RFC 6749, section 2.3.1).
func (a *API) backend(r *http.Request) (access.Principal, error) {
	credential, _, err := a.credentialOf(r, r.PathValue("environment"))
	if _, password, ok := r.BasicAuth(); ok {
		if credential, err = url.QueryUnescape(password); err != nil {
			credential = password
		}
		err = nil
	}
	if err != nil {
		return access.Principal{}, err
	}
	address := a.Clients.FromRequest(r.RemoteAddr, r.Header).String()
	environment := tenancy.EnvironmentID(r.PathValue("environment"))
	if !strings.HasPrefix(credential, service.APIKeyPrefix) {
		return access.Principal{Kind: access.Anonymous, Environment: environment, Address: address}, nil
	}
	return a.Service.Authenticate(r.Context(), environment, credential, service.From{Address: address}, false)
}
