package demo

import (
	"time"

	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// began is when the environments were made. Times of a plan are told as how long ago they are.
const began = 75 * day

// plan is all that happens in one environment before somebody looks at it. It holds no IDs and no secrets: those are
// made when it is played.
type plan struct {
	id      tenancy.EnvironmentID
	name    string
	tenants []tenancy.Tenant // name and external ID
	people  []person
	changes []change
	deeds   []deed
	visits  []visit
}

// everywhere stands for a tenant where the environment itself is meant.
const everywhere = -1

// change puts session settings into force.
type change struct {
	ago       time.Duration
	tenant    int               // or everywhere
	settings  session.Settings  // everywhere
	modes     session.Modes     // everywhere
	overrides session.Overrides // of a tenant
}

// deed is what is done to a person. All their sessions that it concerns end.
type deed struct {
	ago    time.Duration
	person int
	reason session.Reason // UserDisabled, CredentialsChanged, or TenantRemoved, which is leaving tenant
	tenant int
}

// visit is a session: who signs in where and with what, until when they are active, and how it ends.
type visit struct {
	person, tenant int
	signedIn       time.Duration
	active         time.Duration // last; from the sign-in until then never idle for too long
	client         session.Client
	methods        []string
	delivery       service.Delivery
	renamed        string // what the user called the device when they were last active
	end            end    // zero when it is open
}

// end is how a visit ends.
type end struct {
	reason session.Reason
	ago    time.Duration // zero where a deed or a newer session of the same user brings it about
	by     int           // the visit of the person who brings it about: EndedByUser and EndedByAdmin
}

// builder puts a plan together.
type builder struct {
	plan
	dice
}

func newBuilder(seed, stream uint64, id tenancy.EnvironmentID, name string) *builder {
	return &builder{plan: plan{id: id, name: name}, dice: newDice(seed, stream)}
}

func (b *builder) tenant(externalID, name string) int {
	b.tenants = append(b.tenants, tenancy.Tenant{ExternalID: externalID, Name: name})
	return len(b.tenants) - 1
}

// person adds somebody who is a member of tenants.
func (b *builder) person(p person, tenants ...int) int {
	p.joined, p.tenants = b.between(50*day, 70*day), tenants
	b.people = append(b.people, p)
	return len(b.people) - 1
}

// visit adds a session of a device that is drawn. Nobody does anything at the full minute: every time is up to blur away
// from the one that is given, never across another by which it was chosen.
func (b *builder) visit(person, tenant int, signedIn, active time.Duration, end end) int {
	const blur = 55 * time.Second
	before := b.between(0, blur)
	signedIn, active = signedIn+before, active+before
	if end.ago > 0 {
		end.ago -= b.between(0, blur)
	}
	b.visits = append(b.visits, visit{
		person: person, tenant: tenant, signedIn: signedIn, active: active, end: end,
		client:  session.Client{Address: b.address(), UserAgent: b.agent()},
		methods: b.methods(), delivery: pick(b.dice, []service.Delivery{service.DeliverTokens, service.DeliverSecret}),
	})
	return len(b.visits) - 1
}

// open adds a session that goes on.
func (b *builder) open(person, tenant int, signedIn, active time.Duration) int {
	return b.visit(person, tenant, signedIn, active, end{})
}

// from says what a session came from.
func (b *builder) from(visit int, address, userAgent string) {
	b.visits[visit].client = session.Client{Address: address, UserAgent: userAgent}
}

// renamed says what the user called a device.
func (b *builder) renamed(visit int, name string) { b.visits[visit].renamed = name }
