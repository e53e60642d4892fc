package main

import (
	"fmt"
	"math/rand/v2"
	"runtime"
)

// checkers is how many connections ask at a time.
const checkers = 16

const checkText = `A check is ` + "`GET /e/main/v1/check`" + ` with a session secret, over HTTP keep-alive, by %d connections, of a random one
of %s sessions on SQLite. Each check reads the store and counts as activity of the user; nothing is cached. The server is the released program
with its defaults, as a process of its own. The floor is a bare ` + "`net/http`" + ` handler in a process of its own that gets the same requests
and answers with as many bytes. *Pinned*: the server has one core, the load has another, so that the ratio is one of processor time. The slowest
checks are judged where both cores are shared: Sojourn keeps two threads going, so that a flush to the disk does not stop all requests, and on one core
they take turns of some milliseconds, where the bare handler has one.
`

// measureCheck measures checks on SQLite over HTTP against a bare handler.
func measureCheck(b *bench) (section, error) {
	s := section{title: "Check, on SQLite", text: fmt.Sprintf(checkText, checkers, thousands(int64(b.sizes.normal)))}
	kept, data, err := b.kept(plan{sessions: b.sizes.normal, perUser: sessionsEach})
	if err != nil {
		return s, err
	}
	folder, err := b.copied(kept)
	if err != nil {
		return s, err
	}
	if canPin() {
		if err := b.checkOn(&s, folder, data, "pinned", cores{0}, cores{1}); err != nil {
			return s, err
		}
	} else {
		s.notes = append(s.notes, "Not pinned: this system cannot hold a process to a core, or has only one.")
	}
	return s, b.checkOn(&s, folder, data, "both cores shared", nil, nil)
}

// checkOn measures with server and load on some cores.
func (b *bench) checkOn(s *section, folder string, data *dataset, where string, server, load cores) error {
	subject, err := b.sojourn(server, "--data", folder)
	if err != nil {
		return err
	}
	defer subject.stop()
	answer, err := once(subject.address, 200, request("GET", checkPath, data.Secrets[0], ""))
	if err != nil {
		return fmt.Errorf("check a session: %w", err)
	}
	floor, err := b.floor(server, len(answer))
	if err != nil {
		return err
	}
	defer floor.stop()
	if err := b.settle(subject); err != nil {
		return err
	}
	if err := moveTo(load); err != nil {
		return err
	}
	defer func() { _ = moveTo(nil) }()
	requests := checkRequests(data)
	runtime.GC()
	samples, err := b.round(
		turn{"check, " + where, func() (sample, error) { return talk(subject.address, checkingClients(requests), b.sizes.turn) }},
		turn{"  bare net/http", func() (sample, error) { return talk(floor.address, checkingClients(requests), b.sizes.turn) }},
	)
	if err != nil {
		return err
	}
	rateGoal, tailGoal := target{least: 0.45}, target{}
	if server == nil {
		tailGoal = target{most: 4}
	}
	s.figures = append(s.figures,
		compare("throughput, "+where, samples[0], samples[1], sample.rate, perSecond, rateGoal),
		compare("p50, "+where, samples[0], samples[1], sample.p50, duration, target{}),
		compare("p99, "+where, samples[0], samples[1], sample.p99, duration, tailGoal),
		failures(samples...),
	)
	return nil
}

const (
	checkPath    = "/e/main/v1/check"
	sessionsEach = 5 // of a user, and at most
)

// checkRequests is a check of every session of a data set.
func checkRequests(data *dataset) [][]byte {
	requests := make([][]byte, len(data.Secrets))
	for i, secret := range data.Secrets {
		requests[i] = request("GET", checkPath, secret, "")
	}
	return requests
}

// checkingClients check random sessions.
func checkingClients(requests [][]byte) []client {
	clients := make([]client, checkers)
	for i, die := range dice(checkers) {
		clients[i] = client{want: 200, next: func() []byte { return pick(die, requests) }}
	}
	return clients
}

// pick takes one at random.
func pick[T any](die *rand.Rand, all []T) T { return all[die.IntN(len(all))] }
