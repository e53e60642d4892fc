package token

import (
	"hash/crc32"
	"strings"
	"testing"
)

func TestDecodeIntoFillsTheWholeBody(t *testing.T) {
	t.Parallel()
	for _, size := range []int{maskedSize, refreshSize, signatureSize} {
		text := strings.Repeat("A", base64url.EncodedLen(size))
		if !decodeInto(make([]byte, size), text) {
			t.Errorf("decodeInto(%d bytes) refuses %s", size, text)
		}
		for breaks := 1; breaks <= 8; breaks++ {
			if broken := text[breaks:] + strings.Repeat("\n", breaks); decodeInto(make([]byte, size), broken) {
				t.Errorf("decodeInto(%d bytes) accepts %d line breaks", size, breaks)
			}
		}
	}
}

func TestChecksumIsCRC32(t *testing.T) {
	t.Parallel()
	for size := range 100 {
		body := []byte(strings.Repeat("sojourn", 20))[:size]
		if got, want := checksum(body), crc32.ChecksumIEEE(body); got != want {
			t.Errorf("checksum(%d bytes) = %#x, want %#x", size, got, want)
		}
	}
}
