package event

import (
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sojourn-auth/sojourn/internal/access"
	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
	"github.com/sojourn-auth/sojourn/internal/uid"
)

func moment() time.Time { return time.UnixMilli(1_790_000_000_000).UTC() }

func TestNew(t *testing.T) {
	t.Parallel()
	actor := access.Actor{Kind: access.Local, Address: "192.0.2.7"}
	got := New(TenantCreated, moment(), actor)
	if got.ID.IsZero() || got.ID == New(TenantCreated, moment(), actor).ID {
		t.Errorf("New = ID %v, want one of its own", got.ID)
	}
	if later := New(TenantCreated, moment().Add(time.Millisecond), actor); got.ID.Compare(later.ID) >= 0 {
		t.Errorf("ID %v does not sort before %v of a later event", got.ID, later.ID)
	}
	got.ID = uid.UID{}
	if diff := cmp.Diff(Event{At: moment(), Kind: TenantCreated, Actor: actor}, got); diff != "" {
		t.Errorf("New: want (-), got (+):\n%s", diff)
	}
}

func TestEnded(t *testing.T) {
	t.Parallel()
	user, tenant := tenancy.NewUserID(moment()), tenancy.NewTenantID(moment())
	s := session.Session{ID: session.NewID(user, moment()), User: user, Tenant: tenant, Name: "a device", Secret: session.Hash{1}}
	end := session.End{At: moment().Add(time.Hour), Reason: session.IdleTimeout, By: access.TheSystem()}
	recorded := end.At.Add(time.Minute)
	got := Ended(session.Ending{Session: s, End: end}, recorded)
	if before := uid.New(recorded.Add(-time.Millisecond)); got.ID.Compare(before) <= 0 {
		t.Errorf("ID %v sorts before what was recorded a millisecond earlier", got.ID)
	}
	got.ID = uid.UID{}
	want := Event{
		At: end.At, Kind: SessionEnded, Actor: end.By, Reason: session.IdleTimeout,
		Tenant: tenant, User: user, Session: s.ID,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Ended: want (-), got (+):\n%s", diff)
	}
}

func TestWith(t *testing.T) {
	t.Parallel()
	plain := New(UserUpdated, moment(), access.TheSystem())
	with := plain.With(map[string]any{"before": "a", "after": 2})
	if got, want := string(with.Data), `{"after":2,"before":"a"}`; got != want {
		t.Errorf("With = %s, want %s", got, want)
	}
	if plain.Data != nil {
		t.Errorf("With changed the event that it was called on: %s", plain.Data)
	}
	if got := plain.With(math.Inf(1)); got.Data != nil {
		t.Errorf("With what JSON cannot hold = %s, want none", got.Data)
	}
}

// Others match these words. Each is "thing.what_happened", and none is there twice.
func TestKinds(t *testing.T) {
	t.Parallel()
	source, err := parser.ParseFile(token.NewFileSet(), "event.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	form := regexp.MustCompile(`^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$`)
	seen := map[string]bool{}
	ast.Inspect(source, func(node ast.Node) bool {
		constant, ok := node.(*ast.ValueSpec)
		if !ok || len(constant.Values) != 1 {
			return true
		}
		value, err := strconv.Unquote(constant.Values[0].(*ast.BasicLit).Value)
		if err != nil || !form.MatchString(value) || seen[value] {
			t.Errorf("kind %s = %q (%v), want a thing and what happened to it, once", constant.Names[0], value, err)
		}
		seen[value] = true
		return true
	})
	if len(seen) < 20 || !seen[string(SessionEnded)] {
		t.Errorf("%d kinds were found in the source, want all", len(seen))
	}
}
