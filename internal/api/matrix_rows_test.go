package api_test

import "github.com/sojourn-auth/sojourn/internal/access"

// who says for whom a route is.
type who int

const (
	everybody who = iota // no credential is looked at
	members              // signed-in users of the environment
	managers             // API keys and operators
	backend              // API keys alone
)

// matrixRow is what one route demands, told independently of the code. A route without a row fails the test.
type matrixRow struct {
	who    who
	scopes []access.Scope         // managers and backend: all of them
	page   string                 // members: that is switched on
	anyOf  []access.PermissionKey // members: one of them
	own    bool                   // members: only what is their own exists
	keys   bool                   // managers: not for operators
	grants bool                   // managers: for any operator, granted anything or not
	status int                    // when allowed
	body   string
	query  string
	form   bool

	credentialOnly bool // members: who comes with a key is told nothing of it
}

const (
	aTimeout  = `{"on":false,"seconds":600}`
	aMaximum  = `{"on":false,"sessions":5}`
	aSettings = `{"idle_session_timeout":` + aTimeout + `,"force_relogin":` + aTimeout + `,"max_concurrent_sessions":` + aMaximum + `}`
	aDocument = `{"permissions":[],"roles":[{"key":"admin","name":"Admin","permissions":["sojourn.*"]}],"pages":{"personal":{"privacy_and_security":true},"workspace":{"users":true,"security":true}},"session_settings":` + aSettings + `}`
)

func needs(status int, body string, scopes ...access.Scope) matrixRow {
	return matrixRow{who: managers, scopes: scopes, status: status, body: body}
}

func needsPage(status int, body, page string, anyOf ...access.PermissionKey) matrixRow {
	return matrixRow{who: members, status: status, body: body, page: page, anyOf: anyOf}
}

func ownOnly(status int, body string) matrixRow {
	return matrixRow{who: members, status: status, body: body, page: "personal.privacy_and_security", own: true}
}

