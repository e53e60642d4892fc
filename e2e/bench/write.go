package main

import (
	"fmt"

	"github.com/sojourn-auth/sojourn/internal/uid"
)

const writeText = `*Create* is a session for a user who has %d already, which is the maximum: the oldest ends to let it in (two sessions and two
events change). *Refresh* rotates a refresh token and signs an access token (ES256). Both are on the disk before the answer. %d clients on %s
sessions; over HTTP (with an API key), and in this process without HTTP. The floor is the bare engine in this process: the same driver and
` + "`synchronous=FULL`" + `, one writer that commits for all who wait, %d callers, as many rows of 204 bytes, one row each, in a table with an index by user.
Its write-ahead log is moved between the turns, Sojourn's within. The other floor is an ` + "`fdatasync`" + ` of 4 KiB at the end of a file.

There are two bare engines, whose rows differ in the key. The first has 32 random bytes, like the hash of a secret by which a session would be found:
so had the measurement with which the targets were set, and they are judged against it. The second has 16 bytes that begin with the time, so that
each row lies behind the last one. It is the stricter floor, and for information; but Sojourn's own sessions lie in that order, because a secret says
where its session is.
`

// measureWrite measures durable writes on SQLite.
func measureWrite(b *bench) (section, error) {
	s := section{title: "Create and refresh, on SQLite", text: fmt.Sprintf(writeText, sessionsEach, writers, thousands(int64(b.sizes.normal)), writers)}
	kept, data, err := b.kept(plan{sessions: b.sizes.normal, perUser: sessionsEach})
	if err != nil {
		return s, err
	}
	turns, stop, err := b.writeTurns(kept, data)
	if err != nil {
		return s, err
	}
	defer stop()
	samples, err := b.round(turns...)
	if err != nil {
		return s, err
	}
	bare, ordered, sync := samples[0], samples[1], samples[2]
	ways := []string{"create, over HTTP", "create, without HTTP", "refresh, over HTTP", "refresh, without HTTP"}
	taken := samples[3:]
	for i, what := range ways {
		s.figures = append(s.figures, compare(what+" / bare engine", taken[i], bare, sample.rate, perSecond, target{least: 0.35}))
	}
	for i, what := range ways {
		s.figures = append(s.figures, compare("p99 of "+what+" / p99 of fdatasync", taken[i], sync, sample.p99, duration, target{most: 30}))
	}
	one := taken[len(ways)]
	s.figures = append(s.figures, compare("create, over HTTP, 64 clients / one client", taken[0], one, sample.rate, perSecond, target{least: 3}))
	for i, what := range ways {
		s.figures = append(s.figures, compare(what+" / bare engine, keys in order", taken[i], ordered, sample.rate, perSecond, target{}))
	}
	s.figures = append(s.figures, failures(samples...))
	s.notes = append(s.notes, fmt.Sprintf("One client creates a session over HTTP in %s (p50); an fdatasync takes %s (p50) and %s (p99); the bare engine's p99 is %s, with keys in order %s.",
		duration(median(read(one, sample.p50))), duration(median(read(sync, sample.p50))), duration(median(read(sync, sample.p99))),
		duration(median(read(bare, sample.p99))), duration(median(read(ordered, sample.p99)))))
	return s, nil
}

// writeTurns prepares the floors and both ways in.
func (b *bench) writeTurns(kept string, data *dataset) (_ []turn, stop func(), err error) {
	served, err := b.copied(kept)
	if err != nil {
		return nil, nil, err
	}
	called, err := b.copied(kept)
	if err != nil {
		return nil, nil, err
	}
	users := make([]uid.UID, len(data.Users))
	for i, user := range data.Users {
		users[i] = user.UID
	}
	bare, err := b.engineTurn("bare engine", randomKey, users)
	if err != nil {
		return nil, nil, err
	}
	ordered, err := b.engineTurn("bare engine, keys in order", orderedKey, users)
	if err != nil {
		return nil, nil, err
	}
	in, err := b.openSQLite(called)
	if err != nil {
		return nil, nil, err
	}
	b.onClose(in.close)
	server, err := b.sojourn(nil, "--data", served)
	if err != nil {
		return nil, nil, err
	}
	workers, refreshing, err := b.refreshing(in, data)
	if err != nil {
		return nil, nil, err
	}
	refreshers, err := refreshingClients(server.address, data)
	if err != nil {
		return nil, nil, err
	}
	if err := b.settle(server); err != nil {
		return nil, nil, err
	}
	length := b.sizes.turn
	return []turn{
		bare, ordered,
		{"fdatasync", func() (sample, error) { return syncing(b.folder, b.sizes.syncs) }},
		{"create, over HTTP", func() (sample, error) { return talk(server.address, creatingClients(writers, data), length) }},
		{"create, without HTTP", func() (sample, error) { return drive(writers, length, b.creating(in, data, writers)), nil }},
		{"refresh, over HTTP", func() (sample, error) { return talk(server.address, refreshers, length) }},
		{"refresh, without HTTP", func() (sample, error) { return drive(workers, length, refreshing), nil }},
		{"create, over HTTP, one client", func() (sample, error) { return talk(server.address, creatingClients(1, data), length) }},
	}, server.stop, nil
}

// engineTurn prepares a bare engine with keys of a kind.
func (b *bench) engineTurn(name string, key newKey, users []uid.UID) (turn, error) {
	folder, err := b.empty("engine")
	if err != nil {
		return turn{}, err
	}
	bare, err := openEngine(folder, key, b.sizes.normal, users)
	if err != nil {
		return turn{}, err
	}
	b.onClose(bare.close)
	random := dice(writers)
	return turn{name, func() (sample, error) {
		if err := bare.checkpoint(); err != nil {
			return sample{}, err
		}
		return drive(writers, b.sizes.turn, func(worker int) error { return bare.insert(pick(random[worker], users)) }), nil
	}}, nil
}

// read takes one value of each sample.
func read(samples []sample, value func(sample) float64) (values []float64) {
	for _, s := range samples {
		values = append(values, value(s))
	}
	return values
}
