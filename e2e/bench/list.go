package main

import (
	"errors"
	"fmt"

	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/store"
)

const listText = `The %d sessions of a random user among %s sessions, against those among %s: over HTTP (` + "`GET /e/main/v1/sessions?user=…`" + ` with an API key)
and in this process without HTTP, by one client. The ratio is of the p50.
`

// listed is how many sessions a user has that is listed.
const listed = 10

// measureList measures the list of a user's sessions in a small and a large store on SQLite.
func measureList(b *bench) (section, error) {
	return b.measureLists("List of a user's sessions, on SQLite", func(p plan) (listable, error) {
		folder, data, err := b.kept(p)
		if err != nil {
			return listable{}, err
		}
		copied, err := b.copied(folder)
		if err != nil {
			return listable{}, err
		}
		in, err := b.openSQLite(copied)
		if err != nil {
			return listable{}, err
		}
		server, err := b.sojourn(nil, "--data", folder)
		return listable{data, in, server}, err
	})
}

// measurePostgresList measures the same on PostgreSQL.
func measurePostgresList(b *bench) (section, error) {
	const title = "List of a user's sessions, on PostgreSQL"
	s, err := b.measureLists(title, func(p plan) (listable, error) {
		made, err := b.filledPostgres(p)
		if err != nil {
			return listable{}, err
		}
		in, err := b.openPostgres(made)
		if err != nil {
			return listable{}, err
		}
		server, err := b.serveOnPostgres(made)
		return listable{made.data, in, server}, err
	})
	if errors.Is(err, errNoPostgres) {
		return section{title: title, notes: []string{notMeasured}}, nil
	}
	return s, err
}

// listable is a store with both ways into it.
type listable struct {
	data   *dataset
	in     *inside
	server *process
}

func (b *bench) measureLists(title string, open func(plan) (listable, error)) (section, error) {
	s := section{title: title, text: fmt.Sprintf(listText, listed, thousands(int64(b.sizes.many)), thousands(int64(b.sizes.few)))}
	var overHTTP, without []turn
	for _, size := range []int{b.sizes.many, b.sizes.few} {
		l, err := open(plan{sessions: size, perUser: listed})
		if err != nil {
			return s, err
		}
		b.onClose(l.in.close)
		defer l.server.stop() //nolint:gocritic // until both are measured
		if err := b.settle(l.server); err != nil {
			return s, err
		}
		among := "among " + thousands(int64(size))
		overHTTP = append(overHTTP, turn{"list over HTTP " + among, func() (sample, error) {
			return talk(l.server.address, []client{listingClient(l.data)}, b.sizes.turn)
		}})
		without = append(without, turn{"list without HTTP " + among, func() (sample, error) {
			return drive(1, b.sizes.turn, b.listing(l.in, l.data)), nil
		}})
	}
	samples, err := b.round(append(overHTTP, without...)...)
	if err != nil {
		return s, err
	}
	s.figures = []figure{
		compare("list, over HTTP", samples[0], samples[1], sample.p50, duration, target{most: 2}),
		compare("list, without HTTP", samples[2], samples[3], sample.p50, duration, target{most: 2}),
		failures(samples...),
	}
	return s, nil
}

// listingClient lists the sessions of random users.
func listingClient(data *dataset) client {
	requests := make([][]byte, len(data.Users))
	for i, user := range data.Users {
		requests[i] = request("GET", "/e/main/v1/sessions?user="+user.String(), data.Key, "")
	}
	die := dice(1)[0]
	return client{want: 200, next: func() []byte { return pick(die, requests) }}
}

// listing does the same without HTTP.
func (b *bench) listing(in *inside, data *dataset) func(int) error {
	die := dice(1)[0]
	return func(int) error {
		filter := service.Search{SessionFilter: store.SessionFilter{User: pick(die, data.Users)}}
		all, _, err := in.Sessions(b.ctx, operator(), service.ListAny, filter, store.Page{Limit: 50})
		if err == nil && len(all) != listed {
			err = fmt.Errorf("%d sessions are listed, not %d", len(all), listed)
		}
		return err
	}
}
