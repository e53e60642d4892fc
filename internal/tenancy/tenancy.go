package tenancy

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/sojourn-auth/sojourn/internal/fault"
)

// Environment is an isolated installation of everything. Nothing crosses it.
type Environment struct {
	ID        EnvironmentID
	Name      string
	CreatedAt time.Time
}

// Tenant is a customer's account. The self-service screens call it a workspace.
type Tenant struct {
	ID         TenantID
	ExternalID string // the application's own name for it; unique in the environment when set
	Name       string
	CreatedAt  time.Time
}

// User is a person in one environment.
type User struct {
	ID         UserID
	ExternalID string // the application's own name for the user; unique in the environment when set
	Email      string // as normalized by NormalEmail; unique in the environment when set
	Name       string
	Disabled   bool
	CreatedAt  time.Time
}

// Label is what the user is listed by: the name or, without one, another name, in lower case.
func (u User) Label() string {
	for _, name := range []string{u.Name, u.Email} {
		if name != "" {
			return strings.ToLower(name)
		}
	}
	return strings.ToLower(u.ExternalID)
}

// Membership makes a user a member of a tenant, with roles. Nobody has a session in a tenant without one.
type Membership struct {
	User      UserID
	Tenant    TenantID
	Roles     []RoleKey // sorted, each once; what they allow is for package access to say
	CreatedAt time.Time
}

// NormalRoles is roles as a membership holds them.
func NormalRoles(roles []RoleKey) []RoleKey {
	sorted := slices.Clone(roles)
	slices.Sort(sorted)
	return slices.Compact(sorted)
}

// Limits of what names may be.
const (
	MaxName       = 200 // characters of a name
	MaxExternalID = 128 // bytes of an external ID
	MaxEmail      = 254 // bytes of an e-mail address (RFC 5321, section 4.5.3.1.3)
)

var environmentID = regexp.MustCompile(`^[a-z][a-z0-9-]{0,38}[a-z0-9]$`)

// Validate refuses an environment whose members are out of bounds.
func (e Environment) Validate() error {
	if !environmentID.MatchString(string(e.ID)) {
		return fault.Field("id", "An environment's ID is 2 to 40 lower-case letters, digits and dashes, and begins with a letter.").Breaking("environment_id")
	}
	return validName("name", e.Name)
}

// Validate refuses a tenant whose members are out of bounds.
func (t Tenant) Validate() error {
	if err := validName("name", t.Name); err != nil {
		return err
	}
	return validExternalID(t.ExternalID)
}

// Validate refuses a user whose members are out of bounds.
func (u User) Validate() error {
	if u.Email == "" && u.ExternalID == "" {
		return fault.Field("email", "A user needs an e-mail address or an external ID.").Breaking("identity")
	}
	if u.Email != "" {
		if err := validEmail(u.Email); err != nil {
			return err
		}
	}
	if u.Name != "" {
		if err := validName("name", u.Name); err != nil {
			return err
		}
	}
	return validExternalID(u.ExternalID)
}

// NormalEmail is the form in which addresses are stored and compared: without surrounding space, in lower case.
func NormalEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// ValidLabel refuses text that no screen could show on one line: too long, not UTF-8, or with control characters
// or line breaks.
func ValidLabel(field, text string, most int) error {
	if !utf8.ValidString(text) || strings.ContainsFunc(text, breaksLine) {
		return fault.Field(field, "Text must be valid UTF-8 without control characters and line breaks.").Breaking("text")
	}
	if utf8.RuneCountInString(text) > most {
		return fault.Field(field, "At most %d characters are allowed.", most).Breaking("too_long", int64(most))
	}
	return nil
}

func breaksLine(r rune) bool { return unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp) }

func validName(field, name string) error {
	if strings.TrimSpace(name) == "" {
		return fault.Field(field, "A name of 1 to %d characters is needed.", MaxName).Breaking("name", MaxName)
	}
	return ValidLabel(field, name, MaxName)
}

func validExternalID(id string) error {
	if len(id) > MaxExternalID {
		return fault.Field("external_id", "At most %d bytes are allowed.", MaxExternalID).Breaking("too_many_bytes", MaxExternalID)
	}
	return ValidLabel("external_id", id, MaxExternalID)
}

func validEmail(email string) error {
	local, domain, found := strings.Cut(email, "@")
	if !found || local == "" || domain == "" || len(email) > MaxEmail ||
		strings.ContainsFunc(email, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) ||
		strings.Contains(domain, "@") || !utf8.ValidString(email) {
		return fault.Field("email", "An e-mail address like ada@example.com of at most %d bytes is needed.", MaxEmail).Breaking("email", MaxEmail)
	}
	return nil
}
