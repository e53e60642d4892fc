package settings

// Page names a self-service page that an operator may switch off. What is switched off is absent from the navigation,
// and the API behind it refuses.
type Page string

// The pages.
const (
	PrivacyAndSecurity Page = "personal.privacy_and_security" // one's own sessions
	WorkspaceUsers     Page = "workspace.users"               // the workspace's users and their sessions
	WorkspaceSecurity  Page = "workspace.security"            // the workspace's session settings and audit
)

// Pages is which pages are switched on.
type Pages struct {
	Personal  PersonalPages  `json:"personal"`
	Workspace WorkspacePages `json:"workspace"`
}

// PersonalPages are for every signed-in user.
type PersonalPages struct {
	PrivacyAndSecurity bool `json:"privacy_and_security" doc:"Personal, Privacy & Security: one's own sessions"`
}

// WorkspacePages are for those who hold the permission.
type WorkspacePages struct {
	Users    bool `json:"users" doc:"Workspace, Users: the workspace's users and their sessions"`
	Security bool `json:"security" doc:"Workspace, Security: the workspace's session settings, and its audit log"`
}

// AllPages is every page.
func AllPages() []Page { return []Page{PrivacyAndSecurity, WorkspaceUsers, WorkspaceSecurity} }

// On tells whether a page is switched on.
func (p Pages) On(page Page) bool {
	switch page {
	case PrivacyAndSecurity:
		return p.Personal.PrivacyAndSecurity
	case WorkspaceUsers:
		return p.Workspace.Users
	case WorkspaceSecurity:
		return p.Workspace.Security
	}
	return false
}
