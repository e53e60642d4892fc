package place

import (
	"bytes"
	"encoding/binary"
	"maps"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// database is a MaxMind DB in the making: a binary tree over the bits of IPv6 addresses (IPv4 lies below
// ::/96), a data section, and metadata. Format: version 2.0 with records of 24 bits.
type database struct {
	kind  string
	nodes [][2]int // 0: nothing; above 0: index of a node; below 0: -(offset in data) - 1
	data  []byte
}

func newDatabase(kind string) *database { return &database{kind: kind, nodes: make([][2]int, 1)} }

// add gives prefix a record. No prefix may lie inside another.
func (d *database) add(prefix string, record map[string]any) {
	network := netip.MustParsePrefix(prefix)
	address, bits := network.Addr().As16(), network.Bits()
	if network.Addr().Is4() {
		address = [16]byte(append(make([]byte, 12), network.Addr().AsSlice()...))
		bits += 96
	}
	node := 0
	for i := range bits - 1 {
		if d.nodes[node][bit(address, i)] == 0 {
			d.nodes[node][bit(address, i)] = len(d.nodes)
			d.nodes = append(d.nodes, [2]int{})
		}
		node = d.nodes[node][bit(address, i)]
	}
	d.nodes[node][bit(address, bits-1)] = -len(d.data) - 1
	d.data = encode(d.data, record)
}

func bit(address [16]byte, i int) byte { return address[i/8] >> (7 - i%8) & 1 }

// bytes is the finished file.
func (d *database) bytes() []byte {
	var out bytes.Buffer
	for _, node := range d.nodes {
		for _, to := range node {
			value := to
			switch {
			case to == 0:
				value = len(d.nodes)
			case to < 0:
				value = len(d.nodes) + 16 - to - 1
			}
			out.Write([]byte{byte(value >> 16), byte(value >> 8), byte(value)})
		}
	}
	out.Write(make([]byte, 16))
	out.Write(d.data)
	out.WriteString("\xab\xcd\xefMaxMind.com")
	out.Write(encode(nil, map[string]any{
		"binary_format_major_version": uint16(2), "binary_format_minor_version": uint16(0),
		"build_epoch": uint64(1), "database_type": d.kind, "description": map[string]any{},
		"ip_version": uint16(6), "languages": []string{"en"},
		"node_count": uint32(len(d.nodes)), "record_size": uint16(24),
	}))
	return out.Bytes()
}

// write stores the file in a folder of the test.
func (d *database) write(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "places.mmdb")
	if err := os.WriteFile(path, d.bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// encode appends a value of one of the few types that occur here.
func encode(to []byte, value any) []byte {
	switch v := value.(type) {
	case string:
		return append(control(to, 2, len(v)), v...)
	case uint16:
		return binary.BigEndian.AppendUint16(control(to, 5, 2), v)
	case uint32:
		return binary.BigEndian.AppendUint32(control(to, 6, 4), v)
	case uint64:
		return binary.BigEndian.AppendUint64(control(to, 9, 8), v)
	case []string:
		to = control(to, 11, len(v))
		for _, item := range v {
			to = encode(to, item)
		}
		return to
	case map[string]any:
		to = control(to, 7, len(v))
		for _, key := range slices.Sorted(maps.Keys(v)) {
			to = encode(encode(to, key), v[key])
		}
		return to
	}
	panic("the test writer does not know this type")
}

// control appends the byte or bytes that announce a type and a size, which is below 285 here.
func control(to []byte, kind, size int) []byte {
	first := byte(min(size, 29))
	if kind < 8 {
		to = append(to, byte(kind)<<5|first)
	} else {
		to = append(to, first, byte(kind-7))
	}
	if size >= 29 {
		to = append(to, byte(size-29))
	}
	return to
}
