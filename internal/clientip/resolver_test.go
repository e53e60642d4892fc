package clientip

import (
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func newResolver(t testing.TB, cidrs ...string) Resolver {
	t.Helper()
	r, err := New(cidrs)
	if err != nil {
		t.Fatalf("New(%q): %v", cidrs, err)
	}
	return r
}

func TestFromRequest(t *testing.T) {
	t.Parallel()
	proxies := newResolver(t, "10.0.0.0/8", "192.0.2.10", "2001:db8:1::/48", "::ffff:172.16.0.0/108", "fe80::/10")
	tests := []struct {
		name      string
		peer      string
		forwarded []string // header lines
		want      string   // "" for the zero Addr
	}{
		{name: "no proxy, no header", peer: "198.51.100.7:4711", want: "198.51.100.7"},
		{name: "an unknown peer may say what it likes", peer: "198.51.100.7:4711", forwarded: []string{"203.0.113.9"}, want: "198.51.100.7"},
		{name: "an unknown peer poses as loopback", peer: "198.51.100.7:4711", forwarded: []string{"127.0.0.1"}, want: "198.51.100.7"},
		{name: "one proxy", peer: "10.1.2.3:80", forwarded: []string{"203.0.113.9"}, want: "203.0.113.9"},
		{name: "a trusted single address", peer: "192.0.2.10:80", forwarded: []string{"203.0.113.9"}, want: "203.0.113.9"},
		{name: "the neighbour of a trusted address", peer: "192.0.2.11:80", forwarded: []string{"203.0.113.9"}, want: "192.0.2.11"},
		{name: "last address of a network", peer: "10.255.255.255:80", forwarded: []string{"203.0.113.9"}, want: "203.0.113.9"},
		{name: "first address after a network", peer: "11.0.0.0:80", forwarded: []string{"203.0.113.9"}, want: "11.0.0.0"},
		{name: "a client wrote an address of its own on the left", peer: "10.1.2.3:80", forwarded: []string{"127.0.0.1, 203.0.113.9"}, want: "203.0.113.9"},
		{name: "a client wrote a trusted address on the left", peer: "10.1.2.3:80", forwarded: []string{"10.9.9.9, 203.0.113.9"}, want: "203.0.113.9"},
		{name: "a client wrote a line of its own", peer: "10.1.2.3:80", forwarded: []string{"127.0.0.1", "203.0.113.9"}, want: "203.0.113.9"},
		{name: "two proxies", peer: "10.1.2.3:80", forwarded: []string{"203.0.113.9, 10.4.4.4"}, want: "203.0.113.9"},
		{name: "two proxies, one line each", peer: "10.1.2.3:80", forwarded: []string{"1.1.1.1, 203.0.113.9", "10.4.4.4"}, want: "203.0.113.9"},
		{name: "an untrusted hop in between ends the walk", peer: "10.1.2.3:80", forwarded: []string{"10.7.7.7, 203.0.113.9, 10.4.4.4"}, want: "203.0.113.9"},
		{name: "only proxies", peer: "10.1.2.3:80", forwarded: []string{"10.5.5.5, 10.4.4.4"}, want: "10.5.5.5"},
		{name: "proxy without a header", peer: "10.1.2.3:80", want: "10.1.2.3"},
		{name: "empty header", peer: "10.1.2.3:80", forwarded: []string{""}, want: "10.1.2.3"},
		{name: "malformed right-most", peer: "10.1.2.3:80", forwarded: []string{"203.0.113.9, unknown"}, want: "10.1.2.3"},
		{name: "malformed after one hop", peer: "10.1.2.3:80", forwarded: []string{"203.0.113.9, <script>, 10.4.4.4"}, want: "10.4.4.4"},
		{name: "empty entry", peer: "10.1.2.3:80", forwarded: []string{"203.0.113.9,,10.4.4.4"}, want: "10.4.4.4"},
		{name: "trailing comma", peer: "10.1.2.3:80", forwarded: []string{"203.0.113.9,"}, want: "10.1.2.3"},
		{name: "leading zeros are no address", peer: "10.1.2.3:80", forwarded: []string{"010.0.0.1"}, want: "10.1.2.3"},
		{name: "decimal is no address", peer: "10.1.2.3:80", forwarded: []string{"2130706433"}, want: "10.1.2.3"},
		{name: "port", peer: "10.1.2.3:80", forwarded: []string{"203.0.113.9:55555"}, want: "203.0.113.9"},
		{name: "impossible port", peer: "10.1.2.3:80", forwarded: []string{"203.0.113.9:99999"}, want: "10.1.2.3"},
		{name: "IPv6", peer: "[2001:db8:1::5]:80", forwarded: []string{"2001:db8:2::1"}, want: "2001:db8:2::1"},
		{name: "IPv6 in brackets", peer: "10.1.2.3:80", forwarded: []string{"[2001:db8:2::1]"}, want: "2001:db8:2::1"},
		{name: "IPv6 with port", peer: "10.1.2.3:80", forwarded: []string{"[2001:db8:2::1]:443"}, want: "2001:db8:2::1"},
		{name: "IPv4 in brackets is no address", peer: "10.1.2.3:80", forwarded: []string{"[203.0.113.9]"}, want: "10.1.2.3"},
		{name: "half a bracket", peer: "10.1.2.3:80", forwarded: []string{"[2001:db8:2::1"}, want: "10.1.2.3"},
		{name: "zone is dropped", peer: "10.1.2.3:80", forwarded: []string{"fd00::1%eth0"}, want: "fd00::1"},
		{name: "peer with a zone", peer: "[fe80::1%eth0]:80", forwarded: []string{"203.0.113.9"}, want: "203.0.113.9"},
		{name: "mapped client", peer: "10.1.2.3:80", forwarded: []string{"::ffff:203.0.113.9"}, want: "203.0.113.9"},
		{name: "mapped peer", peer: "[::ffff:10.1.2.3]:80", forwarded: []string{"203.0.113.9"}, want: "203.0.113.9"},
		{name: "mapped hop is trusted like its IPv4 form", peer: "10.1.2.3:80", forwarded: []string{"203.0.113.9, ::ffff:10.4.4.4"}, want: "203.0.113.9"},
		{name: "network written in mapped form", peer: "172.31.255.255:80", forwarded: []string{"203.0.113.9"}, want: "203.0.113.9"},
		{name: "tabs and spaces", peer: "10.1.2.3:80", forwarded: []string{" 1.1.1.1 ,\t203.0.113.9\t"}, want: "203.0.113.9"},
		{name: "peer without port", peer: "10.1.2.3", forwarded: []string{"203.0.113.9"}, want: "203.0.113.9"},
		{name: "peer is a socket", peer: "@", forwarded: []string{"203.0.113.9"}, want: ""},
		{name: "no peer", peer: "", forwarded: []string{"203.0.113.9"}, want: ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var want netip.Addr
			if tt.want != "" {
				want = netip.MustParseAddr(tt.want)
			}
			header := http.Header{"X-Forwarded-For": tt.forwarded}
			if got := proxies.FromRequest(tt.peer, header); got != want {
				t.Errorf("FromRequest(%q, %q) = %v, want %v", tt.peer, tt.forwarded, got, want)
			}
		})
	}
}

