package api

import (
	"net/netip"
	"time"

	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// Session is a session as it is shown.
type Session struct {
	ID         string    `json:"id" format:"uuid" doc:"The session's ID; public"`
	UserID     string    `json:"user_id" format:"uuid"`
	TenantID   string    `json:"tenant_id" format:"uuid"`
	State      string    `json:"state" enum:"active,ended"`
	Current    bool      `json:"current" doc:"Whether the request came with this session"`
	Name       string    `json:"name" doc:"What its owner calls the device; empty until renamed"`
	Device     Device    `json:"device"`
	Address    string    `json:"address" doc:"IP address of the sign-in" example:"192.0.2.7"`
	Place      *Place    `json:"place,omitempty" doc:"Estimated from the address; absent when unknown"`
	Methods    []string  `json:"methods" nullable:"false" doc:"How the user was authenticated (RFC 8176)"`
	CreatedAt  time.Time `json:"created_at" doc:"When the user signed in"`
	LastActive time.Time `json:"last_active_at" doc:"The user's last activity, recorded about once a minute"`
	EndsAt     time.Time `json:"ends_at,omitzero" doc:"Of an active session: when it will end unless something happens first"`
	EndsBy     string    `json:"ends_by,omitempty" doc:"Of an active session: the end reason that comes first"`
	EndedAt    time.Time `json:"ended_at,omitzero" doc:"Of an ended session: when it ended"`
	EndReason  string    `json:"end_reason,omitempty" doc:"Of an ended session: why it ended"`
	EndText    string    `json:"end_text,omitempty" doc:"Of an ended session: why it ended, for its owner to read"`
}

// Device is what signed in, as far as its user agent tells.
type Device struct {
	Title     string `json:"title" example:"Chrome 156 on Windows"`
	Kind      string `json:"kind" doc:"desktop, phone, tablet, bot, tool or unknown"`
	Browser   string `json:"browser,omitempty"`
	OS        string `json:"os,omitempty"`
	UserAgent string `json:"user_agent,omitempty" doc:"The raw header, cut to 512 bytes"`
}

// Place is where an address probably is.
type Place struct {
	City        string `json:"city,omitempty"`
	Country     string `json:"country,omitempty"`
	CountryCode string `json:"country_code,omitempty" doc:"ISO 3166-1 alpha-2"`
}

// User is a user as shown.
type User struct {
	ID         string    `json:"id" format:"uuid"`
	ExternalID string    `json:"external_id,omitempty" doc:"The application's own name for the user"`
	Email      string    `json:"email,omitempty"`
	Name       string    `json:"name,omitempty"`
	Disabled   bool      `json:"disabled"`
	CreatedAt  time.Time `json:"created_at"`
}

// Tenant is a tenant as shown.
type Tenant struct {
	ID         string    `json:"id" format:"uuid"`
	ExternalID string    `json:"external_id,omitempty" doc:"The application's own name for the tenant"`
	Name       string    `json:"name"`
	CreatedAt  time.Time `json:"created_at"`
}

func (a *API) showSession(j service.Judged) Session {
	shown := Session{
		ID: j.ID.String(), UserID: j.Session.User.String(), TenantID: j.Tenant.String(),
		State: "active", Current: j.Current, Name: j.Name, Device: a.devices.show(j.Client.UserAgent),
		Address: j.Client.Address, Place: a.placeOf(j.Client.Address), Methods: j.Methods,
		CreatedAt: j.SignedInAt, LastActive: j.LastActiveAt,
		EndsAt: j.Verdict.EndsAt, EndsBy: string(j.Verdict.EndsBy),
	}
	if shown.Methods == nil {
		shown.Methods = []string{}
	}
	if !j.Verdict.Active {
		form, _ := j.Verdict.End.Reason.Form()
		shown.State = "ended"
		shown.EndedAt, shown.EndReason, shown.EndText = j.Verdict.End.At, string(j.Verdict.End.Reason), form.Owner
	}
	return shown
}

func (a *API) showSessions(all []service.Judged) []Session {
	shown := make([]Session, 0, len(all))
	for _, j := range all {
		shown = append(shown, a.showSession(j))
	}
	return shown
}

func (a *API) placeOf(address string) *Place {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return nil
	}
	p := a.Places.Lookup(ip)
	if p.City == "" && p.Country == "" {
		return nil
	}
	return &Place{City: p.City, Country: p.Country, CountryCode: p.CountryCode}
}

func showUser(u tenancy.User) User {
	return User{ID: u.ID.String(), ExternalID: u.ExternalID, Email: u.Email, Name: u.Name, Disabled: u.Disabled, CreatedAt: u.CreatedAt}
}

func showTenant(t tenancy.Tenant) Tenant {
	return Tenant{ID: t.ID.String(), ExternalID: t.ExternalID, Name: t.Name, CreatedAt: t.CreatedAt}
}

// reasons is every end reason, for descriptions.
func reasons() []string {
	var all []string
	for _, r := range session.Reasons() {
		all = append(all, string(r))
	}
	return all
}
