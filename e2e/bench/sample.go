package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// sample is what one turn has given.
type sample struct {
	spent  time.Duration
	each   []time.Duration // how long every single one took, shortest first
	failed int
	why    error // the first failure
}

// rate is how many were done in a second.
func (s sample) rate() float64 { return float64(len(s.each)) / s.spent.Seconds() }

// within is the time within which a share of all was done.
func (s sample) within(share float64) float64 {
	if len(s.each) == 0 {
		return 0
	}
	return s.each[min(int(share*float64(len(s.each))), len(s.each)-1)].Seconds()
}

func (s sample) p50() float64 { return s.within(0.50) }
func (s sample) p99() float64 { return s.within(0.99) }

// String is for the eyes of whoever waits.
func (s sample) String() string {
	text := fmt.Sprintf("%9.0f/s   p50 %s   p99 %s", s.rate(), duration(s.p50()), duration(s.p99()))
	if s.failed > 0 {
		text += fmt.Sprintf("   %d FAILED: %v", s.failed, s.why)
	}
	return text
}

// warmUp is the share of a turn that is not counted.
const warmUp = 0.15

// drive has workers do something again and again for a while. Everything that ends after the warm-up counts, and is
// waited for.
func drive(workers int, turn time.Duration, work func(worker int) error) sample {
	begin := time.Now()
	from, until := begin.Add(time.Duration(warmUp*float64(turn))), begin.Add(turn)
	samples := make([]sample, workers)
	var all sync.WaitGroup
	for worker := range workers {
		all.Go(func() { samples[worker] = repeat(from, until, func() error { return work(worker) }) })
	}
	all.Wait()
	return merge(samples)
}

// repeat is what one worker does.
func repeat(from, until time.Time, work func() error) (s sample) {
	s.each = make([]time.Duration, 0, 4096)
	began := time.Now()
	for began.Before(until) {
		err := work()
		ended := time.Now()
		switch {
		case err != nil:
			s.failed++
			if s.why == nil {
				s.why = err
			}
		case ended.After(from):
			s.each = append(s.each, ended.Sub(began))
		}
		began = ended
	}
	s.spent = began.Sub(from)
	return s
}

// merge puts the samples of parallel workers together.
func merge(samples []sample) (all sample) {
	for _, s := range samples {
		all.each = append(all.each, s.each...)
		all.spent = max(all.spent, s.spent)
		all.failed += s.failed
		if all.why == nil {
			all.why = s.why
		}
	}
	slices.Sort(all.each)
	return all
}

// dice gives every worker its own random numbers, the same in every run.
func dice(workers int) []*rand.Rand {
	all := make([]*rand.Rand, workers)
	for i := range all {
		all[i] = rand.New(rand.NewPCG(1, uint64(i)))
	}
	return all
}
