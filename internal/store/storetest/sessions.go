package storetest

import (
	"time"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

func sessionTests() []test {
	return []test{
		{"one is kept", sessionIsKept},
		{"an ID is taken once", sessionExists},
		{"saving writes what may change and nothing else", sessionIsSaved},
		{"the last activity only moves forward", activityMovesForward},
		{"clients are forgotten", clientsAreForgotten},
		{"open sessions of a user are read, oldest first", openSessions},
	}
}

func sessionIsKept(w *world) {
	user, tenant := member(w)
	full, bare := newSession(user, tenant, 1), bareSession(user, tenant, 2)
	over := ended(newSession(user, tenant, 3), 4, session.EndedByAdmin)
	stranger := newSession(newUser(1).ID, newTenant(1).ID, 5) // of nobody known
	insert(w, full, bare, over, stranger)
	w.view(func(r store.Reader) error {
		finds(w, "Session with all members", full)(r.Session(full.ID))
		finds(w, "Session with few members", bare)(r.Session(bare.ID))
		finds(w, "Session inserted with its end", over)(r.Session(over.ID))
		finds(w, "Session of an unknown user", stranger)(r.Session(stranger.ID))
		misses[session.Session](w, "Session of an unknown ID")(r.Session(session.NewID(user, after(1))))
		misses[session.Session](w, "Session of no ID")(r.Session(session.ID{}))
		return nil
	})
}

func sessionExists(w *world) {
	user, tenant := member(w)
	s := newSession(user, tenant, 1)
	insert(w, s)
	again := bareSession(user, tenant, 2)
	again.ID = s.ID
	w.refused(store.ErrExists, "InsertSession of the same ID", func(tx store.Tx) error { return tx.InsertSession(again) })
	w.view(func(r store.Reader) error {
		finds(w, "Session", s)(r.Session(s.ID))
		return nil
	})
}

func sessionIsSaved(w *world) {
	user, tenant := member(w)
	s, bystander := newSession(user, tenant, 1), newSession(user, tenant, 2)
	insert(w, s, bystander)
	changed := newSession(newUser(1).ID, newTenant(1).ID, 50)
	changed.ID, changed.Name, changed.Methods = s.ID, "Other", []string{"hwk"}
	changed.Client = session.Client{Address: "198.51.100.1", UserAgent: "curl"}
	changed.Refresh.Generation = 2
	changed.End = newEnd(60, session.SignedOut)
	want := s
	want.Secret, want.Refresh, want.Name = changed.Secret, changed.Refresh, changed.Name
	want.AuthenticatedAt, want.LastActiveAt = changed.AuthenticatedAt, changed.LastActiveAt
	saveSession(w, changed, want)
	cleared := bareSession(user, tenant, 50)
	cleared.ID = s.ID
	want.Secret, want.Refresh, want.Name = session.Hash{}, session.Refresh{}, ""
	want.AuthenticatedAt, want.LastActiveAt = cleared.AuthenticatedAt, cleared.LastActiveAt
	saveSession(w, cleared, want)
	w.view(func(r store.Reader) error {
		finds(w, "Session of the other", bystander)(r.Session(bystander.ID))
		return nil
	})
	unknown := newSession(user, tenant, 3)
	w.update(func(tx store.Tx) error { return tx.SaveSession(unknown) })
	w.view(func(r store.Reader) error {
		misses[session.Session](w, "Session that was saved without being there")(r.Session(unknown.ID))
		return nil
	})
}

func saveSession(w *world, changed, want session.Session) {
	w.Helper()
	w.update(func(tx store.Tx) error { return tx.SaveSession(changed) })
	w.view(func(r store.Reader) error {
		finds(w, "Session after SaveSession", want)(r.Session(changed.ID))
		return nil
	})
}

func activityMovesForward(w *world) {
	user, tenant := member(w)
	s, bystander := newSession(user, tenant, 1), newSession(user, tenant, 2)
	insert(w, s, bystander)
	for _, step := range []struct{ to, want time.Time }{
		{after(100), after(100)},
		{after(50), after(100)},
		{after(100), after(100)},
		{after(100).Add(time.Millisecond), after(100).Add(time.Millisecond)},
	} {
		w.update(func(tx store.Tx) error { return tx.TouchSession(s.ID, step.to) })
		s.LastActiveAt = step.want
		w.view(func(r store.Reader) error {
			finds(w, "Session after TouchSession", s)(r.Session(s.ID))
			return nil
		})
	}
	w.update(func(tx store.Tx) error { return tx.TouchSession(session.NewID(user, after(1)), after(100)) })
	w.view(func(r store.Reader) error {
		finds(w, "Session of the other", bystander)(r.Session(bystander.ID))
		return nil
	})
}

func clientsAreForgotten(w *world) {
	user, tenant := member(w)
	other, elsewhere := member(w)
	open, over := newSession(user, tenant, 1), ended(newSession(user, elsewhere, 2), 3, session.SignedOut)
	bystander := newSession(other, tenant, 4)
	insert(w, open, over, bystander)
	w.update(func(tx store.Tx) error { return tx.ForgetClients(user) })
	for _, s := range []*session.Session{&open, &over} {
		s.Client, s.Name = session.Client{}, ""
	}
	w.view(func(r store.Reader) error {
		finds(w, "open Session", open)(r.Session(open.ID))
		finds(w, "ended Session", over)(r.Session(over.ID))
		finds(w, "Session of another user", bystander)(r.Session(bystander.ID))
		return nil
	})
}

func openSessions(w *world) {
	user, tenant := member(w)
	other, elsewhere := member(w)
	first, second, third := newSession(user, tenant, 1), newSession(user, elsewhere, 2), bareSession(user, tenant, 3)
	over := ended(newSession(user, tenant, 4), 5, session.SignedOut)
	insert(w, third, over, second, newSession(other, tenant, 6), first)
	none := []session.Session(nil)
	w.view(func(r store.Reader) error {
		gives(w, "OpenSessions in one tenant", []session.Session{first, third})(r.OpenSessions(user, tenant))
		gives(w, "OpenSessions in all", []session.Session{first, second, third})(r.OpenSessions(user, tenancy.TenantID{}))
		gives(w, "OpenSessions of nobody", none)(r.OpenSessions(newUser(1).ID, tenancy.TenantID{}))
		gives(w, "OpenSessions nowhere", none)(r.OpenSessions(user, newTenant(1).ID))
		gives(w, "OpenTimes in one tenant", judged([]session.Session{first, third}))(r.OpenTimes(user, tenant))
		gives(w, "OpenTimes in all", judged([]session.Session{first, second, third}))(r.OpenTimes(user, tenancy.TenantID{}))
		gives(w, "OpenTimes of nobody", none)(r.OpenTimes(newUser(1).ID, tenancy.TenantID{}))
		return nil
	})
}
