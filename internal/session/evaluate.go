package session

import (
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
)

// Verdict is what holds of a session at an instant: the screen, the preview and the enforcement all take it from Evaluate.
type Verdict struct {
	Active bool
	End    End       // when not active: how it ended
	EndsAt time.Time // when active: when it will end unless something happens first
	EndsBy Reason    // when active: why it will end then
}

// Evaluate judges a session. From the instant of a deadline on it is not active; of several ends the one that
// took effect first is the one that counts, so that nobody who has been told an end is ever told another.
func Evaluate(s Session, rules Rules, now time.Time) Verdict { return evaluate(&s, &rules, now) }

func evaluate(s *Session, rules *Rules, now time.Time) Verdict { // both are large
	if !s.End.IsZero() {
		return Verdict{End: s.End}
	}
	end, since := overdue(s, rules, now)
	if mark := firstMark(s, rules.Marks); !mark.IsZero() && (end.IsZero() || !mark.At.After(since)) {
		end = End{At: mark.At, Reason: mark.Reason, By: mark.By} // already while now is before the mark
	}
	if !end.IsZero() {
		return Verdict{End: end}
	}
	next := deadline(s, rules.Effective)
	return Verdict{Active: true, EndsAt: next.At, EndsBy: next.Reason}
}

// overdue is the first deadline that has passed under the rules of its time, and since when that ended the session:
// since the deadline or, where it was past already when those rules came into force, since then.
func overdue(s *Session, rules *Rules, now time.Time) (end End, since time.Time) {
	var inForce time.Time
	for _, earlier := range rules.Earlier {
		if end := deadline(s, earlier.Effective); !end.At.After(earlier.Until) {
			return end, latest(end.At, inForce)
		}
		inForce = earlier.Until
	}
	if end := deadline(s, rules.Effective); !end.At.After(now) {
		return end, latest(end.At, inForce)
	}
	return End{}, time.Time{}
}

// firstMark is the earliest mark that ends the session, or zero.
func firstMark(s *Session, marks [2]Mark) (first Mark) {
	for _, mark := range marks {
		if !mark.IsZero() && s.SignedInAt.Before(mark.At) && (first.IsZero() || mark.At.Before(first.At)) {
			first = mark
		}
	}
	return first
}

// deadline is the nearest deadline of a session under settings. There always is one: idle has a built-in limit.
func deadline(s *Session, settings Effective) End {
	end := End{At: s.LastActiveAt.Add(settings.Idle.Limit), Reason: IdleTimeout, By: access.TheSystem()}
	if settings.Relogin.Limit > 0 {
		if at := s.AuthenticatedAt.Add(settings.Relogin.Limit); at.Before(end.At) {
			end.At, end.Reason = at, ForcedRelogin
		}
	}
	return end
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
