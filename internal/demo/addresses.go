package demo

import (
	"encoding/binary"
	"net/netip"
)

// Addresses come from the networks that are set aside for documentation (RFC 5737, RFC 3849), so that nobody's real
// address is ever shown as the place of a sign-in.

// address draws an address of a home, an office or a mobile network.
func (d dice) address() string {
	if d.below(5) == 0 {
		return d.address6()
	}
	network := pick(d, [][3]byte{{192, 0, 2}, {198, 51, 100}, {203, 0, 113}})
	return netip.AddrFrom4([4]byte{network[0], network[1], network[2], byte(1 + d.below(254))}).String()
}

func (d dice) address6() string {
	address := [16]byte{0x20, 0x01, 0x0d, 0xb8}
	binary.BigEndian.PutUint16(address[4:], uint16(d.below(1<<16)))
	if d.below(2) == 0 { // half of them shorten to "::"
		binary.BigEndian.PutUint64(address[8:], uint64(d.below(1<<62)))
	}
	address[15] |= 1
	return netip.AddrFrom16(address).String()
}
