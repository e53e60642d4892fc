package api

import (
	"strings"

	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// ImpactQuery chooses which of the sessions that would end a preview tells of.
type ImpactQuery struct {
	Show   int    `query:"show" minimum:"0" maximum:"100" doc:"How many of the sessions that would end to tell of, by user. Needs sessions:read, too, or in a workspace the page workspace.users"`
	Cursor string `query:"cursor" maxLength:"80" doc:"Where to go on with them: next of the answer before"`
}

func (in ImpactQuery) page() (service.EndingPage, error) {
	page := service.EndingPage{Limit: in.Show}
	if in.Cursor == "" {
		return page, nil
	}
	user, one, _ := strings.Cut(in.Cursor, ".")
	u, err1 := uid.Parse(user)
	s, err2 := uid.Parse(one)
	if err1 != nil || err2 != nil {
		return page, fault.Field("cursor", "The cursor is not one that was given out here.")
	}
	page.After = service.EndingPlace{User: tenancy.UserID{UID: u}, Session: session.ID{UID: s}}
	return page, nil
}

// Impact is whom a change would sign out.
type Impact struct {
	Sessions int `json:"sessions" doc:"How many active sessions would end"`
	Users    int `json:"users" doc:"Of how many users"`
	Tenants  int `json:"tenants" doc:"In how many tenants"`
	Soon     int `json:"soon" doc:"How many more would end within 24 hours unless they are used, and would not without the change"`
	Keeping  int `json:"keeping" doc:"How many tenants have a value of their own for a setting that changes, and keep it"`

	Own      bool              `json:"own" doc:"Whether the session that the request came with is one of those that would end"`
	Ending   []EndingSession   `json:"ending,omitempty" nullable:"false" doc:"With show: the sessions that would end, by user"`
	Next     string            `json:"next,omitempty" doc:"With show: cursor of the next page; absent on the last"`
	Warnings []session.Warning `json:"warnings" nullable:"false" doc:"Values that are allowed but not recommended"`
}

// EndingSession is a session that would end.
type EndingSession struct {
	ManagedSession
	WouldEndBy string `json:"would_end_by" doc:"The end reason that it would have"`
}

func (a *API) showImpact(i service.Impact, warnings []session.Warning) Impact {
	shown := Impact{
		Sessions: i.Sessions, Users: i.Users, Tenants: i.Tenants, Soon: i.Soon, Keeping: i.Keeping, Own: i.Own,
		Warnings: append([]session.Warning{}, warnings...),
	}
	if !i.Next.IsZero() {
		shown.Next = i.Next.User.String() + "." + i.Next.Session.String()
	}
	for _, one := range i.Ending {
		shown.Ending = append(shown.Ending, EndingSession{ManagedSession{
			Session: a.showSession(one.Judged), UserName: one.User.Name, UserEmail: one.User.Email, TenantName: one.Tenant.Name,
		}, string(one.By)})
	}
	return shown
}
