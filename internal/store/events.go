package store

import (
	"time"

	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// EventFilter chooses events. Zero members choose nothing out.
type EventFilter struct {
	Kinds    []event.Kind // one of these
	Actor    uid.UID      // who did it
	Tenant   tenancy.TenantID
	User     tenancy.UserID
	Session  session.ID
	From, To time.Time // by event.Event.At: from (included), to (excluded)
}

// EventReader reads events.
type EventReader interface {
	// Events lists events in the order of their IDs, oldest first; Page.After is an event ID.
	Events(page Page) ([]event.Event, error)

	// FindEvents lists events by filter, newest first, which is the order of IDs backwards. It looks at no more than
	// scan events behind page.After, so that it is quick where few fit. Where next is not empty, more may follow: it
	// is where to go on.
	FindEvents(filter EventFilter, page Page, scan int) (found []event.Event, next string, err error)

	// LatestTime is the latest time that the store has ever been told in an event of the environment; zero when
	// there is none. The clock must not fall behind it.
	LatestTime() (time.Time, error)
}

// EventWriter writes events.
type EventWriter interface {
	// Append adds an event. Every Update that changes anything but recorded activity, a refresh state, sign-in
	// attempts or the last use of a key appends at least one.
	Append(e event.Event) error

	// DeleteEvents deletes at most limit events from before the given time, and says how many. An event that was
	// recorded late, whose ID is of a later time than its own, may stay until its ID is old enough.
	DeleteEvents(before time.Time, limit int) (int, error)
}
