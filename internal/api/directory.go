package api

import (
	"context"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// ManagedSession is a session as those see it who manage the environment.
type ManagedSession struct {
	Session
	UserName   string `json:"user_name,omitempty" doc:"For those who may read users"`
	UserEmail  string `json:"user_email,omitempty" doc:"For those who may read users"`
	TenantName string `json:"tenant_name,omitempty" doc:"For those who may read tenants"`
}

func (a *API) showManaged(ctx context.Context, who access.Principal, all ...service.Judged) ([]ManagedSession, error) {
	labels, err := a.Service.Labels(ctx, who, all...)
	shown := make([]ManagedSession, 0, len(all))
	for _, j := range all {
		user := labels.Users[j.Session.User]
		shown = append(shown, ManagedSession{
			Session: a.showSession(j), UserName: user.Name, UserEmail: user.Email, TenantName: labels.Tenants[j.Tenant].Name,
		})
	}
	return shown, err
}

// ManagedUser is a user in a list.
type ManagedUser struct {
	User
	ActiveSessions *int      `json:"active_sessions,omitempty" doc:"With counts: how many sessions are active, in all tenants"`
	LastActiveAt   time.Time `json:"last_active_at,omitzero" doc:"With counts: of the sessions whose end is not recorded"`

	Memberships     []Belonging `json:"memberships,omitempty" nullable:"false" doc:"With memberships: the first of them"`
	MembershipCount int         `json:"membership_count,omitempty" doc:"With memberships: how many there are"`
}

// Belonging is a tenant that a user belongs to.
type Belonging struct {
	TenantID   string   `json:"tenant_id" format:"uuid"`
	TenantName string   `json:"tenant_name"`
	RoleNames  []string `json:"role_names" nullable:"false"`
}

// addBelongings adds to users what they belong to.
func (a *API) addBelongings(ctx context.Context, who access.Principal, all []tenancy.User, shown []ManagedUser) error {
	found, err := a.Service.Belongings(ctx, who, all)
	for i, u := range all {
		for _, one := range found[u.ID] {
			shown[i].Memberships = append(shown[i].Memberships, Belonging{one.Tenant.String(), one.TenantName, append([]string{}, one.RoleNames...)})
			shown[i].MembershipCount = one.Of
		}
	}
	return err
}

func (a *API) showUsers(ctx context.Context, who access.Principal, all []tenancy.User, counts bool) ([]ManagedUser, error) {
	shown := make([]ManagedUser, len(all))
	for i, u := range all {
		shown[i].User = showUser(u)
	}
	if !counts {
		return shown, nil
	}
	tallies, err := a.Service.UserTallies(ctx, who, all)
	for i, u := range all {
		tally := tallies[u.ID]
		shown[i].ActiveSessions, shown[i].LastActiveAt = &tally.Sessions, tally.LastActiveAt
	}
	return shown, err
}

// ManagedTenant is a tenant in a list.
type ManagedTenant struct {
	Tenant
	Counts *TenantCounts `json:"counts,omitempty" doc:"When asked for"`
}

// TenantCounts is what goes on in a tenant.
type TenantCounts struct {
	ActiveSessions int               `json:"active_sessions"`
	ActiveUsers    int               `json:"active_users" doc:"Users who have them"`
	LastActiveAt   time.Time         `json:"last_active_at,omitzero" doc:"Of the sessions whose end is not recorded"`
	Own            session.Overrides `json:"own" doc:"The tenant's own session settings"`
}

func (a *API) showTenants(ctx context.Context, who access.Principal, all []tenancy.Tenant, counts bool) ([]ManagedTenant, error) {
	shown := make([]ManagedTenant, len(all))
	for i, t := range all {
		shown[i].Tenant = showTenant(t)
	}
	if !counts {
		return shown, nil
	}
	tallies, err := a.Service.TenantTallies(ctx, who, all)
	if err != nil {
		return nil, err
	}
	for i, t := range all {
		tally := tallies[t.ID]
		shown[i].Counts = &TenantCounts{
			ActiveSessions: tally.Sessions, ActiveUsers: tally.Users, LastActiveAt: tally.LastActiveAt, Own: tally.Overrides,
		}
	}
	return shown, nil
}
