package service

import (
	"context"
	"net/netip"

	"github.com/sojourn-auth/sojourn/internal/authn"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// parallelAttempts is how many sign-ins of one account from one source may be under way or wait.
const parallelAttempts = 256

// attempt is one try at a password: the keys of what is remembered about it, and what was.
type attempt struct {
	pair, source, account [32]byte
	tallies               authn.Tallies
	done                  func()
}

// admitAttempt lets a try at a password go ahead, one after the other for the same account and source. The caller
// calls done when the outcome is saved.
func (s *Service) admitAttempt(ctx context.Context, environment tenancy.EnvironmentID, keys *environmentKeys, email, address string) (attempt, error) {
	ip, _ := netip.ParseAddr(address) // requests without an address share one source
	source, account := authn.SourceOf(ip), string(environment)+"\x00"+email
	try := attempt{
		pair:    authn.ThrottleKey(keys.throttle, authn.ByPair, account, source),
		source:  authn.ThrottleKey(keys.throttle, authn.BySource, account, source),
		account: authn.ThrottleKey(keys.throttle, authn.ByAccount, account, source),
	}
	done, err := s.turns.Take(ctx, try.pair)
	if err != nil {
		return try, err
	}
	try.done = done
	err = s.update(ctx, environment, func(tx store.Tx) (err error) {
		try.tallies, err = readTallies(tx, try, email)
		return err
	})
	if err == nil {
		err = s.throttle.Allow(try.tallies, s.now()).Err()
	}
	if err != nil {
		s.counts.throttled.Add(1)
		done()
	}
	return try, err
}

// readTallies reads what is remembered about an attempt, and when the password was set.
func readTallies(tx store.Tx, try attempt, email string) (tallies authn.Tallies, err error) {
	for _, each := range []struct {
		key   [32]byte
		tally *authn.Tally
	}{{try.pair, &tallies.Pair}, {try.source, &tallies.Source}, {try.account, &tallies.Account}} {
		a, err := tx.Attempts(each.key)
		if err != nil {
			return tallies, err
		}
		*each.tally = authn.Tally{Failures: a.Failures, FirstFailure: a.FirstFailure, LastFailure: a.LastFailure, LastSuccess: a.LastSucceeded}
	}
	user, found, err := tx.UserByEmail(email)
	if err != nil || !found {
		return tallies, err
	}
	credential, _, err := tx.Credential(user.ID)
	tallies.PasswordSetAt = credential.ChangedAt
	return tallies, err
}

// attemptFailed remembers a wrong password.
func (s *Service) attemptFailed(ctx context.Context, environment tenancy.EnvironmentID, try attempt, email string) error {
	return s.update(ctx, environment, func(tx store.Tx) error {
		tallies, err := readTallies(tx, try, email) // other sources may have failed meanwhile
		if err != nil {
			return err
		}
		return saveTallies(tx, try, s.throttle.Fail(tallies, s.now()))
	})
}

// attemptSucceeded remembers the right password.
func (s *Service) attemptSucceeded(tx store.Tx, try attempt) error {
	tally := s.throttle.Succeed(try.tallies, s.now()).Pair
	return saveTally(tx, try.pair, tally)
}

func saveTallies(tx store.Tx, try attempt, tallies authn.Tallies) error {
	if err := saveTally(tx, try.pair, tallies.Pair); err != nil {
		return err
	}
	if err := saveTally(tx, try.source, tallies.Source); err != nil {
		return err
	}
	return saveTally(tx, try.account, tallies.Account)
}

func saveTally(tx store.Tx, key [32]byte, s authn.Tally) error {
	return tx.SaveAttempts(key, store.Attempts{
		Failures: s.Failures, FirstFailure: s.FirstFailure, LastFailure: s.LastFailure, LastSucceeded: s.LastSuccess,
	})
}
