package postgres

import (
	"context"
	"slices"

	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// The policies of an environment are locked by its number, in a key space of our own.
const (
	policyLocks   int32 = 0x736f6a // "soj"
	lockPolicies        = "SELECT pg_advisory_xact_lock($1, $2)"
	sharePolicies       = "SELECT pg_advisory_xact_lock_shared($1, $2)"
)

// serve sends all that is asked for in one round trip, and lets the members go on. An error is the end of the
// transaction.
func (g *group) serve(asks []*ask) error {
	asks = g.admit(asks)
	if len(asks) == 0 {
		return nil
	}
	err := g.tx.send(context.Background(), g.round(asks)...)
	if err == nil {
		err = g.findOwners(asks)
	}
	if err != nil {
		err = g.verdict(err)
		for _, a := range asks {
			g.dismiss(a, err)
		}
		return err
	}
	for _, a := range asks {
		if err := g.settle(a); err != nil {
			return err
		}
	}
	return nil
}

// admit sends away who cannot be served in this group.
func (g *group) admit(asks []*ask) (admitted []*ask) {
	for _, a := range asks {
		switch {
		case a.writes() && !g.alone():
			g.dismiss(a, errMoved)
			continue
		case a.writes():
			g.bePatient()
		}
		if !a.user.IsZero() && !g.own(a.user, a.member) && !g.bePatient() {
			g.taken(a, a.user)
			continue
		}
		admitted = append(admitted, a)
	}
	return admitted
}

// own takes a user for a member; it says whether it is the member's turn.
func (g *group) own(user tenancy.UserID, m *member) bool {
	mine := m.turns.take(user, m.turn)
	if mine {
		g.owners[user] = m
	}
	return mine
}

// taken sends a member away to wait for its turn with a user; or, if it has another one already, to go on alone,
// because who has one and waits for another may wait for ever.
func (g *group) taken(a *ask, user tenancy.UserID) {
	if len(a.member.users) > 0 {
		g.dismiss(a, errMoved)
		return
	}
	a.member.awaited = user
	g.dismiss(a, errTaken)
}

// settle lets a member go on with what it asked for. If it needed a lock that somebody else has, the group waits for
// it when it may; otherwise the member has to go. A group that may wait has what there is: what it did not lock is
// not there.
func (g *group) settle(a *ask) error {
	switch {
	case a.locked() || g.patient:
		g.answer(a)
	case g.bePatient():
		return g.serve([]*ask{a})
	case !a.owner.IsZero() && !g.own(a.owner, a.member):
		g.taken(a, a.owner)
	default:
		g.dismiss(a, errMoved)
	}
	return nil
}

// round is the statements that serve the asks: the locks, in the order in which everybody takes them; what members
// have queued, which the locks protect; and what is read.
func (g *group) round(asks []*ask) []statement {
	number := asks[0].member.number
	var users, sessions []*ask
	var share, exclusive, environment bool
	var written, others []statement
	for _, a := range asks {
		share, exclusive, environment = share || a.share, exclusive || a.exclusive, environment || a.environment
		if !a.user.IsZero() {
			users = append(users, a)
		}
		if !a.session.IsZero() {
			sessions = append(sessions, a)
		}
		written = append(written, a.changes.statements(g.store.decoder, number)...)
		others = append(others, a.others...)
	}
	lockUsers, readAccounts := g.accounts(number, users)
	lockOwners, readSessions := g.sessions(number, sessions)
	return slices.Concat(g.lockPolicy(number, share, exclusive), lockUsers, lockOwners, written,
		g.readEnvironment(number, environment, asks), readAccounts, readSessions, others)
}

// lockPolicy locks the policies, shared or not.
func (g *group) lockPolicy(number int32, share, exclusive bool) []statement {
	key := []any{policyLocks, number}
	switch {
	case exclusive:
		g.sharing = true
		return []statement{{sql: lockPolicies, args: key}}
	case share && !g.sharing:
		g.sharing = true
		return []statement{{sql: sharePolicies, args: key}}
	}
	return nil
}

// readEnvironment reads the environment's policy, once for all who want it.
func (g *group) readEnvironment(number int32, wanted bool, asks []*ask) []statement {
	if !wanted {
		return nil
	}
	read := each(func(c *cells) {
		policy := g.store.environmentPolicyFrom(c)
		for _, a := range asks {
			if a.environment {
				a.member.environment = &policy
			}
		}
	})
	return []statement{{sql: environmentPolicySQL, args: []any{number}, read: read}}
}
