package storetest

import (
	"strings"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
)

func clientTests() []test {
	return []test{
		{"the latest one is kept, unless it signed in", latestClientIsKept},
		{"it is forgotten with the others of its user", latestClientIsForgotten},
		{"it goes with its session", latestClientGoes},
	}
}

func seen(address, agent string, i int) session.Seen {
	return session.Seen{Client: session.Client{Address: address, UserAgent: agent}, At: after(i)}
}

// sees tells a store where a session is used from.
func sees(w *world, id session.ID, all ...session.Seen) {
	w.Helper()
	w.update(func(tx store.Tx) error {
		for _, one := range all {
			if err := tx.SeeClient(id, one); err != nil {
				return err
			}
		}
		return nil
	})
}

// latest holds the client that a store tells to the one that is wanted; zero for none.
func latest(w *world, id session.ID, want session.Seen) {
	w.Helper()
	w.view(func(r store.Reader) error {
		got, found, err := r.LatestClient(id)
		same(w, "LatestClient", got, want)
		same(w, "found", found, want != session.Seen{})
		return err
	})
}

func latestClientIsKept(w *world) {
	user, tenant := member(w)
	s := newSession(user, tenant, 1)
	ended := newSession(user, tenant, 2)
	ended.End = newEnd(3, session.SignedOut)
	bare := newSession(user, tenant, 4)
	bare.Client = session.Client{}
	insert(w, s, ended, bare)
	first := session.Seen{Client: s.Client, At: after(4)}
	sees(w, s.ID, first)
	latest(w, s.ID, session.Seen{})
	there := seen("2001:db8::7", "' OR 1=1 --", 5)
	sees(w, s.ID, there, seen("2001:db8::7", "' OR 1=1 --", 6))
	latest(w, s.ID, there)
	long := seen("2001:db8::7", strings.Repeat("ä", session.MaxUserAgent/2), 7)
	sees(w, s.ID, long)
	latest(w, s.ID, long)
	first.At = after(8)
	sees(w, s.ID, first)
	latest(w, s.ID, first)
	sees(w, ended.ID, there)
	latest(w, ended.ID, session.Seen{})
	sees(w, bare.ID, seen("", "", 5), there)
	latest(w, bare.ID, there)
	sees(w, newSession(user, tenant, 9).ID, there)
	w.view(func(r store.Reader) error {
		gives(w, "OpenSessions", []session.Session{s, bare})(r.OpenSessions(user, tenant))
		return nil
	})
}

func latestClientIsForgotten(w *world) {
	user, tenant := member(w)
	other, _ := member(w)
	s, theirs := newSession(user, tenant, 1), newSession(other, tenant, 2)
	insert(w, s, theirs)
	there := seen("192.0.2.99", "curl/8", 3)
	sees(w, s.ID, there)
	sees(w, theirs.ID, there)
	w.update(func(tx store.Tx) error { return tx.ForgetClients(user) })
	latest(w, s.ID, session.Seen{})
	latest(w, theirs.ID, there)
}

func latestClientGoes(w *world) {
	user, tenant := member(w)
	s, stays := newSession(user, tenant, 1), newSession(user, tenant, 2)
	insert(w, s, stays)
	there := seen("192.0.2.99", "curl/8", 3)
	sees(w, s.ID, there)
	sees(w, stays.ID, there)
	w.update(func(tx store.Tx) error { return tx.EndSession(s.ID, newEnd(4, session.SignedOut)) })
	latest(w, s.ID, there)
	w.update(func(tx store.Tx) error {
		n, err := tx.DeleteEndedSessions(after(5), 10)
		same(w, "DeleteEndedSessions", n, 1)
		return err
	})
	latest(w, s.ID, session.Seen{})
	latest(w, stays.ID, there)
}
