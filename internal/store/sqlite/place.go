package sqlite

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// The place of a session's row in its table says what its ID says, so that no index is needed to find it: the number of
// the environment, the time and the bucket make the 63 bits of a place. Within an environment the places have the order
// of the IDs.
//
// A session is displaced when its place is taken, or when there is none for its ID or environment. Then it has the next
// place behind all others, and is in an index of its own. A row never changes its place.
const (
	timeBits    = 42 // of milliseconds: until the year 2109
	bucketBits  = 12
	mostPlaced  = 510 // is the last environment that has places
	firstBehind = (mostPlaced + 1) << (timeBits + bucketBits)
)

// placeOf is the place that an ID names.
func placeOf(environment int64, id uid.UID) (place int64, has bool) {
	at := milliOf(id)
	if environment < 1 || environment > mostPlaced || at >= 1<<timeBits || id[6]>>4 != 7 {
		return 0, false
	}
	return firstPlace(environment, at) | int64(id.Tag()), true
}

// firstPlace is the first place of an environment at a time. Places end before the time does.
func firstPlace(environment int64, at uint64) int64 {
	return environment<<(timeBits+bucketBits) | int64(min(at, 1<<timeBits-1))<<bucketBits
}

// milliOf is the time for which an ID was made, in milliseconds.
func milliOf(id uid.UID) uint64 { return binary.BigEndian.Uint64(id[:]) >> 16 }

const (
	displacedSQL = `
		SELECT place FROM sessions INDEXED BY sessions_displaced WHERE env = ?1 AND id = ?2 AND place >= 9205357638345293824`
	takenSQL     = `SELECT 1 FROM sessions WHERE place = ?2 AND env = ?1 AND id = ?3`
	lastPlaceSQL = `SELECT max(place) FROM sessions`
)

// at does something with the row of a session: at the place that the ID names or, where that is not done because there
// is no such row, where the session was displaced to.
func (r reader) at(id session.ID, do func(place int64) (done bool, err error)) (done bool, err error) {
	if place, has := placeOf(r.environment, id.UID); has {
		if done, err := do(place); done || err != nil {
			return done, err
		}
	}
	var place int64
	displaced, err := r.ask("find a displaced session", displacedSQL).bindID(id.UID).
		first(func(row *statement) { place = row.number() })
	if !displaced || err != nil {
		return false, err
	}
	return do(place)
}

// settle finds a place for a new session. An ID that a displaced session has is refused only as long as the place that
// it names is taken: nobody makes an ID of 62 random bits twice.
func (t *transaction) settle(id session.ID, insert func(place int64) (done bool, err error)) error {
	if place, has := placeOf(t.environment, id.UID); has {
		if done, err := insert(place); done || err != nil {
			return err
		}
		same, err := t.ask("look who is in a place", takenSQL).bindNumber(place).bindID(id.UID).first(nil)
		if same {
			err = t.fail(fmt.Errorf("insert a session: %w", store.ErrExists))
		}
		if err != nil {
			return err
		}
	}
	place := int64(firstBehind)
	_, err := t.prepare("find the last place", lastPlaceSQL).
		first(func(row *statement) { place = max(place, row.number()+1) })
	if err == nil {
		_, err = insert(place)
	}
	return err
}

// newestFirst makes one list of two that have that order already, and keeps as many as are wanted.
func newestFirst(placed, displaced []session.Session, limit int) []session.Session {
	if len(displaced) == 0 {
		return placed
	}
	all := slices.Concat(placed, displaced)
	slices.SortStableFunc(all, func(a, b session.Session) int { return b.ID.Compare(a.ID.UID) })
	return all[:min(limit, len(all))]
}

// oldestFirst does the same in the other order.
func oldestFirst(placed, displaced []session.Session, limit int) []session.Session {
	if len(displaced) == 0 {
		return placed
	}
	all := slices.Concat(placed, displaced)
	slices.SortStableFunc(all, func(a, b session.Session) int { return a.ID.Compare(b.ID.UID) })
	return all[:min(limit, len(all))]
}
