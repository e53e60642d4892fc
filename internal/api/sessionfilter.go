package api

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
)

// SessionMatchQuery chooses sessions, whatever their state.
type SessionMatchQuery struct {
	User    string    `query:"user" maxLength:"36" doc:"Only of this user"`
	Tenant  string    `query:"tenant" maxLength:"36" doc:"Only in this tenant"`
	Address string    `query:"address" maxLength:"45" doc:"Only sessions that signed in from this IP address"`
	Network string    `query:"network" maxLength:"49" doc:"Only sessions that signed in from this network, such as 192.0.2.0/24"`
	Country string    `query:"country" maxLength:"2" doc:"Only sessions that signed in from this country, as far as addresses tell (ISO 3166-1 alpha-2, such as DE)"`
	Device  string    `query:"device" enum:"desktop,phone,tablet,bot,tool,unknown" doc:"Only of this kind of device"`
	From    time.Time `query:"signed_in_from" doc:"Only sessions that signed in then or later"`
	To      time.Time `query:"signed_in_to" doc:"Only sessions that signed in before"`
	Active  time.Time `query:"active_from" doc:"Only sessions whose last activity was then or later"`
}

// SessionFilterQuery chooses sessions.
type SessionFilterQuery struct {
	SessionMatchQuery
	State     string    `query:"state" enum:"active,ended" doc:"Only active, or only ended sessions"`
	Reason    string    `query:"reason" maxLength:"40" doc:"Only sessions whose recorded end has this reason"`
	EndedFrom time.Time `query:"ended_from" doc:"Only sessions whose recorded end was then or later"`
	EndedTo   time.Time `query:"ended_to" doc:"Only sessions whose recorded end was before"`
}

func (a *API) search(in SessionFilterQuery) (search service.Search, err error) {
	if search, err = a.match(in.SessionMatchQuery); err != nil {
		return search, err
	}
	if in.Reason != "" && !slices.Contains(reasons(), in.Reason) {
		return search, fault.Field("reason", "The end reasons are %v.", reasons())
	}
	search.EndedFrom, search.EndedTo, search.Reason = in.EndedFrom, in.EndedTo, session.Reason(in.Reason)
	return search, nil
}

func (a *API) match(in SessionMatchQuery) (search service.Search, err error) {
	if _, err := netip.ParseAddr(in.Address); in.Address != "" && err != nil {
		return search, fault.Field("address", "An IP address such as 192.0.2.7 or 2001:db8::7 is needed.").Breaking("address")
	}
	search.Address, search.SignedInFrom, search.SignedInTo, search.ActiveFrom = in.Address, in.From, in.To, in.Active
	if search.User, err = optionalUser("user", in.User); err != nil {
		return search, err
	}
	if search.Tenant, err = optionalTenant("tenant", in.Tenant); err != nil {
		return search, err
	}
	search.Client, err = a.clients(in)
	return search, err
}

// clients says which clients are meant; nil when all are.
func (a *API) clients(in SessionMatchQuery) (func(session.Client) bool, error) {
	var tests []func(session.Client) bool
	if in.Device != "" {
		tests = append(tests, func(c session.Client) bool { return a.devices.show(c.UserAgent).Kind == in.Device })
	}
	if in.Network != "" {
		network, err := netip.ParsePrefix(in.Network)
		if err != nil {
			return nil, fault.Field("network", "A network is an IP address, / and a number of bits: at most 32, or 128 for IPv6; such as 192.0.2.0/24.").Breaking("network")
		}
		tests = append(tests, func(c session.Client) bool {
			ip, err := netip.ParseAddr(c.Address)
			return err == nil && network.Contains(ip.Unmap())
		})
	}
	if in.Country != "" {
		test, err := a.fromCountry(strings.ToUpper(in.Country))
		if err != nil {
			return nil, err
		}
		tests = append(tests, test)
	}
	if len(tests) == 0 {
		return nil, nil
	}
	return func(c session.Client) bool {
		return !slices.ContainsFunc(tests, func(test func(session.Client) bool) bool { return !test(c) })
	}, nil
}

var countryCode = regexp.MustCompile("^[A-Z]{2}$")

func (a *API) fromCountry(code string) (func(session.Client) bool, error) {
	if !countryCode.MatchString(code) {
		return nil, fault.Field("country", "A country is 2 letters (ISO 3166-1), such as DE.").Breaking("country")
	}
	if a.Places == nil {
		return nil, fault.Field("country", "Where addresses are is not known here: the server was started without --place-db.").WithCode("places_unknown")
	}
	return func(c session.Client) bool {
		ip, err := netip.ParseAddr(c.Address)
		return err == nil && a.Places.Country(ip) == code
	}, nil
}
