package service

import (
	"context"
	"slices"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// RoleCount is a role of the document in force, and how many users have it somewhere.
type RoleCount struct {
	access.Role
	Users int
}

// Roles is the roles of the document in force.
func (s *Service) Roles(ctx context.Context, who access.Principal) (all []RoleCount, err error) {
	if err := who.Require(access.SettingsRead); err != nil {
		return nil, err
	}
	err = s.view(ctx, who.Environment, func(tx store.Reader) error {
		policy, err := tx.EnvironmentPolicy()
		if err != nil {
			return err
		}
		current, err := s.published(tx, who.Environment, policy)
		if err != nil {
			return err
		}
		sets, err := tx.RoleSets()
		if err != nil {
			return err
		}
		all = make([]RoleCount, len(current.Roles))
		for i, role := range current.Roles {
			var with [][]tenancy.RoleKey
			for _, set := range sets {
				if slices.Contains(set.Roles, role.Key) {
					with = append(with, set.Roles)
				}
			}
			all[i].Role = role
			having, err := count(tx, with)
			if err != nil {
				return err
			}
			all[i].Users = having.Users
		}
		return nil
	})
	return all, err
}
