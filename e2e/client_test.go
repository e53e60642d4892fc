package e2e

import (
	"context"
	crand "crypto/rand"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"sync/atomic"

	"github.com/sojourn-auth/sojourn/e2e/harness"
)

// actor is a client that changes its own account at random, and holds each answer to what it knows.
type actor struct {
	*harness.Client // with an API key
	random          *rand.Rand
	known           *account
	pending         *move             // whose answer was lost
	successors      map[string]string // of refresh tokens
	acknowledged    atomic.Int64
	retired         []*account // in which nothing happens any more
	lost            int        // answers
}

// move is a request with what it does to the account.
type move struct {
	name string
	// send sends the request, and applies it to the account when it is acknowledged. An answer that does not fit
	// is an error.
	send func(ctx context.Context) error
	// effect applies it to an account as what the server says about it shows; nil for what changes nothing there.
	effect func(a *account, there observed)
	// traded is the session whose refresh token was sent.
	traded *holding
	// later tells whether the server may go on with it after a restart.
	later bool
}

// habit is a kind of move, and how often it comes in a thousand.
type habit struct {
	weight int
	make   func(o *owner) *move
}

func (x *actor) habits() []habit {
	return []habit{
		{220, func(o *owner) *move { return x.create(o, "secret") }},
		{220, func(o *owner) *move { return x.create(o, "tokens") }},
		{4, x.signIn},
		{250, x.refresh},
		{30, x.repeat},
		{15, x.reuse},
		{80, x.endOne},
		{40, x.signOut},
		{15, x.endUser},
		{8, func(*owner) *move { return x.endTenant() }},
		{30, func(*owner) *move { return x.setMost() }},
		{20, x.disable},
		{4, x.setPassword},
		{64, x.check},
	}
}

// run sends operations until one has no answer or ctx ends. An error is something that must not be.
func (x *actor) run(ctx context.Context) error {
	for ctx.Err() == nil {
		op := x.choose()
		if op == nil {
			continue
		}
		err := op.send(ctx)
		switch {
		case harness.Unknown(err):
			x.pending = op
			return nil
		case err != nil:
			return fmt.Errorf("%s: %w", op.name, err)
		}
		x.acknowledged.Add(1)
	}
	return nil
}

func (x *actor) choose() *move {
	at, o := x.random.IntN(1000), x.known.owners[x.random.IntN(len(x.known.owners))]
	for _, s := range x.habits() {
		if at -= s.weight; at < 0 {
			return s.make(o)
		}
	}
	return nil
}

// wrong is an answer that contradicts what is known.
func wrong(format string, args ...any) error { return fmt.Errorf("wrong answer: "+format, args...) }

func (x *actor) create(o *owner, delivery string) *move {
	name := crand.Text()[:16]
	return &move{
		name: "create",
		send: func(ctx context.Context) error {
			started, err := x.CreateSession(ctx, harness.NewSession{
				User: harness.NamedUser{ID: o.id}, Tenant: harness.NamedTenant{ID: x.known.tenant}, Delivery: delivery, DeviceName: name})
			return x.started(o, started, err)
		},
		effect: func(a *account, there observed) { adopt(a, o.id, there, name) },
	}
}

func (x *actor) signIn(o *owner) *move {
	if o.password == "" {
		return nil
	}
	name := crand.Text()[:16]
	return &move{
		name: "sign in",
		send: func(ctx context.Context) error {
			started, err := x.SignIn(ctx, harness.SignIn{Email: o.email, Password: o.password, DeviceName: name})
			if o.disabled && refused(err, "sign_in_failed") || refused(err, "sign_in_throttled") {
				return nil
			}
			return x.started(o, started, err)
		},
		effect: func(a *account, there observed) { adopt(a, o.id, there, name) },
	}
}

// started takes the answer to a request for a session.
func (x *actor) started(o *owner, started harness.Started, err error) error {
	switch {
	case o.disabled && refused(err, "user_disabled"):
		return nil
	case err != nil:
		return err
	case o.disabled:
		return wrong("a disabled user got a session")
	}
	var evicted []string
	for _, e := range started.Evicted {
		evicted = append(evicted, e.ID)
	}
	if want := x.known.admit(o, holdingOf(started)); !slices.Equal(evicted, want) {
		return wrong("the new session evicts %v, want %v", evicted, want)
	}
	return nil
}

// adopt admits a session whose creation was not acknowledged, if it is there.
func adopt(a *account, user string, there observed, name string) {
	for id, device := range there.owners[user].names {
		if device == name {
			a.admit(a.owner(user), &holding{id: id})
		}
	}
}

