package demo

import (
	"time"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// habit is how the people of the crowd use a tenant.
type habit struct {
	tenant int
	most   int           // sessions that one of them has open; one below the maximum that holds
	oldest time.Duration // of the sign-ins
	idle   time.Duration // the limit that holds
}

// mingle adds people of the crowd, each in the tenant of the next habit.
func (b *builder) mingle(people []person, habits ...habit) {
	for i, p := range people {
		h := habits[i%len(habits)]
		if i%7 == 3 {
			p.roles = []tenancy.RoleKey{"analyst", "member"}
		}
		who := b.person(p, h.tenant)
		if b.below(3) == 0 {
			b.departed(who, h)
		}
		for range 1 + b.below(h.most) {
			active := b.early(0, h.idle-h.idle/10)
			b.open(who, h.tenant, b.early(active+minute, h.oldest), active)
		}
	}
}

// departed adds a session that has ended in the last days.
func (b *builder) departed(who int, h habit) {
	ended := b.between(hour, 6*day)
	how := end{reason: session.SignedOut, ago: ended}
	active := ended
	if b.below(2) == 0 {
		how.reason = session.IdleTimeout
		active += h.idle
	}
	b.visit(who, h.tenant, active+b.between(hour, 3*day), active, how)
}