func matrixRows() map[string]matrixRow {
	const users, security = "workspace.users", "workspace.security"
	return map[string]matrixRow{
		"sign-in": {status: 200, body: `{"email":"victim@example.com","password":"` + password + `","delivery":"secret"}`},
		"refresh": {status: 401, body: `{"refresh_token":"sjr_nonsense"}`},
		"jwks":    {status: 200},

		"check":    {who: members, status: 200, credentialOnly: true},
		"me":       {who: members, status: 200},
		"sign-out": {who: members, status: 204},

		"follow-own-changes":       {who: members, status: 200},
		"follow-workspace-changes": needsPage(200, "", users, access.ViewUsers, access.RevokeUserSessions),
		"follow-changes":           needs(200, "", access.SessionsRead),
		"change-own-password": {who: members, status: 200,
			body: `{"current_password":"` + password + `","new_password":"a wholly new pass phrase"}`},

		"list-own-sessions":  ownOnly(200, ""),
		"list-own-sign-outs": ownOnly(200, ""),
		"rename-own-session": ownOnly(200, `{"name":"x"}`),
		"end-own-session":    ownOnly(204, ""),
		"end-other-sessions": ownOnly(200, ""),
		"end-own-sessions":   ownOnly(200, ""),

		"list-workspace-users":         needsPage(200, "", users, access.ViewUsers, access.RevokeUserSessions),
		"get-workspace-user":           needsPage(200, "", users, access.ViewUsers, access.RevokeUserSessions),
		"list-workspace-user-sessions": needsPage(200, "", users, access.ViewUsers, access.RevokeUserSessions),
		"end-workspace-session":        needsPage(200, "", users, access.RevokeUserSessions),
		"end-workspace-sessions":       needsPage(200, `{"users":["{user}"]}`, users, access.RevokeUserSessions),
		"get-workspace-settings":       needsPage(200, "", security, access.RevokeUserSessions),
		"preview-workspace-settings":   needsPage(200, aSettings, security, access.RevokeUserSessions),
		"put-workspace-settings":       needsPage(200, aSettings, security, access.RevokeUserSessions),
		"list-workspace-events":        needsPage(200, "", security, access.ViewAudit),

		"introspect": {who: backend, scopes: []access.Scope{access.SessionsCheck}, status: 200, form: true, body: "token=nonsense"},
		"revoke":     {who: backend, scopes: []access.Scope{access.SessionsCheck}, status: 200, form: true, body: "token=nonsense"},

		"create-session": {who: managers, keys: true, scopes: []access.Scope{access.SessionsWrite}, status: 201,
			body: `{"user":{"id":"{user}"},"tenant":{"id":"{tenant}"},"delivery":"secret"}`},
		"list-sessions":       needs(200, "", access.SessionsRead),
		"get-session":         needs(200, "", access.SessionsRead),
		"end-session":         needs(200, "", access.SessionsWrite),
		"end-sessions":        needs(200, `{"sessions":["{session}"]}`, access.SessionsWrite),
		"end-user-sessions":   needs(200, "", access.SessionsWrite),
		"end-tenant-sessions": needs(200, "", access.SessionsWrite),
		"end-all-sessions":    needs(200, "", access.SessionsWrite),

		"count-matching-sessions": needs(200, "", access.SessionsRead),
		"end-matching-sessions": {who: managers, scopes: []access.Scope{access.SessionsWrite, access.SessionsRead}, status: 200,
			body: `{}`, query: "?device=desktop"},

		"create-tenant":     needs(201, `{"name":"New"}`, access.TenantsWrite),
		"list-tenants":      needs(200, "", access.TenantsRead),
		"get-tenant":        needs(200, "", access.TenantsRead),
		"update-tenant":     needs(200, `{"name":"Other"}`, access.TenantsWrite),
		"delete-tenant":     needs(204, "", access.TenantsWrite),
		"list-tenant-users": needs(200, "", access.UsersRead, access.SessionsRead),

		"create-user": needs(201, `{"email":"new@example.com"}`, access.UsersWrite),
		"list-users":  needs(200, "", access.UsersRead),
		"get-user":    needs(200, "", access.UsersRead),
		"update-user": needs(200, `{"name":"Other"}`, access.UsersWrite),
		"delete-user": needs(204, "", access.UsersWrite),
		"set-password": {who: managers, keys: true, scopes: []access.Scope{access.UsersWrite}, status: 204,
			body: `{"password":"a wholly new pass phrase"}`},
		"list-memberships":  needs(200, "", access.UsersRead),
		"add-membership":    needs(200, `{"roles":["admin"]}`, access.UsersWrite),
		"remove-membership": needs(204, "", access.UsersWrite),

		"get-settings":            needs(200, "", access.SettingsRead),
		"put-settings":            needs(200, aSettings, access.SettingsWrite),
		"preview-settings":        needs(200, aSettings, access.SettingsRead),
		"get-tenant-settings":     needs(200, "", access.SettingsRead),
		"put-tenant-settings":     needs(200, aSettings, access.SettingsWrite),
		"preview-tenant-settings": needs(200, aSettings, access.SettingsRead),

		"get-published-settings":    needs(200, "", access.SettingsRead),
		"get-settings-draft":        needs(200, "", access.SettingsRead),
		"save-settings-draft":       needs(200, `{"document":`+aDocument+`,"base_version":1,"revision":1}`, access.SettingsWrite),
		"discard-settings-draft":    {who: managers, scopes: []access.Scope{access.SettingsWrite}, status: 204, query: "?revision=1"},
		"check-settings":            needs(200, aDocument, access.SettingsRead),
		"publish-settings-draft":    needs(200, `{"revision":1}`, access.SettingsWrite),
		"publish-settings":          needs(200, `{"document":`+aDocument+`}`, access.SettingsWrite),
		"list-settings-versions":    needs(200, "", access.SettingsRead),
		"get-settings-version":      needs(200, "", access.SettingsRead),
		"compare-settings-versions": {who: managers, scopes: []access.Scope{access.SettingsRead}, status: 200, query: "?with=0"},
		"restore-settings-version":  needs(200, `{}`, access.SettingsWrite),
		"list-permissions":          needs(200, "", access.SettingsRead),
		"list-roles":                needs(200, "", access.SettingsRead),

		"list-events":   needs(200, "", access.AuditRead),
		"export-events": needs(200, "", access.AuditRead),

		"count-sessions":  needs(200, "", access.SessionsRead),
		"spread-sessions": needs(200, "", access.SessionsRead),

		"update-environment": needs(204, `{"name":"Other"}`, access.EnvironmentWrite),
		"list-api-keys":      needs(200, "", access.KeysRead),
		"create-api-key":     needs(201, `{"name":"x","scopes":["*"]}`, access.KeysWrite),
		"revoke-api-key":     needs(204, "", access.KeysWrite),
		"rotate-signing-key": needs(200, "", access.KeysWrite),

		"list-environments":   {who: managers, grants: true, status: 200},
		"list-operator-roles": {who: managers, grants: true, status: 200},
		"create-environment":  needs(201, `{"id":"brand-new"}`, access.EnvironmentsCreate),
		"list-operators":      needs(200, "", access.OperatorsRead),
		"create-operator":     needs(201, `{"email":"o@example.com","password":"a wholly new pass phrase","grant":{"role":"auditor","environment":"*"}}`, access.OperatorsWrite),
		"grant-operator":      needs(204, `{"role":"support"}`, access.OperatorsWrite),
		"revoke-operator":     needs(204, "", access.OperatorsWrite),
		"create-operator-key": needs(201, `{"name":"x","grants":[{"role":"auditor","environment":"*"}]}`, access.OperatorsWrite),
	}
}

// mayByRole is what each operator role may do, told independently of the code.
func mayByRole(role access.OperatorRole, scope access.Scope) bool {
	reads := map[access.Scope]bool{
		"sessions:read": true, "users:read": true, "tenants:read": true, "settings:read": true, "audit:read": true, "keys:read": true,
	}
	switch role {
	case "owner":
		return true
	case "admin":
		return scope != "environments:create" && scope != "operators:read" && scope != "operators:write"
	case "support":
		return reads[scope] || scope == "sessions:write"
	case "auditor":
		return reads[scope]
	}
	return false
}
