package postgres

import (
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"
)

// room is memory in which a connection puts together what it sends. pgx lets go of its buffers after every batch that
// is larger than a page, and lets them grow again from nothing for the next: more garbage than all the rest of a
// sign-in makes. So what it begins with is large, and the same each time.
type room struct {
	messages []byte // a batch as it goes over the wire
	columns  []byte // the columns of one statement
}

// roomSize holds what most transactions write. What does not fit costs what it always did.
const roomSize = 64 << 10

// roomKey is where a connection keeps its room.
const roomKey = "sojourn.room"

// roomOf is the room of a connection.
func roomOf(conn *pgconn.PgConn) *room {
	known, made := conn.CustomData()[roomKey].(*room)
	if !made {
		known = &room{messages: make([]byte, 0, roomSize), columns: make([]byte, 0, roomSize)}
		conn.CustomData()[roomKey] = known
	}
	return known
}

// makeRoom has the next batch put together in the room of its connection. It is called when nothing is being sent.
func makeRoom(conn *pgconn.PgConn) { conn.Frontend().Send(roomy(roomOf(conn).messages)) }

// roomy is a message without a byte, which brings the memory for those that follow.
type roomy []byte

// Encode is given what was to be sent before, and gives the same, with room behind.
func (r roomy) Encode(sent []byte) ([]byte, error) { return append(r[:0], sent...), nil }

// Decode is there because every message has it.
func (roomy) Decode([]byte) error { return nil }

// Frontend says that the message is one of ours.
func (roomy) Frontend() {}

var _ pgproto3.FrontendMessage = roomy(nil)

// values gives the columns of a statement room to grow. With each statement, pgx begins with a small buffer.
func (r *room) values(begun []byte) []byte {
	if cap(begun) >= cap(r.columns) {
		return begun
	}
	return append(r.columns[:0], begun...)
}
