package postgres

import (
	"encoding/binary"

	"github.com/jackc/pgx/v5/pgtype"
)

// arrays writes the columns of what is written, arrays of Value, in the form in which PostgreSQL reads them. It does
// what pgx would do, without a step of reflection and an allocation for each element: a sign-in writes fifty. All
// other values are left to pgx.
type arrays[Value any] struct {
	pgtype.Codec
	element uint32                            // the type of the elements
	write   func(buf []byte, v *Value) []byte // one element, with its length before
	room    *room                             // of the connection
}

// registerArrays has a connection write columns in our way.
func registerArrays(types *pgtype.Map, room *room) {
	register(types, room, pgtype.Int2ArrayOID, pgtype.Int2OID, func(buf []byte, v *int16) []byte {
		return binary.BigEndian.AppendUint16(sized(buf, 2), uint16(*v))
	})
	register(types, room, pgtype.Int4ArrayOID, pgtype.Int4OID, func(buf []byte, v *int32) []byte {
		return binary.BigEndian.AppendUint32(sized(buf, 4), uint32(*v))
	})
	register(types, room, pgtype.Int8ArrayOID, pgtype.Int8OID, func(buf []byte, v *int64) []byte {
		return binary.BigEndian.AppendUint64(sized(buf, 8), uint64(*v))
	})
	register(types, room, pgtype.UUIDArrayOID, pgtype.UUIDOID, func(buf []byte, v *pgtype.UUID) []byte {
		if !v.Valid {
			return null(buf)
		}
		return append(sized(buf, len(v.Bytes)), v.Bytes[:]...)
	})
	register(types, room, pgtype.TimestamptzArrayOID, pgtype.TimestamptzOID, func(buf []byte, v *pgtype.Timestamptz) []byte {
		if !v.Valid {
			return null(buf)
		}
		return binary.BigEndian.AppendUint64(sized(buf, 8), uint64(v.Time.UnixMicro()-epoch))
	})
	register(types, room, pgtype.ByteaArrayOID, pgtype.ByteaOID, func(buf []byte, v *[]byte) []byte {
		if *v == nil {
			return null(buf)
		}
		return append(sized(buf, len(*v)), *v...)
	})
	register(types, room, pgtype.TextArrayOID, pgtype.TextOID, func(buf []byte, v *string) []byte {
		return append(sized(buf, len(*v)), *v...)
	})
	register(types, room, pgtype.TextArrayOID, pgtype.TextOID, func(buf []byte, v *pgtype.Text) []byte {
		if !v.Valid {
			return null(buf)
		}
		return append(sized(buf, len(v.String)), v.String...)
	})
}

// register puts a way to write before those that are there.
func register[Value any](types *pgtype.Map, room *room, array, element uint32, write func([]byte, *Value) []byte) {
	if known, ok := types.TypeForOID(array); ok {
		types.RegisterType(&pgtype.Type{
			Name: known.Name, OID: array, Codec: arrays[Value]{Codec: known.Codec, element: element, write: write, room: room},
		})
	}
}

// PlanEncode takes columns upon itself.
func (a arrays[Value]) PlanEncode(m *pgtype.Map, oid uint32, format int16, value any) pgtype.EncodePlan {
	if _, ours := value.(pgtype.FlatArray[Value]); ours && format == pgtype.BinaryFormatCode {
		return a
	}
	return a.Codec.PlanEncode(m, oid, format, value)
}

// Encode writes a column: the number of dimensions, whether NULLs are allowed, the type of the elements, how many
// they are, the number of the first; and the elements.
func (a arrays[Value]) Encode(value any, buf []byte) ([]byte, error) {
	values := value.(pgtype.FlatArray[Value])
	buf = a.room.values(buf)
	for _, head := range []uint32{1, 1, a.element, uint32(len(values)), 1} {
		buf = binary.BigEndian.AppendUint32(buf, head)
	}
	for i := range values {
		buf = a.write(buf, &values[i])
	}
	return buf, nil
}

func sized(buf []byte, size int) []byte { return binary.BigEndian.AppendUint32(buf, uint32(size)) }

func null(buf []byte) []byte { return append(buf, 0xff, 0xff, 0xff, 0xff) }
