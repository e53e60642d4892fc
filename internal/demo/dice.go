package demo

import (
	"math/rand/v2"
	"time"
)

const (
	minute = time.Minute
	hour   = time.Hour
	day    = 24 * time.Hour
)

// dice draws the same numbers for the same seed, so that the demo looks the same at every start. Nothing that must be
// hard to guess comes from it.
type dice struct {
	below func(n int) int // from 0 to n-1
}

func newDice(seed, stream uint64) dice {
	return dice{below: rand.New(rand.NewPCG(seed, stream)).IntN} //nolint:forbidigo,gosec // the same at every start; no secrets
}

// between draws a time from least up to most, to the millisecond.
func (d dice) between(least, most time.Duration) time.Duration {
	return least + time.Duration(d.below(int((most-least)/time.Millisecond)+1))*time.Millisecond
}

// early draws like between, and smaller ones more often.
func (d dice) early(least, most time.Duration) time.Duration {
	return d.between(least, d.between(least, most))
}

func pick[T any](d dice, from []T) T { return from[d.below(len(from))] }

// shuffled is a list in another order.
func shuffled[T any](d dice, list []T) []T {
	mixed := append([]T(nil), list...)
	for i := len(mixed) - 1; i > 0; i-- {
		j := d.below(i + 1)
		mixed[i], mixed[j] = mixed[j], mixed[i]
	}
	return mixed
}
