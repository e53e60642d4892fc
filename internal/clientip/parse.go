package clientip

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
)

// parseHop reads an address in one of the forms that proxies and net/http write: 192.0.2.1, 192.0.2.1:443,
// 2001:db8::1, [2001:db8::1] and [2001:db8::1]:443.
func parseHop(text string) (netip.Addr, bool) {
	if addr, err := netip.ParseAddr(text); err == nil {
		return plain(addr), true
	}
	if pair, err := netip.ParseAddrPort(text); err == nil {
		return plain(pair.Addr()), true
	}
	inner, opened := strings.CutPrefix(text, "[")
	inner, closed := strings.CutSuffix(inner, "]")
	if addr, err := netip.ParseAddr(inner); opened && closed && err == nil && addr.Is6() {
		return plain(addr), true
	}
	return netip.Addr{}, false
}

// plain gives each address one form only, so that a network is matched however the address was written.
func plain(addr netip.Addr) netip.Addr { return addr.Unmap().WithZone("") }

// parseNetwork reads one entry of the list of trusted proxies.
func parseNetwork(text string) (netip.Prefix, error) {
	if !strings.Contains(text, "/") {
		addr, err := netip.ParseAddr(text)
		if err != nil {
			return netip.Prefix{}, errors.New("not an address or network; 10.0.0.0/8 or 192.0.2.10 are expected")
		}
		addr = plain(addr)
		return netip.PrefixFrom(addr, addr.BitLen()), nil
	}
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		return netip.Prefix{}, errors.New("not a network; 10.0.0.0/8 or 2001:db8::/32 are expected")
	}
	if prefix != prefix.Masked() {
		return netip.Prefix{}, fmt.Errorf("has bits set beyond its length; write %s for the network or %s for the one address",
			prefix.Masked(), prefix.Addr())
	}
	if prefix.Addr().Is4In6() && prefix.Bits() >= 96 {
		prefix = netip.PrefixFrom(prefix.Addr().Unmap(), prefix.Bits()-96)
	}
	widest := widestIPv6
	if prefix.Addr().Is4() {
		widest = widestIPv4
	}
	if prefix.Bits() < widest {
		return netip.Prefix{}, fmt.Errorf("trusts too much: with it any client could choose the address it is seen under; "+
			"name the proxies' own networks, none wider than /%d", widest)
	}
	return prefix, nil
}
