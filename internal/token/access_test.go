package token

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sojourn-auth/sojourn/internal/session"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

func TestMintWritesExactlyTheseMembers(t *testing.T) {
	t.Parallel()
	w := setup(t)
	header, payload, _ := parts(t, w.mint(t, sampleClaims()))
	if want := `{"alg":"ES256","kid":"` + w.key.ID + `","typ":"at+jwt"}`; header != want {
		t.Errorf("header = %s, want %s", header, want)
	}
	want := `{"iss":"https://sojourn.example/e/production","sub":"0190b5e2-7c1f-7abc-9d52-6f0f5a1c2b01","aud":"shop",` +
		`"exp":1800000300,"iat":1800000000,"jti":"JurNOUpvZvHfTSSZIZmcVw","sid":"0190b5e2-7c1f-7abc-9d52-6f0f5a1c2b3d",` +
		`"tenant":"0190b5e2-7c1f-7abc-9d52-6f0f5a1c2b02","roles":["admin","support"],"permissions":["sojourn.sessions.revoke"],` +
		`"auth_time":1799996400,"amr":["pwd"],"client_id":"web"}`
	if payload != want {
		t.Errorf("payload = %s\nwant %s", payload, want)
	}
}

func TestMintOmitsWhatIsEmpty(t *testing.T) {
	t.Parallel()
	w := setup(t)
	claims := sampleClaims()
	claims.Roles, claims.Permissions, claims.Methods = nil, []string{}, nil
	claims.Audience = []string{"shop", "api"}
	_, payload, _ := parts(t, w.mint(t, claims))
	for _, name := range []string{"roles", "permissions", "amr", "nbf"} {
		if strings.Contains(payload, `"`+name+`"`) {
			t.Errorf("payload = %s, want no %s", payload, name)
		}
	}
	if !strings.Contains(payload, `"aud":["shop","api"]`) {
		t.Errorf("payload = %s, want both audiences", payload)
	}
}

func TestMintIsDeterministic(t *testing.T) {
	t.Parallel()
	w := setup(t)
	first := w.mint(t, sampleClaims())
	if again := w.mint(t, sampleClaims()); again != first {
		t.Errorf("equal claims give two tokens:\n%s\n%s", first, again)
	}
	ids := map[string]string{}
	for name, change := range map[string]func(*Claims){
		"nothing":     func(*Claims) {},
		"user":        func(c *Claims) { c.User.UID[0] ^= 1 },
		"session":     func(c *Claims) { c.Session.UID[0] ^= 1 },
		"tenant":      func(c *Claims) { c.Tenant.UID[0] ^= 1 },
		"audience":    func(c *Claims) { c.Audience = []string{"api"} },
		"roles":       func(c *Claims) { c.Roles = nil },
		"permissions": func(c *Claims) { c.Permissions = nil },
		"times":       func(c *Claims) { c.ExpiresAt = c.ExpiresAt.Add(time.Second) },
		"client":      func(c *Claims) { c.Client = "app" },
	} {
		claims := sampleClaims()
		change(&claims)
		verified, err := w.verifier.Verify(w.mint(t, claims), start)
		if err != nil {
			t.Errorf("%s: Verify error = %v", name, err)
		}
		if other, twice := ids[verified.ID]; twice {
			t.Errorf("tokens with other %s and with other %s have one ID", name, other)
		}
		ids[verified.ID] = name
	}
}

// A repeated refresh across a rotation of the keys is signed as the first time was.
func TestMintSignsWithTheKeyOfTheTimeOfIssue(t *testing.T) {
	t.Parallel()
	w := setup(t)
	rotated, err := w.keys.Rotate(newKey(t, start), start.Add(time.Second), 0)
	if err != nil {
		t.Fatal(err)
	}
	before := w.mint(t, sampleClaims())
	w.minter.Keys = rotated
	if after := w.mint(t, sampleClaims()); after != before {
		t.Errorf("after a rotation the same claims give another token")
	}
	later := sampleClaims()
	later.IssuedAt = start.Add(time.Second)
	if header, _, _ := parts(t, w.mint(t, later)); strings.Contains(header, w.key.ID) {
		t.Errorf("a token issued after the rotation is signed with the old key")
	}
}

