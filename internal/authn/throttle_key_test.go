package authn

import (
	"net/netip"
	"testing"
)

func TestSourceOf(t *testing.T) {
	t.Parallel()
	tests := []struct{ addr, want string }{
		{"198.51.100.7", "198.51.100.7/32"},
		{"::ffff:198.51.100.7", "198.51.100.7/32"},
		{"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
		{"2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"},
		{"2001:db8:1:3::", "2001:db8:1:3::/64"},
		{"fe80::1%eth0", "fe80::/64"},
		{"::1", "::/64"},
	}
	for _, tt := range tests {
		if got := SourceOf(netip.MustParseAddr(tt.addr)).String(); got != tt.want {
			t.Errorf("SourceOf(%s) = %s, want %s", tt.addr, got, tt.want)
		}
	}
	if got := SourceOf(netip.Addr{}); got != (netip.Prefix{}) {
		t.Errorf("SourceOf(no address) = %v, want the zero source", got)
	}
}

func TestThrottleKeysDiffer(t *testing.T) {
	t.Parallel()
	here, there := netip.MustParsePrefix("198.51.100.7/32"), netip.MustParsePrefix("198.51.100.8/32")
	seen := make(map[[32]byte]string)
	add := func(name string, key [32]byte) {
		if other, double := seen[key]; double {
			t.Errorf("%s has the key of %s", name, other)
		}
		seen[key] = name
	}
	secret := []byte("secret")
	add("pair", ThrottleKey(secret, ByPair, "a", here))
	add("pair of another account", ThrottleKey(secret, ByPair, "b", here))
	add("pair of another source", ThrottleKey(secret, ByPair, "a", there))
	add("pair of no source", ThrottleKey(secret, ByPair, "a", netip.Prefix{}))
	add("pair under another secret", ThrottleKey([]byte("other"), ByPair, "a", here))
	add("pair of a longer account", ThrottleKey(secret, ByPair, "a\x00", here))
	add("pair of a wider source", ThrottleKey(secret, ByPair, "a", netip.MustParsePrefix("198.51.100.7/31")))
	add("pair of the mapped source", ThrottleKey(secret, ByPair, "a", netip.MustParsePrefix("::ffff:198.51.100.7/32")))
	add("source", ThrottleKey(secret, BySource, "a", here))
	add("another source", ThrottleKey(secret, BySource, "a", there))
	add("account", ThrottleKey(secret, ByAccount, "a", here))
	add("another account", ThrottleKey(secret, ByAccount, "b", here))
}

func TestThrottleKeyLeavesOutWhatIsNotItsOwn(t *testing.T) {
	t.Parallel()
	secret := []byte("secret")
	here, there := netip.MustParsePrefix("198.51.100.7/32"), netip.MustParsePrefix("2001:db8::/64")
	if ThrottleKey(secret, BySource, "a", here) != ThrottleKey(secret, BySource, "b", here) {
		t.Error("the key of a source depends on the account")
	}
	if ThrottleKey(secret, ByAccount, "a", here) != ThrottleKey(secret, ByAccount, "a", there) {
		t.Error("the key of an account depends on the source")
	}
}
