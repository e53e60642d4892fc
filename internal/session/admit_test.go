package session

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// siblingAt is a session of the given time and number; it is active for a day from then on.
func siblingAt(at time.Duration, number byte) Session {
	s := signedIn(at)
	s.ID = numbered(at, number)
	return s
}

// end is the end of one session as the tests below expect it.
type end struct {
	ID     ID
	At     time.Duration
	Reason Reason
}

func endsOf(t *testing.T, endings []Ending) []end {
	t.Helper()
	var all []end
	for _, e := range endings {
		if e.End.By != access.TheSystem() {
			t.Errorf("session %v ended by %v, want by the system", e.Session.ID, e.End.By)
		}
		all = append(all, end{e.Session.ID, e.End.At.Sub(start), e.End.Reason})
	}
	return all
}

func limitedTo(n int) Rules { return under(Settings{Concurrent: most(n)}) }

func TestAdmitMakesRoom(t *testing.T) {
	t.Parallel()
	const now = time.Hour
	makeRoom := func(at time.Duration, number byte) end { return end{numbered(at, number), now, ConcurrencyLimit} }
	tests := []struct {
		name     string
		rules    Rules
		siblings []Session
		want     []end
	}{
		{"no siblings", limitedTo(1), nil, nil},
		{"no maximum", under(Settings{}), []Session{siblingAt(1, 1), siblingAt(2, 1), siblingAt(3, 1)}, nil},
		{"a maximum that is off", under(Settings{Concurrent: Maximum{Sessions: 1}}), []Session{siblingAt(1, 1), siblingAt(2, 1)}, nil},
		{"N−2 siblings", limitedTo(3), []Session{siblingAt(1, 1)}, nil},
		{"N−1 siblings", limitedTo(3), []Session{siblingAt(1, 1), siblingAt(2, 1)}, nil},
		{"N siblings", limitedTo(3), []Session{siblingAt(1*ms, 1), siblingAt(2*ms, 1), siblingAt(3*ms, 1)}, []end{makeRoom(1*ms, 1)}},
		{"N+1 siblings, of a higher maximum", limitedTo(2), []Session{siblingAt(3*ms, 1), siblingAt(1*ms, 1), siblingAt(2*ms, 1)},
			[]end{makeRoom(1*ms, 1), makeRoom(2*ms, 1)}},
		{"a maximum of one", limitedTo(1), []Session{siblingAt(1*ms, 1)}, []end{makeRoom(1*ms, 1)}},
		{"the same millisecond: the lower ID is older", limitedTo(3), []Session{siblingAt(ms, 3), siblingAt(ms, 1), siblingAt(ms, 2)},
			[]end{makeRoom(ms, 1)}},
		{"the sign-in time counts, not the ID", limitedTo(2), []Session{
			{ID: numbered(9*ms, 1), SignedInAt: after(1 * ms), AuthenticatedAt: start, LastActiveAt: start}, siblingAt(5*ms, 1)},
			[]end{makeRoom(9*ms, 1)}},
		{"the least active is not the oldest", limitedTo(2), []Session{
			{ID: numbered(1*ms, 1), SignedInAt: after(1 * ms), AuthenticatedAt: start, LastActiveAt: after(now)}, siblingAt(2*ms, 1)},
			[]end{makeRoom(1*ms, 1)}},
		{"siblings from the future", limitedTo(2), []Session{siblingAt(2*now, 1), siblingAt(3*now, 1)}, []end{makeRoom(2*now, 1)}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := Admit(test.siblings, test.rules, after(now))
			if diff := cmp.Diff(test.want, endsOf(t, got.Ends)); diff != "" {
				t.Errorf("Admit: want the ends (-), got (+):\n%s", diff)
			}
		})
	}
}

