package deflate

import (
	"math"
	"math/bits"
	"slices"
)

// codes is how long the code of each symbol is, and how a block says so.
type codes struct {
	symbols, spans []uint8
	header         header // empty: the lengths are those that the format has fixed
}

// codesFor gives the best codes for symbols that occur so often; those that the format has fixed for none.
func codesFor(c *counts) codes {
	if c == nil {
		fixed := codes{symbols: slices.Repeat([]uint8{8}, 288), spans: slices.Repeat([]uint8{5}, spans)}
		copy(fixed.symbols[144:256], slices.Repeat([]uint8{9}, 112))
		copy(fixed.symbols[256:280], slices.Repeat([]uint8{7}, 24))
		return fixed
	}
	own := codes{symbols: lengthsFor(c.symbols[:], 15), spans: lengthsFor(c.spans[:], 15)}
	own.header = headerFor(own.symbols, own.spans)
	return own
}

// size is how many bits a block has whose symbols occur so often.
func (c codes) size(of counts) int {
	size := 3 + c.header.size()
	for symbol, n := range of.symbols {
		size += n * int(c.symbols[symbol]+lengthExtra(symbol))
	}
	for symbol, n := range of.spans {
		size += n * int(c.spans[symbol]+distanceExtra(symbol))
	}
	return size
}

// costs is what steps cost in a block whose symbols occur so often. Codes have whole bits, but seeking with parts of bits
// finds better ways. What does not occur is thought to be rare.
func (c counts) costs() (cost costs) {
	inSymbols, inSpans := bitsOf(c.symbols[:]), bitsOf(c.spans[:])
	copy(cost.bytes[:], inSymbols)
	for length := shortest; length <= longest; length++ {
		symbol := lengthCode(length)
		cost.lengths[length] = inSymbols[symbol] + float64(lengthExtra(symbol))
	}
	for symbol := range cost.distances {
		cost.distances[symbol] = inSpans[symbol] + float64(distanceExtra(symbol))
	}
	return cost
}

// bitsOf is how many bits each symbol should have.
func bitsOf(counts []int) []float64 {
	total := 1
	for _, n := range counts {
		total += n
	}
	all := make([]float64, len(counts))
	for symbol, n := range counts {
		all[symbol] = -math.Log2(max(float64(n), .5) / float64(total))
	}
	return all
}

// lengthsFor gives the lengths of a prefix code that make a text shortest, none longer than a limit (package-merge).
func lengthsFor(counts []int, limit int) []uint8 {
	type item struct {
		weight  int
		symbols []int
	}
	var leaves []item
	for symbol, n := range counts {
		if n > 0 {
			leaves = append(leaves, item{n, []int{symbol}})
		}
	}
	lengths := make([]uint8, len(counts))
	if len(leaves) < 2 { // one symbol has a bit, too; and some programs want a code where none is needed
		symbol := 0
		if len(leaves) == 1 {
			symbol = leaves[0].symbols[0]
		}
		lengths[symbol] = 1
		return lengths
	}
	byWeight := func(a, b item) int { return a.weight - b.weight }
	slices.SortStableFunc(leaves, byWeight)
	level := leaves
	for range limit - 1 {
		next := slices.Clone(leaves)
		for i := 0; i+1 < len(level); i += 2 {
			next = append(next, item{level[i].weight + level[i+1].weight, slices.Concat(level[i].symbols, level[i+1].symbols)})
		}
		slices.SortStableFunc(next, byWeight)
		level = next
	}
	for _, chosen := range level[:2*len(leaves)-2] {
		for _, symbol := range chosen.symbols {
			lengths[symbol]++
		}
	}
	return lengths
}

// canonical gives the codes that follow from their lengths, the first bit lowest.
func canonical(lengths []uint8) []uint32 {
	all := make([]uint32, len(lengths))
	next := uint32(0)
	for length := uint8(1); length <= 15; length++ {
		for symbol, n := range lengths {
			if n == length {
				all[symbol] = bits.Reverse32(next) >> (32 - length)
				next++
			}
		}
		next <<= 1
	}
	return all
}
