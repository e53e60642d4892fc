package session

import (
	"slices"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
)

// Admission is what has to be written, in one transaction, to let a newcomer in.
type Admission struct {
	SignInAt time.Time // the newcomer's sign-in time
	Ends     []Ending  // sessions of the same user and tenant that make room, or whose end was not yet recorded
	newest   ID        // of the siblings
}

// Admit lets one more session in. The siblings are all sessions of the same user in the same tenant whose end is
// not recorded. A newcomer always gets in, and is the newest: it never sorts before a sibling, even when the clock
// has not moved or stands differently on another node, so that "oldest" has one meaning.
func Admit(siblings []Session, rules Rules, now time.Time) Admission {
	admission := Admission{SignInAt: now}
	for _, mark := range rules.Marks {
		admission.SignInAt = latest(admission.SignInAt, mark.At)
	}
	for i := range siblings {
		s := &siblings[i] // they are large
		admission.SignInAt = latest(admission.SignInAt, s.SignedInAt)
		if s.ID.Compare(admission.newest.UID) > 0 {
			admission.newest = s.ID
		}
	}
	most := rules.Effective.Concurrent.Limit
	settle(siblings, &rules, now, most-1, most > 0, func(s *Session, end End) {
		admission.Ends = append(admission.Ends, Ending{Session: *s, End: end})
	})
	return admission
}

// ID is the newcomer's ID: fresh, which was made for SignInAt, unless a sibling of the same millisecond sorts above it.
func (a Admission) ID(fresh ID) ID {
	if fresh.Compare(a.newest.UID) > 0 {
		return fresh
	}
	return ID{a.newest.Next(fresh.UID)}
}

// Settle is the ends to be recorded among all sessions of one user in one tenant whose end is not recorded: those
// past an end, and the oldest beyond the maximum.
func Settle(siblings []Session, rules Rules, now time.Time) (ends []Ending) {
	EachEnd(siblings, &rules, now, func(s *Session, end End) { ends = append(ends, Ending{Session: *s, End: end}) })
	return ends
}

// EachEnd gives the same ends to visit, one after the other, without copying a session: there may be very many. What
// has been visited is judged, and visit may change it.
func EachEnd(siblings []Session, rules *Rules, now time.Time, visit func(s *Session, end End)) {
	most := rules.Effective.Concurrent.Limit
	settle(siblings, rules, now, most, most > 0, visit)
}

// settle ends what is past an end and, where the number is limited, the oldest of the rest beyond most.
func settle(siblings []Session, rules *Rules, now time.Time, most int, limited bool, visit func(s *Session, end End)) {
	active := make([]*Session, 0, len(siblings)) // pointers, because a session is large
	for i := range siblings {
		s := &siblings[i]
		if verdict := evaluate(s, rules, now); verdict.Active {
			active = append(active, s)
		} else if s.End.IsZero() {
			visit(s, verdict.End)
		}
	}
	if !limited || len(active) <= most {
		return
	}
	slices.SortFunc(active, older)
	for _, s := range active[:len(active)-most] {
		visit(s, End{At: now, Reason: ConcurrencyLimit, By: access.TheSystem()})
	}
}