// Sessions past an end take no place. Each is returned with its own end, which nobody had recorded.
func TestAdmitDoesNotCountTheEnded(t *testing.T) {
	t.Parallel()
	rules := under(Settings{Idle: on(time.Hour), Relogin: on(2 * time.Hour), Concurrent: most(2)})
	rules.Marks[1] = Mark{At: after(20 * time.Minute), Reason: EndedByAdmin, By: access.TheSystem()}
	idle, old, marked, active := siblingAt(30*time.Minute, 1), siblingAt(20*time.Minute, 2), siblingAt(20*time.Minute-ms, 3), siblingAt(2*time.Hour, 4)
	old.LastActiveAt = after(2 * time.Hour)
	recorded := siblingAt(0, 5)
	recorded.End = bySystem(time.Minute, SignedOut)

	now := 2*time.Hour + 20*time.Minute
	want := []end{
		{idle.ID, 90 * time.Minute, IdleTimeout},
		{old.ID, 2*time.Hour + 20*time.Minute, ForcedRelogin},
		{marked.ID, 20 * time.Minute, EndedByAdmin},
	}
	for name, ends := range map[string][]Ending{
		"Admit":  Admit([]Session{idle, old, marked, recorded, active}, rules, after(now)).Ends,
		"Settle": Settle([]Session{idle, old, marked, recorded, active}, rules, after(now)),
	} {
		if diff := cmp.Diff(want, endsOf(t, ends)); diff != "" {
			t.Errorf("%s: want the ends (-), got (+):\n%s", name, diff)
		}
	}
}

func TestSettleALoweredMaximum(t *testing.T) {
	t.Parallel()
	siblings := []Session{siblingAt(3*ms, 1), siblingAt(1*ms, 2), siblingAt(1*ms, 1), siblingAt(2*ms, 1)}
	oldestFirst := []ID{numbered(1*ms, 1), numbered(1*ms, 2), numbered(2*ms, 1), numbered(3*ms, 1)}
	for n := range 6 {
		ended := max(0, len(siblings)-n)
		if n == 0 {
			ended = 0 // no maximum
		}
		rules := under(Settings{Concurrent: Maximum{On: n > 0, Sessions: n}})
		var want []end
		for _, id := range oldestFirst[:ended] {
			want = append(want, end{id, time.Hour, ConcurrencyLimit})
		}
		if diff := cmp.Diff(want, endsOf(t, Settle(siblings, rules, after(time.Hour)))); diff != "" {
			t.Errorf("Settle of 4 at a maximum of %d: want the ends (-), got (+):\n%s", n, diff)
		}
	}
}

func TestSettleLeavesItsInputAlone(t *testing.T) {
	t.Parallel()
	siblings := []Session{siblingAt(3*ms, 1), siblingAt(1*ms, 1), siblingAt(2*ms, 1)}
	Settle(siblings, limitedTo(1), after(time.Hour))
	for i, want := range []time.Duration{3 * ms, 1 * ms, 2 * ms} {
		if got := siblings[i].SignedInAt; !got.Equal(after(want)) {
			t.Errorf("after Settle sibling %d signed in at %v, want %v", i, got, after(want))
		}
	}
}

// The newcomer is the newest by time, whatever the clock says, and by ID among those of the same millisecond.
func TestAdmitMakesTheNewcomerTheNewest(t *testing.T) {
	t.Parallel()
	const now = time.Hour
	future := func(mark *Mark) Rules {
		rules := under(Settings{})
		*mark = Mark{At: after(now + ms), Reason: EndedByAdmin}
		rules.Marks[0] = *mark
		return rules
	}
	tests := []struct {
		name     string
		rules    Rules
		siblings []Session
		want     time.Duration
	}{
		{"alone", under(Settings{}), nil, now},
		{"after its siblings", under(Settings{}), []Session{siblingAt(0, 1), siblingAt(now-ms, 9)}, now},
		{"in the millisecond of a sibling", under(Settings{}), []Session{siblingAt(now, 0xfe), siblingAt(0, 1)}, now},
		{"the clock behind a sibling", under(Settings{}), []Session{siblingAt(0, 1), siblingAt(now+time.Minute, 0xfe)}, now + time.Minute},
		{"the clock behind a mark", future(&Mark{}), []Session{siblingAt(0, 1)}, now + ms},
		{"a sibling past its end still came before", under(Settings{Idle: on(time.Minute)}), []Session{siblingAt(0, 1)}, now},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			admission := Admit(test.siblings, test.rules, after(now))
			if !admission.SignInAt.Equal(after(test.want)) {
				t.Errorf("Admit = sign-in at start+%v, want start+%v", admission.SignInAt.Sub(start), test.want)
			}
			newcomer := Session{SignedInAt: admission.SignInAt, ID: admission.ID(numbered(admission.SignInAt.Sub(start), 0))}
			for _, sibling := range test.siblings {
				if older(&sibling, &newcomer) >= 0 {
					t.Errorf("newcomer %v does not sort after %v", newcomer.ID, sibling.ID)
				}
			}
			if newcomer.ID.Bucket() != 7 {
				t.Errorf("newcomer's ID has bucket %d, want that of the fresh ID, 7", newcomer.ID.Bucket())
			}
		})
	}
}

