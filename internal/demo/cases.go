package demo

import (
	"strings"
	"time"

	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
)

// ada is the one to sign in as: she has devices to end, and has seen most ways in which a session ends.
func (b *builder) ada(at offices, admin int) {
	ada := b.person(adaBrandt(), at.acme)
	laptop := b.open(ada, at.acme, 3*day+5*hour, 10*minute)
	b.from(laptop, "198.51.100.23", desktops()[6])
	b.renamed(laptop, "Work laptop")
	phone := b.open(ada, at.acme, 2*day+3*hour, 38*minute)
	b.from(phone, "2001:db8:4a2f::71", mobiles()[0])
	b.renamed(phone, "Ada's phone 📱")
	b.from(b.open(ada, at.acme, 30*hour, 7*hour), "203.0.113.140", mobiles()[2])
	b.from(b.open(ada, at.acme, 9*hour, 9*hour), "198.51.100.23", desktops()[3])
	b.from(b.open(ada, at.acme, 2*hour, 90*minute), "192.0.2.88", desktops()[1])

	b.deeds = append(b.deeds, deed{ago: 6*day + 12*hour, person: ada, reason: session.CredentialsChanged})
	b.visit(ada, at.acme, 9*day, 6*day+14*hour, end{reason: session.CredentialsChanged})
	b.visit(ada, at.acme, 6*day, 5*day+20*hour, end{reason: session.SignedOut, ago: 5*day + 20*hour})
	b.visit(ada, at.acme, 5*day, 4*day, end{reason: session.IdleTimeout, ago: 4*day - usualIdle})
	b.visit(ada, at.acme, 4*day, 3*day+2*hour, end{reason: session.EndedByUser, ago: 3 * day, by: laptop})
	b.visit(ada, at.acme, 3*day, 2*day+6*hour, end{reason: session.EndedByAPI, ago: 2*day + 5*hour})
	b.visit(ada, at.acme, 2*day+12*hour, 2*day+hour, end{reason: session.EndedByOperator, ago: 2 * day})
	b.visit(ada, at.acme, 2*day, day+9*hour, end{reason: session.EndedByAdmin, ago: day + 8*hour, by: admin})
	stolen := b.visit(ada, at.acme, day+20*hour, day+2*hour, end{reason: session.TokenReuse, ago: day})
	b.visits[stolen].delivery = service.DeliverTokens
}

// bruno has all the sessions that his tenant allows, and lost one at each of his last sign-ins.
func (b *builder) bruno(at offices) {
	bruno := b.person(brunoCastel(), at.birch)
	signIns := []time.Duration{150 * hour, 128 * hour, 101 * hour, 76 * hour, 49 * hour, 27 * hour, 3 * hour}
	for i, signedIn := range signIns {
		if i+allowed < len(signIns) {
			evicted := signIns[i+allowed]
			b.visit(bruno, at.birch, signedIn, evicted+20*minute, end{reason: session.ConcurrencyLimit})
			continue
		}
		b.open(bruno, at.birch, signedIn, b.between(minute, 2*hour))
	}
}

// departures are people whom something was done to.
func (b *builder) departures(at offices) {
	henrik := b.person(person{name: "Henrik Dahl", email: "henrik.dahl@example.org", externalID: "u-1004"}, at.acme)
	b.deeds = append(b.deeds, deed{ago: 4 * day, person: henrik, reason: session.UserDisabled})
	for range 3 {
		b.visit(henrik, at.acme, b.between(5*day, 12*day), 4*day+b.between(minute, 8*hour), end{reason: session.UserDisabled})
	}
	ines := b.person(person{name: "Ines Carvalho", email: "ines.carvalho@example.net", externalID: "u-1005"}, at.acme, at.copper)
	b.deeds = append(b.deeds, deed{ago: 2 * day, person: ines, reason: session.TenantRemoved, tenant: at.copper})
	b.visit(ines, at.copper, 3*day, 2*day+9*minute, end{reason: session.TenantRemoved})
	b.open(ines, at.acme, 8*day, 3*hour)
}

// deadlines are sessions near a deadline, on either side of it.
func (b *builder) deadlines(at offices) {
	jonas := b.person(person{name: "Jonas Meyer", email: "jonas.meyer@example.com", externalID: "u-1006"}, at.copper)
	b.open(jonas, at.copper, 6*hour, strictIdle-3*minute)
	b.open(jonas, at.copper, strictAge-20*minute, 2*minute) // has to sign in again soon, busy or not
	keiko := b.person(person{name: "Keiko Tanabe", email: "keiko.tanabe@example.org", externalID: "u-1007"}, at.acme)
	b.open(keiko, at.acme, 26*day, 25*minute) // from before the settings were changed
	b.open(keiko, at.acme, 8*day, usualIdle-6*minute)
	b.visit(keiko, at.acme, 33*day, 3*day+hour, end{reason: session.ForcedRelogin, ago: 33*day - usualRelogin})
	olga := b.person(person{name: "Olga Petrenko", email: "olga.petrenko@example.net", externalID: "u-1008"}, at.copper)
	b.visit(olga, at.copper, 8*day, day+10*minute, end{reason: session.ForcedRelogin, ago: 8*day - strictAge})
	for range 2 { // past their deadline, and nobody has noticed yet
		b.open(olga, at.copper, b.between(3*hour, 9*hour), strictIdle+b.between(minute, 5*minute))
	}
}

