package demo

import (
	"fmt"
	"strings"
	"time"

	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// person is somebody who is made up.
type person struct {
	name       string
	email      string // of one of the domains that are set aside for examples (RFC 2606)
	externalID string
	joined     time.Duration // ago
	tenants    []int
	roles      []tenancy.RoleKey // in each of them; the default role when nil
}

func firstNames() []string {
	return strings.Fields(`
		Aino Amara Anouk Arjun Aylin Beatriz Björn Caspar Chiara Dafydd Danuta Eamon Elif Emeka Fenna Finn Freja Gita
		Hana Hugo Ilse Imani Ivo Jadwiga Jesper Kalinda Kenji Lars Leonie Luca Mei Mirjam Naveen Nia Noor Orla Pavel
		Priya Rasmus Rosa Sanne Sione Tariq Thandi Tomás Yara Zoë Zoltan`)
}

func lastNames() []string {
	return strings.Fields(`
		Achterberg Adeyemi Almeida Bellamy Bergqvist Castellano Chaudhry Dampier Dvorak Eriksen Fairbrook Fontaine
		Grabowski Hallström Haverkamp Ibarra Ishikawa Jagger Kaplan Karlsen Kowalczyk Lachance Lindqvist Mahlangu Marchetti
		Mbeki Molnár Nakagawa Nordahl Ochieng Okonjo Papadakis Pereira Quigley Rautio Rosenthal Sandoval Sarkar Silva
		Takahashi Tanner Ueda Valdés Vandermeer Wexford Yilmaz Zawadzki Zhou`)
}

// crowd is people without a story, always the same for the same seed, never two with one name.
func crowd(seed uint64) []person {
	d := newDice(seed, 0)
	first, last := shuffled(d, firstNames()), shuffled(d, lastNames())
	all := make([]person, min(len(first), len(last)))
	for i := range all {
		name := first[i] + " " + last[i]
		all[i] = person{name: name, email: mailbox(name, i), externalID: fmt.Sprintf("u-%d", 2001+i)}
	}
	return all
}

// mailbox is an address that goes with a name.
func mailbox(name string, i int) string {
	plain := strings.NewReplacer(" ", ".", "ö", "o", "ë", "e", "á", "a", "é", "e")
	return plain.Replace(strings.ToLower(name)) + "@" + [...]string{"example.com", "example.org", "example.net"}[i%3]
}

// Those whom the demo tells people to sign in as.

// carlaJensen is the one to administer a workspace as.
func carlaJensen() person {
	return person{name: "Carla Jensen", email: "carla.jensen@example.com", externalID: "u-1001", roles: []tenancy.RoleKey{"admin"}}
}

func adaBrandt() person {
	return person{name: "Ada Brandt", email: "ada.brandt@example.com", externalID: "u-1002"}
}

func brunoCastel() person {
	return person{name: "Bruno Castel", email: "bruno.castel@example.com", externalID: "u-1003"}
}
