package uid

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"time"
)

// UID is a UUID. The zero value names nothing.
type UID [16]byte

// ErrMalformed is returned for text that is not a UUID in its 36-character form.
var ErrMalformed = errors.New("not a UUID: 36 characters like 0190b5e2-7c1f-7c3a-9d52-6f0f5a1c2b3d are expected")

// New makes an identifier that sorts by at, in milliseconds.
func New(at time.Time) UID {
	var id UID
	rand.Read(id[6:]) // never fails: crypto/rand stops the program instead
	binary.BigEndian.PutUint16(id[0:], uint16(at.UnixMilli()>>32))
	binary.BigEndian.PutUint32(id[2:], uint32(at.UnixMilli()))
	id[6] = 0x70 | id[6]&0x0f
	id[8] = 0x80 | id[8]&0x3f
	return id
}

// Tagged makes an identifier like New whose 12 bits after the version carry tag
// (the field rand_a, which RFC 9562 leaves to the application).
func Tagged(at time.Time, tag uint16) UID {
	id := New(at)
	id[6] = 0x70 | byte(tag>>8)&0x0f
	id[7] = byte(tag)
	return id
}

// Tag is the 12 bits that Tagged put in.
func (id UID) Tag() uint16 { return binary.BigEndian.Uint16(id[6:]) & 0x0fff }

// Next is an identifier after id, of the same time and tag. How far after it is comes from a fresh identifier, so
// that no two which are made to follow the same one are the same.
func (id UID) Next(fresh UID) UID {
	const random = 1<<62 - 1 // the field rand_b, below the two bits of the variant
	step := 1 + uint64(binary.BigEndian.Uint32(fresh[12:]))
	low := binary.BigEndian.Uint64(id[8:])
	binary.BigEndian.PutUint64(id[8:], low&^random|(low+step)&random)
	return id
}

// IsZero tells whether id names nothing.
func (id UID) IsZero() bool { return id == UID{} }

// Compare orders identifiers by their bytes, and so by the time they were made.
func (id UID) Compare(other UID) int { return bytes.Compare(id[:], other[:]) }

// String is the 36-character form in lower case.
func (id UID) String() string {
	b, _ := id.AppendText(make([]byte, 0, 36))
	return string(b)
}

// AppendText appends the 36-character form.
func (id UID) AppendText(b []byte) ([]byte, error) {
	from := 0
	for i, to := range [...]int{4, 6, 8, 10, 16} {
		if i > 0 {
			b = append(b, '-')
		}
		b = hex.AppendEncode(b, id[from:to])
		from = to
	}
	return b, nil
}

// MarshalText is the 36-character form, also in JSON.
func (id UID) MarshalText() ([]byte, error) { return id.AppendText(nil) }

// UnmarshalText reads what MarshalText wrote, of the zero value, too.
func (id *UID) UnmarshalText(text []byte) error {
	parsed, err := parse(string(text))
	if err == nil {
		*id = parsed
	}
	return err
}

// Parse reads the 36-character form, in either case. It refuses that of the zero value: whoever names something must
// not be taken for somebody who has left the name out, and so means everything.
func Parse(text string) (UID, error) {
	id, err := parse(text)
	if err == nil && id.IsZero() {
		err = ErrMalformed
	}
	return id, err
}

func parse(text string) (UID, error) {
	var id UID
	if len(text) != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' {
		return UID{}, ErrMalformed
	}
	digits := text[:8] + text[9:13] + text[14:18] + text[19:23] + text[24:]
	if _, err := hex.Decode(id[:], []byte(digits)); err != nil {
		return UID{}, ErrMalformed
	}
	return id, nil
}
