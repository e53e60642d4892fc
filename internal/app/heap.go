package app

import "runtime"

// heapRoom is how much garbage may gather beyond what Go would let gather, in bytes.
const heapRoom = 16 << 20

// giveRoom gives garbage room until release is called. Go collects when the heap has doubled, but what the server
// holds is only a few megabytes, so under load it would collect a dozen times a second, for up to a fifth of its
// processor time. This block is never touched: it takes addresses and no memory, and counts as something to double.
// A higher GOGC would do the same, but also for the memory that hashing passwords takes.
func giveRoom() (release func()) {
	room := make([]byte, heapRoom)
	return func() { runtime.KeepAlive(room) }
}
