package storetest

import (
	"crypto/sha256"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// newTenant is a tenant that was made so many seconds after the start.
func newTenant(seconds int) tenancy.Tenant {
	at := after(seconds)
	id := tenancy.NewTenantID(at)
	return tenancy.Tenant{ID: id, ExternalID: "tenant:" + id.String(), Name: "Tenant " + id.String(), CreatedAt: at}
}

// newUser is a user who was made so many seconds after the start.
func newUser(seconds int) tenancy.User {
	at := after(seconds)
	id := tenancy.NewUserID(at)
	return tenancy.User{
		ID: id, ExternalID: "user:" + id.String(), Email: id.String() + "@example.com",
		Name: "User Ünïcode " + id.String(), Disabled: true, CreatedAt: at,
	}
}

// newSession is an open session with every member set, signed in so many seconds after the start.
func newSession(user tenancy.UserID, tenant tenancy.TenantID, seconds int) session.Session {
	at := after(seconds)
	return session.Session{
		ID: session.NewID(user, at), User: user, Tenant: tenant,
		SignedInAt: at, AuthenticatedAt: at.Add(time.Second), LastActiveAt: at.Add(2 * time.Second),
		Secret: newHash(),
		Refresh: session.Refresh{
			Generation: 1<<32 - 1, Current: newHash(), Previous: newHash(), RotatedAt: at.Add(3 * time.Second),
		},
		Methods: []string{"pwd", "otp"}, Name: "Ada's “phone”",
		Client: session.Client{Address: "2001:db8::1", UserAgent: "Mozilla/5.0 (X11; Linux x86_64) Ünïcode/1.0"},
	}
}

// bareSession is an open session in which everything that may be missing is.
func bareSession(user tenancy.UserID, tenant tenancy.TenantID, seconds int) session.Session {
	at := after(seconds)
	return session.Session{
		ID: session.NewID(user, at), User: user, Tenant: tenant, SignedInAt: at, AuthenticatedAt: at, LastActiveAt: at,
	}
}

// ended is the session with a recorded end so many seconds after the start.
func ended(s session.Session, seconds int, reason session.Reason) session.Session {
	s.End = newEnd(seconds, reason)
	return s
}

func newEnd(seconds int, reason session.Reason) session.End {
	by := access.Actor{Kind: access.User, ID: uid.New(start()), Session: uid.New(start()), Address: "192.0.2.7"}
	return session.End{At: after(seconds), Reason: reason, By: by}
}

func newMark(seconds int) session.Mark {
	end := newEnd(seconds, session.EndedByOperator)
	return session.Mark{At: end.At, Reason: end.Reason, By: end.By}
}

// newHash is a hash that no other is equal to.
func newHash() session.Hash {
	id := uid.New(start())
	return sha256.Sum256(id[:])
}

// memberRoles is the roles of whoever is added by member.
func memberRoles() []tenancy.RoleKey { return []tenancy.RoleKey{"admin", "member"} }

// member adds a tenant, a user and the membership, and gives their IDs.
func member(w *world) (tenancy.UserID, tenancy.TenantID) {
	w.Helper()
	tenant, user := newTenant(0), newUser(0)
	w.update(func(tx store.Tx) error {
		return all(tx.InsertTenant(tenant), tx.InsertUser(user),
			tx.InsertMembership(tenancy.Membership{User: user.ID, Tenant: tenant.ID, Roles: memberRoles(), CreatedAt: start()}))
	})
	return user.ID, tenant.ID
}

// insert adds sessions.
func insert(w *world, sessions ...session.Session) {
	w.Helper()
	w.update(func(tx store.Tx) error {
		for _, s := range sessions {
			if err := tx.InsertSession(s); err != nil {
				return err
			}
		}
		return nil
	})
}
