package service

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/sojourn-auth/sojourn/internal/authn"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/token"
)

// Config is what a Service is made of.
type Config struct {
	Store  store.Store
	Now    func() time.Time
	Log    *slog.Logger
	Hasher *authn.Hasher
	Policy *authn.Policy // of new passwords
	Sealer *token.Sealer

	Issuer       func(tenancy.EnvironmentID) string // the issuer URL of an environment
	AccessLife   time.Duration                      // of access tokens
	RefreshGrace time.Duration                      // see session.DefaultGrace
	KeyLife      time.Duration                      // how long a signing key signs before it is rotated
	SessionsKept time.Duration                      // how long ended sessions are kept
	EventsKept   time.Duration                      // how long events are kept
}

// Service is all use-cases over one store.
type Service struct {
	Config
	store     store.Store
	now       func() time.Time
	activity  *activity
	keys      *keyring
	documents *documents
	flush     sync.Mutex // one flush of activity at a time
	sweepSoon chan struct{}
	throttle  authn.Throttle
	turns     *authn.Turns // of sign-in attempts
	counts    Counters
}

// New makes a Service.
func New(c Config) *Service {
	s := &Service{
		Config: c, store: c.Store, activity: newActivity(), documents: newDocuments(), sweepSoon: make(chan struct{}, 1),
		throttle: authn.DefaultThrottle(), turns: authn.NewTurns(parallelAttempts),
	}
	s.now = func() time.Time { return c.Now().Truncate(time.Millisecond).UTC() }
	s.keys = newKeyring(s)
	return s
}

// Ready tells whether the store answers and can be written.
func (s *Service) Ready(ctx context.Context) error { return translate(s.store.Ping(ctx)) }

// view and update run a transaction and turn the store's errors into those that callers get to see.
func (s *Service) view(ctx context.Context, environment tenancy.EnvironmentID, fn func(store.Reader) error) error {
	return translate(s.store.View(ctx, environment, fn))
}

func (s *Service) update(ctx context.Context, environment tenancy.EnvironmentID, fn func(store.Tx) error) error {
	return translate(s.store.Update(ctx, environment, fn))
}

// retryAfter is what callers are told while the store is away.
const retryAfter = time.Second

func translate(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, store.ErrUnavailable):
		return fault.New(fault.Unavailable, "The store is unavailable. Nothing is known to be changed. Try again shortly.").
			After(retryAfter).Because(err)
	case errors.Is(err, store.ErrNoEnvironment):
		return fault.Absent("environment")
	case errors.Is(err, store.ErrExists):
		return fault.New(fault.Conflict, "Something of that ID, external ID or e-mail address exists already.").WithCode("already_exists").Because(err)
	}
	return err
}
