package event

import "strings"

// Names is what those in an event are called.
type Names struct {
	Actor  string
	User   string // the user whom it concerns
	Tenant string
}

// Sentence tells an event in plain words. What was changed exactly is in Data.
func (e Event) Sentence(n Names) string {
	pattern, known := sentences()[e.Kind]
	switch {
	case !known:
		return string(e.Kind)
	case e.Kind == SessionEnded:
		form, _ := e.Reason.Form()
		pattern = "{user} " + form.Audit + "."
	case e.Kind == SessionsEnded && !e.Tenant.IsZero():
		pattern = "{actor} ended all sessions of {tenant}."
	}
	return strings.NewReplacer("{actor}", n.Actor, "{user}", n.User, "{tenant}", n.Tenant).Replace(pattern)
}

// sentences has a row for every kind.
func sentences() map[Kind]string {
	return map[Kind]string{
		EnvironmentCreated:     "{actor} made the environment.",
		EnvironmentRenamed:     "{actor} renamed the environment.",
		EnvironmentArchived:    "{actor} archived the environment, which ended all its sessions.",
		EnvironmentRevived:     "{actor} brought the environment back from the archive.",
		TenantCreated:          "{actor} made the tenant {tenant}.",
		TenantUpdated:          "{actor} changed the tenant {tenant}.",
		TenantDeleted:          "{actor} deleted a tenant.",
		UserCreated:            "{actor} made the user {user}.",
		UserUpdated:            "{actor} changed the user {user}.",
		UserDisabled:           "{actor} disabled {user}.",
		UserEnabled:            "{actor} enabled {user}.",
		UserDeleted:            "{actor} deleted a user.",
		PasswordSet:            "{actor} set the password of {user}.",
		MembershipAdded:        "{actor} made {user} a member of {tenant}.",
		MembershipRemoved:      "{actor} took {user} out of {tenant}.",
		RolesChanged:           "{actor} changed the roles of {user} in {tenant}.",
		GrantAdded:             "{actor} granted {user} an operator role.",
		GrantRemoved:           "{actor} took an operator role from {user}.",
		APIKeyCreated:          "{actor} made an API key.",
		APIKeyRevoked:          "{actor} revoked an API key.",
		SigningKeyCreated:      "{actor} added a signing key.",
		SigningKeyRemoved:      "{actor} removed a signing key.",
		SettingsChanged:        "{actor} changed the session settings of {tenant}.",
		SettingsPublished:      "{actor} published a version of the settings.",
		SettingsDraftSaved:     "{actor} saved a draft of the settings.",
		SettingsDraftDiscarded: "{actor} discarded the draft of the settings.",
		SessionCreated:         "{user} signed in to {tenant}.",
		SessionEnded:           "", // by its reason
		SessionRenamed:         "{user} renamed a device.",
		SessionsEnded:          "{actor} ended all sessions of the environment.",
	}
}
