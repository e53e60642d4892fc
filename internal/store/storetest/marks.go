package storetest

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

func markTests() []test {
	return []test{
		{"the environment's ends all that were acknowledged before", func(w *world) { marksEnd(w, false) }},
		{"a tenant's ends all that were acknowledged before", func(w *world) { marksEnd(w, true) }},
	}
}

// signedIn is a session with the version of the policy that was in force when it was let in.
type signedIn struct {
	session session.Session
	version int64
}

// marksEnd sets marks while many sign in. A mark is set under LockPolicy with a time taken inside the transaction;
// a sign-in reads the policy under SharePolicy and takes its time inside too. So every session that was let in
// under an earlier policy signed in before the mark, and every one let in under a later policy did not.
func marksEnd(w *world, ofTenant bool) {
	const marks = 8
	_, tenant := member(w)
	var ticks atomic.Int64 // moves by a millisecond only every now and then, so that times are equal often
	now := func() time.Time { return start().Add(time.Duration(ticks.Add(1)/16) * time.Millisecond) }
	var mutex sync.Mutex
	var all []signedIn
	var times [marks]time.Time
	together(w, func(caller int) error {
		if caller%8 == 0 {
			at, err := setMark(w, tenant, ofTenant, now)
			if err != nil {
				return err
			}
			mutex.Lock()
			times[at.version-1] = at.session.SignedInAt
			mutex.Unlock()
			return nil
		}
		for range 8 {
			in, err := signInMarked(w, tenant, ofTenant, now)
			if err != nil {
				return err
			}
			mutex.Lock()
			all = append(all, in)
			mutex.Unlock()
		}
		return nil
	})
	for _, in := range all {
		for version, mark := range times {
			before := in.session.SignedInAt.Before(mark)
			if inForce := in.version > int64(version); before == inForce {
				w.Errorf("a session let in under version %d at %v; mark %d is at %v", in.version, in.session.SignedInAt, version+1, mark)
			}
		}
		verdict := session.Evaluate(in.session, govern(w, in.session.ID), after(60))
		if want := in.version == marks; verdict.Active != want {
			w.Errorf("a session let in under version %d of %d: active %v, want %v", in.version, marks, verdict.Active, want)
		}
	}
}

func govern(w *world, id session.ID) session.Rules {
	found, err := w.store.Lookup(w.Context(), w.environment, id)
	if err != nil || found.Session.ID != id {
		w.Errorf("Lookup(%s) = %s, %v", id, found.Session.ID, err)
	}
	return session.Govern(found.Environment, found.Tenant)
}

// setMark moves the mark, and gives its version and time.
func setMark(w *world, tenant tenancy.TenantID, ofTenant bool, now func() time.Time) (at signedIn, err error) {
	err = w.store.Update(w.Context(), w.environment, func(tx store.Tx) error {
		if err := tx.LockPolicy(); err != nil {
			return err
		}
		policy, err := tx.EnvironmentPolicy()
		if err != nil {
			return err
		}
		own, _, err := tx.TenantPolicy(tenant)
		if err != nil {
			return err
		}
		if ofTenant {
			own.NotBefore = own.NotBefore.Forward(now(), session.EndedByAdmin, access.TheSystem())
			own.Version++
			at = signedIn{session.Session{SignedInAt: own.NotBefore.At}, own.Version}
			return tx.SaveTenantPolicy(tenant, own)
		}
		policy.NotBefore = policy.NotBefore.Forward(now(), session.EndedByOperator, access.TheSystem())
		policy.Version++
		at = signedIn{session.Session{SignedInAt: policy.NotBefore.At}, policy.Version}
		return tx.SaveEnvironmentPolicy(policy)
	})
	return at, err
}

// signInMarked signs a new user in.
func signInMarked(w *world, tenant tenancy.TenantID, ofTenant bool, now func() time.Time) (in signedIn, err error) {
	user := newUser(1)
	err = w.store.Update(w.Context(), w.environment, func(tx store.Tx) error {
		rules, siblings, err := prepareSignIn(tx, user.ID, tenant)
		if err != nil {
			return err
		}
		environment, err := tx.EnvironmentPolicy()
		if err != nil {
			return err
		}
		own, _, err := tx.TenantPolicy(tenant)
		if err != nil {
			return err
		}
		in.version = environment.Version
		if ofTenant {
			in.version = own.Version
		}
		admission := session.Admit(siblings, rules, now())
		in.session = bareSession(user.ID, tenant, 0)
		in.session.ID = session.NewID(user.ID, admission.SignInAt)
		in.session.SignedInAt = admission.SignInAt
		return tx.InsertSession(in.session)
	})
	return in, err
}
