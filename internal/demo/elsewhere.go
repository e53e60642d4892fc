package demo

import "github.com/sojourn-auth/sojourn/internal/session"

// plans are the environments of the demo, in the order in which they are made.
func plans(seed uint64) []plan {
	return []plan{development(seed), staging(seed), production(seed)}
}

// development is an environment in which nothing was ever set.
func development(seed uint64) plan {
	b := newBuilder(seed, 3, "development", "Development")
	acme := b.tenant("acme", "Acme Corp")
	b.open(b.person(adaBrandt(), acme), acme, 2*hour, 5*minute)
	b.mingle(crowd(seed)[:5], habit{acme, 3, 6 * day, session.BuiltInIdle})
	return b.plan
}

// staging is where settings are tried out before production has them.
func staging(seed uint64) plan {
	b := newBuilder(seed, 2, "staging", "Staging")
	acme, birch := b.tenant("acme", "Acme Corp"), b.tenant("birchwood", "Birchwood Analytics")
	b.changes = []change{
		{ago: 30 * day, tenant: everywhere, settings: session.Settings{Idle: timeout(usualIdle), Relogin: timeout(usualRelogin)}},
		{ago: 28 * day, tenant: birch, overrides: session.Overrides{Concurrent: most(allowed)}},
	}
	b.open(b.person(adaBrandt(), acme), acme, 26*hour, 3*hour)
	b.open(b.person(brunoCastel(), birch), birch, 5*hour, 40*minute)
	b.mingle(crowd(seed)[:10], habit{acme, 3, 10 * day, usualIdle}, habit{birch, 2, 10 * day, usualIdle})
	return b.plan
}
