package service

import (
	"context"
	"slices"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/settings"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// The use-cases here are of a member who administers their own tenant, which they call workspace. Each begins by asking
// whether somebody is signed in at all, so that nobody else occupies the store; what they may do is read with the rest.

// WorkspaceUser is a user of the workspace as its administrators see them.
type WorkspaceUser struct {
	store.Member
	Roles          []tenancy.RoleKey // those that there are
	RoleNames      []string          // what they are called, in their order
	ActiveSessions int
	LastActiveAt   time.Time // of any session; zero when there never was one
}

// WorkspaceUsers lists the users of the workspace by name. More follow when next is not zero.
func (s *Service) WorkspaceUsers(ctx context.Context, who access.Principal, filter store.MemberFilter, after store.MemberPlace, limit int) (all []WorkspaceUser, next store.MemberPlace, err error) {
	if err := who.RequireUser(); err != nil {
		return nil, next, err
	}
	err = s.view(ctx, who.Environment, func(tx store.Reader) error {
		all, next = nil, store.MemberPlace{}
		if err := s.admit(tx, who, settings.WorkspaceUsers, access.ViewUsers, access.RevokeUserSessions); err != nil {
			return err
		}
		all, next, err = s.usersOf(tx, who, who.Tenant, filter, after, limit)
		return err
	})
	return all, next, err
}

// TenantUsers lists the users of a tenant in the same way, for whoever manages the environment.
func (s *Service) TenantUsers(ctx context.Context, who access.Principal, tenant tenancy.TenantID, filter store.MemberFilter, after store.MemberPlace, limit int) (all []WorkspaceUser, next store.MemberPlace, err error) {
	if err := requireAll(who, access.UsersRead, access.SessionsRead); err != nil {
		return nil, next, err
	}
	err = s.view(ctx, who.Environment, func(tx store.Reader) error {
		if _, err := knownTenant(tx, tenant); err != nil {
			return err
		}
		all, next, err = s.usersOf(tx, who, tenant, filter, after, limit)
		return err
	})
	return all, next, err
}

func (s *Service) usersOf(tx store.Reader, who access.Principal, tenant tenancy.TenantID, filter store.MemberFilter, after store.MemberPlace, limit int) (all []WorkspaceUser, next store.MemberPlace, err error) {
	members, err := tx.Members(tenant, filter, after, limit+1)
	if err != nil {
		return nil, next, err
	}
	if len(members) > limit {
		members = members[:limit]
		last := members[limit-1].User
		next = store.MemberPlace{Label: last.Label(), User: last.ID}
	}
	all, err = s.describe(tx, who, tenant, members)
	return all, next, err
}

// describe adds to members of a tenant what its administrators see of them.
func (s *Service) describe(tx store.Reader, who access.Principal, tenant tenancy.TenantID, members []store.Member) (all []WorkspaceUser, err error) {
	policy, err := tx.EnvironmentPolicy()
	if err != nil {
		return nil, err
	}
	document, err := s.published(tx, who.Environment, policy)
	if err != nil {
		return nil, err
	}
	rules := newPolicies(tx)
	for _, m := range members {
		one := WorkspaceUser{
			Member: m, Roles: document.RolesAmong(m.Membership.Roles), RoleNames: document.RoleNames(m.Membership.Roles),
		}
		if err := s.countSessions(tx, rules, &one, tenant); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// WorkspaceUser is one user of the workspace.
func (s *Service) WorkspaceUser(ctx context.Context, who access.Principal, user tenancy.UserID) (one WorkspaceUser, err error) {
	err = s.view(ctx, who.Environment, func(tx store.Reader) error {
		if err := s.admit(tx, who, settings.WorkspaceUsers, access.ViewUsers, access.RevokeUserSessions); err != nil {
			return err
		}
		membership, found, err := tx.Membership(user, who.Tenant)
		if err != nil {
			return err
		}
		known, there, err := tx.User(user)
		if err != nil {
			return err
		}
		if !found || !there {
			return fault.Absent("user")
		}
		all, err := s.describe(tx, who, who.Tenant, []store.Member{{User: known, Membership: membership}})
		if err == nil {
			one = all[0]
		}
		return err
	})
	return one, err
}

// countSessions adds what the sessions of a user in the tenant tell.
func (s *Service) countSessions(tx store.Reader, rules *policies, of *WorkspaceUser, tenant tenancy.TenantID) error {
	open, err := tx.OpenTimes(of.User.ID, tenant)
	if err != nil {
		return err
	}
	held, err := rules.of(tenant)
	if err != nil {
		return err
	}
	now := s.now()
	for _, one := range open {
		s.activity.bring(&one)
		if one.LastActiveAt.After(of.LastActiveAt) {
			of.LastActiveAt = one.LastActiveAt
		}
		if session.Evaluate(one, held, now).Active {
			of.ActiveSessions++
		}
	}
	if len(open) > 0 {
		return nil
	}
	ended, err := tx.EndedSessions(of.User.ID, tenant, time.UnixMilli(0), 1)
	for _, one := range ended {
		of.LastActiveAt = one.LastActiveAt
	}
	return err
}

// WorkspaceUserSessions lists the active sessions of a user of the workspace, the last active first.
func (s *Service) WorkspaceUserSessions(ctx context.Context, who access.Principal, user tenancy.UserID) (all []Judged, err error) {
	if err := who.RequireUser(); err != nil {
		return nil, err
	}
	err = s.view(ctx, who.Environment, func(tx store.Reader) error {
		if err := s.admit(tx, who, settings.WorkspaceUsers, access.ViewUsers, access.RevokeUserSessions); err != nil {
			return err
		}
		if err := memberOf(tx, user, who.Tenant); err != nil {
			return err
		}
		open, err := tx.OpenSessions(user, who.Tenant)
		if err != nil {
			return err
		}
		all, err = s.judgeAll(tx, open, s.now())
		return err
	})
	all = onlyActive(all)
	for i := range all {
		all[i].Current = all[i].ID.UID == who.Session
	}
	sortForOwner(all)
	return all, err
}

// memberOf refuses users who are not members: for an administrator of the tenant there are no others.
func memberOf(tx store.Reader, user tenancy.UserID, tenant tenancy.TenantID) error {
	_, found, err := tx.Membership(user, tenant)
	if err == nil && !found {
		err = fault.Absent("user")
	}
	return err
}

// EndWorkspaceSession ends one session of a user of the workspace. It tells whether it did.
func (s *Service) EndWorkspaceSession(ctx context.Context, who access.Principal, user tenancy.UserID, id session.ID) (bool, error) {
	if err := who.RequireUser(); err != nil {
		return false, err
	}
	return s.endOne(ctx, who, id, because(who, session.EndedByAdmin), func(tx store.Tx, id session.ID) (store.Found, error) {
		if err := s.admit(tx, who, settings.WorkspaceUsers, access.RevokeUserSessions); err != nil {
			return store.Found{}, err
		}
		found, err := tx.Find(id)
		if err == nil && (found.Session.Tenant != who.Tenant || found.Session.User != user) {
			err = fault.Absent("session")
		}
		return found, err
	})
}

// MaxUsersAtOnce is how many users' sessions are ended by one request.
const MaxUsersAtOnce = 100

// EndedUser is what became of one user's sessions.
type EndedUser struct {
	User  tenancy.UserID
	Ended int
}

// EndWorkspaceUsers ends all sessions in the workspace of several of its users, each user's at once, in order. When it
// fails in between, the users that it returns are done.
func (s *Service) EndWorkspaceUsers(ctx context.Context, who access.Principal, users []tenancy.UserID) (done []EndedUser, err error) {
	if len(users) == 0 || len(users) > MaxUsersAtOnce {
		return nil, fault.Field("users", "1 to %d users are allowed.", MaxUsersAtOnce).Breaking("number", 1, MaxUsersAtOnce)
	}
	if err := s.mayEnd(ctx, who, users); err != nil {
		return nil, err
	}
	var handled []tenancy.UserID
	for _, user := range users {
		if slices.Contains(handled, user) {
			continue
		}
		handled = append(handled, user)
		one := EndedUser{User: user}
		err := s.update(ctx, who.Environment, func(tx store.Tx) (err error) {
			if err := tx.SharePolicy(); err != nil {
				return err
			}
			if err := tx.LockUser(user); err != nil {
				return err
			}
			if err := s.admit(tx, who, settings.WorkspaceUsers, access.RevokeUserSessions); err != nil {
				return err
			}
			one.Ended, err = s.endOfLockedUser(tx, user, who.Tenant, because(who, session.EndedByAdmin), session.ID{})
			return err
		})
		if err != nil {
			return done, err
		}
		done = append(done, one)
	}
	return done, nil
}

// mayEnd refuses the whole request when one of the users is not of the workspace, before anything is changed.
func (s *Service) mayEnd(ctx context.Context, who access.Principal, users []tenancy.UserID) error {
	if err := who.RequireUser(); err != nil {
		return err
	}
	return s.view(ctx, who.Environment, func(tx store.Reader) error {
		if err := s.admit(tx, who, settings.WorkspaceUsers, access.RevokeUserSessions); err != nil {
			return err
		}
		for _, user := range users {
			if err := memberOf(tx, user, who.Tenant); err != nil {
				return err
			}
		}
		return nil
	})
}