func TestAdmissionIDPrefersTheFreshOne(t *testing.T) {
	t.Parallel()
	fresh := numbered(time.Hour, 5)
	if got := Admit(nil, under(Settings{}), after(time.Hour)).ID(fresh); got != fresh {
		t.Errorf("ID without siblings = %v, want the fresh one, %v", got, fresh)
	}
	for number, above := range map[byte]bool{4: true, 5: false, 6: false, 0xff: false} {
		sibling := siblingAt(time.Hour, number)
		got := Admit([]Session{siblingAt(0, 0xff), sibling}, under(Settings{}), after(time.Hour)).ID(fresh)
		if (got == fresh) != above || got.Compare(sibling.ID.UID) <= 0 {
			t.Errorf("ID of fresh %v beside %v = %v, want it above, and the fresh one %v", fresh, sibling.ID, got, above)
		}
	}
}

// One that signed out at once is a sibling no more. The next newcomer must not get its ID.
func TestAdmissionIDIsNotGivenTwice(t *testing.T) {
	t.Parallel()
	user, sibling := aUser(), siblingAt(time.Hour, 1)
	sibling.ID = NewID(user, sibling.SignedInAt)
	sibling.ID.UID[8] = 0xbf // above most fresh ones
	given := map[ID]bool{}
	for range 1000 {
		admission := Admit([]Session{sibling}, under(Settings{}), after(time.Hour))
		id := admission.ID(NewID(user, admission.SignInAt))
		if given[id] {
			t.Fatalf("ID after %v = %v for the second time", sibling.ID, id)
		}
		given[id] = true
	}
}

// A hundred sign-ins in one millisecond at a maximum of five leave exactly the five that came last.
func TestAHundredSignInsAtOnce(t *testing.T) {
	t.Parallel()
	user := aUser()
	rules := limitedTo(5)
	var active, all []Session
	for range 100 {
		admission := Admit(active, rules, start)
		newcomer := Session{SignedInAt: admission.SignInAt, AuthenticatedAt: start, LastActiveAt: start,
			ID: admission.ID(NewID(user, admission.SignInAt))}
		ended := map[uid.UID]bool{}
		for _, ending := range admission.Ends {
			ended[ending.Session.ID.UID] = true
		}
		var stay []Session
		for _, s := range active {
			if !ended[s.ID.UID] {
				stay = append(stay, s)
			}
		}
		active, all = append(slices.Clone(stay), newcomer), append(all, newcomer)
		if len(active) > 5 {
			t.Fatalf("%d sessions are active after sign-in %d, want at most 5", len(active), len(all))
		}
		slices.Reverse(active) // the order in which a store lists them is no matter
	}
	for _, s := range active {
		for _, gone := range all[:95] {
			if s.ID == gone.ID {
				t.Errorf("session %v lives, want only the last five", s.ID)
			}
		}
		if !bytes.Equal(s.ID.UID[:6], all[0].ID.UID[:6]) {
			t.Errorf("session %v is of another millisecond than %v", s.ID, all[0].ID)
		}
	}
}
