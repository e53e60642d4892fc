package service

import (
	"context"
	"strings"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/token"
)

// Introspection is what RFC 7662 tells of an active token.
type Introspection struct {
	Judged
	Issuer    string
	Audience  []string
	TokenID   string
	TokenType string
	ExpiresAt time.Time
	IssuedAt  time.Time
}

// Introspect tells of an active credential of any kind what the caller may know; ok is false for every other text,
// whatever is wrong with it. It is no activity of the user.
func (s *Service) Introspect(ctx context.Context, who access.Principal, text string) (in Introspection, ok bool, err error) {
	if err := who.Require(access.SessionsCheck); err != nil {
		return in, false, err
	}
	if strings.HasPrefix(text, token.RefreshPrefix) {
		return s.introspectRefresh(ctx, who, text)
	}
	in.Judged, err = s.Check(ctx, who.Environment, text, false)
	if fault.KindOf(err) == fault.Unauthenticated {
		return Introspection{}, false, nil
	}
	if err != nil {
		return Introspection{}, false, err
	}
	in.Issuer = s.Issuer(who.Environment)
	in.TokenType, in.IssuedAt, in.ExpiresAt = "session_secret", in.AuthenticatedAt, in.Verdict.EndsAt
	if !strings.HasPrefix(text, token.SecretPrefix) {
		claims, err := s.verifyAccess(ctx, who.Environment, text)
		if err != nil { // it expired between the two
			return Introspection{}, false, nil //nolint:nilerr // an inactive token is an answer, not an error
		}
		in.TokenType, in.TokenID, in.Audience = "at+jwt", claims.ID, claims.Audience
		in.IssuedAt, in.ExpiresAt = claims.IssuedAt, claims.ExpiresAt
	}
	return in, true, nil
}

// introspectRefresh tells of a refresh token: only the current one is active.
func (s *Service) introspectRefresh(ctx context.Context, who access.Principal, text string) (in Introspection, ok bool, err error) {
	keys, err := s.keys.of(ctx, who.Environment)
	if err != nil {
		return in, false, err
	}
	presented, err := keys.refresher.Parse(text)
	if err != nil {
		return in, false, nil //nolint:nilerr // an inactive token is an answer, not an error
	}
	var found store.Found
	err = s.view(ctx, who.Environment, func(tx store.Reader) error {
		found, err = tx.Find(presented.Session())
		return err
	})
	if err != nil || found.Session.ID.IsZero() {
		return in, false, err
	}
	judged := s.judge(found, s.now())
	if !judged.Verdict.Active || !judged.Refresh.Current.Equal(presented.Hash()) {
		return in, false, nil
	}
	return Introspection{
		Judged: judged, Issuer: s.Issuer(who.Environment), TokenType: "refresh_token",
		IssuedAt: judged.Refresh.RotatedAt, ExpiresAt: judged.Verdict.EndsAt,
	}, true, nil
}

// Revoke ends the session of a credential of any kind (RFC 7009). Texts that are no credentials change nothing, and
// the caller cannot tell the difference. A retired refresh token proves the session as well as the current one.
func (s *Service) Revoke(ctx context.Context, who access.Principal, text string) error {
	if err := who.Require(access.SessionsCheck); err != nil {
		return err
	}
	id, err := s.proves(ctx, who, text)
	if err != nil || id.IsZero() {
		return err
	}
	_, err = s.endOne(ctx, who, id, because(who, session.EndedByAPI), func(tx store.Tx, id session.ID) (store.Found, error) {
		return tx.Find(id)
	})
	if fault.KindOf(err) == fault.NotFound {
		err = nil
	}
	return err
}

// proves is the session whose credential text is; zero for any other text.
func (s *Service) proves(ctx context.Context, who access.Principal, text string) (session.ID, error) {
	if strings.HasPrefix(text, token.RefreshPrefix) {
		keys, err := s.keys.of(ctx, who.Environment)
		if err != nil {
			return session.ID{}, err
		}
		presented, err := keys.refresher.Parse(text)
		if err != nil {
			return session.ID{}, nil //nolint:nilerr // RFC 7009, section 2.2: an invalid token is no error
		}
		return presented.Session(), nil
	}
	found, err := s.find(ctx, who.Environment, text)
	if fault.KindOf(err) == fault.Unauthenticated {
		return session.ID{}, nil
	}
	return found.Session.ID, err
}
