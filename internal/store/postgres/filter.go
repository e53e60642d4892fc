package postgres

import (
	"strconv"
	"strings"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
)

// conditions are what rows are chosen by, joined by AND, with their arguments.
type conditions struct {
	sql  []string
	args []any
}

// add adds a condition. Its "?" stands for the argument.
func (c *conditions) add(sql string, arg any) {
	c.sql = append(c.sql, strings.ReplaceAll(sql, "?", c.argument(arg)))
}

// argument adds an argument and gives the name by which a statement knows it.
func (c *conditions) argument(arg any) string {
	c.args = append(c.args, arg)
	return "$" + strconv.Itoa(len(c.args))
}

// Sessions lists sessions by filter, newest sign-in first.
func (r reader) Sessions(filter store.SessionFilter, page store.Page) ([]session.Session, error) {
	return r.list(sessionColumns, func(c *cells, s *session.Session) { *s = r.sessionFrom(c) }, filter, page)
}

// SessionClients lists the same, but of each only what it is judged by, and its client.
func (r reader) SessionClients(filter store.SessionFilter, page store.Page) ([]session.Session, error) {
	return r.list(timeColumns+", s.address, s.user_agent", func(c *cells, s *session.Session) {
		timesFrom(c, s)
		s.Client.Address, s.Client.UserAgent = c.text(), recall(c, &r.agents)
	}, filter, page)
}

func (r reader) list(columns string, from func(*cells, *session.Session), filter store.SessionFilter, page store.Page) ([]session.Session, error) {
	if !isStorable(filter.Address) || !isStorable(string(filter.Reason)) {
		return nil, nil
	}
	var c conditions
	c.add("s.environment = ?", r.number)
	c.addFilter(filter)
	if page.After != "" {
		after, err := pageStart(page)
		if err != nil {
			return nil, err
		}
		c.add("s.id < ?", after)
	}
	limit := c.argument(page.Limit)
	// IDs sort by the time of sign-in.
	return r.inPlace(min(page.Limit, 1000), from, "SELECT "+columns+" FROM sessions s WHERE "+strings.Join(c.sql, " AND ")+
		" ORDER BY s.id DESC LIMIT "+limit, c.args...)
}

func (c *conditions) addFilter(f store.SessionFilter) {
	const open = "s.ended_at IS NULL"
	closed := "s.ended_at IS NOT NULL"
	if f.User.IsZero() {
		closed += " AND s.bucket >= 0" // so that the index by tenant can be used
	}
	byEnd := !f.EndedFrom.IsZero() || !f.EndedTo.IsZero()
	if byEnd && f.User.IsZero() && f.Tenant.IsZero() {
		closed += " AND s.environment > 0" // so that the index by end can be used
	}
	if byEnd && f.State == store.AnyState {
		f.State = store.Closed
	}
	switch f.State {
	case store.Open:
		c.sql = append(c.sql, open)
	case store.Closed:
		c.sql = append(c.sql, closed)
	default:
		// It is always true. It says that the indexes of the open and of the ended ones hold everything together.
		c.sql = append(c.sql, "("+open+" OR "+closed+")")
	}
	if !f.User.IsZero() {
		c.add("s.user_id = ?", idValue(f.User.UID))
	}
	if !f.Tenant.IsZero() {
		c.add("s.tenant_id = ?", idValue(f.Tenant.UID))
	}
	if f.Reason != "" {
		c.add("s.end_reason = ?", string(f.Reason))
	}
	if f.Address != "" {
		c.add("s.address = ?", f.Address)
	}
	if !f.SignedInFrom.IsZero() {
		c.add("s.signed_in_at >= ?", notBefore(f.SignedInFrom))
	}
	if !f.SignedInTo.IsZero() {
		c.add("s.signed_in_at < ?", notBefore(f.SignedInTo))
	}
	if !f.EndedFrom.IsZero() {
		c.add("s.ended_at >= ?", notBefore(f.EndedFrom))
	}
	if !f.EndedTo.IsZero() {
		c.add("s.ended_at < ?", notBefore(f.EndedTo))
	}
}