// pick chooses a session of a user that has refresh tokens; mostly an active one.
func (x *actor) pick(o *owner, generations int) *holding {
	var fit []*holding
	for _, s := range o.sessions {
		if len(s.refresh) >= generations && (s.state == active || x.random.IntN(20) == 0) {
			fit = append(fit, s)
		}
	}
	if len(fit) == 0 {
		return nil
	}
	return fit[x.random.IntN(len(fit))]
}

// refresh trades a current refresh token.
func (x *actor) refresh(o *owner) *move {
	s := x.pick(o, 1)
	if s == nil {
		return nil
	}
	return &move{name: "refresh", traded: s, send: func(ctx context.Context) error {
		return x.trade(ctx, s, len(s.refresh)-1)
	}}
}

// repeat trades the predecessor of a current refresh token once more.
func (x *actor) repeat(o *owner) *move {
	s := x.pick(o, 2)
	if s == nil {
		return nil
	}
	return &move{name: "repeat a refresh", send: func(ctx context.Context) error {
		return x.trade(ctx, s, len(s.refresh)-2)
	}}
}

// trade sends one of a session's refresh tokens, and holds the answer to what is known.
func (x *actor) trade(ctx context.Context, s *holding, at int) error {
	token := s.refresh[at]
	next, err := x.Refresh(ctx, token)
	if s.state != active {
		if harness.Unknown(err) {
			return err
		}
		if got := harness.ReasonOf(err); got != s.state {
			return wrong("refresh of a session that ended by %s: %v", s.state, err)
		}
		return nil
	}
	if harness.Unknown(err) {
		return err
	}
	if err != nil {
		_, traded := x.successors[token]
		return wrong("session %s, token %d of %d, traded before: %t: %v", s.id, at+1, len(s.refresh), traded, err)
	}
	if known, is := x.successors[token]; is && known != next.RefreshToken {
		return wrong("a refresh token got a second successor")
	}
	x.successors[token] = next.RefreshToken
	if at == len(s.refresh)-1 {
		s.hand(next)
	} else {
		s.access = next.AccessToken
	}
	return nil
}

// reuse sends a refresh token that is too old.
func (x *actor) reuse(o *owner) *move {
	s := x.pick(o, kept)
	if s == nil || s.state != active {
		return nil
	}
	return &move{
		name: "reuse a refresh token",
		send: func(ctx context.Context) error {
			_, err := x.Refresh(ctx, s.refresh[0])
			if harness.ReasonOf(err) != "token_reuse" {
				return cause(err, "reuse")
			}
			s.state = "token_reuse"
			return nil
		},
		effect: func(a *account, _ observed) { a.owner(o.id).session(s.id).state = "token_reuse" },
	}
}

// cause is err, or the mistake that there is none.
func cause(err error, what string) error {
	if err == nil {
		return wrong("%s was accepted", what)
	}
	return err
}

func (x *actor) any(o *owner) *holding {
	if len(o.sessions) == 0 {
		return nil
	}
	return o.sessions[x.random.IntN(len(o.sessions))]
}

func (x *actor) endOne(o *owner) *move {
	s := x.any(o)
	if s == nil {
		return nil
	}
	end := func(s *holding) (ended int) {
		if s.state == active {
			s.state, ended = "ended_by_api", 1
		}
		return ended
	}
	return &move{
		name: "end a session",
		send: func(ctx context.Context) error {
			n, err := x.EndSession(ctx, s.id)
			if err != nil {
				return err
			}
			if want := end(s); n != want {
				return wrong("ending a session ended %d, want %d", n, want)
			}
			return nil
		},
		effect: func(a *account, _ observed) { end(a.owner(o.id).session(s.id)) },
	}
}

func (x *actor) signOut(o *owner) *move {
	s := x.any(o)
	if s == nil || s.credential() == "" {
		return nil
	}
	return &move{
		name: "sign out",
		send: func(ctx context.Context) error {
			err := x.As(s.credential()).SignOut(ctx)
			if s.state != active && harness.ReasonOf(err) == s.state {
				return nil
			}
			if refused(err, "token_expired") {
				return nil
			}
			if err == nil && s.state != active {
				return wrong("a session that ended by %s signed out", s.state)
			}
			if err == nil {
				s.state = "signed_out"
			}
			return err
		},
		effect: func(a *account, _ observed) {
			if one := a.owner(o.id).session(s.id); one.state == active {
				one.state = "signed_out"
			}
		},
	}
}

