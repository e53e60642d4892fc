package service

import (
	"strings"
	"time"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/fault"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/token"
)

// Delivery says what a new session's client is handed.
type Delivery string

// The deliveries.
const (
	DeliverCookie Delivery = "cookie" // the session secret, in a cookie that no script can read
	DeliverSecret Delivery = "secret" // the session secret, in the answer
	DeliverTokens Delivery = "tokens" // an access token and a refresh token
)

// Validate refuses unknown deliveries.
func (d Delivery) Validate() error {
	switch d {
	case DeliverCookie, DeliverSecret, DeliverTokens:
		return nil
	}
	return fault.Field("delivery", "The deliveries are %s, %s and %s.", DeliverCookie, DeliverSecret, DeliverTokens)
}

// Started is a new or refreshed session with what its client is handed. What was not asked for is zero.
type Started struct {
	Judged
	User    tenancy.User
	Rights  Rights // that access tokens tell of
	Secret  token.Secret
	Tokens  Tokens
	Evicted []*session.Ending // sessions that made room
}

// Tokens are an access token and the refresh token that gets the next one.
type Tokens struct {
	Access    token.Access
	ExpiresAt time.Time
	Refresh   token.Refresh
}

// beginning is what a session begins from.
type beginning struct {
	environment tenancy.EnvironmentID
	user        tenancy.User
	membership  tenancy.Membership
	delivery    Delivery
	methods     []string
	client      session.Client
	name        string
	actor       access.Actor
}

// begin lets a new session in. The caller has called SharePolicy and LockUser before reading the user.
func (s *Service) begin(tx store.Tx, keys *environmentKeys, b beginning) (Started, error) {
	environment, err := tx.EnvironmentPolicy()
	if err != nil {
		return Started{}, err
	}
	if environment.Closed {
		return Started{}, fault.New(fault.Conflict, "The environment is archived.").WithCode("environment_archived")
	}
	document, err := s.published(tx, b.environment, environment)
	if err != nil {
		return Started{}, err
	}
	tenant, _, err := tx.TenantPolicy(b.membership.Tenant)
	if err != nil {
		return Started{}, err
	}
	siblings, err := tx.OpenTimes(b.user.ID, b.membership.Tenant)
	if err != nil {
		return Started{}, err
	}
	for i := range siblings {
		s.activity.bring(&siblings[i])
	}
	now, rules := s.now(), session.Govern(environment, tenant)
	admission := session.Admit(siblings, rules, now)
	evicted, err := s.makeRoom(tx, admission.Ends)
	if err != nil {
		return Started{}, err
	}
	started := newcomer(admission, keys, b, now)
	started.Rules, started.Rights = rules, rightsBy(document, b.membership.Roles)
	started.Verdict, started.Evicted = session.Evaluate(started.Session, rules, now), evicted
	created := event.New(event.SessionCreated, admission.SignInAt, b.actor)
	created.User, created.Tenant, created.Session = b.user.ID, b.membership.Tenant, started.ID
	if err := tx.InsertSession(started.Session); err != nil {
		return Started{}, err
	}
	return started, tx.Append(created.With(struct {
		Delivery Delivery `json:"delivery"`
		Methods  []string `json:"methods"`
	}{b.delivery, b.methods}))
}

// makeRoom writes the ends that let a newcomer in, and gives those of sessions that made room for it. Their sessions
// are whole when the transaction is over: until then little more is known of them than their times.
func (s *Service) makeRoom(tx store.Tx, ends []session.Ending) (evicted []*session.Ending, err error) {
	for i := range ends {
		ending := &ends[i]
		if ending.End.Reason != session.ConcurrencyLimit {
			err = s.record(tx, *ending)
		} else if err = tx.EvictSession(ending.Session.ID, ending.End, &ending.Session); err == nil {
			evicted = append(evicted, ending)
			err = tx.Append(event.Ended(*ending, s.now()))
		}
		if err != nil {
			return nil, err
		}
	}
	return evicted, nil
}

// newcomer makes the session that was admitted and the secrets that its client is handed.
func newcomer(admission session.Admission, keys *environmentKeys, b beginning, now time.Time) Started {
	at := admission.SignInAt
	started := Started{User: b.user}
	started.Session = session.Session{
		ID: admission.ID(session.NewID(b.user.ID, at)), User: b.user.ID, Tenant: b.membership.Tenant,
		SignedInAt: at, AuthenticatedAt: now, LastActiveAt: now,
		Methods: b.methods, Client: b.client, Name: b.name,
	}
	if b.delivery == DeliverTokens {
		started.Tokens.Refresh = keys.refresher.First(started.ID)
		started.Refresh = session.Refresh{
			Generation: started.Tokens.Refresh.Generation(), Current: started.Tokens.Refresh.Hash(), RotatedAt: at,
		}
	} else {
		started.Secret = token.NewSecret(started.ID)
		started.Session.Secret = started.Secret.Hash()
	}
	return started
}

// record writes the end of a session with its event.
func (s *Service) record(tx store.Tx, ending session.Ending) error {
	if err := tx.EndSession(ending.Session.ID, ending.End); err != nil {
		return err
	}
	return tx.Append(event.Ended(ending, s.now()))
}

// cleanClient makes what a client says of itself fit to be kept and shown.
func cleanClient(c session.Client) session.Client {
	c.UserAgent = strings.ToValidUTF8(c.UserAgent, "")
	if len(c.UserAgent) > session.MaxUserAgent {
		c.UserAgent = strings.ToValidUTF8(c.UserAgent[:session.MaxUserAgent], "")
	}
	return c
}

// finish adds what the transaction has left open: the noted activity of sessions that made room, and an access token to
// a session whose client is handed tokens.
func (s *Service) finish(environment tenancy.EnvironmentID, keys *environmentKeys, started Started, at time.Time) (Started, error) {
	for _, ending := range started.Evicted {
		s.activity.bring(&ending.Session)
	}
	if started.Tokens.Refresh.Generation() == 0 {
		return started, nil
	}
	var err error
	started.Tokens.Access, started.Tokens.ExpiresAt, err = s.mint(environment, keys, started, at)
	return started, err
}
