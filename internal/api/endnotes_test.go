package api_test

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

// TestNotesOfEnds ends sessions in bulk with a note, and reads it in the audit log and in what it exports.
func TestNotesOfEnds(t *testing.T) {
	t.Parallel()
	const note = `Stolen laptop, ticket 4711`
	for _, end := range []struct{ name, path, body, event string }{
		{"several", "/v1/sessions/end", `{"sessions":["{session}","{session}"],"note":"` + note + `"}`, "session.ended"},
		{"of a user", "/v1/users/{user}/sessions/end", `{"note":"  ` + note + `"}`, "session.ended"},
		{"of a tenant", "/v1/tenants/{tenant}/sessions/end", `{"note":"` + note + `"}`, "sessions.ended"},
		{"of the environment", "/v1/sessions/end-all", `{"note":"` + note + `"}`, "sessions.ended"},
	} {
		t.Run(end.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			id := b.signIn("secret").want(200).member("session.id")
			filled := strings.NewReplacer("{session}", id, "{user}", b.user.ID.String(), "{tenant}", b.tenant.ID.String())
			path, body := filled.Replace(end.path), filled.Replace(end.body)
			for _, bad := range []string{strings.Repeat("ä", 501), `a\u0000b`, `two\nlines`} {
				b.do("POST", path, request{bearer: b.key, body: strings.Replace(body, note, bad, 1)}).without(bad)
				b.do("GET", "/v1/sessions/"+id, request{bearer: b.key}).want(200, `"state":"active"`)
			}
			answer := b.do("POST", path, request{bearer: b.key, body: body}).want(200)
			if end.event == "session.ended" && answer.member("ended") != "1" {
				t.Errorf("%s ended, want 1", answer.member("ended"))
			}
			b.do("GET", "/v1/sessions/"+id, request{bearer: b.key}).want(200, `"state":"ended"`)
			b.do("GET", "/v1/audit?kind="+end.event, request{bearer: b.key}).want(200, `"data":{"note":"`+note+`"}`)
			b.do("GET", "/v1/audit/export?kind="+end.event, request{bearer: b.key}).want(200, `"note":"`+note+`"`)
			b.do("GET", "/v1/audit/export?format=csv&kind="+end.event, request{bearer: b.key}).want(200, `"{""note"":""`+note+`""}"`)
		})
	}
}

// TestAllOrNone ends no session when one of those that were named is not there.
func TestAllOrNone(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := b.signIn("secret").want(200).member("session.id")
	body := `{"sessions":["` + id + `","01a212a8-c8c4-773f-a670-de36defe4db8"]}`
	b.do("POST", "/v1/sessions/end", request{bearer: b.key, body: body}).want(404)
	b.do("GET", "/v1/sessions/"+id, request{bearer: b.key}).want(200, `"state":"active"`)
	b.do("POST", "/v1/sessions/end", request{bearer: b.key, body: `{"sessions":["nonsense"]}`}).want(400, "sessions[0]")
}

// TestSessionsByTheirEnd lists those that ended within a time.
func TestSessionsByTheirEnd(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var ids []string
	for range 3 {
		ids = append(ids, b.signIn("secret").want(200).member("session.id"))
		b.clock.advance(time.Second)
	}
	from := b.clock.Now()
	b.clock.advance(time.Hour)
	b.do("DELETE", "/v1/sessions/"+ids[0], request{bearer: b.key}).want(200)
	until := b.clock.Now().Add(time.Second)
	b.clock.advance(time.Hour)
	b.do("DELETE", "/v1/sessions/"+ids[1], request{bearer: b.key}).want(200)
	at := func(of time.Time) string { return url.QueryEscape(of.UTC().Format(time.RFC3339Nano)) }
	list := func(query string) answer { return b.do("GET", "/v1/sessions?"+query, request{bearer: b.key}) }
	list("ended_from="+at(from)).want(200, ids[0], ids[1]).without(ids[2])
	list("state=ended&ended_from="+at(from)+"&ended_to="+at(until)).want(200, ids[0]).without(ids[1], ids[2])
	list("ended_from="+at(until)+"&user="+b.user.ID.String()).want(200, ids[1]).without(ids[0], ids[2])
	list("ended_to="+at(from)).want(200, `"sessions":[]`)
	list("state=active&ended_from="+at(from)).want(400, "state")
}
