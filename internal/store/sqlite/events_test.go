package sqlite

import (
	"testing"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
)

// The end of a session may be recorded long after it. Its event goes when those go that were recorded with it, and the
// latest time is that of the recording: the clock has stood there.
func TestEventsOfLateRecordedEnds(t *testing.T) {
	t.Parallel()
	s := openProduction(t, Config{})
	late := event.Ended(session.Ending{End: session.End{At: moment(10), Reason: session.IdleTimeout, By: access.TheSystem()}}, moment(500))
	err := s.Update(t.Context(), production, appends(event.New("before", moment(20), access.TheSystem()), late))
	if err != nil {
		t.Fatal(err)
	}
	latest := func() (at time.Time) {
		t.Helper()
		err := s.View(t.Context(), production, func(r store.Reader) (err error) { at, err = r.LatestTime(); return err })
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	if got := latest(); !got.Equal(moment(500)) {
		t.Errorf("LatestTime = %v, want %v", got, moment(500))
	}
	for _, step := range []struct{ before, want int }{{500, 1}, {501, 1}, {501, 0}} {
		err := s.Update(t.Context(), production, func(tx store.Tx) error {
			got, err := tx.DeleteEvents(moment(step.before), 10)
			if got != step.want {
				t.Errorf("DeleteEvents before %d = %d, want %d", step.before, got, step.want)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if got := latest(); !got.Equal(moment(500)) {
		t.Errorf("LatestTime after they were deleted = %v, want %v", got, moment(500))
	}
}
