package authn

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"runtime"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/argon2"

	"github.com/sojourn-auth/sojourn/internal/fault"
)

const (
	saltLength = 16
	tagLength  = 32

	// queuePerSlot lets the last in the queue wait a second or two at the default cost.
	queuePerSlot = 64
	busyRetry    = 2 * time.Second
)

// HasherOptions are the settings of a Hasher. The zero value means the defaults.
type HasherOptions struct {
	Cost     Cost // of new hashes; DefaultCost
	Parallel int  // hashes computed at the same time, each with its own memory; the number of processors
	Queue    int  // callers that may wait for their turn; 64 for each of Parallel
}

// Hasher makes and verifies password hashes, a bounded number at a time. It may be used from many goroutines.
type Hasher struct {
	cost    Cost
	slots   chan struct{}
	queue   int64
	waiting atomic.Int64
	nobody  string // a hash at cost that no password has
	derive  func(password, salt []byte, passes, memoryKiB uint32, lanes uint8, length uint32) []byte
}

// NewHasher makes a Hasher. The error names an option that is out of bounds.
func NewHasher(options HasherOptions) (*Hasher, error) {
	if options.Cost == (Cost{}) {
		options.Cost = DefaultCost()
	}
	if err := options.Cost.check(); err != nil {
		return nil, fmt.Errorf("password hashing: %w", err)
	}
	if options.Parallel == 0 {
		options.Parallel = runtime.GOMAXPROCS(0)
	}
	if options.Queue == 0 {
		options.Queue = queuePerSlot * options.Parallel
	}
	if options.Parallel < 0 || options.Queue < 0 {
		return nil, fmt.Errorf("password hashing: neither the number at a time (%d) nor the queue (%d) may be negative",
			options.Parallel, options.Queue)
	}
	return &Hasher{
		cost:   options.Cost,
		slots:  make(chan struct{}, options.Parallel),
		queue:  int64(options.Queue),
		nobody: encoded{cost: options.Cost, salt: random(saltLength), tag: random(tagLength)}.String(),
		derive: argon2.IDKey,
	}, nil
}

// Hash makes the PHC string to store. Whether the password is good enough is for Policy to say.
func (h *Hasher) Hash(ctx context.Context, password Password) (string, error) {
	e := encoded{cost: h.cost, salt: random(saltLength), tag: make([]byte, tagLength)}
	tag, err := h.compute(ctx, password, e)
	if err != nil {
		return "", err
	}
	e.tag = tag
	return e.String(), nil
}

// Verify tells whether password is the one that phc was made from. With ok, rehash asks for a new Hash to be
// stored, because phc was made at another cost than new ones are.
func (h *Hasher) Verify(ctx context.Context, password Password, phc string) (ok, rehash bool, err error) {
	e, err := parsePHC(phc)
	if err != nil {
		return false, false, err
	}
	tag, err := h.compute(ctx, password, e)
	if err != nil {
		return false, false, err
	}
	ok = subtle.ConstantTimeCompare(tag, e.tag) == 1
	current := e.cost == h.cost && len(e.salt) == saltLength && len(e.tag) == tagLength
	return ok, ok && !current, nil
}

// VerifyNothing does all that Verify does for a wrong password. Call it for a user who does not exist or has
// no password, so that the answer takes as long as for one who has.
func (h *Hasher) VerifyNothing(ctx context.Context, password Password) error {
	_, _, err := h.Verify(ctx, password, h.nobody)
	return err
}

// compute derives the tag at e's cost and of e's length once it is this caller's turn.
func (h *Hasher) compute(ctx context.Context, password Password, e encoded) ([]byte, error) {
	if err := h.acquire(ctx); err != nil {
		return nil, err
	}
	defer func() { <-h.slots }()
	return h.derive([]byte(password.text()), e.salt, e.cost.Passes, e.cost.MemoryKiB, e.cost.Lanes, uint32(len(e.tag))), nil
}

// acquire takes a slot, at once or after a wait in the queue.
func (h *Hasher) acquire(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("hash a password: %w", err)
	}
	select {
	case h.slots <- struct{}{}:
		return nil
	default:
	}
	defer h.waiting.Add(-1)
	if h.waiting.Add(1) > h.queue {
		return fault.New(fault.TooMany, "Too many sign-ins at the moment. Try again in a few seconds.").After(busyRetry)
	}
	select {
	case h.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait to hash a password: %w", ctx.Err())
	}
}

// random gives n bytes from the system's generator, which stops the program rather than fail.
func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}
