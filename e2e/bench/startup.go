package main

import (
	"fmt"
	"os"
	"time"
)

const startText = `From the start of the process until ` + "`/readyz`" + ` answers 200, which is asked for every 0.2 ms. The floor is the bare handler's
process. Memory is the resident set of an empty server that nobody has asked for anything for %s. The program is static
(` + "`CGO_ENABLED=0 -trimpath -ldflags \"-s -w\"`" + `).
`

// measureStart measures what the program takes to start and to be there.
func measureStart(b *bench) (section, error) {
	s := section{title: "Start and footprint", text: fmt.Sprintf(startText, b.sizes.idle)}
	folder, _, err := b.kept(plan{sessions: b.sizes.many, perUser: listed})
	if err != nil {
		return s, err
	}
	var empty, full, bare, memory, bareMemory []float64
	for n := range b.rounds {
		fresh, err := b.empty("start")
		if err != nil {
			return s, err
		}
		for _, each := range []struct {
			start         func() (*process, error)
			ready, memory *[]float64
		}{
			{func() (*process, error) { return b.floor(nil, 64) }, &bare, &bareMemory},
			{func() (*process, error) { return b.sojourn(nil, "--data", fresh) }, &empty, &memory},
			{func() (*process, error) { return b.sojourn(nil, "--data", folder) }, &full, nil},
		} {
			p, err := each.start()
			if err != nil {
				return s, err
			}
			*each.ready = append(*each.ready, p.ready.Seconds())
			err = b.weigh(p, each.memory)
			p.stop()
			if err != nil {
				return s, err
			}
		}
		b.say("  round %d  empty %s, %s sessions %s, bare %s; memory %s, bare %s", n+1, duration(empty[n]),
			thousands(int64(b.sizes.many)), duration(full[n]), duration(bare[n]), megabytes(memory[n]), megabytes(bareMemory[n]))
	}
	file, err := os.Stat(b.program)
	if err != nil {
		return s, err
	}
	s.figures = []figure{
		absolute("start to ready, empty", empty, duration(median(bare)), duration, 0.1),
		absolute("start to ready, "+thousands(int64(b.sizes.many))+" sessions", full, duration(median(bare)), duration, 3),
		absolute("memory, idle and empty", memory, megabytes(median(bareMemory)), megabytes, 30e6),
		absolute("program", []float64{float64(file.Size())}, "–", megabytes, 30e6),
	}
	return s, nil
}

// weigh reads the memory of a process that has had time to do what it does at its start.
func (b *bench) weigh(p *process, into *[]float64) error {
	if into == nil {
		return nil
	}
	select {
	case <-b.ctx.Done():
		return b.ctx.Err()
	case <-time.After(b.sizes.idle):
	}
	bytes, err := p.memory()
	*into = append(*into, bytes)
	return err
}
