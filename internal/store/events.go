package store

import (
	"time"

	"github.com/sojourn-auth/sojourn/internal/event"
)

// EventReader reads events.
type EventReader interface {
	// Events lists events in the order of their IDs, oldest first; Page.After is an event ID.
	Events(page Page) ([]event.Event, error)

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