func TestMintRefuses(t *testing.T) {
	t.Parallel()
	w := setup(t)
	for name, change := range map[string]func(*Claims){
		"no user":              func(c *Claims) { c.User = tenancy.UserID{} },
		"no tenant":            func(c *Claims) { c.Tenant = tenancy.TenantID{} },
		"no session":           func(c *Claims) { c.Session = session.ID{} },
		"no client":            func(c *Claims) { c.Client = "" },
		"no audience":          func(c *Claims) { c.Audience = nil },
		"an empty audience":    func(c *Claims) { c.Audience = []string{""} },
		"an empty role":        func(c *Claims) { c.Roles = []string{"admin", ""} },
		"no sign-in time":      func(c *Claims) { c.AuthenticatedAt = time.Time{} },
		"no time of issue":     func(c *Claims) { c.IssuedAt = time.Time{} },
		"no end":               func(c *Claims) { c.ExpiresAt = time.Time{} },
		"the end before issue": func(c *Claims) { c.ExpiresAt = c.IssuedAt.Add(-time.Second) },
		"the year 10000":       func(c *Claims) { c.ExpiresAt = time.Unix(maxInstant+1, 0) },
		"too many permissions": func(c *Claims) {
			for i := range 1000 {
				c.Permissions = append(c.Permissions, fmt.Sprintf("permission.%d", i))
			}
		},
	} {
		claims := sampleClaims()
		change(&claims)
		if access, err := w.minter.Mint(claims); err == nil || access.Reveal() != "" {
			t.Errorf("%s: Mint gave a token, or no error", name)
		}
	}
	early := sampleClaims()
	early.IssuedAt = start.Add(-time.Second)
	if _, err := w.minter.Mint(early); !errors.Is(err, ErrNoSigningKey) {
		t.Errorf("Mint before any key signs: error = %v, want ErrNoSigningKey", err)
	}
	if _, err := (Minter{Keys: w.keys}).Mint(sampleClaims()); err == nil {
		t.Errorf("Mint without an issuer gave no error")
	}
}

func TestVerifyReadsWhatMintWrote(t *testing.T) {
	t.Parallel()
	w := setup(t)
	got, err := w.verifier.Verify(w.mint(t, sampleClaims()), start)
	if err != nil {
		t.Fatal(err)
	}
	want := sampleClaims()
	want.ID, want.Issuer = got.ID, issuer
	want.IssuedAt, want.ExpiresAt = want.IssuedAt.Truncate(time.Second), want.ExpiresAt.Truncate(time.Second)
	if diff := cmp.Diff(want, got); diff != "" || len(got.ID) != 22 {
		t.Errorf("Verify(Mint(claims)): ID %q, difference (-want +got):\n%s", got.ID, diff)
	}
}

// parts decodes header and payload of a token.
func parts(t testing.TB, token string) (header, payload, signature string) {
	t.Helper()
	pieces := strings.Split(token, ".")
	if len(pieces) != 3 {
		t.Fatalf("%d parts, want 3", len(pieces))
	}
	first, ok1 := decode(pieces[0])
	second, ok2 := decode(pieces[1])
	if !ok1 || !ok2 {
		t.Fatalf("the token %s is not base64url", token)
	}
	return string(first), string(second), pieces[2]
}

// The ID stands where it would if it had been encoded with the other claims, whatever they look like.
func TestIDIsPutWhereItBelongs(t *testing.T) {
	t.Parallel()
	w := setup(t)
	claims := sampleClaims()
	claims.Client, claims.Audience = `x","sid":"y`, []string{`a,"sid":"b`, `\","sid":"`}
	got, err := w.minter.payload(claims)
	if err != nil {
		t.Fatal(err)
	}
	var body payload
	if err := json.Unmarshal(got, &body); err != nil {
		t.Fatal(err)
	}
	if want, err := json.Marshal(body); err != nil || string(got) != string(want) {
		t.Errorf("payload = %s, want %s (%v)", got, want, err)
	}
}
