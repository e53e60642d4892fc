package token

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

const masterKeySize = randomSize

// MasterKey seals what an environment keeps secret. It lives outside the database, so that a copy of the database
// alone opens nothing. It prints as [redacted].
type MasterKey struct {
	redacted
	bytes hidden[[masterKeySize]byte]
}

// GenerateMasterKey makes a new master key.
func GenerateMasterKey() MasterKey {
	return MasterKey{bytes: hide(newRandom())}
}

// ParseMasterKey reads a key from base64 text, with or without padding, of the standard or the URL alphabet; space
// around it, such as the line end of a file, is ignored. Its errors never repeat the text.
func ParseMasterKey(text string) (MasterKey, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return MasterKey{}, errors.New("master key: empty; 32 random bytes in base64 are expected")
	}
	plain := strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(text, "="))
	raw, err := base64.RawStdEncoding.Strict().DecodeString(plain)
	if err != nil || hasLineBreak(plain) {
		return MasterKey{}, errors.New("master key: not base64; 32 random bytes in base64 are expected")
	}
	if len(raw) != masterKeySize {
		return MasterKey{}, fmt.Errorf("master key: %d bytes long; 32 random bytes in base64 are expected", len(raw))
	}
	if bytes.Count(raw, raw[:1]) == masterKeySize {
		return MasterKey{}, errors.New("master key: one byte repeated; 32 random bytes in base64 are expected")
	}
	return MasterKey{bytes: hide([masterKeySize]byte(raw))}, nil
}

// Reveal is the text that ParseMasterKey reads, to be put where only this program reads it.
func (k MasterKey) Reveal() string {
	if k.bytes == nil {
		return ""
	}
	raw := k.bytes()
	return base64.StdEncoding.EncodeToString(raw[:])
}