func TestOtherHeadersAreNotRead(t *testing.T) {
	t.Parallel()
	header := http.Header{}
	for _, name := range []string{"Forwarded", "X-Real-Ip", "True-Client-Ip", "Cf-Connecting-Ip", "X-Client-Ip"} {
		header.Set(name, "203.0.113.9")
	}
	want := netip.MustParseAddr("10.1.2.3")
	if got := newResolver(t, "10.0.0.0/8").FromRequest("10.1.2.3:80", header); got != want {
		t.Errorf("FromRequest with other headers = %v, want the peer %v", got, want)
	}
}

func TestZeroResolverTrustsNobody(t *testing.T) {
	t.Parallel()
	header := http.Header{"X-Forwarded-For": {"203.0.113.9"}, "X-Forwarded-Proto": {"https"}}
	for _, peer := range []string{"127.0.0.1", "::1", "10.0.0.1"} {
		if got, want := (Resolver{}).FromRequest(peer, header), netip.MustParseAddr(peer); got != want {
			t.Errorf("FromRequest(%q) = %v, want %v", peer, got, want)
		}
		if got := (Resolver{}).Scheme(peer, header); got != "" {
			t.Errorf("Scheme(%q) = %q, want none", peer, got)
		}
	}
}

func TestScheme(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		peer  string
		lines []string
		want  string
	}{
		{"trusted says https", "10.1.2.3:80", []string{"https"}, "https"},
		{"trusted says http", "10.1.2.3:80", []string{"http"}, "http"},
		{"case does not matter", "10.1.2.3:80", []string{" HTTPS "}, "https"},
		{"untrusted says https", "198.51.100.7:80", []string{"https"}, ""},
		{"nothing said", "10.1.2.3:80", nil, ""},
		{"nonsense", "10.1.2.3:80", []string{"javascript"}, ""},
		{"empty", "10.1.2.3:80", []string{""}, ""},
		{"a client claims https, the proxy adds http", "10.1.2.3:80", []string{"https, http"}, "http"},
		{"a client claims https in a line of its own", "10.1.2.3:80", []string{"https", "http"}, "http"},
		{"the proxy's value is nonsense", "10.1.2.3:80", []string{"https, wss"}, ""},
		{"no peer", "", []string{"https"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := newResolver(t, "10.0.0.0/8").Scheme(tt.peer, http.Header{"X-Forwarded-Proto": tt.lines})
			if got != tt.want {
				t.Errorf("Scheme(%q, %q) = %q, want %q", tt.peer, tt.lines, got, tt.want)
			}
		})
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct{ cidr, want string }{
		{"0.0.0.0/0", "trusts too much"},
		{"::/0", "trusts too much"},
		{"::ffff:0:0/96", "trusts too much"},
		{"0.0.0.0/1", "trusts too much"},
		{"10.0.0.0/7", "trusts too much"},
		{"fc00::/6", "trusts too much"},
		{"10.0.0.1/8", "write 10.0.0.0/8 for the network or 10.0.0.1 for the one address"},
		{"", "not an address"},
		{"proxy.example", "not an address"},
		{"10.0.0.0/33", "not a network"},
		{"10.0.0.0/x", "not a network"},
		{"10.0.0.1:80", "not an address"},
	}
	for _, tt := range tests {
		if _, err := New([]string{"192.0.2.10", tt.cidr}); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("New(%q) = %v, want an error with %q", tt.cidr, err, tt.want)
		}
	}
}

