package api

import (
	"github.com/danielgtaylor/huma/v2"

	"github.com/sojourn-auth/sojourn/internal/browser"
)

// describe is the description of the API but for its operations, which add themselves.
func (a *API) describe() huma.Config {
	config := huma.DefaultConfig("Sojourn", a.Version)
	config.OpenAPI.Info.Description = "Session authority for multi-tenant applications. Errors are problem+json (RFC 9457) with a stable code. " +
		"Times are RFC 3339 in UTC, to the millisecond. Members and parameters that are not known are refused. " +
		"A body may have up to 64 KiB, unless the operation says otherwise. " +
		"Requests of signed-in users count as their activity unless they carry the header Sojourn-Activity: none."
	config.OpenAPI.Info.License = &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}
	config.CreateHooks = nil // no $schema members in answers
	config.DocsPath = ""     // the built-in page loads scripts from elsewhere
	config.OpenAPIPath = ""  // served by mountDocs
	config.SchemasPath = ""
	config.Formats = map[string]huma.Format{"application/json": strictJSON, "json": strictJSON}
	config.DefaultFormat = "application/json"
	config.NoFormatFallback = false
	config.OpenAPI.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"session":         {Type: "http", Scheme: "bearer", Description: "A session secret (sjs_…)"},
		"access_token":    {Type: "http", Scheme: "bearer", BearerFormat: "JWT", Description: "An access token (RFC 9068)"},
		"cookie":          {Type: "apiKey", In: "cookie", Name: browser.Cookies{Secure: true}.Name("{environment}"), Description: "The session cookie. Changes also need the header X-CSRF-Token"},
		"operator":        {Type: "http", Scheme: "bearer", Description: "A session secret or access token of an operator, or an operator API key"},
		"operator_cookie": {Type: "apiKey", In: "cookie", Name: browser.Cookies{Secure: true}.Name("operators"), Description: "The session cookie of an operator. Changes also need the header X-CSRF-Token"},
		"api_key":         {Type: "http", Scheme: "bearer", Description: "An API key (sjk_…) of the environment"},
	}
	return config
}
