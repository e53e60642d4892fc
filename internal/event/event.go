package event

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// Kind says what happened.
type Kind string

// The kinds of events.
const (
	EnvironmentCreated     Kind = "environment.created"
	EnvironmentRenamed     Kind = "environment.renamed"
	EnvironmentArchived    Kind = "environment.archived"
	EnvironmentRevived     Kind = "environment.revived"
	TenantCreated          Kind = "tenant.created"
	TenantUpdated          Kind = "tenant.updated"
	TenantDeleted          Kind = "tenant.deleted"
	UserCreated            Kind = "user.created"
	UserUpdated            Kind = "user.updated"
	UserDisabled           Kind = "user.disabled"
	UserEnabled            Kind = "user.enabled"
	UserDeleted            Kind = "user.deleted"
	PasswordSet            Kind = "user.password_set"
	MembershipAdded        Kind = "membership.added"
	MembershipRemoved      Kind = "membership.removed"
	RolesChanged           Kind = "membership.roles_changed"
	GrantAdded             Kind = "operator.granted"
	GrantRemoved           Kind = "operator.revoked"
	APIKeyCreated          Kind = "api_key.created"
	APIKeyRevoked          Kind = "api_key.revoked"
	SigningKeyCreated      Kind = "signing_key.created"
	SigningKeyRemoved      Kind = "signing_key.removed"
	SettingsChanged        Kind = "session_settings.changed" // a tenant's own
	SettingsPublished      Kind = "settings.published"       // a new version of the environment's document
	SettingsDraftSaved     Kind = "settings.draft_saved"
	SettingsDraftDiscarded Kind = "settings.draft_discarded"
	SessionCreated         Kind = "session.created"
	SessionEnded           Kind = "session.ended"
	SessionRenamed         Kind = "session.renamed"
	SessionsEnded          Kind = "sessions.ended" // a not-before mark; the single ends follow as session.ended
)

// Kinds is every kind.
func Kinds() []Kind {
	all := slices.Collect(maps.Keys(sentences()))
	slices.Sort(all)
	return all
}

// Event is one thing that happened. It says who, to what, and what changed; it never holds a secret.
type Event struct {
	ID      uid.UID
	At      time.Time
	Kind    Kind
	Actor   access.Actor
	Tenant  tenancy.TenantID // where one is concerned
	User    tenancy.UserID   // where one is concerned
	Session session.ID       // where one is concerned
	Reason  session.Reason   // of an end
	Data    json.RawMessage  // an object with what changed, by kind; may be nil
}

// New makes an event.
func New(kind Kind, at time.Time, actor access.Actor) Event {
	return Event{ID: uid.New(at), At: at, Kind: kind, Actor: actor}
}

// Ended makes the event of a session's end. Its time is that of the end; its ID, and so its place in the order of
// events, is that of the recording, which may come later.
func Ended(e session.Ending, recordedAt time.Time) Event {
	ended := New(SessionEnded, recordedAt, e.End.By)
	ended.At = e.End.At
	ended.Tenant, ended.User, ended.Session = e.Session.Tenant, e.Session.User, e.Session.ID
	ended.Reason = e.End.Reason
	return ended.WithNote(e.Note)
}

// WithNote adds what the actor gave as the reason, in words, if anything.
func (e Event) WithNote(note string) Event {
	if note == "" {
		return e
	}
	return e.With(map[string]string{"note": note})
}

// With adds what changed. Data must be plain values that JSON can hold.
func (e Event) With(data any) Event {
	if text, err := json.Marshal(data); err == nil {
		e.Data = text
	}
	return e
}
