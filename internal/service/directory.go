package service

import (
	"context"
	"strings"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

const (
	searchPage = 500    // rows that a search reads at a time
	searchMost = 20_000 // rows that one search reads: it goes on on the next page
)

// SearchUsers lists users in whose name, e-mail address or external ID a text occurs, oldest first. A page may hold
// fewer than asked for although more follow: next is where to go on, and empty at the end.
func (s *Service) SearchUsers(ctx context.Context, who access.Principal, tenant tenancy.TenantID, text string, page store.Page) (all []tenancy.User, next string, err error) {
	if err := who.Require(access.UsersRead); err != nil {
		return nil, "", err
	}
	err = s.view(ctx, who.Environment, func(tx store.Reader) error {
		all, next, err = searched(page, text,
			func(page store.Page) ([]tenancy.User, error) { return tx.Users(tenant, page) },
			func(u tenancy.User) string { return u.ID.String() },
			func(u tenancy.User) []string { return []string{u.Name, u.Email, u.ExternalID} })
		return err
	})
	return all, next, err
}

// SearchTenants lists tenants in whose name or external ID a text occurs, in the same way.
func (s *Service) SearchTenants(ctx context.Context, who access.Principal, text string, page store.Page) (all []tenancy.Tenant, next string, err error) {
	if err := who.Require(access.TenantsRead); err != nil {
		return nil, "", err
	}
	err = s.view(ctx, who.Environment, func(tx store.Reader) error {
		all, next, err = searched(page, text, tx.Tenants,
			func(t tenancy.Tenant) string { return t.ID.String() },
			func(t tenancy.Tenant) []string { return []string{t.Name, t.ExternalID} })
		return err
	})
	return all, next, err
}

// searched reads page after page until there are enough rows in which the text occurs.
func searched[T any](page store.Page, text string, read func(store.Page) ([]T, error), id func(T) string, texts func(T) []string) (all []T, next string, err error) {
	text = strings.ToLower(strings.TrimSpace(text))
	at := store.Page{After: page.After, Limit: searchPage}
	for seen := 0; seen < searchMost; seen += searchPage {
		rows, err := read(at)
		if err != nil {
			return nil, "", err
		}
		for i, row := range rows {
			at.After = id(row)
			if !occurs(text, texts(row)) {
				continue
			}
			if all = append(all, row); len(all) == page.Limit && (i+1 < len(rows) || len(rows) == searchPage) {
				return all, at.After, nil
			}
		}
		if len(rows) < searchPage {
			return all, "", nil
		}
	}
	return all, at.After, nil
}

func occurs(text string, in []string) bool {
	for _, one := range in {
		if strings.Contains(strings.ToLower(one), text) {
			return true
		}
	}
	return false
}

// Labels is what the users and tenants of sessions are called.
type Labels struct {
	Users   map[tenancy.UserID]tenancy.User
	Tenants map[tenancy.TenantID]tenancy.Tenant
}

// Labels reads whose sessions these are, as far as who may read it.
func (s *Service) Labels(ctx context.Context, who access.Principal, sessions ...Judged) (Labels, error) {
	labels := Labels{Users: map[tenancy.UserID]tenancy.User{}, Tenants: map[tenancy.TenantID]tenancy.Tenant{}}
	people, places := who.Require(access.UsersRead) == nil, who.Require(access.TenantsRead) == nil
	err := s.view(ctx, who.Environment, func(tx store.Reader) (err error) {
		for _, one := range sessions {
			if _, known := labels.Users[one.Session.User]; !known && people {
				if labels.Users[one.Session.User], _, err = tx.User(one.Session.User); err != nil {
					return err
				}
			}
			if _, known := labels.Tenants[one.Tenant]; !known && places {
				if labels.Tenants[one.Tenant], _, err = tx.Tenant(one.Tenant); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return labels, err
}

// Tally is what the active sessions of a user or a tenant tell.
type Tally struct {
	Sessions     int
	Users        int // that have them
	LastActiveAt time.Time
	Overrides    session.Overrides // of a tenant: its own settings
}

func (t *Tally) add(one *session.Session, active bool) {
	if one.LastActiveAt.After(t.LastActiveAt) {
		t.LastActiveAt = one.LastActiveAt
	}
	if active {
		t.Sessions++
	}
}

// MaxBelongings is of how many tenants a list of users tells of each.
const MaxBelongings = 10

// Belonging is a tenant that a user belongs to, with what their roles there are called.
type Belonging struct {
	store.Belonging
	RoleNames []string
}

// Belongings reads to which tenants users belong: the first of them, MaxBelongings at the most.
func (s *Service) Belongings(ctx context.Context, who access.Principal, users []tenancy.User) (map[tenancy.UserID][]Belonging, error) {
	if err := requireAll(who, access.UsersRead, access.TenantsRead); err != nil {
		return nil, err
	}
	ids := make([]tenancy.UserID, len(users))
	for i, u := range users {
		ids[i] = u.ID
	}
	var all map[tenancy.UserID][]Belonging
	err := s.view(ctx, who.Environment, func(tx store.Reader) error {
		policy, err := tx.EnvironmentPolicy()
		if err != nil {
			return err
		}
		document, err := s.published(tx, who.Environment, policy)
		if err != nil {
			return err
		}
		found, err := tx.Belongings(ids, MaxBelongings)
		all = make(map[tenancy.UserID][]Belonging, len(users))
		for _, one := range found {
			all[one.User] = append(all[one.User], Belonging{one, document.RoleNames(one.Roles)})
		}
		return err
	})
	return all, err
}

// UserTallies counts the active sessions of users in all tenants.
func (s *Service) UserTallies(ctx context.Context, who access.Principal, users []tenancy.User) (map[tenancy.UserID]Tally, error) {
	if err := who.Require(access.SessionsRead); err != nil {
		return nil, err
	}
	tallies := make(map[tenancy.UserID]Tally, len(users))
	err := s.view(ctx, who.Environment, func(tx store.Reader) error {
		rules, now := newPolicies(tx), s.now()
		for _, u := range users {
			open, err := tx.OpenSessions(u.ID, tenancy.TenantID{})
			if err != nil {
				return err
			}
			var tally Tally
			for _, one := range open {
				held, err := rules.of(one.Tenant)
				if err != nil {
					return err
				}
				s.activity.bring(&one)
				tally.add(&one, session.Evaluate(one, held, now).Active)
			}
			tallies[u.ID] = tally
		}
		return nil
	})
	return tallies, err
}

// TenantTallies counts the active sessions of every tenant that has some, and reads the own settings of those given.
func (s *Service) TenantTallies(ctx context.Context, who access.Principal, tenants []tenancy.Tenant) (map[tenancy.TenantID]*Tally, error) {
	if err := requireAll(who, access.SessionsRead, access.SettingsRead); err != nil {
		return nil, err
	}
	tallies := make(map[tenancy.TenantID]*Tally, len(tenants))
	err := s.view(ctx, who.Environment, func(tx store.Reader) error {
		for _, t := range tenants {
			policy, _, err := tx.TenantPolicy(t.ID)
			if err != nil {
				return err
			}
			tallies[t.ID] = &Tally{Overrides: policy.Overrides}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	type member struct {
		tenant tenancy.TenantID
		user   tenancy.UserID
	}
	seen := map[member]bool{}
	err = s.judgeEvery(ctx, who.Environment, func(one *session.Session, active bool, _ time.Time) {
		tally := tallies[one.Tenant]
		if tally == nil {
			return
		}
		tally.add(one, active)
		if who := (member{one.Tenant, one.User}); active && !seen[who] {
			seen[who] = true
			tally.Users++
		}
	})
	return tallies, err
}
