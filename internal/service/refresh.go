package service

import (
	"context"
	"errors"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/token"
)

// Refresh trades a refresh token for its successor and a new access token. A repeat within the grace window gets
// the same pair again, byte for byte. Only with counts is it taken as activity of the user.
func (s *Service) Refresh(ctx context.Context, environment tenancy.EnvironmentID, text string, counts bool) (Started, error) {
	keys, err := s.keys.of(ctx, environment)
	if err != nil {
		return Started{}, err
	}
	presented, err := keys.refresher.Parse(text)
	if err != nil {
		return Started{}, unknownCredential()
	}
	successor := keys.refresher.Successor(presented)

	var refreshed Started
	var refused error // what the caller is told although the transaction did not fail
	var overdue bool  // whether that is an end which is not recorded
	err = s.update(ctx, environment, func(tx store.Tx) error {
		found, err := tx.Find(presented.Session())
		if err != nil {
			return err
		}
		refreshed, refused, err = s.rotate(tx, found, presented, successor, counts)
		if err != nil || refused != nil {
			overdue = refused != nil && found.Session.End.IsZero()
			return err
		}
		document, err := s.published(tx, environment, found.Environment)
		refreshed.Rights = rightsBy(document, found.Roles)
		return err
	})
	switch {
	case err != nil:
	case errors.Is(refused, errReused):
		refused, err = s.endReused(ctx, environment, presented.Session())
	case overdue:
		s.recordOverdue(ctx, environment, presented.Session())
	}
	if err == nil {
		err = refused
	}
	if err != nil {
		s.counts.refuse(err)
		return Started{}, err
	}
	s.counts.refreshed.Add(1)
	return s.finish(environment, keys, refreshed, refreshed.Refresh.RotatedAt)
}

// errReused means that an old refresh token was used again, so that the session must end.
var errReused = errors.New("the refresh token was used before")

// rotate decides about a presented refresh token within a transaction.
func (s *Service) rotate(tx store.Tx, found store.Found, presented, successor token.Refresh, counts bool) (_ Started, refused, failed error) {
	if found.Session.ID.IsZero() {
		return Started{}, nil, unknownCredential()
	}
	now := s.now()
	judged := s.judge(found, now)
	if !judged.Verdict.Active {
		return Started{}, refusal(judged.Verdict.End), nil
	}
	state, outcome := judged.Refresh.Rotate(session.Presented{
		Generation: presented.Generation(), Hash: presented.Hash(), Successor: successor.Hash(),
	}, s.RefreshGrace, now)
	switch outcome {
	case session.Refused:
		return Started{}, nil, unknownCredential()
	case session.Reused:
		return Started{}, errReused, nil
	}
	if counts {
		judged.LastActiveAt = now
		judged.Verdict = session.Evaluate(judged.Session, judged.Rules, now)
	}
	judged.Session.Refresh = state
	started := Started{Judged: judged, Tokens: Tokens{Refresh: successor}}
	if outcome == session.Repeated && !counts {
		return started, nil, nil
	}
	return started, nil, tx.SaveSession(judged.Session)
}

// endReused ends a session because an old refresh token was used again, and gives what the caller is told. It takes
// a transaction of its own, which locks in the order of all others: the policies first (see endOne).
func (s *Service) endReused(ctx context.Context, environment tenancy.EnvironmentID, id session.ID) (refused, failed error) {
	failed = s.update(ctx, environment, func(tx store.Tx) error {
		if err := tx.SharePolicy(); err != nil {
			return err
		}
		found, err := tx.Find(id)
		if err != nil {
			return err
		}
		if found.Session.ID.IsZero() {
			return unknownCredential()
		}
		now := s.now()
		end := session.End{At: now, Reason: session.TokenReuse, By: access.TheSystem()}
		if judged := s.judge(found, now); !judged.Verdict.Active {
			end = judged.Verdict.End
		}
		refused = refusal(end)
		if !found.Session.End.IsZero() {
			return nil
		}
		return s.record(tx, session.Ending{Session: found.Session, End: end})
	})
	return refused, failed
}
