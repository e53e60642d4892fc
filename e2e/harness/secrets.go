package harness

import (
	"bufio"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
)

// window is how many bytes of a secret are recognized wherever they are. A secret is cut into windows side by side,
// so that any part of it of twice that length is found.
const window = 12

// Secrets is every secret that the program has handed out or was given. It finds them, and parts of them, in texts
// of any size: as they are handed out, as the bytes that they stand for, and in hexadecimal.
type Secrets struct {
	mu      sync.RWMutex
	pieces  map[[window]byte]string // to the kind of the secret
	filter  []uint64                // a bit for every hash of a piece: most windows of a text need no look-up
	known   map[string]bool
	entries int
}

const filterBits = 24

// NewSecrets is an empty set.
func NewSecrets() *Secrets {
	return &Secrets{pieces: map[[window]byte]string{}, filter: make([]uint64, 1<<filterBits/64), known: map[string]bool{}}
}

// Add remembers a secret. It must be long enough to be told from other text.
func (s *Secrets) Add(kind, text string) {
	if text == "" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known[text] {
		return
	}
	s.known[text] = true
	s.entries++
	for _, form := range forms(text) {
		s.cut(kind, form)
	}
}

// Len is how many secrets are known.
func (s *Secrets) Len() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.entries
}

// forms is every form in which a secret could be written down: of a token with a prefix, what follows it; of a JWT,
// the signature alone, because the rest is no secret.
func forms(text string) [][]byte {
	if parts := strings.Split(text, "."); len(parts) == 3 && strings.HasPrefix(text, "eyJ") {
		text = parts[2]
	}
	if len(text) > 4 && strings.HasPrefix(text, "sj") && text[3] == '_' {
		text = text[4:]
	}
	all := [][]byte{[]byte(text)}
	for _, encoding := range []*base64.Encoding{base64.RawURLEncoding, base64.StdEncoding} {
		if raw, err := encoding.DecodeString(text); err == nil && len(raw) >= window {
			return append(all, raw, hex.AppendEncode(nil, raw))
		}
	}
	return all
}

func (s *Secrets) cut(kind string, form []byte) {
	if len(form) < window {
		panic(fmt.Sprintf("a %s of %d bytes is too short to look for", kind, len(form))) // a mistake of the test's author
	}
	for at := 0; at+window <= len(form); at += window {
		s.insert(kind, [window]byte(form[at:]))
	}
	s.insert(kind, [window]byte(form[len(form)-window:]))
}

func (s *Secrets) insert(kind string, piece [window]byte) {
	s.pieces[piece] = kind
	bit := hash(piece[:])
	s.filter[bit/64] |= 1 << (bit % 64)
}

// hash maps the first four bytes of a window to a bit of the filter.
func hash(b []byte) uint32 {
	word := uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
	return word * 2654435761 >> (32 - filterBits)
}

// Search finds secrets in a text, and says how often each kind was found.
func (s *Secrets) Search(text []byte) map[string]int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	found := map[string]int{}
	s.count(text, found)
	return found
}

// count adds what a text holds to what was found.
func (s *Secrets) count(text []byte, found map[string]int) {
	for at := 0; at+window <= len(text); at++ {
		bit := hash(text[at:])
		if s.filter[bit/64]&(1<<(bit%64)) == 0 {
			continue
		}
		if kind, is := s.pieces[[window]byte(text[at:])]; is {
			found[kind]++
		}
	}
}

// SearchFile is Search of a file of any size, which it also tells.
func (s *Secrets) SearchFile(name string) (map[string]int, int64, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, 0, fmt.Errorf("search for secrets: %w", err)
	}
	defer func() { _ = file.Close() }()
	return s.search(bufio.NewReaderSize(file, 1<<20))
}

func (s *Secrets) search(r io.Reader) (map[string]int, int64, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	found := map[string]int{}
	var size int64
	buffer, kept := make([]byte, 1<<20), 0
	for {
		n, err := io.ReadFull(r, buffer[kept:])
		size += int64(n)
		text := buffer[:kept+n]
		s.count(text, found)
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return found, size, nil
		case err != nil:
			return found, size, fmt.Errorf("search for secrets: %w", err)
		}
		kept = copy(buffer, text[len(text)-window+1:])
	}
}
