package authn

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"net/netip"
)

// ThrottleKind says which of the three tallies of an attempt a key belongs to.
type ThrottleKind byte

// The kinds.
const (
	ByPair    ThrottleKind = 1
	BySource  ThrottleKind = 2
	ByAccount ThrottleKind = 3
)

// SourceOf is what counts as one source: an IPv4 address, or the /64 that one IPv6 household or server has to
// itself. Requests without an address share the zero source.
func SourceOf(addr netip.Addr) netip.Prefix {
	bits := 64
	if addr = addr.Unmap(); addr.Is4() {
		bits = 32
	}
	source, _ := addr.Prefix(bits) // drops the zone; fails only for the zero Addr, with the zero Prefix
	return source
}

// ThrottleKey is the key under which a Tally is stored. It is keyed with a secret from outside the database,
// because e-mail addresses can be guessed: without the secret, the table tells nobody whose they are.
//
// account names the environment and the account as it was asked for, folded as for looking it up, whether it
// exists or not. BySource leaves account out of the key, and ByAccount source.
func ThrottleKey(secret []byte, kind ThrottleKind, account string, source netip.Prefix) [32]byte {
	mac := hmac.New(sha256.New, secret)
	message := append([]byte("sojourn sign-in throttle\x00"), byte(kind))
	if kind != BySource {
		message = binary.BigEndian.AppendUint64(message, uint64(len(account)))
		message = append(message, account...)
	}
	if kind != ByAccount && source.IsValid() {
		address := source.Addr().As16()
		message = append(append(message, address[:]...), byte(source.Bits()), byte(source.Addr().BitLen()))
	}
	mac.Write(message)
	return [32]byte(mac.Sum(nil))
}
