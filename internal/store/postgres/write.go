package postgres

import (
	"encoding/json"
	"slices"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/event"
	"github.com/sojourn-auth/sojourn/internal/session"
)

// The statements here write any number of rows at once. Each parameter is a column: an array with one element for
// each row. Columns side by side in a SELECT are gone through together; as arguments of one unnest(), each would be
// put into a table of its own first.

// column is one column of rows.
func column[Row, Value any](rows []Row, value func(row Row) Value) pgtype.FlatArray[Value] {
	values := make(pgtype.FlatArray[Value], len(rows))
	for i := range rows {
		values[i] = value(rows[i])
	}
	return values
}

const insertSessionRows = `
	INSERT INTO sessions (environment, bucket, id, user_id, tenant_id, signed_in_at, authenticated_at, last_active_at,
		secret, refresh_generation, refresh_current, refresh_previous, refreshed_at,
		methods, name, address, user_agent, ended_at, end_reason, ended_by)
	SELECT $1, unnest($2::smallint[]), unnest($3::uuid[]), unnest($4::uuid[]), unnest($5::uuid[]),
		unnest($6::timestamptz[]), unnest($7::timestamptz[]), unnest($8::timestamptz[]),
		unnest($9::bytea[]), unnest($10::bigint[]), unnest($11::bytea[]), unnest($12::bytea[]), unnest($13::timestamptz[]),
		unnest($14::text[]), unnest($15::text[]), unnest($16::text[]), unnest($17::text[]),
		unnest($18::timestamptz[]), unnest($19::text[]), unnest($20::text[])`

func insertSessions(number int32, rows []*session.Session) statement {
	type row = *session.Session
	return statement{sql: insertSessionRows, args: []any{
		number,
		column(rows, func(s row) int16 { return int16(s.ID.Bucket()) }),
		column(rows, func(s row) pgtype.UUID { return idValue(s.ID.UID) }),
		column(rows, func(s row) pgtype.UUID { return idValue(s.User.UID) }),
		column(rows, func(s row) pgtype.UUID { return idValue(s.Tenant.UID) }),
		column(rows, func(s row) pgtype.Timestamptz { return timeValue(s.SignedInAt) }),
		column(rows, func(s row) pgtype.Timestamptz { return timeValue(s.AuthenticatedAt) }),
		column(rows, func(s row) pgtype.Timestamptz { return timeValue(s.LastActiveAt) }),
		column(rows, func(s row) []byte { return hashOrNull(&s.Secret) }),
		column(rows, func(s row) int64 { return int64(s.Refresh.Generation) }),
		column(rows, func(s row) []byte { return hashOrNull(&s.Refresh.Current) }),
		column(rows, func(s row) []byte { return hashOrNull(&s.Refresh.Previous) }),
		column(rows, func(s row) pgtype.Timestamptz { return timeOrNull(s.Refresh.RotatedAt) }),
		column(rows, func(s row) pgtype.Text { return jsonOrNull(s.Methods, s.Methods == nil) }),
		column(rows, func(s row) string { return storable(s.Name) }),
		column(rows, func(s row) string { return storable(s.Client.Address) }),
		column(rows, func(s row) string { return storable(s.Client.UserAgent) }),
		column(rows, func(s row) pgtype.Timestamptz { return endTime(s.End) }),
		column(rows, func(s row) pgtype.Text { return textOrNull(string(s.End.Reason)) }),
		column(rows, func(s row) pgtype.Text { return actorOrNull(&s.End.By, s.End.IsZero()) }),
	}}
}

// Only columns without an index are written, so that a row's next version finds its place beside it.
const saveSessionRows = `
	UPDATE sessions s SET authenticated_at = k.authenticated_at, last_active_at = k.last_active_at,
		secret = k.secret, refresh_generation = k.generation, refresh_current = k.current,
		refresh_previous = k.previous, refreshed_at = k.refreshed_at, name = k.name
	FROM (SELECT unnest($2::smallint[]) AS bucket, unnest($3::uuid[]) AS id,
		unnest($4::timestamptz[]) AS authenticated_at, unnest($5::timestamptz[]) AS last_active_at,
		unnest($6::bytea[]) AS secret, unnest($7::bigint[]) AS generation, unnest($8::bytea[]) AS current,
		unnest($9::bytea[]) AS previous, unnest($10::timestamptz[]) AS refreshed_at, unnest($11::text[]) AS name) AS k
	WHERE s.environment = $1 AND s.bucket = k.bucket AND s.id = k.id AND s.ended_at IS NULL`

func saveSessions(number int32, rows []*session.Session) statement {
	type row = *session.Session
	return statement{sql: saveSessionRows, args: []any{
		number,
		column(rows, func(s row) int16 { return int16(s.ID.Bucket()) }),
		column(rows, func(s row) pgtype.UUID { return idValue(s.ID.UID) }),
		column(rows, func(s row) pgtype.Timestamptz { return timeValue(s.AuthenticatedAt) }),
		column(rows, func(s row) pgtype.Timestamptz { return timeValue(s.LastActiveAt) }),
		column(rows, func(s row) []byte { return hashOrNull(&s.Secret) }),
		column(rows, func(s row) int64 { return int64(s.Refresh.Generation) }),
		column(rows, func(s row) []byte { return hashOrNull(&s.Refresh.Current) }),
		column(rows, func(s row) []byte { return hashOrNull(&s.Refresh.Previous) }),
		column(rows, func(s row) pgtype.Timestamptz { return timeOrNull(s.Refresh.RotatedAt) }),
		column(rows, func(s row) string { return storable(s.Name) }),
	}}
}

