package storetest

import (
	"slices"
	"time"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

func sessionListTests() []test {
	return []test{
		{"filters choose", filtersChoose},
		{"sessions are counted in steps", sessionsAreCounted},
	}
}

// crowd is sessions of two users in two tenants, every third of which is ended; newest sign-in first.
func crowd(w *world) []session.Session {
	ann, north := member(w)
	bob, south := member(w)
	var sessions []session.Session
	for i := range 24 {
		user, tenant := ann, north
		if i%2 == 1 {
			user = bob
		}
		if i%8 > 3 {
			tenant = south
		}
		s := newSession(user, tenant, i)
		if i%5 == 0 {
			s.Client.Address = "192.0.2.55"
		}
		if i%3 == 0 {
			s.End = newEnd(100-i, session.Reasons()[i%2])
		}
		sessions = append([]session.Session{s}, sessions...)
	}
	insert(w, sessions...)
	return sessions
}

// sessionsAreCounted holds the counts to a count by hand, with steps that begin and end at the very times of sessions.
func sessionsAreCounted(w *world) {
	everything := crowd(w)
	from, step, steps := after(6), 7*after(1).Sub(after(0)), 13
	want := store.SessionCounts{SignIns: make([]int, steps), Ends: make([]map[session.Reason]int, steps)}
	in := func(at time.Time) int { return int(at.Sub(from) / step) }
	for _, s := range everything {
		if s.SignedInAt.Before(from) && (s.End.IsZero() || !s.End.At.Before(from)) {
			want.Before++
		}
		if !s.SignedInAt.Before(from) && in(s.SignedInAt) < steps {
			want.SignIns[in(s.SignedInAt)]++
		}
		if !s.End.IsZero() && !s.End.At.Before(from) && in(s.End.At) < steps {
			if want.Ends[in(s.End.At)] == nil {
				want.Ends[in(s.End.At)] = map[session.Reason]int{}
			}
			want.Ends[in(s.End.At)][s.End.Reason]++
		}
	}
	w.view(func(r store.Reader) error {
		gives(w, "CountSessions", want)(r.CountSessions(from, step, steps))
		return nil
	})
}

func filtersChoose(w *world) {
	everything := crowd(w)
	ann, north := everything[23].User, everything[23].Tenant
	for _, each := range []struct {
		name   string
		filter store.SessionFilter
	}{
		{"nothing", store.SessionFilter{}},
		{"a user", store.SessionFilter{User: ann}},
		{"a tenant", store.SessionFilter{Tenant: north}},
		{"open ones", store.SessionFilter{State: store.Open}},
		{"closed ones", store.SessionFilter{State: store.Closed}},
		{"a reason", store.SessionFilter{Reason: session.SignedOut}},
		{"a reason of open ones", store.SessionFilter{Reason: session.SignedOut, State: store.Open}},
		{"an address", store.SessionFilter{Address: "192.0.2.55"}},
		{"from a time", store.SessionFilter{SignedInFrom: after(7)}},
		{"to a time", store.SessionFilter{SignedInTo: after(7)}},
		{"between times", store.SessionFilter{SignedInFrom: after(5), SignedInTo: after(20).Add(time.Millisecond)}},
		{"ended from a time", store.SessionFilter{EndedFrom: after(90)}},
		{"ended to a time", store.SessionFilter{EndedTo: after(90)}},
		{"ended between times", store.SessionFilter{EndedFrom: after(79), EndedTo: after(94).Add(time.Millisecond), State: store.Closed}},
		{"ended between times for a reason", store.SessionFilter{EndedFrom: after(79), EndedTo: after(94), Reason: session.SignedOut}},
		{"ended and signed in between times", store.SessionFilter{EndedFrom: after(79), SignedInFrom: after(3), SignedInTo: after(13)}},
		{"ended while open", store.SessionFilter{EndedFrom: after(0), State: store.Open}},
		{"a user's ended from a time", store.SessionFilter{User: ann, EndedFrom: after(90)}},
		{"a tenant's ended to a time", store.SessionFilter{Tenant: north, EndedTo: after(90)}},
		{"a user in a tenant", store.SessionFilter{User: ann, Tenant: north}},
		{"a user's open ones", store.SessionFilter{User: ann, State: store.Open}},
		{"a user's closed ones", store.SessionFilter{User: ann, State: store.Closed}},
		{"a tenant's open ones", store.SessionFilter{Tenant: north, State: store.Open}},
		{"a tenant's closed ones", store.SessionFilter{Tenant: north, State: store.Closed}},
		{"a user's reason in a tenant", store.SessionFilter{User: ann, Tenant: north, Reason: session.SignedOut}},
		{"all at once", store.SessionFilter{
			User: ann, Tenant: north, State: store.Closed, Reason: session.SignedOut,
			SignedInFrom: after(0), SignedInTo: after(24), Address: "192.0.2.55",
		}},
		{"an unknown user", store.SessionFilter{User: newUser(1).ID}},
		{"an unknown tenant", store.SessionFilter{Tenant: newTenant(1).ID}},
		{"a quote in the address", store.SessionFilter{Address: "' OR 1=1 --"}},
	} {
		want := chosen(everything, each.filter)
		w.view(func(r store.Reader) error {
			gives(w, "Sessions by "+each.name, want)(r.Sessions(each.filter, store.Page{Limit: 100}))
			got := pages(w, 5, sessionID, func(page store.Page) ([]session.Session, error) {
				return r.Sessions(each.filter, page)
			})
			same(w, "pages of Sessions by "+each.name, got, want)
			gives(w, "SessionClients by "+each.name, clients(want))(r.SessionClients(each.filter, store.Page{Limit: 100}))
			got = pages(w, 5, sessionID, func(page store.Page) ([]session.Session, error) {
				return r.SessionClients(each.filter, page)
			})
			same(w, "pages of SessionClients by "+each.name, got, clients(want))
			return nil
		})
	}
}

// clients is what SessionClients tells of sessions.
func clients(all []session.Session) []session.Session {
	out := judged(slices.Clone(all))
	for i := range out {
		out[i].Client = all[i].Client
	}
	return out
}

// chosen is the meaning of a filter.
func chosen(all []session.Session, f store.SessionFilter) []session.Session {
	var out []session.Session
	for _, s := range all {
		wrong := f.User != (tenancy.UserID{}) && s.User != f.User ||
			f.Tenant != (tenancy.TenantID{}) && s.Tenant != f.Tenant ||
			f.State == store.Open && !s.End.IsZero() ||
			f.State == store.Closed && s.End.IsZero() ||
			f.Reason != "" && s.End.Reason != f.Reason ||
			f.Address != "" && s.Client.Address != f.Address ||
			!f.SignedInFrom.IsZero() && s.SignedInAt.Before(f.SignedInFrom) ||
			!f.SignedInTo.IsZero() && !s.SignedInAt.Before(f.SignedInTo) ||
			!f.EndedFrom.IsZero() && (s.End.IsZero() || s.End.At.Before(f.EndedFrom)) ||
			!f.EndedTo.IsZero() && (s.End.IsZero() || !s.End.At.Before(f.EndedTo))
		if !wrong {
			out = append(out, s)
		}
	}
	return out
}

func sessionID(s session.Session) string { return s.ID.String() }
