package demo

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sojourn-auth/sojourn/internal/device"
	"github.com/sojourn-auth/sojourn/internal/session"
)

func unexported() cmp.Option {
	return cmp.AllowUnexported(plan{}, person{}, change{}, deed{}, visit{}, end{})
}

func TestPlansAreTheSameForTheSameSeed(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(plans(7), plans(7), unexported()); diff != "" {
		t.Errorf("plans(7) differ between two calls:\n%s", diff)
	}
	if cmp.Equal(plans(7), plans(8), unexported()) {
		t.Error("plans(7) = plans(8), want other people and sessions")
	}
}

func TestPlansHaveTheirSize(t *testing.T) {
	t.Parallel()
	for _, s := range []uint64{seed, 1, 2, 3} {
		var names []string
		for _, p := range plans(s) {
			names = append(names, string(p.id))
		}
		if want := []string{"development", "staging", "production"}; !slices.Equal(names, want) {
			t.Errorf("plans(%d) = %v, want %v", s, names, want)
		}
		p := production(s)
		if len(p.tenants) != 4 || len(p.people) != 60 || len(p.visits) < 160 || len(p.visits) > 215 {
			t.Errorf("production(%d): %d tenants, %d people, %d sessions, want 4, 60, about 180", s, len(p.tenants), len(p.people), len(p.visits))
		}
	}
}

func TestPeopleAreMadeUpAndDifferent(t *testing.T) {
	t.Parallel()
	for _, p := range plans(seed) {
		names := map[string]bool{}
		for _, one := range p.people {
			for _, name := range []string{one.email, one.externalID, "name:" + one.name} {
				if name != "" && names[name] {
					t.Errorf("%s: two people have %q", p.id, name)
				}
				names[name] = true
			}
			if strings.ContainsFunc(one.email, func(r rune) bool { return r > '~' }) {
				t.Errorf("%s: e-mail address %q has letters outside of ASCII", p.id, one.email)
			}
			_, domain, _ := strings.Cut(one.email, "@")
			if one.email != "" && !slices.Contains([]string{"example.com", "example.org", "example.net"}, strings.TrimPrefix(domain, "correspondence.department.")) {
				t.Errorf("%s: e-mail address %q is not of an example domain", p.id, one.email)
			}
		}
	}
}

func TestAddressesAreFromDocumentation(t *testing.T) {
	t.Parallel()
	var networks []netip.Prefix
	for _, n := range []string{"192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32"} {
		networks = append(networks, netip.MustParsePrefix(n))
	}
	addresses := []string{backendAddress}
	for s := range uint64(5) {
		for _, p := range plans(s) {
			for _, v := range p.visits {
				addresses = append(addresses, v.client.Address)
			}
		}
	}
	six := 0
	for _, text := range addresses {
		if text == "" {
			continue
		}
		address, err := netip.ParseAddr(text)
		if err != nil || address.String() != text {
			t.Errorf("address %q is not one in its shortest form", text)
			continue
		}
		if !slices.ContainsFunc(networks, func(n netip.Prefix) bool { return n.Contains(address) }) {
			t.Errorf("address %s is not set aside for documentation", text)
		}
		if address.Is6() {
			six++
		}
	}
	if six < len(addresses)/10 {
		t.Errorf("%d of %d addresses are IPv6, want a tenth at least", six, len(addresses))
	}
}

func TestUserAgentsAreOfManyKinds(t *testing.T) {
	t.Parallel()
	titles := map[string]bool{}
	for _, userAgent := range slices.Concat(desktops(), mobiles(), programs()) {
		title := device.Parse(userAgent).Title()
		if strings.HasPrefix(title, "Unknown") {
			t.Errorf("Title(%q) = %q, want a known device", userAgent, title)
		}
		titles[title] = true
	}
	if len(titles) < 25 {
		t.Errorf("%d different devices, want 25 at least: %v", len(titles), titles)
	}
	tooLong := 0
	for _, userAgent := range oddities() {
		if title := device.Parse(userAgent).Title(); title != "Unknown device" {
			t.Errorf("Title(%q) = %q, want Unknown device", userAgent, title)
		}
		if len(userAgent) > session.MaxUserAgent {
			tooLong++
		}
	}
	if tooLong == 0 {
		t.Error("no user agent is too long to be kept whole")
	}
}

func TestDiceStayWithinTheirBounds(t *testing.T) {
	t.Parallel()
	d := newDice(1, 1)
	for range 1000 {
		if got := d.between(minute, 2*minute); got < minute || got > 2*minute {
			t.Fatalf("between(1m, 2m) = %s", got)
		}
		if got := d.early(minute, 2*minute); got < minute || got > 2*minute {
			t.Fatalf("early(1m, 2m) = %s", got)
		}
	}
	if got := d.between(hour, hour); got != hour {
		t.Errorf("between(1h, 1h) = %s, want 1h", got)
	}
	if got := shuffled(d, []int{1, 2, 3, 4, 5, 6, 7, 8}); slices.IsSorted(got) || len(got) != 8 {
		t.Errorf("shuffled(1…8) = %v, want another order of them", got)
	}
}
