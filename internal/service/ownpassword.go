package service

import (
	"context"
	"errors"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/authn"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/token"
)

// PasswordChanged is the session that goes on after its user has changed the password, with the new credentials that
// take the place of the old ones, and how many others have ended.
type PasswordChanged struct {
	Started
	Ended int
}

// ChangeOwnPassword sets the password of a user who knows the current one. All other sessions of the user end, in every
// tenant; this one goes on with new credentials. A wrong current password counts as a failed sign-in.
func (s *Service) ChangeOwnPassword(ctx context.Context, who access.Principal, current, next authn.Password) (PasswordChanged, error) {
	if err := who.RequireUser(); err != nil {
		return PasswordChanged{}, err
	}
	keys, err := s.keys.of(ctx, who.Environment)
	if err != nil {
		return PasswordChanged{}, err
	}
	user, err := s.User(ctx, access.Principal{Kind: access.System, Environment: who.Environment}, who.User)
	if err != nil {
		return PasswordChanged{}, err
	}
	if err := s.Policy.Check(next, user.Email); err != nil {
		return PasswordChanged{}, inField("new_password", err)
	}
	try, err := s.admitAttempt(ctx, who.Environment, keys, user.Email, who.Address)
	if err != nil {
		return PasswordChanged{}, err
	}
	defer try.done()
	if err := s.verifyOwn(ctx, who, current); err != nil {
		if fault.KindOf(err) == fault.Invalid {
			err = errors.Join(s.attemptFailed(ctx, who.Environment, try, user.Email), err)
		}
		return PasswordChanged{}, err
	}
	hash, err := s.Hasher.Hash(ctx, next)
	if err != nil {
		return PasswordChanged{}, err
	}
	var changed PasswordChanged
	err = s.update(ctx, who.Environment, func(tx store.Tx) error {
		changed, err = s.changePassword(tx, who, keys, hash)
		if err != nil {
			return err
		}
		return s.attemptSucceeded(tx, try)
	})
	if err != nil {
		return PasswordChanged{}, err
	}
	changed.User = user
	changed.Started, err = s.finish(who.Environment, keys, changed.Started, s.now())
	return changed, err
}

// verifyOwn refuses a password that is not the user's.
func (s *Service) verifyOwn(ctx context.Context, who access.Principal, current authn.Password) error {
	var credential store.Credential
	var known bool
	err := s.view(ctx, who.Environment, func(tx store.Reader) (err error) {
		credential, known, err = tx.Credential(who.User)
		return err
	})
	if err != nil {
		return err
	}
	if !known {
		return fault.New(fault.Conflict, "The user signs in without a password here.").WithCode("no_password")
	}
	right, _, err := s.Hasher.Verify(ctx, current, credential.Hash)
	if err == nil && !right {
		err = fault.Field("current_password", "The current password is another one.").WithCode("current_password_wrong")
	}
	return err
}

// changePassword ends the user's other sessions, saves the hash and gives the current session new credentials of the
// same sort. The session's times stay as they are.
func (s *Service) changePassword(tx store.Tx, who access.Principal, keys *environmentKeys, hash string) (changed PasswordChanged, err error) {
	if _, err := lockedUser(tx, who.User); err != nil {
		return changed, err
	}
	id := session.ID{UID: who.Session}
	if changed.Ended, err = s.endOfLockedUser(tx, who.User, tenancy.TenantID{}, because(who, session.CredentialsChanged), id); err != nil {
		return changed, err
	}
	found, err := s.own(tx, who, id)
	if err != nil {
		return changed, err
	}
	now := s.now()
	changed.Judged = s.judge(found, now)
	if !changed.Verdict.Active {
		return changed, refusal(changed.Verdict.End)
	}
	if changed.Refresh.Generation > 0 {
		changed.Tokens.Refresh = keys.refresher.First(id)
		changed.Session.Refresh = session.Refresh{
			Generation: changed.Tokens.Refresh.Generation(), Current: changed.Tokens.Refresh.Hash(), RotatedAt: now,
		}
	} else {
		changed.Secret = token.NewSecret(id)
		changed.Session.Secret = changed.Secret.Hash()
	}
	if err := tx.SaveSession(changed.Session); err != nil {
		return changed, err
	}
	if changed.Rights, err = s.rightsOf(tx, who); err != nil {
		return changed, err
	}
	e := s.changed(event.PasswordSet, who)
	e.User = who.User
	if err := tx.SaveCredential(store.Credential{User: who.User, Hash: hash, ChangedAt: e.At}); err != nil {
		return changed, err
	}
	return changed, tx.Append(e)
}

// inField says that an error is about another member of the request than it thinks.
func inField(field string, err error) error {
	if e, ok := errors.AsType[*fault.Error](err); ok {
		e.Field = field
	}
	return err
}
