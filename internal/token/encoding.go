package token

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"strings"
)

const (
	randomSize   = 32 // 256 bits from the system's generator, or derived from such
	checksumSize = 4
	prefixSize   = 4
)

// base64url is the only encoding of tokens. Being strict, it refuses a last character with stray bits, so that a
// token has one spelling.
var base64url = base64.RawURLEncoding.Strict()

// decodeInto decodes text into the whole of body. It is for texts of a fixed length. Go's decoder skips line breaks,
// but a text of the right length with one in it gives too few bytes.
func decodeInto(body []byte, text string) bool {
	if len(text) != base64url.EncodedLen(len(body)) {
		return false
	}
	n, err := base64url.Decode(body, []byte(text))
	return err == nil && n == len(body)
}

// decode decodes text of any length. In it a line break would be one more spelling.
func decode(text string) ([]byte, bool) {
	if hasLineBreak(text) {
		return nil, false
	}
	body, err := base64url.DecodeString(text)
	return body, err == nil
}

// hasLineBreak finds what Go's decoder skips.
func hasLineBreak(text string) bool {
	return strings.IndexByte(text, '\n') >= 0 || strings.IndexByte(text, '\r') >= 0
}

// encode writes prefix and the base64url form of body, whose last four bytes it fills with the checksum of the rest.
func encode(prefix string, body []byte) string {
	rest := len(body) - checksumSize
	binary.BigEndian.PutUint32(body[rest:], checksum(body[:rest]))
	text := make([]byte, 0, prefixSize+base64url.EncodedLen(len(body)))
	return string(base64url.AppendEncode(append(text, prefix...), body))
}

// decodeChecked undoes encode. The checksum tells a mistyped or cut token from a wrong one before any lookup; it
// protects nothing.
func decodeChecked(body []byte, prefix, text string) bool {
	if !strings.HasPrefix(text, prefix) || !decodeInto(body, text[len(prefix):]) {
		return false
	}
	rest := len(body) - checksumSize
	return binary.BigEndian.Uint32(body[rest:]) == checksum(body[:rest])
}

// checksum is crc32.ChecksumIEEE. That function would move its argument to the heap at every check of a session.
func checksum(body []byte) uint32 {
	sum := ^uint32(0)
	for _, b := range body {
		sum = crc32.IEEETable[byte(sum)^b] ^ sum>>8
	}
	return ^sum
}

// newRandom is 256 bits from the system's generator.
func newRandom() [randomSize]byte {
	var random [randomSize]byte
	rand.Read(random[:]) // never fails: crypto/rand stops the program instead
	return random
}

// mask covers or uncovers visible, in place, with a pad made from the random part of the same token, so that every
// bit of the text looks random and two tokens of one session have nothing in common. The mask is no secret: whoever
// has the token can lift it, and learns an ID that opens nothing.
func mask(visible []byte, label string, random [randomSize]byte) {
	pad := digest(label, random[:])
	subtle.XORBytes(visible, visible, pad[:])
}

// digest is SHA-256 of label and parts. All parts but the last have a fixed size, so that no two lists of parts give
// the same bytes.
func digest(label string, parts ...[]byte) [sha256.Size]byte {
	message := append(make([]byte, 0, 128), label...)
	for _, part := range parts {
		message = append(message, part...)
	}
	return sha256.Sum256(message)
}