// names are people, and devices of theirs, whose names are hard to show.
func (b *builder) names(at offices) {
	long := "Maximiliane-Theodora von und zu Hohenfels-Wartenberg-Lichtenau " + strings.Repeat("Esperanza-Concepción ", 4) + "de la Encarnación y Villaverde"
	longEmail := "maximiliane-theodora.von.und.zu.hohenfels-wartenberg-lichtenau@correspondence.department.example.com"
	oneWord := "Aleksandra Konstantynopolitańczykowianeczkówna-Wielkopolska"
	for _, each := range []struct {
		person
		device string
	}{
		{person{name: long, email: longEmail, externalID: "u-1009"}, strings.Repeat("the tablet in the hall, ", 3)[:session.MaxName]},
		{person{name: "ليلى حداد", email: "layla.haddad@example.org", externalID: "u-1010"}, "هاتف العمل"},
		{person{name: "Robin 🦊 Falk", email: "robin.falk@example.net", externalID: "u-1011"}, "🦊📱"},
		{person{name: oneWord, email: "aleksandra@example.org", externalID: "u-1012"}, strings.Repeat("W", session.MaxName)},
		{person{email: "info@example.net", externalID: "u-1013"}, "<b>not bold</b> & \"quoted\""},
		{person{name: "Reception desk", externalID: receptionDesk}, ""},
	} {
		who := b.person(each.person, at.delta)
		b.renamed(b.open(who, at.delta, b.between(day, 25*day), b.between(minute, 8*hour)), each.device)
		b.open(who, at.delta, b.between(day, 25*day), b.between(minute, 8*hour))
	}
}

// receptionDesk has no e-mail address, and so no password.
const receptionDesk = "reception-desk"

// devices are sign-ins that say little about where they come from.
func (b *builder) devices(at offices) {
	mara := b.person(person{name: "Mara Novak", email: "mara.novak@example.com", externalID: "u-1015"}, at.delta)
	for _, userAgent := range oddities() {
		b.from(b.open(mara, at.delta, b.between(hour, 5*day), b.between(0, hour)), b.address(), userAgent)
	}
	liam := b.person(person{name: "Liam Doyle", email: "liam.doyle@example.org", externalID: "u-1016"}, at.acme)
	b.from(b.open(liam, at.acme, 3*day, hour), "", desktops()[8]) // no address, and so no place
	b.from(b.open(liam, at.acme, 2*day, hour), "", "")
	nils := b.person(person{name: "Nils Aalto", email: "nils.aalto@example.net", externalID: "u-1017"}, at.acme)
	b.from(b.open(nils, at.acme, 4*day, 2*hour), "2001:db8:85a3:8d3:1319:8a2e:370:7348", mobiles()[3])
	b.from(b.open(nils, at.acme, day, 3*minute), "2001:db8::1", desktops()[0])
}

// numbers are people with no, one, very many sessions, and with sessions in two tenants.
func (b *builder) numbers(at offices) {
	b.person(person{name: "Esme Whitlock", email: "esme.whitlock@example.com", externalID: "u-1018"}, at.acme)
	farid := b.person(person{name: "Farid Nazari", email: "farid.nazari@example.org", externalID: "u-1019"}, at.acme)
	b.open(farid, at.acme, 55*minute, 12*minute)
	greta := b.person(person{name: "Greta Holm", email: "greta.holm@example.net", externalID: "u-1020"}, at.acme, at.birch)
	for _, tenant := range []int{at.acme, at.birch} {
		b.open(greta, tenant, b.between(day, 6*day), b.between(minute, 9*hour))
		b.open(greta, tenant, b.between(day, 6*day), b.between(minute, 9*hour))
	}
	lab := b.person(person{name: "Device lab (shared)", email: "lab@example.com", externalID: "u-1021"}, at.acme)
	agents := append(append(desktops(), mobiles()...), programs()...)
	for i := range 40 {
		active := b.between(0, 11*hour)
		b.from(b.open(lab, at.acme, active+b.between(minute, 20*day), active), b.address(), agents[i%len(agents)])
	}
}
