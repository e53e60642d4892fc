package postgres

import (
	"bytes"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgproto3"
	"github.com/jackc/pgx/v5/pgtype"
)

// What is put together in a room is what is put together without one, whether it fits or not.
func TestRoomChangesNoByte(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 100, roomSize / 2, 3 * roomSize} {
		var with, without bytes.Buffer
		own := &room{messages: make([]byte, 0, roomSize), columns: make([]byte, 0, roomSize)}
		bare := &room{}
		for target, r := range map[*bytes.Buffer]*room{&with: own, &without: bare} {
			types := pgtype.NewMap()
			registerArrays(types, r)
			front := pgproto3.NewFrontend(nil, target)
			for round := range 3 { // the room is used again and again
				front.Send(&pgproto3.Sync{})
				front.Send(roomy(r.messages))
				columns := []byte{byte(round)}
				for _, text := range []string{"a", strings.Repeat("x", size), "b"} {
					var err error
					if columns, err = types.Encode(pgtype.TextArrayOID, pgtype.BinaryFormatCode, pgtype.FlatArray[string]{text}, columns); err != nil {
						t.Fatal(err)
					}
				}
				front.SendBind(&pgproto3.Bind{Parameters: [][]byte{columns}})
				if err := front.Flush(); err != nil {
					t.Fatal(err)
				}
			}
		}
		if !bytes.Equal(with.Bytes(), without.Bytes()) {
			t.Errorf("with columns of %d bytes, %d bytes are sent in a room, and others, %d, without", size, with.Len(), without.Len())
		}
	}
}
