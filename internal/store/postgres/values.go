package postgres

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

// The functions here turn our values into what pgx writes, and back. Zero values that stand for "none" are NULL.

func idValue(id uid.UID) pgtype.UUID { return pgtype.UUID{Bytes: id, Valid: true} }

func idOrNull(id uid.UID) pgtype.UUID { return pgtype.UUID{Bytes: id, Valid: !id.IsZero()} }

func timeValue(at time.Time) pgtype.Timestamptz {
	return pgtype.Timestamptz{Time: at.Truncate(time.Millisecond), Valid: true}
}

func timeOrNull(at time.Time) pgtype.Timestamptz {
	value := timeValue(at)
	value.Valid = !at.IsZero()
	return value
}

// notBefore is a bound for stored times. They are whole milliseconds, so one that is not before a bound between two
// is not before the later one either.
func notBefore(bound time.Time) pgtype.Timestamptz {
	return timeValue(bound.Add(time.Millisecond - time.Nanosecond))
}

// storable is text as the database can hold it: without NUL, and valid.
func storable(text string) string {
	if isStorable(text) {
		return text
	}
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "\uFFFD")
}

// isStorable tells whether text can be in the database. What cannot is found nowhere.
func isStorable(text string) bool { return utf8.ValidString(text) && !strings.Contains(text, "\x00") }

func textOrNull(text string) pgtype.Text {
	return pgtype.Text{String: storable(text), Valid: text != ""}
}

func hashOrNull(hash *session.Hash) []byte {
	if hash.IsZero() {
		return nil
	}
	return hash[:]
}
