package settings

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// Limits of a document. Access tokens carry roles and permissions, so these bound their size.
const (
	MaxPermissions     = 200  // of the application's own
	MaxRoles           = 50   //
	MaxRolePermissions = 250  // keys and patterns of one role
	MaxDescription     = 1000 // characters
	MaxPermissionKey   = 120  // bytes
)

var (
	roleForm  = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,59}$`)
	colorForm = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)
)

// Validate refuses a document that cannot be published, and names the member that is at fault.
func (d Document) Validate() error {
	for _, check := range []func() error{d.validPermissions, d.validRoles, d.validSessions, d.validBranding} {
		if err := check(); err != nil {
			return err
		}
	}
	if d.DefaultRole != "" && !d.HasRole(d.DefaultRole) {
		return fault.Field("default_role", "The default role must be one of the document's roles.").Breaking("default_role")
	}
	return nil
}

func (d Document) validPermissions() error {
	if len(d.Permissions) > MaxPermissions {
		return fault.Field("permissions", "At most %d permissions are allowed.", MaxPermissions).Breaking("too_many", MaxPermissions)
	}
	seen := map[access.PermissionKey]bool{}
	for i, p := range d.Permissions {
		at := fmt.Sprintf("permissions[%d]", i)
		switch {
		case !p.Key.IsKey() || len(p.Key) > MaxPermissionKey:
			return fault.Field(at+".key", "A key is at least two lower-case words joined by dots, such as reports.export, and at most %d bytes.", MaxPermissionKey).Breaking("permission_key", MaxPermissionKey)
		case strings.HasPrefix(string(p.Key), access.Reserved):
			return fault.Field(at+".key", "Keys that begin with %s are built in: they can neither be added nor changed.", access.Reserved).Breaking("built_in")
		case seen[p.Key]:
			return fault.Field(at+".key", "Each key may be there once.").Breaking("twice")
		}
		seen[p.Key] = true
		if err := validTexts(at, p.Name, p.Description); err != nil {
			return err
		}
		if err := tenancy.ValidLabel(at+".category", p.Category, tenancy.MaxName); err != nil {
			return err
		}
	}
	return nil
}

func (d Document) validRoles() error {
	if len(d.Roles) > MaxRoles {
		return fault.Field("roles", "At most %d roles are allowed.", MaxRoles).Breaking("too_many", MaxRoles)
	}
	seen := map[tenancy.RoleKey]bool{}
	for i, r := range d.Roles {
		at := fmt.Sprintf("roles[%d]", i)
		switch {
		case !roleForm.MatchString(string(r.Key)):
			return fault.Field(at+".key", "A key is 1 to 60 lower-case letters, digits, dashes and underscores, and begins with a letter.").Breaking("role_key")
		case seen[r.Key]:
			return fault.Field(at+".key", "Each key may be there once.").Breaking("twice")
		}
		seen[r.Key] = true
		if err := validTexts(at, r.Name, r.Description); err != nil {
			return err
		}
		if err := d.validGrants(at+".permissions", r.Permissions); err != nil {
			return err
		}
	}
	return nil
}

// validGrants refuses what a role cannot hold. A pattern may cover nothing yet.
func (d Document) validGrants(at string, held []access.PermissionKey) error {
	if len(held) > MaxRolePermissions {
		return fault.Field(at, "At most %d permissions are allowed.", MaxRolePermissions).Breaking("too_many", MaxRolePermissions)
	}
	known := d.Known()
	for i, key := range held {
		is := func(p access.Permission) bool { return p.Key == key }
		if len(key) > MaxPermissionKey || !key.IsPattern() && !slices.ContainsFunc(known, is) {
			return fault.Field(fmt.Sprintf("%s[%d]", at, i), "A role holds keys of permissions that there are, or patterns such as reports.*.").Breaking("role_holds")
		}
	}
	return nil
}

func (d Document) validSessions() error {
	err := d.Sessions.Settings.Validate()
	if err == nil {
		err = d.Sessions.Modes.Validate()
	}
	return below("session_settings", err)
}

func (d Document) validBranding() error {
	if d.Branding.Accent != "" && !colorForm.MatchString(d.Branding.Accent) {
		return fault.Field("branding.accent_color", "A color is # and six hexadecimal digits.").Breaking("color")
	}
	return tenancy.ValidLabel("branding.application_name", d.Branding.Name, tenancy.MaxName)
}

func validTexts(at, name, description string) error {
	if strings.TrimSpace(name) == "" {
		return fault.Field(at+".name", "A name of 1 to %d characters is needed.", tenancy.MaxName).Breaking("name", tenancy.MaxName)
	}
	if err := tenancy.ValidLabel(at+".name", name, tenancy.MaxName); err != nil {
		return err
	}
	return tenancy.ValidLabel(at+".description", description, MaxDescription)
}

// below says of an error about a part in which member of the document the part is.
func below(member string, err error) error {
	if e, ok := errors.AsType[*fault.Error](err); ok && e.Field != "" {
		moved := *e
		moved.Field = member + "." + e.Field
		return &moved
	}
	return err
}
