package service

import (
	"context"

	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// EndOf tells whoever holds a genuine credential of a session how it ended; ended is false while it is active, and for
// credentials that are not known here. It is no activity.
func (s *Service) EndOf(ctx context.Context, environment tenancy.EnvironmentID, credential string) (end session.End, ended bool, err error) {
	found, err := s.find(ctx, environment, credential)
	if fault.KindOf(err) == fault.Unauthenticated && err != nil {
		return end, false, nil
	}
	if err != nil {
		return end, false, err
	}
	judged := s.judge(found, s.now())
	return judged.Verdict.End, !judged.Verdict.Active, nil
}
