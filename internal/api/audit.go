package api

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

func (a *API) mountAudit() {
	const tag = "Audit"
	register(a, operation("list-events", http.MethodGet, "/v1/audit", "What was changed, when, and by whom",
		"Newest first. A page may hold fewer than the limit although more follow: go on while there is a next. Needs the scope audit:read.", tag, managers), a.listEvents)
	register(a, operation("export-events", http.MethodGet, "/v1/audit/export", "Export the audit log",
		"All events that fit, newest first: JSON lines, or CSV whose cells no spreadsheet takes for formulas. Needs the scope audit:read.", tag, managers), a.exportEvents)
}

// AuditEvent is something that happened.
type AuditEvent struct {
	ID        string          `json:"id" format:"uuid"`
	At        time.Time       `json:"at" doc:"When it happened; of an end that was recorded later, when it took effect"`
	Kind      string          `json:"kind" example:"session.ended"`
	Sentence  string          `json:"sentence" doc:"What happened, in plain words, with today's names"`
	Actor     AuditActor      `json:"actor"`
	TenantID  string          `json:"tenant_id,omitempty" format:"uuid"`
	UserID    string          `json:"user_id,omitempty" format:"uuid" doc:"The user whom it concerns"`
	SessionID string          `json:"session_id,omitempty" format:"uuid"`
	User      string          `json:"user,omitempty" doc:"What that user is called today"`
	Tenant    string          `json:"tenant,omitempty" doc:"What that tenant is called today"`
	Reason    string          `json:"reason,omitempty" doc:"Of an end: why"`
	Data      json.RawMessage `json:"data,omitempty" doc:"What was changed, before and after, by kind"`
}

// AuditActor is who did something.
type AuditActor struct {
	Kind      string `json:"kind" doc:"user, api_key, operator, operator_key, local (the command line) or system"`
	ID        string `json:"id,omitempty" format:"uuid" doc:"Of the user, operator or key"`
	Name      string `json:"name,omitempty" doc:"What they are called today; absent when they are gone"`
	SessionID string `json:"session_id,omitempty" format:"uuid" doc:"The session that the request came with"`
	Address   string `json:"address,omitempty" doc:"The IP address that the request came from"`
}

func showEvent(e service.Audited) AuditEvent {
	return AuditEvent{
		ID: e.ID.String(), At: e.At, Kind: string(e.Kind), Sentence: e.Sentence, Reason: string(e.Reason), Data: e.Data,
		Actor: showActor(e.Actor, e.Names.Actor), User: e.Names.User, Tenant: e.Names.Tenant, TenantID: idText(e.Tenant.UID), UserID: idText(e.User.UID), SessionID: idText(e.Session.UID),
	}
}

func showActor(a access.Actor, name string) AuditActor {
	return AuditActor{Kind: string(a.Kind), ID: idText(a.ID), Name: name, SessionID: idText(a.Session), Address: a.Address}
}

// idText is an ID as text; empty when there is none.
func idText(id uid.UID) string {
	if id.IsZero() {
		return ""
	}
	return id.String()
}

// AuditPage is a page of events.
type AuditPage struct {
	Events []AuditEvent `json:"events" nullable:"false"`
	Next   string       `json:"next,omitempty" doc:"Cursor of the next page; absent on the last"`
}

func showEvents(all []service.Audited, next string) AuditPage {
	page := AuditPage{Events: make([]AuditEvent, 0, len(all)), Next: next}
	for _, e := range all {
		page.Events = append(page.Events, showEvent(e))
	}
	return page
}

// AuditQuery chooses events.
type AuditQuery struct {
	Kinds   []string  `query:"kind" maxItems:"20" doc:"Only of these kinds, separated by commas"`
	Actor   string    `query:"actor" maxLength:"36" doc:"Only by this user, operator or key"`
	User    string    `query:"user" maxLength:"36" doc:"Only what concerns this user"`
	Session string    `query:"session" maxLength:"36" doc:"Only what concerns this session"`
	From    time.Time `query:"from" doc:"Only then or later"`
	To      time.Time `query:"to" doc:"Only before"`
}

func (in AuditQuery) filter() (filter service.EventFilter, err error) {
	filter.From, filter.To = in.From, in.To
	for _, kind := range in.Kinds {
		if !slices.Contains(event.Kinds(), event.Kind(kind)) {
			return filter, fault.Field("kind", "The kinds are %v.", event.Kinds())
		}
		filter.Kinds = append(filter.Kinds, event.Kind(kind))
	}
	if filter.Actor, err = optional("actor", in.Actor); err != nil {
		return filter, err
	}
	if filter.User, err = optionalUser("user", in.User); err != nil {
		return filter, err
	}
	filter.Session.UID, err = optional("session", in.Session)
	return filter, err
}

// ManagerAuditQuery is the same for whoever sees all tenants.
type ManagerAuditQuery struct {
	AuditQuery
	Tenant string `query:"tenant" maxLength:"36" doc:"Only what concerns this tenant"`
}

func (in ManagerAuditQuery) filter() (service.EventFilter, error) {
	filter, err := in.AuditQuery.filter()
	if err != nil {
		return filter, err
	}
	filter.Tenant, err = optionalTenant("tenant", in.Tenant)
	return filter, err
}

func (a *API) listEvents(ctx context.Context, who access.Principal, in *struct {
	EnvironmentPath
	PageQuery
	ManagerAuditQuery
}) (*struct{ Body AuditPage }, error) {
	page, err := in.page()
	if err != nil {
		return nil, err
	}
	filter, err := in.filter()
	if err != nil {
		return nil, err
	}
	all, next, err := a.Service.Audit(ctx, who, filter, page)
	return &struct{ Body AuditPage }{showEvents(all, next)}, err
}

func (a *API) workspaceAudit(ctx context.Context, who access.Principal, in *struct {
	EnvironmentPath
	PageQuery
	AuditQuery
}) (*struct{ Body AuditPage }, error) {
	page, err := in.page()
	if err != nil {
		return nil, err
	}
	filter, err := in.filter()
	if err != nil {
		return nil, err
	}
	all, next, err := a.Service.WorkspaceAudit(ctx, who, filter, page)
	return &struct{ Body AuditPage }{showEvents(all, next)}, err
}
