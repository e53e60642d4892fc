package authn

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Cost is the work that one hash takes.
type Cost struct {
	MemoryKiB uint32
	Passes    uint32
	Lanes     uint8
}

// DefaultCost is 19 MiB, two passes, one lane: the least that OWASP advises for argon2id.
func DefaultCost() Cost { return Cost{MemoryKiB: 19 * 1024, Passes: 2, Lanes: 1} }

// The bounds of a hash that is computed at all. A stored or imported hash names its own cost, and without
// bounds one row could take the memory of the whole machine.
const (
	maxMemoryKiB = 256 * 1024
	maxPasses    = 16
	maxLanes     = 16
	maxPHC       = 256 // bytes of the whole string
	minSalt      = 8
	maxSalt      = 64
	minTag       = 16
	maxTag       = 64
)

// check tells which bound the cost is outside of.
func (c Cost) check() error {
	switch {
	case c.Lanes < 1 || c.Lanes > maxLanes:
		return fmt.Errorf("argon2id p must be 1 to %d", maxLanes)
	case c.Passes < 1 || c.Passes > maxPasses:
		return fmt.Errorf("argon2id t must be 1 to %d", maxPasses)
	case c.MemoryKiB < 8*uint32(c.Lanes) || c.MemoryKiB > maxMemoryKiB:
		return fmt.Errorf("argon2id m must be 8 times p to %d KiB", maxMemoryKiB)
	}
	return nil
}

// encoded is a password hash with all that is needed to compute it again.
type encoded struct {
	cost Cost
	salt []byte
	tag  []byte
}

// String is the PHC string, such as $argon2id$v=19$m=19456,t=2,p=1$SALT$TAG.
func (e encoded) String() string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, e.cost.MemoryKiB, e.cost.Passes, e.cost.Lanes,
		base64.RawStdEncoding.EncodeToString(e.salt), base64.RawStdEncoding.EncodeToString(e.tag))
}

// parsePHC reads exactly what String writes. Its errors name the part at fault and show nothing of the hash.
func parsePHC(text string) (encoded, error) {
	parts := strings.Split(text, "$")
	if len(text) > maxPHC || len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return encoded{}, errors.New("password hash: not an argon2id PHC string")
	}
	if parts[2] != "v="+strconv.Itoa(argon2.Version) {
		return encoded{}, fmt.Errorf("password hash: version %d is the only one known", argon2.Version)
	}
	cost, err := parseCost(parts[3])
	if err != nil {
		return encoded{}, fmt.Errorf("password hash: %w", err)
	}
	salt, saltErr := base64.RawStdEncoding.Strict().DecodeString(parts[4])
	tag, tagErr := base64.RawStdEncoding.Strict().DecodeString(parts[5])
	e := encoded{cost: cost, salt: salt, tag: tag}
	switch {
	case saltErr != nil || len(salt) < minSalt || len(salt) > maxSalt:
		return encoded{}, fmt.Errorf("password hash: the salt must be %d to %d bytes of unpadded base64", minSalt, maxSalt)
	case tagErr != nil || len(tag) < minTag || len(tag) > maxTag:
		return encoded{}, fmt.Errorf("password hash: the hash must be %d to %d bytes of unpadded base64", minTag, maxTag)
	case e.String() != text: // a leading zero, a line break inside base64
		return encoded{}, errors.New("password hash: not in its shortest form")
	}
	return e, nil
}

// parseCost reads m, t and p, in this order and nothing else.
func parseCost(text string) (Cost, error) {
	var values [3]uint32
	parameters := strings.Split(text, ",")
	if len(parameters) != len(values) {
		return Cost{}, errors.New("the parameters must be m, t and p")
	}
	for i, name := range []string{"m=", "t=", "p="} {
		digits, found := strings.CutPrefix(parameters[i], name)
		value, err := strconv.ParseUint(digits, 10, 32)
		if !found || err != nil {
			return Cost{}, errors.New("the parameters must be m, t and p, in this order, each a number")
		}
		values[i] = uint32(value)
	}
	if values[2] > maxLanes {
		return Cost{}, fmt.Errorf("argon2id p must be 1 to %d", maxLanes)
	}
	cost := Cost{MemoryKiB: values[0], Passes: values[1], Lanes: uint8(values[2])}
	return cost, cost.check()
}