func (x *actor) endUser(o *owner) *move {
	return &move{
		name: "end the sessions of a user",
		send: func(ctx context.Context) error {
			n, err := x.EndUserSessions(ctx, o.id)
			if err != nil {
				return err
			}
			if want := len(o.end("ended_by_api", 0)); n != want {
				return wrong("ending a user's sessions ended %d, want %d", n, want)
			}
			return nil
		},
		effect: func(a *account, _ observed) { a.owner(o.id).end("ended_by_api", 0) },
	}
}

func (x *actor) endTenant() *move {
	return &move{
		name: "end the sessions of the tenant",
		send: func(ctx context.Context) error {
			if err := x.EndTenantSessions(ctx, x.known.tenant); err != nil {
				return err
			}
			x.known.endAll("ended_by_api")
			return nil
		},
		effect: func(a *account, _ observed) { a.endAll("ended_by_api") },
	}
}

func (x *actor) setMost() *move {
	most := []int{0, 1, 2, 3, 5, 8}[x.random.IntN(6)]
	return &move{
		name: "set the maximum",
		send: func(ctx context.Context) error {
			n, err := x.PutTenantSettings(ctx, x.known.tenant, maximum(most))
			if err != nil {
				return err
			}
			if want := x.known.limit(most); n != want {
				return wrong("the maximum %d ended %d, want %d", most, n, want)
			}
			return nil
		},
		effect: func(a *account, _ observed) { a.limit(most) },
		later:  true,
	}
}

func maximum(most int) harness.Settings {
	if most == 0 {
		return harness.Settings{Concurrent: &harness.Maximum{}}
	}
	return harness.Settings{Concurrent: &harness.Maximum{On: true, Sessions: most}}
}

// disable disables an enabled user and enables a disabled one.
func (x *actor) disable(o *owner) *move {
	disabled := !o.disabled
	effect := func(o *owner) {
		if o.disabled = disabled; disabled {
			o.end("user_disabled", 0)
		}
	}
	return &move{
		name: "disable or enable a user",
		send: func(ctx context.Context) error {
			if err := x.DisableUser(ctx, o.id, disabled); err != nil {
				return err
			}
			effect(o)
			return nil
		},
		effect: func(a *account, _ observed) { effect(a.owner(o.id)) },
	}
}

func (x *actor) setPassword(o *owner) *move {
	if o.password == "" {
		return nil
	}
	password := newPassword()
	effect := func(o *owner) {
		o.password = password
		o.end("credentials_changed", 0)
	}
	return &move{
		name: "set a password",
		send: func(ctx context.Context) error {
			if err := x.SetPassword(ctx, o.id, password); err != nil {
				return err
			}
			effect(o)
			return nil
		},
		effect: func(a *account, _ observed) { effect(a.owner(o.id)) },
	}
}

func (x *actor) check(o *owner) *move {
	s := x.any(o)
	if s == nil || s.credential() == "" {
		return nil
	}
	return &move{name: "check", send: func(ctx context.Context) error { return x.judge(ctx, s) }}
}

// judge holds what a check says of a session to what is known.
func (x *actor) judge(ctx context.Context, s *holding) error {
	_, err := x.As(s.credential()).Check(ctx, x.random.IntN(2) == 0)
	got := harness.ReasonOf(err)
	switch {
	case harness.Unknown(err):
		return err
	case refused(err, "token_expired"):
		return nil
	case err == nil:
		got = active
	case got == "":
		return err
	}
	if got != s.state {
		return wrong("the check of session %s says %s, want %s", s.id, got, s.state)
	}
	return nil
}

// observe asks the server for everything about the account.
func (x *actor) observe(ctx context.Context) (observed, error) {
	there := observed{owners: map[string]seen{}}
	settings, err := x.TenantSettings(ctx, x.known.tenant)
	if err != nil {
		return there, err
	}
	if m := settings.Concurrent; m != nil && m.On {
		there.most = m.Sessions
	}
	for _, o := range x.known.owners {
		there.owners[o.id] = seen{sessions: map[string]string{}, names: map[string]string{}}
	}
	users, err := x.Users(ctx, url.Values{"tenant": {x.known.tenant}})
	if err != nil {
		return there, err
	}
	for _, user := range users {
		if s, is := there.owners[user.ID]; is {
			s.disabled = user.Disabled
			there.owners[user.ID] = s
		}
	}
	sessions, err := x.Sessions(ctx, url.Values{"tenant": {x.known.tenant}})
	if err != nil {
		return there, err
	}
	for _, one := range sessions {
		s, is := there.owners[one.UserID]
		if !is {
			continue // of a user who has been retired
		}
		s.names[one.ID] = one.Name
		if s.sessions[one.ID] = active; one.State != active {
			s.sessions[one.ID] = one.EndReason
		}
	}
	return there, nil
}
