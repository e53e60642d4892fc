package settings

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// Document is the settings of an environment. It is complete: what is left out is empty or off. It is edited as a
// draft and made live by publishing; a published one is never changed in place.
type Document struct {
	Permissions []access.Permission `json:"permissions" nullable:"false" doc:"The application's own permissions, besides the built-in ones"`
	Roles       []access.Role       `json:"roles" nullable:"false" doc:"The roles that members may have"`
	DefaultRole tenancy.RoleKey     `json:"default_role,omitempty" maxLength:"60" doc:"The role of new members; none when left out"`
	Pages       Pages               `json:"pages" doc:"The self-service pages that are switched on"`
	Sessions    Sessions            `json:"session_settings" doc:"The environment's session settings"`
	Branding    Branding            `json:"branding,omitzero" doc:"How the pages present themselves"`
}

// Sessions is the environment's level of the session settings.
type Sessions struct {
	session.Settings
	Modes session.Modes `json:"modes,omitzero" doc:"What tenants may do with each setting: choose, stricter_only or locked"`
}

// Branding is how pages present themselves.
type Branding struct {
	Name   string `json:"application_name,omitempty" maxLength:"200" doc:"What the application is called"`
	Accent string `json:"accent_color,omitempty" maxLength:"7" doc:"A color such as #3366cc"`
}

// Default is what holds before anything is published: an administrator's and a member's role, one's own sessions to
// see, and every session setting off.
func Default() Document {
	return Document{
		Permissions: []access.Permission{},
		Roles: []access.Role{
			{Key: "admin", Name: "Admin", Description: "Administers the workspace.", Permissions: []access.PermissionKey{
				access.RevokeUserSessions, access.ViewUsers, access.ViewAudit}},
			{Key: "member", Name: "Member", Description: "Uses the application.", Permissions: []access.PermissionKey{}},
		},
		DefaultRole: "member",
		Pages:       Pages{Personal: PersonalPages{PrivacyAndSecurity: true}},
	}
}

// Known is every permission that there is: the built-in ones and the document's own.
func (d Document) Known() []access.Permission { return slices.Concat(access.BuiltIn(), d.Permissions) }

// PermissionsOf is what a member with these roles may do.
func (d Document) PermissionsOf(roles []tenancy.RoleKey) access.Permissions {
	return access.PermissionsOf(roles, d.Roles, d.Known())
}

// RolesAmong is those of the roles that there are.
func (d Document) RolesAmong(roles []tenancy.RoleKey) []tenancy.RoleKey {
	return slices.DeleteFunc(slices.Clone(roles), func(key tenancy.RoleKey) bool { return !d.HasRole(key) })
}

// RoleNames is what roles that there are are called, in their order.
func (d Document) RoleNames(roles []tenancy.RoleKey) []string {
	names := make([]string, 0, len(roles))
	for _, key := range roles {
		if i := slices.IndexFunc(d.Roles, func(r access.Role) bool { return r.Key == key }); i >= 0 {
			names = append(names, d.Roles[i].Name)
		}
	}
	return names
}

// HasRole tells whether there is a role of this key.
func (d Document) HasRole(key tenancy.RoleKey) bool {
	return slices.ContainsFunc(d.Roles, func(r access.Role) bool { return r.Key == key })
}

// NewMemberRoles is the roles that a new member begins with.
func (d Document) NewMemberRoles() []tenancy.RoleKey {
	if d.DefaultRole == "" {
		return nil
	}
	return []tenancy.RoleKey{d.DefaultRole}
}

// Parse reads a document as it is exported. Members that are not known, or are there twice, are refused.
func Parse(text []byte) (Document, error) {
	d, err := decode(text)
	if err != nil {
		return Document{}, fault.New(fault.Invalid, "The document is not a settings document in JSON.").WithCode("document_malformed").Because(err)
	}
	return d.Normal(), nil
}

func decode(text []byte) (d Document, err error) {
	if !utf8.Valid(text) { // it would be read as other characters than are written
		return d, errors.New("not UTF-8")
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&d); err != nil {
		return d, err
	}
	if _, more := decoder.Token(); !errors.Is(more, io.EOF) {
		return d, errors.New("more than one value")
	}
	if bytes.HasPrefix(bytes.TrimSpace(text), []byte("null")) {
		return d, errors.New("null instead of an object")
	}
	if repeats(json.NewDecoder(bytes.NewReader(text))) {
		return d, errors.New("a member is there twice")
	}
	return d, nil
}

// repeats tells whether an object in what comes next, which is known to be JSON, has a member twice. Decode reads the
// second into what the first has left: a role in it would hold permissions that are written in another.
func repeats(text *json.Decoder) bool {
	open, err := text.Token()
	if err != nil || open != json.Delim('{') && open != json.Delim('[') {
		return false
	}
	var names []string
	for text.More() {
		if open == json.Delim('{') {
			token, _ := text.Token()
			name, _ := token.(string)
			// Decode takes no notice of capitals either.
			if slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) }) {
				return true
			}
			names = append(names, name)
		}
		if repeats(text) {
			return true
		}
	}
	_, err = text.Token()
	return err != nil
}

// Normal is the document as it is kept: with lists that are empty rather than absent.
func (d Document) Normal() Document {
	d.Permissions = append([]access.Permission{}, d.Permissions...)
	d.Roles = append([]access.Role{}, d.Roles...)
	for i := range d.Roles {
		d.Roles[i].Permissions = append([]access.PermissionKey{}, d.Roles[i].Permissions...)
	}
	return d
}