func TestNewAccepts(t *testing.T) {
	t.Parallel()
	got := newResolver(t, "10.0.0.0/8", " fc00::/7 ", "192.0.2.10", "::ffff:192.0.2.11", "2001:db8::1", "::ffff:10.0.0.0/104").trusted
	want := []string{"10.0.0.0/8", "fc00::/7", "192.0.2.10/32", "192.0.2.11/32", "2001:db8::1/128", "10.0.0.0/8"}
	text := make([]string, len(got))
	for i, prefix := range got {
		text[i] = prefix.String()
	}
	if diff := cmp.Diff(want, text); diff != "" {
		t.Errorf("trusted networks (-want +got):\n%s", diff)
	}
}

// FuzzFromRequest holds for any header: an untrusted peer is never renamed, the result is in plain form, and
// with a trusted peer nothing left of the first untrusted address from the right has any effect.
func FuzzFromRequest(f *testing.F) {
	f.Add("203.0.113.9, 10.0.0.1", "https")
	f.Add("[2001:db8::1]:443,,", "http,https")
	f.Add("::ffff:1.2.3.4%zone", "")
	f.Fuzz(func(t *testing.T, forwarded, proto string) {
		r := newResolver(t, "10.0.0.0/8")
		header := http.Header{"X-Forwarded-For": {forwarded}, "X-Forwarded-Proto": {proto}}
		if got, want := r.FromRequest("198.51.100.7:1", header), netip.MustParseAddr("198.51.100.7"); got != want {
			t.Errorf("untrusted peer: got %v, want %v", got, want)
		}
		got := r.FromRequest("10.0.0.1:1", header)
		if !got.IsValid() || got.Zone() != "" || got.Is4In6() {
			t.Errorf("FromRequest(%q) = %v, want an address in plain form", forwarded, got)
		}
		header.Set("X-Forwarded-For", forwarded+", 203.0.113.9")
		if got, want := r.FromRequest("10.0.0.1:1", header), netip.MustParseAddr("203.0.113.9"); got != want {
			t.Errorf("after %q: got %v, want %v", forwarded, got, want)
		}
		if scheme := r.Scheme("10.0.0.1:1", header); scheme != "" && scheme != "http" && scheme != "https" {
			t.Errorf("Scheme(%q) = %q", proto, scheme)
		}
	})
}
