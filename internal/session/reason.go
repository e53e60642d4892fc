package session

// Reason says why a session ended. The list is closed: a store that holds another reason is damaged.
type Reason string

// The end reasons.
const (
	SignedOut          Reason = "signed_out"
	EndedByUser        Reason = "ended_by_user"
	EndedByAdmin       Reason = "ended_by_admin"
	EndedByOperator    Reason = "ended_by_operator"
	EndedByAPI         Reason = "ended_by_api"
	IdleTimeout        Reason = "idle_timeout"
	ForcedRelogin      Reason = "forced_relogin"
	ConcurrencyLimit   Reason = "concurrency_limit"
	TokenReuse         Reason = "token_reuse"
	UserDisabled       Reason = "user_disabled"
	CredentialsChanged Reason = "credentials_changed"
	TenantRemoved      Reason = "tenant_removed"
)

// Form is how one end reason looks in every direction it leaves by.
type Form struct {
	Initiator string // who brought it about, as shared-signal receivers know it: user, admin, system or policy (CAEP 1.0, section 2)
	Owner     string // what the session's owner reads
	Refused   string // what the client that comes with the ended session is told
	Audit     string // the sentence of the audit log, after the user's name
}

// Form is the row of the reason; ok is false for a reason that is not in the list.
func (r Reason) Form() (form Form, ok bool) {
	form, ok = forms()[r]
	return form, ok
}

// Reasons is every end reason, in the order of the constants.
func Reasons() []Reason {
	return []Reason{
		SignedOut, EndedByUser, EndedByAdmin, EndedByOperator, EndedByAPI, IdleTimeout, ForcedRelogin,
		ConcurrencyLimit, TokenReuse, UserDisabled, CredentialsChanged, TenantRemoved,
	}
}

// forms is the one table that maps an end reason to every outgoing form.
func forms() map[Reason]Form {
	return map[Reason]Form{
		SignedOut: {"user", "You signed out.",
			"The session was signed out.", "signed out"},
		EndedByUser: {"user", "You signed this device out from another one.",
			"The user signed this device out from another one.", "ended a session of their own"},
		EndedByAdmin: {"admin", "An administrator of your workspace signed this device out.",
			"An administrator of the workspace ended the session.", "was signed out by a workspace administrator"},
		EndedByOperator: {"admin", "The operator of this service signed this device out.",
			"The operator of the service ended the session.", "was signed out by an operator"},
		EndedByAPI: {"system", "The application signed this device out.",
			"The application ended the session.", "was signed out by the application"},
		IdleTimeout: {"policy", "Signed out because there was no activity.",
			"The session ended because there was no activity.", "was signed out after inactivity"},
		ForcedRelogin: {"policy", "Signed out because the session reached its maximum age.",
			"The session reached its maximum age.", "was signed out at the session's maximum age"},
		ConcurrencyLimit: {"policy", "Signed out because a newer sign-in took the last allowed place.",
			"A newer sign-in took the last allowed place.", "was signed out by a newer sign-in at the session limit"},
		TokenReuse: {"system", "Signed out for safety: an old refresh token was used again.",
			"An old refresh token was used again, so the session was ended for safety.", "was signed out because a refresh token was reused"},
		UserDisabled: {"admin", "Signed out because the account was disabled.",
			"The account was disabled.", "was signed out when the account was disabled"},
		CredentialsChanged: {"user", "Signed out because the password was changed.",
			"The account's credentials were changed.", "was signed out when the credentials were changed"},
		TenantRemoved: {"admin", "Signed out because the workspace, or your membership of it, was removed.",
			"The tenant, or the user's membership of it, was removed.", "was signed out when the tenant or the membership was removed"},
	}
}