const touchSessionRows = `
	UPDATE sessions s SET last_active_at = k.at
	FROM (SELECT unnest($2::smallint[]) AS bucket, unnest($3::uuid[]) AS id, unnest($4::timestamptz[]) AS at) AS k
	WHERE s.environment = $1 AND s.bucket = k.bucket AND s.id = k.id AND s.ended_at IS NULL AND s.last_active_at < k.at`

func touchSessions(number int32, rows []touch) statement {
	return statement{sql: touchSessionRows, args: []any{
		number,
		column(rows, func(t touch) int16 { return int16(t.id.Bucket()) }),
		column(rows, func(t touch) pgtype.UUID { return idValue(t.id.UID) }),
		column(rows, func(t touch) pgtype.Timestamptz { return timeValue(t.at) }),
	}}
}

const endSessionRows = `
	UPDATE sessions s SET ended_at = k.ended_at, end_reason = k.end_reason, ended_by = k.ended_by
	FROM (SELECT unnest($2::smallint[]) AS bucket, unnest($3::uuid[]) AS id,
		unnest($4::timestamptz[]) AS ended_at, unnest($5::text[]) AS end_reason, unnest($6::text[]) AS ended_by) AS k
	WHERE s.environment = $1 AND s.bucket = k.bucket AND s.id = k.id AND s.ended_at IS NULL`

// endedWhole has a statement give the sessions that it has ended.
const endedWhole = " RETURNING " + sessionColumns

func endSessions(d *decoder, number int32, rows []ending) statement {
	end := statement{sql: endSessionRows, args: []any{
		number,
		column(rows, func(e ending) int16 { return int16(e.id.Bucket()) }),
		column(rows, func(e ending) pgtype.UUID { return idValue(e.id.UID) }),
		column(rows, func(e ending) pgtype.Timestamptz { return timeValue(e.end.At) }),
		column(rows, func(e ending) string { return string(e.end.Reason) }),
		column(rows, func(e ending) pgtype.Text { return actorOrNull(&e.end.By, false) }),
	}}
	if slices.ContainsFunc(rows, func(e ending) bool { return e.whole != nil }) {
		end.sql, end.read = endSessionRows+endedWhole, each(func(c *cells) { handOver(rows, d.sessionFrom(c)) })
	}
	return end
}

// handOver gives a session that has ended to whoever wants it. The rows are in the order of IDs.
func handOver(rows []ending, s session.Session) {
	at, found := slices.BinarySearchFunc(rows, s.ID, func(e ending, id session.ID) int { return e.id.Compare(id.UID) })
	if found && rows[at].whole != nil {
		*rows[at].whole = s
	}
}

const appendEventRows = `
	INSERT INTO events (environment, id, at, kind, actor, tenant_id, user_id, session_id, reason, data)
	SELECT $1, unnest($2::uuid[]), unnest($3::timestamptz[]), unnest($4::text[]), unnest($5::text[]),
		unnest($6::uuid[]), unnest($7::uuid[]), unnest($8::uuid[]), unnest($9::text[]), unnest($10::text[])`

func appendEvents(number int32, rows []*event.Event) statement {
	type row = *event.Event
	return statement{sql: appendEventRows, args: []any{
		number,
		column(rows, func(e row) pgtype.UUID { return idValue(e.ID) }),
		column(rows, func(e row) pgtype.Timestamptz { return timeValue(e.At) }),
		column(rows, func(e row) string { return string(e.Kind) }),
		column(rows, func(e row) pgtype.Text { return actorOrNull(&e.Actor, false) }),
		column(rows, func(e row) pgtype.UUID { return idOrNull(e.Tenant.UID) }),
		column(rows, func(e row) pgtype.UUID { return idOrNull(e.User.UID) }),
		column(rows, func(e row) pgtype.UUID { return idOrNull(e.Session.UID) }),
		column(rows, func(e row) pgtype.Text { return textOrNull(string(e.Reason)) }),
		column(rows, func(e row) pgtype.Text { return textOrNull(string(e.Data)) }),
	}}
}

func endTime(end session.End) pgtype.Timestamptz {
	value := timeValue(end.At)
	value.Valid = !end.IsZero()
	return value
}

// actorOrNull is an actor as JSON.
func actorOrNull(actor *access.Actor, null bool) pgtype.Text {
	if *actor == access.TheSystem() { // which ends most sessions
		return pgtype.Text{String: systemText, Valid: !null}
	}
	return jsonOrNull(actor, null)
}

// systemText is what jsonOrNull makes of access.TheSystem().
const systemText = `{"kind":"system"}`

// jsonOrNull is a value of plain strings and IDs as JSON.
func jsonOrNull(value any, null bool) pgtype.Text {
	if null {
		return pgtype.Text{}
	}
	text, _ := json.Marshal(value) // of such values, it cannot fail
	return pgtype.Text{String: string(text), Valid: true}
}
