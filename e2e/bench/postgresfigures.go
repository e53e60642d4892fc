package main

import (
	"errors"
	"fmt"
)

const postgresCheckText = `Checks of random sessions among %s, each of which reads the session and both policies. Without HTTP: the service in this process,
%d goroutines and as many connections. The floor is the same in this process with a bare ` + "`SELECT`" + ` of one row of about 204 bytes by its key.
Over HTTP is for information: there the processors also carry HTTP and the load. Server, load and PostgreSQL share the processors.
`

// measurePostgresCheck measures checks on PostgreSQL against a bare SELECT.
func measurePostgresCheck(b *bench) (section, error) {
	s := section{title: "Check, on PostgreSQL", text: fmt.Sprintf(postgresCheckText, thousands(int64(b.sizes.normal)), checkers)}
	p, err := b.filledPostgres(plan{sessions: b.sizes.normal, perUser: sessionsEach})
	if errors.Is(err, errNoPostgres) {
		s.notes = append(s.notes, notMeasured)
		return s, nil
	}
	if err != nil {
		return s, err
	}
	in, err := b.openPostgres(p)
	if err != nil {
		return s, err
	}
	defer in.close()
	server, err := b.serveOnPostgres(p)
	if err != nil {
		return s, err
	}
	defer server.stop()
	floor, err := b.openPlain(p, checkers)
	if err != nil {
		return s, err
	}
	defer floor.pool.Close()
	if err := b.settle(server); err != nil {
		return s, err
	}
	random, length, requests := dice(checkers), b.sizes.turn, checkRequests(p.data)
	samples, err := b.round(
		turn{"check on PostgreSQL, without HTTP", func() (sample, error) {
			done := drive(checkers, length, func(worker int) error {
				_, err := in.Check(b.ctx, environment, pick(random[worker], p.data.Secrets), true)
				return err
			})
			return done, in.FlushActivity(b.ctx)
		}},
		turn{"  bare SELECT", func() (sample, error) {
			return drive(checkers, length, func(worker int) error { return floor.read(b.ctx, pick(random[worker], floor.rows)) }), nil
		}},
		turn{"check on PostgreSQL, over HTTP", func() (sample, error) {
			return talk(server.address, checkingClients(requests), length)
		}},
	)
	if err != nil {
		return s, err
	}
	s.figures = []figure{
		compare("throughput, without HTTP", samples[0], samples[1], sample.rate, perSecond, target{least: 0.6}),
		compare("p99, without HTTP", samples[0], samples[1], sample.p99, duration, target{}),
		compare("throughput, over HTTP", samples[2], samples[1], sample.rate, perSecond, target{}),
		compare("p99, over HTTP", samples[2], samples[1], sample.p99, duration, target{}),
		failures(samples...),
	}
	return s, nil
}

const postgresWriteText = `The same use-cases as on SQLite, with %d callers without HTTP in this process, and over HTTP for information. The floor is a bare
` + "`UPDATE`" + ` of one row by its key, each a transaction of its own, by %d callers on as many connections. ` + "`fsync`" + ` and
` + "`synchronous_commit`" + ` are on for both.
`

// measurePostgresWrite measures durable writes on PostgreSQL against a bare UPDATE.
func measurePostgresWrite(b *bench) (section, error) {
	s := section{title: "Create and refresh, on PostgreSQL", text: fmt.Sprintf(postgresWriteText, writers, writers)}
	p, err := b.filledPostgres(plan{sessions: b.sizes.normal, perUser: sessionsEach})
	if errors.Is(err, errNoPostgres) {
		s.notes = append(s.notes, notMeasured)
		return s, nil
	}
	if err != nil {
		return s, err
	}
	turns, stop, err := b.postgresWriteTurns(p)
	if err != nil {
		return s, err
	}
	defer stop()
	samples, err := b.round(turns...)
	if err != nil {
		return s, err
	}
	for i, what := range []string{"create, without HTTP", "refresh, without HTTP", "create, over HTTP", "refresh, over HTTP"} {
		goal := target{}
		if i < 2 {
			goal.least = 0.6
		}
		s.figures = append(s.figures,
			compare(what, samples[1+i], samples[0], sample.rate, perSecond, goal),
			compare("p99 of "+what, samples[1+i], samples[0], sample.p99, duration, target{}))
	}
	s.figures = append(s.figures, failures(samples...))
	return s, nil
}

func (b *bench) postgresWriteTurns(p *onPostgres) (_ []turn, stop func(), err error) {
	in, err := b.openPostgres(p)
	if err != nil {
		return nil, nil, err
	}
	b.onClose(in.close)
	floor, err := b.openPlain(p, writers)
	if err != nil {
		return nil, nil, err
	}
	server, err := b.serveOnPostgres(p)
	if err != nil {
		return nil, nil, err
	}
	stop = func() {
		server.stop()
		floor.pool.Close()
	}
	// Both ways in refresh users of their own, and create sessions for the same others.
	workers, refreshing, err := b.refreshing(in, p.data)
	if err != nil {
		return nil, stop, err
	}
	refreshers, err := refreshingClients(server.address, p.data)
	if err != nil {
		return nil, stop, err
	}
	if err := b.settle(server); err != nil {
		return nil, stop, err
	}
	random, length := dice(writers), b.sizes.turn
	return []turn{
		{"bare UPDATE", func() (sample, error) {
			return drive(writers, length, func(worker int) error { return floor.write(b.ctx, pick(random[worker], floor.rows)) }), nil
		}},
		{"create on PostgreSQL, without HTTP", func() (sample, error) { return drive(writers, length, b.creating(in, p.data, writers)), nil }},
		{"refresh on PostgreSQL, without HTTP", func() (sample, error) { return drive(workers, length, refreshing), nil }},
		{"create on PostgreSQL, over HTTP", func() (sample, error) { return talk(server.address, creatingClients(writers, p.data), length) }},
		{"refresh on PostgreSQL, over HTTP", func() (sample, error) { return talk(server.address, refreshers, length) }},
	}, stop, nil
}
