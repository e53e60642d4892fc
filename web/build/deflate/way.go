package deflate

import "math"

// The limits of the format.
const (
	shortest = 3
	longest  = 258
	window   = 32768
)

// token is a step of a way: a byte as it is, or so many bytes as they were some distance before.
type token struct {
	length   int // 0 for a byte
	distance int // or the byte
}

func (t token) size() int { return max(t.length, 1) }

// matches is, by place in a text, what has been there before: ever longer, and each as near as it is.
type matches [][]token

func matchesOf(text []byte) matches {
	all := make(matches, len(text))
	last := map[[shortest]byte]int{}
	before := make([]int, len(text)) // the place where the same bytes begin before this one; -1 for none
	for at := range text {
		before[at] = -1
		if at+shortest > len(text) {
			continue
		}
		key := [shortest]byte(text[at:])
		found, best := -1, shortest-1
		if there, ok := last[key]; ok {
			before[at], found = there, there
		}
		last[key] = at
		for ; found >= 0 && at-found <= window && best < longest; found = before[found] {
			if n := same(text, found, at); n > best {
				best = n
				all[at] = append(all[at], token{n, at - found})
			}
		}
	}
	return all
}

// same counts the bytes that are the same at two places of a text.
func same(text []byte, a, b int) (n int) {
	for most := min(longest, len(text)-b); n < most && text[a+n] == text[b+n]; n++ {
	}
	return n
}

// way finds what costs the fewest bits from one place of the text to another.
func (m matches) way(text []byte, from, to int, cost costs) []token {
	fewest := make([]float64, to-from+1) // bits to each place
	last := make([]token, to-from+1)     // the step that leads there
	for i := range fewest[1:] {
		fewest[i+1] = math.Inf(1)
	}
	for at := from; at < to; at++ {
		here := fewest[at-from]
		step := func(by float64, t token) {
			if end := at - from + t.size(); here+by < fewest[end] {
				fewest[end], last[end] = here+by, t
			}
		}
		step(cost.bytes[text[at]], token{distance: int(text[at])})
		length := shortest
		for _, match := range m[at] {
			distance := cost.distances[distanceCode(match.distance)]
			for ; length <= min(match.length, to-at); length++ {
				step(cost.lengths[length]+distance, token{length, match.distance})
			}
		}
	}
	return back(last)
}

// back follows the steps that lead to the end of a way, and gives them from its beginning.
func back(last []token) []token {
	n := 0
	for at := len(last) - 1; at > 0; at -= last[at].size() {
		n++
	}
	way := make([]token, n)
	for at := len(last) - 1; at > 0; at -= last[at].size() {
		n--
		way[n] = last[at]
	}
	return way
}

// cut finds the pieces of a way that cost fewer bits each with codes of its own.
func cut(way []token) [][]token {
	const few = 256 // tokens, for which codes never pay
	if len(way) < 2*few {
		return [][]token{way}
	}
	best, where := count(way).estimate(), 0
	try := func(at int) {
		if size := count(way[:at]).estimate() + count(way[at:]).estimate(); size < best {
			best, where = size, at
		}
	}
	step := max(len(way)/32, 1)
	for at := few; at <= len(way)-few; at += step {
		try(at)
	}
	for middle, fine := where, step/8; where > 0 && fine > 0; middle, fine = where, fine/8 {
		for at := max(few, middle-8*fine); at <= min(len(way)-few, middle+8*fine); at += fine {
			try(at)
		}
	}
	if where == 0 {
		return [][]token{way}
	}
	return append(cut(way[:where]), cut(way[where:])...)
}
