package clientip

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"
)

// The widest networks that may be trusted. They leave room for every private network there is (10.0.0.0/8 and
// fc00::/7) and for nothing that would make the whole internet a proxy.
const (
	widestIPv4 = 8
	widestIPv6 = 7
)

// Resolver knows the trusted proxies. The zero Resolver trusts nobody, so that every peer is its own client.
type Resolver struct {
	trusted []netip.Prefix
}

// New makes a Resolver that trusts the given networks, each a CIDR such as 10.0.0.0/8 or a single address.
func New(cidrs []string) (Resolver, error) {
	trusted := make([]netip.Prefix, 0, len(cidrs))
	for _, text := range cidrs {
		prefix, err := parseNetwork(strings.TrimSpace(text))
		if err != nil {
			return Resolver{}, fmt.Errorf("trusted proxy %q: %w", text, err)
		}
		trusted = append(trusted, prefix)
	}
	return Resolver{trusted: trusted}, nil
}

// FromRequest is the address of the client. It is the peer's unless the peer is a trusted proxy; then
// X-Forwarded-For is read from the right, where the nearest proxy wrote, past the trusted ones to the first
// address that is not trusted. What stands further left was written by whoever sent the request and is not
// read. An entry that is no address ends the walk at the last trusted hop.
//
// The result has no zone and is never an IPv4 address in IPv6 form. It is the zero Addr when remoteAddr is none.
func (r Resolver) FromRequest(remoteAddr string, header http.Header) netip.Addr {
	client, ok := parseHop(remoteAddr)
	if !ok || !r.trusts(client) {
		return client
	}
	lines := header.Values("X-Forwarded-For")
	for i := len(lines) - 1; i >= 0; i-- {
		rest, more := lines[i], true
		for more {
			var entry string
			rest, entry, more = cutLast(rest)
			hop, ok := parseHop(strings.Trim(entry, " \t"))
			if !ok {
				return client
			}
			client = hop
			if !r.trusts(hop) {
				return client
			}
		}
	}
	return client
}

// Scheme is "http" or "https" as the nearest proxy saw the request, or "" when the peer is not trusted or says
// nothing of use; then the connection itself is the only witness. Of several values the last one counts: it is
// the only one that the nearest proxy is certain to have written.
func (r Resolver) Scheme(remoteAddr string, header http.Header) string {
	peer, ok := parseHop(remoteAddr)
	lines := header.Values("X-Forwarded-Proto")
	if !ok || len(lines) == 0 || !r.trusts(peer) {
		return ""
	}
	_, last, _ := cutLast(lines[len(lines)-1])
	switch scheme := strings.ToLower(strings.Trim(last, " \t")); scheme {
	case "http", "https":
		return scheme
	default:
		return ""
	}
}

// trusts tells whether addr, which parseHop has brought into its plain form, is a trusted proxy's.
func (r Resolver) trusts(addr netip.Addr) bool {
	for _, prefix := range r.trusted {
		if prefix.Contains(addr) {
			return true
		}
	}
	return false
}

// cutLast splits list at its last comma; more is false when there is none and last is all of it.
func cutLast(list string) (rest, last string, more bool) {
	i := strings.LastIndexByte(list, ',')
	if i < 0 {
		return "", list, false
	}
	return list[:i], list[i+1:], true
}
