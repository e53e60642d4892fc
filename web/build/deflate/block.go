package deflate

import (
	"math"
	"math/bits"
)

// The alphabets of the format: bytes, the end of a block and lengths in one, distances in another.
const (
	endOfBlock = 256
	symbols    = 286
	spans      = 30
)

// distanceCode is the symbol of a distance; what is not in it follows.
func distanceCode(distance int) int {
	if distance <= 2 {
		return distance - 1
	}
	n := bits.Len(uint(distance-1)) - 1
	return 2*n + (distance-1)>>(n-1)&1
}

// distanceExtra is how many bits follow the symbol of a distance: what is not in it.
func distanceExtra(symbol int) uint8 { return uint8(max(0, symbol/2-1)) }

// lengthCode is the symbol of a length.
func lengthCode(length int) int {
	switch {
	case length == longest:
		return 285
	case length <= 10:
		return 254 + length
	}
	n := bits.Len(uint(length-3)) - 1
	return 257 + 4*(n-1) + (length-3)>>(n-2)&3
}

// lengthExtra is how many bits follow the symbol of a length; none do of a byte.
func lengthExtra(symbol int) uint8 {
	if symbol < 265 || symbol == 285 {
		return 0
	}
	return uint8((symbol - 261) / 4)
}

// counts is how often each symbol occurs.
type counts struct {
	symbols [symbols]int
	spans   [spans]int
}

func count(way []token) (c counts) {
	c.symbols[endOfBlock] = 1
	for _, t := range way {
		if t.length == 0 {
			c.symbols[t.distance]++
			continue
		}
		c.symbols[lengthCode(t.length)]++
		c.spans[distanceCode(t.distance)]++
	}
	return c
}

// estimate is about how many bits a block with these symbols has, without what is the same however it is cut.
func (c counts) estimate() float64 {
	const header, each = 60, 3.6 // bits, and those of a code
	size := float64(header)
	for _, all := range [][]int{c.symbols[:], c.spans[:]} {
		total := 0
		for _, n := range all {
			total += n
		}
		for _, n := range all {
			if n > 0 {
				size += each - float64(n)*math.Log2(float64(n)/float64(total))
			}
		}
	}
	return size
}

// costs is how many bits each step of a way has.
type costs struct {
	bytes     [256]float64
	lengths   [longest + 1]float64
	distances [spans]float64
}

// block is a way with codes for it.
type block struct {
	tokens []token
	codes  codes
	size   int // in bits
}

func newBlock(way []token) block {
	c := count(way)
	own, fixed := codesFor(&c), codesFor(nil)
	b := block{way, own, own.size(c)}
	if size := fixed.size(c); size < b.size {
		b.codes, b.size = fixed, size
	}
	return b
}

func (b block) write(w *bitsWriter, last bool) {
	final := uint32(0)
	if last {
		final = 1
	}
	w.write(final, 1)
	b.codes.write(w)
	symbolCodes, spanCodes := canonical(b.codes.symbols), canonical(b.codes.spans)
	for _, t := range append(b.tokens[:len(b.tokens):len(b.tokens)], token{distance: endOfBlock}) {
		if t.length == 0 {
			w.write(symbolCodes[t.distance], b.codes.symbols[t.distance])
			continue
		}
		symbol := lengthCode(t.length)
		w.write(symbolCodes[symbol], b.codes.symbols[symbol])
		w.write(uint32((t.length-3)&(1<<lengthExtra(symbol)-1)), lengthExtra(symbol))
		span := distanceCode(t.distance)
		w.write(spanCodes[span], b.codes.spans[span])
		w.write(uint32((t.distance-1)&(1<<distanceExtra(span)-1)), distanceExtra(span))
	}
}
