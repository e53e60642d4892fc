package postgres

import (
	"bytes"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
)

// What is written here is what pgx writes.
func TestArraysAreThoseOfPgx(t *testing.T) {
	t.Parallel()
	at := time.UnixMilli(1_790_000_000_123)
	ours, theirs := pgtype.NewMap(), pgtype.NewMap()
	registerArrays(ours, &room{columns: make([]byte, 0, roomSize)})
	for oid, columns := range map[uint32][]any{
		pgtype.Int2ArrayOID: {pgtype.FlatArray[int16]{-1, 0, 1023}},
		pgtype.Int4ArrayOID: {pgtype.FlatArray[int32]{-1, 1 << 30}},
		pgtype.Int8ArrayOID: {pgtype.FlatArray[int64]{-1, 1 << 60}},
		pgtype.UUIDArrayOID: {pgtype.FlatArray[pgtype.UUID]{{Bytes: [16]byte{1, 15: 2}, Valid: true}, {}}},
		pgtype.TimestamptzArrayOID: {pgtype.FlatArray[pgtype.Timestamptz]{
			{Time: at, Valid: true}, {}, {Valid: true}, {Time: time.UnixMilli(-1), Valid: true},
		}},
		pgtype.ByteaArrayOID: {pgtype.FlatArray[[]byte]{{1, 2}, nil, {}}},
		pgtype.TextArrayOID: {
			pgtype.FlatArray[string]{"", "ä", "{\"a\"}"},
			pgtype.FlatArray[pgtype.Text]{{String: "a", Valid: true}, {}, {Valid: true}},
		},
	} {
		for _, column := range columns {
			got, err := ours.Encode(oid, pgtype.BinaryFormatCode, column, []byte("before"))
			if err != nil {
				t.Fatal(err)
			}
			want, err := theirs.Encode(oid, pgtype.BinaryFormatCode, column, []byte("before"))
			if err != nil {
				t.Fatal(err)
			}
			want[len("before")+7] = 1 // whether there are NULLs: the server looks for itself
			if !bytes.Equal(got, want) {
				t.Errorf("%T = %v, want %v", column, got, want)
			}
		}
	}
}
