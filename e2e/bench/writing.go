package main

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

// writers is how many clients write at a time.
const writers = 64

// chains is how many sessions each client refreshes in turn, if there are users enough.
const chains = 8

// refreshers splits the users of a data set: each client refreshes a session of some users each, and the sessions of
// the others make room for new ones.
func (d *dataset) refreshers() (refreshed [][]tenancy.UserID, others []tenancy.UserID) {
	each := max(1, min(chains, len(d.Users)/2/writers))
	most := min(each*writers, len(d.Users)/2)
	return slices.Collect(slices.Chunk(d.Users[:most], each)), d.Users[most:]
}

// creatingClients create sessions for random users over HTTP, each of which evicts one.
func creatingClients(count int, data *dataset) []client {
	_, users := data.refreshers()
	requests := make([][]byte, len(users))
	for i, user := range users {
		requests[i] = createRequest(data, user, service.DeliverSecret)
	}
	clients := make([]client, count)
	for i, die := range dice(count) {
		clients[i] = client{want: 201, next: func() []byte { return pick(die, requests) }}
	}
	return clients
}

func createRequest(data *dataset, user tenancy.UserID, delivery service.Delivery) []byte {
	return request("POST", "/e/main/v1/sessions", data.Key, fmt.Sprintf(
		`{"user":{"id":%q},"tenant":{"id":%q},"delivery":%q,"methods":["pwd"],"client":{"address":"192.0.2.7","user_agent":%q}}`,
		user, data.Tenant, delivery, userAgent))
}

// refreshingClients refresh sessions over HTTP, each token with the one that came before.
func refreshingClients(address string, data *dataset) ([]client, error) {
	var clients []client
	refreshed, _ := data.refreshers()
	for _, users := range refreshed {
		var tokens [][]byte // requests with a refresh token in them, which is replaced each time
		for _, user := range users {
			answer, err := once(address, 201, createRequest(data, user, service.DeliverTokens))
			if err != nil {
				return nil, fmt.Errorf("create a session to refresh: %w", err)
			}
			token, err := refreshToken([]byte(answer))
			if err != nil {
				return nil, err
			}
			tokens = append(tokens, request("POST", "/e/main/v1/refresh", "", fmt.Sprintf(`{"refresh_token":%q,"activity":true}`, token)))
		}
		at := -1
		clients = append(clients, client{
			want: 200,
			next: func() []byte {
				at = (at + 1) % len(tokens)
				return tokens[at]
			},
			took: func(body []byte) error {
				next, err := refreshToken(body)
				if err != nil {
					return err
				}
				from := bytes.Index(tokens[at], refreshMember) + len(refreshMember)
				copy(tokens[at][from:], next)
				return nil
			},
		})
	}
	return clients, nil
}

var refreshMember = []byte(`"refresh_token":"`)

// refreshToken finds the refresh token in an answer.
func refreshToken(body []byte) ([]byte, error) {
	from := bytes.Index(body, refreshMember)
	if from < 0 {
		return nil, errors.New("an answer holds no refresh token")
	}
	rest := body[from+len(refreshMember):]
	return rest[:max(0, bytes.IndexByte(rest, '"'))], nil
}

// creating gives what creates a session for a random user without HTTP.
func (b *bench) creating(in *inside, data *dataset, count int) func(worker int) error {
	_, users := data.refreshers()
	random := dice(count)
	return func(worker int) error {
		_, err := in.CreateSession(b.ctx, operator(), creation(data, pick(random[worker], users), service.DeliverSecret))
		return err
	}
}

func creation(data *dataset, user tenancy.UserID, delivery service.Delivery) service.CreateSession {
	return service.CreateSession{
		User: service.UserRef{ID: user}, Tenant: service.TenantRef{ID: data.Tenant}, Delivery: delivery,
		Methods: []string{"pwd"}, Client: session.Client{Address: "192.0.2.7", UserAgent: userAgent},
	}
}

// refreshing gives what refreshes a session without HTTP, and for how many workers it is.
func (b *bench) refreshing(in *inside, data *dataset) (workers int, work func(worker int) error, err error) {
	var tokens [][]string
	refreshed, _ := data.refreshers()
	for _, users := range refreshed {
		var mine []string
		for _, user := range users {
			started, err := in.CreateSession(b.ctx, operator(), creation(data, user, service.DeliverTokens))
			if err != nil {
				return 0, nil, fmt.Errorf("create a session to refresh: %w", err)
			}
			mine = append(mine, started.Tokens.Refresh.Reveal())
		}
		tokens = append(tokens, mine)
	}
	at := make([]int, len(tokens))
	return len(tokens), func(worker int) error {
		mine := tokens[worker]
		at[worker] = (at[worker] + 1) % len(mine)
		refreshed, err := in.Refresh(b.ctx, environment, mine[at[worker]], true)
		if err == nil {
			mine[at[worker]] = refreshed.Tokens.Refresh.Reveal()
		}
		return err
	}, nil
}
