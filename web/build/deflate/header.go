package deflate

import "slices"

// The order in which a header says how long the codes of its own symbols are.
var headerOrder = []int{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

// run is a symbol of a header: a length, or how often the last one or 0 is repeated.
type run struct {
	symbol int
	rest   uint32
}

// extra is how many bits follow the symbol.
func (r run) extra() uint8 {
	switch r.symbol {
	case 16:
		return 2
	case 17:
		return 3
	case 18:
		return 7
	}
	return 0
}

// header is how a block says how long its codes are.
type header struct {
	symbols, spans int // how many lengths it has of each
	runs           []run
	lengths        []uint8 // of the codes of its own symbols
}

// headerFor gives the shortest header: repeating is not always shorter than saying something again.
func headerFor(symbolLengths, spanLengths []uint8) (best header) {
	n, m := used(symbolLengths, 257), used(spanLengths, 1)
	all := slices.Concat(symbolLengths[:n], spanLengths[:m])
	for choice := range 8 {
		h := header{symbols: n, spans: m, runs: runsOf(all, choice&1 != 0, choice&2 != 0, choice&4 != 0)}
		var counts [19]int
		for _, r := range h.runs {
			counts[r.symbol]++
		}
		h.lengths = lengthsFor(counts[:], 7)
		if best.runs == nil || h.size() < best.size() {
			best = h
		}
	}
	return best
}

// used is how many lengths must be said, at least so many.
func used(lengths []uint8, least int) int {
	n := len(lengths)
	for n > least && lengths[n-1] == 0 {
		n--
	}
	return n
}

// runsOf says lengths in runs, of those kinds that are allowed: the last one again, some zeros, many zeros.
func runsOf(lengths []uint8, again, some, many bool) (all []run) {
	for at := 0; at < len(lengths); {
		n := 1
		for at+n < len(lengths) && lengths[at+n] == lengths[at] {
			n++
		}
		at += n
		length := int(lengths[at-n])
		if length != 0 || !some && !many {
			all = append(all, run{symbol: length})
			n--
		}
		for n > 0 {
			switch {
			case length == 0 && many && n >= 11:
				take := min(n, 138)
				all = append(all, run{18, uint32(take - 11)})
				n -= take
			case length == 0 && some && n >= 3:
				take := min(n, 10)
				all = append(all, run{17, uint32(take - 3)})
				n -= take
			case length != 0 && again && n >= 3:
				take := min(n, 6)
				all = append(all, run{16, uint32(take - 3)})
				n -= take
			default:
				all = append(all, run{symbol: length})
				n--
			}
		}
	}
	return all
}

// said is how many lengths of its own symbols a header says.
func (h header) said() int {
	n := len(headerOrder)
	for n > 4 && h.lengths[headerOrder[n-1]] == 0 {
		n--
	}
	return n
}

// size is how many bits a header has; none if it has no runs.
func (h header) size() int {
	if h.runs == nil {
		return 0
	}
	size := 5 + 5 + 4 + 3*h.said()
	for _, r := range h.runs {
		size += int(h.lengths[r.symbol] + r.extra())
	}
	return size
}

// write writes which codes a block has.
func (c codes) write(w *bitsWriter) {
	h := c.header
	if h.runs == nil {
		w.write(1, 2)
		return
	}
	w.write(2, 2)
	w.write(uint32(h.symbols-257), 5)
	w.write(uint32(h.spans-1), 5)
	w.write(uint32(h.said()-4), 4)
	for _, symbol := range headerOrder[:h.said()] {
		w.write(uint32(h.lengths[symbol]), 3)
	}
	own := canonical(h.lengths)
	for _, r := range h.runs {
		w.write(own[r.symbol], h.lengths[r.symbol])
		w.write(r.rest, r.extra())
	}
}
