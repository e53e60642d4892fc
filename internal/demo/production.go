package demo

import (
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/settings"
)

// The limits that hold in production at the end.
const (
	usualIdle    = 12 * hour
	usualRelogin = 30 * day
	strictIdle   = 30 * minute
	strictAge    = 7 * day
	allowed      = 3 // sessions at once, in the tenant with a maximum of its own
)

// offices are the tenants of production.
type offices struct {
	acme   int // as the environment says
	birch  int // a maximum of its own
	copper int // every setting of its own, stricter
	delta  int // one setting of its own, looser; and a name that fits nowhere
}

// production is the environment with everything in it that a screen may find hard.
func production(seed uint64) plan {
	b := newBuilder(seed, 1, "production", "Production")
	at := offices{
		acme:   b.tenant("acme", "Acme Corp"),
		birch:  b.tenant("birchwood", "Birchwood Analytics"),
		copper: b.tenant("copperline", "Copperline Logistics"),
		delta: b.tenant("delta-vandermeer-ostergaard", "Delta, Vandermeer, Østergaard & Partners — International Patents, "+
			"Translations and Foreign Trade Consultancy, successors to Ebbesen Brothers (established 1894)"),
	}
	b.settings(at)
	carla := b.person(carlaJensen(), at.acme)
	desk := b.open(carla, at.acme, 5*day, 4*minute)
	b.renamed(desk, "Admin desk")
	b.ada(at, desk)
	b.bruno(at)
	b.departures(at)
	b.deadlines(at)
	b.names(at)
	b.devices(at)
	b.numbers(at)
	b.mingle(crowd(seed)[:total-len(b.people)],
		habit{at.acme, 4, 19 * day, usualIdle}, habit{at.birch, 2, 9 * day, usualIdle}, habit{at.acme, 3, 12 * day, usualIdle},
		habit{at.copper, 2, 6 * day, strictIdle}, habit{at.delta, 2, 28 * day, usualIdle})
	return b.plan
}

// total is how many people production has.
const total = 60

// firstDocument is what is published before anybody signs in: the application's own permissions and roles, and all pages.
func firstDocument() settings.Document {
	d := settings.Default()
	d.Permissions = []access.Permission{
		{Key: "reports.read", Name: "View reports", Category: "Reports", Description: "See the workspace's reports."},
		{Key: "reports.export", Name: "Export reports", Category: "Reports", Description: "Take reports out of the application."},
		{Key: "billing.manage", Name: "Manage billing", Category: "Billing", Description: "Change the plan, and see invoices."},
	}
	d.Roles = append(d.Roles,
		access.Role{Key: "analyst", Name: "Analyst", Description: "Works with reports.", Permissions: []access.PermissionKey{"reports.*"}},
		access.Role{Key: "billing", Name: "Billing contact", Permissions: []access.PermissionKey{"billing.manage", "reports.read"}})
	d.Roles[0].Permissions = append(d.Roles[0].Permissions, "reports.*", "billing.*")
	d.Roles[1].Permissions = append(d.Roles[1].Permissions, "reports.read")
	d.Pages.Workspace = settings.WorkspacePages{Users: true, Security: true}
	d.Branding.Name = "Northwind Reports"
	return d
}

// settings says what holds, and what held before.
func (b *builder) settings(at offices) {
	idle, age := timeout(strictIdle), timeout(strictAge)
	b.changes = []change{
		{ago: 60 * day, tenant: everywhere, settings: session.Settings{Relogin: timeout(60 * day)}},
		{ago: 40 * day, tenant: at.copper, overrides: session.Overrides{Idle: &idle, Relogin: &age, Concurrent: most(5)}},
		{
			ago: 21 * day, tenant: everywhere,
			settings: session.Settings{Idle: timeout(usualIdle), Relogin: timeout(usualRelogin), Concurrent: session.Maximum{Sessions: 10}},
			modes:    session.Modes{Idle: session.StricterOnly, Relogin: session.Choose, Concurrent: session.Choose},
		},
		{ago: 15 * day, tenant: at.delta, overrides: session.Overrides{Relogin: &session.Timeout{}}},
		{ago: 10 * day, tenant: at.birch, overrides: session.Overrides{Concurrent: most(allowed)}},
	}
}

func timeout(after time.Duration) session.Timeout {
	return session.Timeout{On: true, Seconds: int64(after / time.Second)}
}

func most(sessions int) *session.Maximum { return &session.Maximum{On: true, Sessions: sessions} }
