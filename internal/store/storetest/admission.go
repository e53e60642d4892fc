package storetest

import (
	"slices"
	"sync"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

func admissionTests() []test {
	return []test{{"the maximum holds under parallel sign-ins", maximumHolds}}
}

// maximumHolds signs one user in from many sides at once. At no instant may more than the maximum be open, and in
// the end exactly the newest are.
func maximumHolds(w *world) {
	const most = 5
	user, tenant := member(w)
	policy := session.EnvironmentPolicy{Settings: session.Settings{Concurrent: session.Maximum{On: true, Sessions: most}}}
	w.update(func(tx store.Tx) error { return tx.SaveEnvironmentPolicy(policy) })
	var mutex sync.Mutex
	var created []session.Session
	together(w, func(caller int) error {
		for range 2 {
			s, err := signIn(w, user, tenant)
			if err != nil {
				return err
			}
			mutex.Lock()
			created = append(created, s)
			mutex.Unlock()
			w.view(func(r store.Reader) error {
				open, err := r.OpenSessions(user, tenant)
				if len(open) > most {
					w.Errorf("%d sessions are open at once, want at most %d", len(open), most)
				}
				return err
			})
		}
		return nil
	})
	if len(created) != 2*callers {
		w.Fatalf("%d sign-ins were acknowledged, want %d", len(created), 2*callers)
	}
	slices.SortFunc(created, func(a, b session.Session) int { return a.ID.Compare(b.ID.UID) })
	w.view(func(r store.Reader) error {
		gives(w, "OpenSessions", created[len(created)-most:])(r.OpenSessions(user, tenant))
		ended, err := r.EndedSessions(user, tenant, after(-1), 1000)
		if len(ended) != len(created)-most || err != nil {
			w.Errorf("EndedSessions = %d, %v, want %d", len(ended), err, len(created)-most)
		}
		return nil
	})
}

// signIn lets one session in as a service would, with a clock that stands still.
func signIn(w *world, user tenancy.UserID, tenant tenancy.TenantID) (s session.Session, err error) {
	err = w.store.Update(w.Context(), w.environment, func(tx store.Tx) error {
		rules, siblings, err := prepareSignIn(tx, user, tenant)
		if err != nil {
			return err
		}
		admission := session.Admit(siblings, rules, start())
		s = bareSession(user, tenant, 0)
		s.ID = admission.ID(session.NewID(user, admission.SignInAt))
		s.SignedInAt, s.AuthenticatedAt, s.LastActiveAt = admission.SignInAt, admission.SignInAt, admission.SignInAt
		for _, ending := range admission.Ends {
			if err := tx.EndSession(ending.Session.ID, ending.End); err != nil {
				return err
			}
		}
		return tx.InsertSession(s)
	})
	return s, err
}

func prepareSignIn(tx store.Tx, user tenancy.UserID, tenant tenancy.TenantID) (session.Rules, []session.Session, error) {
	if err := all(tx.SharePolicy(), tx.LockUser(user)); err != nil {
		return session.Rules{}, nil, err
	}
	environment, err := tx.EnvironmentPolicy()
	if err != nil {
		return session.Rules{}, nil, err
	}
	own, _, err := tx.TenantPolicy(tenant)
	if err != nil {
		return session.Rules{}, nil, err
	}
	siblings, err := tx.OpenTimes(user, tenant)
	return session.Govern(environment, own), siblings, err
}
