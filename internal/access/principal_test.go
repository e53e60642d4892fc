package access

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

func TestActor(t *testing.T) {
	t.Parallel()
	at := time.UnixMilli(1_790_000_000_000)
	user, session, key := tenancy.NewUserID(at), uid.New(at), uid.New(at)
	for _, test := range []struct {
		name string
		who  Principal
		want Actor
	}{
		{"a user", Principal{Kind: User, User: user, Session: session, Key: key, Address: "192.0.2.7"},
			Actor{Kind: User, ID: user.UID, Session: session, Address: "192.0.2.7"}},
		{"a key", Principal{Kind: APIKey, Key: key, User: user, Scopes: AllScopes(), Address: "2001:db8::7"},
			Actor{Kind: APIKey, ID: key, Address: "2001:db8::7"}},
		{"an operator", Principal{Kind: Operator, User: user, Session: session, Key: key, Scopes: AllScopes(),
			Grants: []Grant{{Admin, EveryEnvironment}}, Environment: "production", Address: "192.0.2.7"},
			Actor{Kind: Operator, ID: user.UID, Session: session, Address: "192.0.2.7"}},
		{"a program of the operators", Principal{Kind: OperatorKey, Key: key, User: user, Scopes: AllScopes(), Address: "192.0.2.7"},
			Actor{Kind: OperatorKey, ID: key, Address: "192.0.2.7"}},
		{"the command line", Principal{Kind: Local}, Actor{Kind: Local}},
		{"nobody", Principal{Kind: Anonymous, Address: "192.0.2.7"}, Actor{Kind: Anonymous, Address: "192.0.2.7"}},
		{"Sojourn itself", Principal{Kind: System}, TheSystem()},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, test.who.Actor()); diff != "" {
				t.Errorf("Actor: want (-), got (+):\n%s", diff)
			}
		})
	}
}

// Actors are stored as JSON: what was written must be read for ever, and absent members take no room.
func TestActorAsJSON(t *testing.T) {
	t.Parallel()
	id := uid.UID{0x01, 0x90, 0xb5, 0xe2, 0x7c, 0x1f, 0x7c, 0x3a, 0x9d, 0x52, 0x6f, 0x0f, 0x5a, 0x1c, 0x2b, 0x3d}
	for text, actor := range map[string]Actor{
		`{"kind":"system"}`: TheSystem(),
		`{"kind":"user","id":"0190b5e2-7c1f-7c3a-9d52-6f0f5a1c2b3d","session":"0190b5e2-7c1f-7c3a-9d52-6f0f5a1c2b3d","address":"192.0.2.7"}`: {
			Kind: User, ID: id, Session: id, Address: "192.0.2.7"},
	} {
		written, err := json.Marshal(actor)
		if err != nil || string(written) != text {
			t.Errorf("Marshal(%+v) = %s, %v, want %s", actor, written, err, text)
		}
		var read Actor
		if err := json.Unmarshal([]byte(text), &read); err != nil || read != actor {
			t.Errorf("Unmarshal(%s) = %+v, %v, want %+v", text, read, err, actor)
		}
	}
}
