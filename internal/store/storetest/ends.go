package storetest

import (
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
)

func endTests() []test {
	return []test{
		{"an end is recorded once", endIsRecordedOnce},
		{"an ended session does not change", endedIsFinal},
		{"who is evicted is told of", evictedIsRead},
		{"every reason is kept", everyReason},
		{"recent ends are read, the latest first", endedSessions},
		{"old ends are deleted", deletesEndedSessions},
	}
}

func endIsRecordedOnce(w *world) {
	user, tenant := member(w)
	s, bystander := newSession(user, tenant, 1), newSession(user, tenant, 2)
	insert(w, s, bystander)
	first := newEnd(10, session.IdleTimeout)
	w.update(func(tx store.Tx) error {
		return all(tx.EndSession(s.ID, first), tx.EndSession(s.ID, newEnd(9, session.SignedOut)))
	})
	w.update(func(tx store.Tx) error {
		return all(tx.EndSession(s.ID, newEnd(11, session.EndedByUser)),
			tx.EndSession(session.NewID(user, after(1)), newEnd(11, session.EndedByUser)))
	})
	s.End = first
	w.view(func(r store.Reader) error {
		finds(w, "Session", s)(r.Session(s.ID))
		finds(w, "Session of the other", bystander)(r.Session(bystander.ID))
		gives(w, "OpenSessions", []session.Session{bystander})(r.OpenSessions(user, tenant))
		return nil
	})
}

func endedIsFinal(w *world) {
	user, tenant := member(w)
	s := newSession(user, tenant, 1)
	insert(w, s)
	s.End = newEnd(10, session.ConcurrencyLimit)
	w.update(func(tx store.Tx) error { return tx.EndSession(s.ID, s.End) })
	revived := newSession(user, tenant, 20)
	revived.ID, revived.Name = s.ID, "revived"
	w.update(func(tx store.Tx) error {
		return all(tx.SaveSession(revived), tx.TouchSession(s.ID, after(30)), tx.EndSession(s.ID, newEnd(40, session.SignedOut)))
	})
	w.view(func(r store.Reader) error {
		finds(w, "Session", s)(r.Session(s.ID))
		return nil
	})
}

func evictedIsRead(w *world) {
	user, tenant := member(w)
	first, second, gone := newSession(user, tenant, 1), newSession(user, tenant, 2), newSession(user, tenant, 3)
	insert(w, first, second, ended(gone, 5, session.SignedOut))
	end := newEnd(10, session.ConcurrencyLimit)
	var one, two, none session.Session
	w.update(func(tx store.Tx) error {
		return all(tx.LockUser(user), tx.EndSession(session.NewID(user, after(9)), newEnd(10, session.SignedOut)),
			tx.EvictSession(second.ID, end, &two),
			tx.EvictSession(first.ID, end, &one),
			tx.EvictSession(gone.ID, end, &none))
	})
	first.End, second.End = end, end
	same(w, "the first evicted", one, first)
	same(w, "the second evicted", two, second)
	same(w, "what had ended before", none, session.Session{})
	w.view(func(r store.Reader) error {
		finds(w, "Session", first)(r.Session(first.ID))
		finds(w, "Session of the other", second)(r.Session(second.ID))
		return nil
	})
}

func everyReason(w *world) {
	user, tenant := member(w)
	actors := []access.Actor{
		access.TheSystem(), {Kind: access.Local}, {Kind: access.Anonymous, Address: "192.0.2.1"},
		newEnd(0, "").By, {Kind: access.APIKey, ID: newUser(1).ID.UID},
	}
	for i, reason := range session.Reasons() {
		s := newSession(user, tenant, i)
		insert(w, s)
		s.End = session.End{At: after(i).Add(time.Hour), Reason: reason, By: actors[i%len(actors)]}
		w.update(func(tx store.Tx) error { return tx.EndSession(s.ID, s.End) })
		w.view(func(r store.Reader) error {
			finds(w, "Session ended as "+string(reason), s)(r.Session(s.ID))
			return nil
		})
	}
}

func endedSessions(w *world) {
	user, tenant := member(w)
	other, elsewhere := member(w)
	early := ended(newSession(user, tenant, 3), 10, session.SignedOut)
	middle := ended(newSession(user, tenant, 1), 20, session.EndedByUser)
	late := ended(bareSession(user, tenant, 2), 30, session.IdleTimeout)
	insert(w, middle, late, early, newSession(user, tenant, 4),
		ended(newSession(user, elsewhere, 5), 40, session.SignedOut),
		ended(newSession(other, tenant, 6), 50, session.SignedOut))
	w.view(func(r store.Reader) error {
		for _, each := range []struct {
			what  string
			since time.Time
			limit int
			want  []session.Session
		}{
			{"all", start(), 10, []session.Session{late, middle, early}},
			{"since ever", time.Time{}, 10, []session.Session{late, middle, early}},
			{"at most two", start(), 2, []session.Session{late, middle}},
			{"since the middle one", after(20), 10, []session.Session{late, middle}},
			{"since just after the middle one", after(20).Add(time.Millisecond), 10, []session.Session{late}},
			{"since the future", after(99), 10, nil},
		} {
			gives(w, "EndedSessions, "+each.what, each.want)(r.EndedSessions(user, tenant, each.since, each.limit))
		}
		return nil
	})
}

func deletesEndedSessions(w *world) {
	user, tenant := member(w)
	var all []session.Session
	for i := range 6 {
		all = append(all, ended(newSession(user, tenant, i), 10+i, session.SignedOut))
	}
	open := newSession(user, tenant, -1000)
	insert(w, append(all, open)...)
	for _, step := range []struct {
		before      time.Time
		limit, want int
	}{
		{after(10), 10, 0},
		{after(14), 3, 3},
		{after(14), 10, 1},
		{after(14), 10, 0},
	} {
		w.update(func(tx store.Tx) error {
			gives(w, "DeleteEndedSessions", step.want)(tx.DeleteEndedSessions(step.before, step.limit))
			return nil
		})
	}
	w.view(func(r store.Reader) error {
		gives(w, "Sessions", []session.Session{all[5], all[4], open})(r.Sessions(store.SessionFilter{}, store.Page{Limit: 10}))
		misses[session.Session](w, "deleted Session")(r.Session(all[0].ID))
		return nil
	})
}
